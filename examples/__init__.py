"""Programs that use derivatives for something, each runnable alone.

    python examples/newton.py       roots of Kepler's equation, on plain floats
    python examples/pendulum.py     parameters of a differential equation, from data
    python examples/rosen.py        SciPy's own function, SciPy's own derivatives
    python examples/digits.py       a network that reads handwritten digits

The first derivative call of a program writes a Python module and keeps it. This
repository keeps those of its examples in `cache/`, under version control; to read and
run them from there, generating nothing, set the directory:

    AUTOGRAD_SRC_CACHE_DIR=cache python examples/newton.py
"""

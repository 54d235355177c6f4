"""The library's recipes: importing this module loads every topic file, in this order.

The order is that of the questions a reader asks; it has no effect on look-ups. The
import lock makes the first look-up safe in several threads.
"""

from autograd_src.recipes import (  # noqa: F401
    builtin,
    helpers,
    math_,
    numpy_elementwise,
    numpy_linalg,
    numpy_linear,
    numpy_reductions,
    numpy_select,
    numpy_shape,
    operators,
)  # isort: skip

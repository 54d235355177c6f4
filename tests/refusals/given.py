"""What is differentiated, and by which arguments."""

from __future__ import annotations

from tests.refusals.entry import Refusal, Topic

_SQUARE = """
def f(x):
    return np.sum(x**2)
"""

TOPIC = Topic(
    "Functions and arguments",
    """
Refused for what is given to `differentiable` or to a derivative. Where no line of the
function is to blame, the place is where the function is defined, or where
`differentiable` was called.
""",
    (
        Refusal(
            "A function that keeps its results",
            """
            import functools

            from autograd_src import differentiable


            @functools.lru_cache
            def square(x):
                return x**2


            def make():
                return differentiable(square)
            """,
            "return differentiable",
            "a _lru_cache_wrapper has no Python source to rewrite; differentiate the "
            "function inside: differentiable(square.__wrapped__)",
            """
            import functools

            from autograd_src import differentiable


            @functools.lru_cache
            def square(x):
                return x**2


            f = square.__wrapped__
            """,
            args="3.0",
            call="make()",
        ),
        Refusal(
            "A callable without a public name",
            """
            from autograd_src import differentiable

            TABLE = np.eye(3)


            def make():
                return differentiable(TABLE.dot)
            """,
            "return differentiable",
            "dot was not found in numpy; wrap it in a function of your own",
            """
            TABLE = np.eye(3)


            def f(x):
                return np.sum(TABLE.dot(x) ** 2)
            """,
            call="make()",
        ),
        Refusal(
            "An argument of complex numbers",
            """
            def f(z):
                return np.sum(np.abs(z) ** 2)
            """,
            "def f",
            "`z` holds complex numbers: pass the real and the imaginary part as two "
            "arguments",
            """
            def f(a, b):
                return np.sum(a**2 + b**2)
            """,
            args="x + 1j",
            after_args="x, np.ones(3)",
        ),
        Refusal(
            "An argument that is a name",
            """
            def f(kind, x):
                return np.sum(x**2) if kind == "squares" else np.sum(x)
            """,
            "def f",
            "`kind` is 'squares', not a number or an array of numbers: choose another "
            "argument with wrt",
            """
            def f(kind, x):
                return np.sum(x**2) if kind == "squares" else np.sum(x)
            """,
            args="'squares', x",
            wrt=("x",),
        ),
        Refusal(
            "An array of strings",
            _SQUARE,
            "def f",
            "`x` is an array of dtype str, not of numbers: convert it with "
            "x.astype(float)",
            _SQUARE,
            args="np.array(['1', '2'])",
            after_args="np.array(['1', '2']).astype(float)",
        ),
        Refusal(
            "A class without a public name",
            """
            from dataclasses import dataclass


            def make():
                @dataclass
                class Point:
                    a: float
                    b: float

                return Point(0.5, 1.5)


            def f(p):
                return p.a * p.b
            """,
            "return p.a",
            "an argument is an instance of make.<locals>.Point, which has no public "
            "name: define the class at the top of a module",
            """
            from dataclasses import dataclass


            @dataclass
            class Point:
                a: float
                b: float


            def make():
                return Point(0.5, 1.5)


            def f(p):
                return p.a * p.b
            """,
            args="make()",
        ),
        Refusal(
            "A function that is no longer in its file",
            """
            # The first version of the file; it has been edited since.
            TEXT = "\\n" * 6 + "def f(x):\\n    return x**3\\n"
            exec(compile(TEXT, __file__, "exec"))


            def g(x):
                return x**2
            """,
            "return x**2",
            "source changed since import: the code of `f` that is running is no "
            "longer in its file; import it again",
            """
            def f(x):
                return x**3
            """,
            args="2.0",
        ),
        Refusal(
            "A `return` in a statement that is left as it is",
            """
            def f(x, n):
                try:
                    k = int(n)
                except ValueError:
                    return 0.0
                return np.sum(x**2) * k
            """,
            "try",
            "`try` around active code: test for the condition with `if`",
            """
            def f(x, n):
                try:
                    k = int(n)
                except ValueError:
                    k = 0
                return np.sum(x**2) * k
            """,
            args="x, 2",
        ),
        Refusal(
            "An argument changed by an operator",
            """
            def f(x, c):
                c.data = x.data
                return np.sum(x * c)
            """,
            "c.data",
            "a differentiated value is bound to an attribute of an object from "
            "outside, or of one that isn't followed: keep it in a local name and "
            "return it",
            """
            def f(x, c):
                c = x.copy()
                return np.sum(x * c)
            """,
            args="x, np.ones(3)",
        ),
    ),
)

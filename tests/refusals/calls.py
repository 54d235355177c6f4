"""Calls of the user's own functions."""

from __future__ import annotations

from tests.refusals.entry import Refusal, Topic

TOPIC = Topic(
    "Calls",
    """
Functions that are called are read and followed, which takes that they can be told from
the text, and that their arguments fit.
""",
    (
        Refusal(
            "Which function is called can't be told",
            """
            def f(x):
                g = np.sin
                for k in range(2):
                    if x[k] > 1.0:
                        g = np.cos
                return np.sum(g(x))
            """,
            "return np.sum(g",
            "which function is called here can't be told: call the function by its "
            "name, in each branch",
            """
            def f(x):
                cosine = False
                for k in range(2):
                    if x[k] > 1.0:
                        cosine = True
                return np.sum(np.cos(x) if cosine else np.sin(x))
            """,
        ),
        Refusal(
            "A generator that is kept",
            """
            def squares(x):
                for a in x:
                    yield a**2


            def f(x):
                g = squares(x)
                next(g)
                return next(g)
            """,
            "g = squares",
            "a generator isn't followed here: go through it with `for`, or make a list "
            "of it: `list(...)`",
            """
            def squares(x):
                for a in x:
                    yield a**2


            def f(x):
                g = list(squares(x))
                return g[1]
            """,
        ),
        Refusal(
            "Calls without an end",
            """
            def f(x):
                def twice(g, n):
                    return twice(lambda a: g(g(a)), n - 1) if n else g

                return np.sum(twice(np.sin, 3)(x))
            """,
            "return twice(",
            "twice calls itself, and it returns something else than numbers and "
            "arrays: make it a function of numbers and arrays without effects, or "
            "write a loop",
            """
            def f(x):
                for _ in range(8):
                    x = np.sin(x)
                return np.sum(x)
            """,
        ),
        Refusal(
            "Recursion over a tuple",
            """
            def horner(x, c):
                return 0.0 if len(c) == 0 else c[0] + x * horner(x, c[1:])


            def f(x):
                return horner(x[0], (1.0, 2.0, x[1]))
            """,
            "return 0.0 if",
            "horner calls itself, and its arguments aren't numbers and arrays alone: "
            "make it a function of numbers and arrays without effects, or write a loop",
            """
            def horner(x, c):
                y = 0.0
                for a in reversed(c):
                    y = a + x * y
                return y


            def f(x):
                return horner(x[0], (1.0, 2.0, x[1]))
            """,
        ),
        Refusal(
            "How many arguments `*` passes",
            """
            def product(a, b=2.0):
                return a * b


            def f(x):
                items = []
                for a in x:
                    items.append(a)
                return product(*items[1:])
            """,
            "return product(*",
            "in the call of product, how many arguments `*` passes on can't be told: "
            "write the arguments out",
            """
            def product(a, b=2.0):
                return a * b


            def f(x):
                items = []
                for a in x:
                    items.append(a)
                return product(items[1], items[2])
            """,
        ),
        Refusal(
            "Which keywords `**` passes",
            """
            def scaled(a, factor=2.0):
                return a * factor


            def f(x):
                options = {}
                options["factor"] = x[1]
                return scaled(x[0], **options)
            """,
            "return scaled(",
            "in the call of scaled, which keywords `**` passes on can't be told: write "
            "them out",
            """
            def scaled(a, factor=2.0):
                return a * factor


            def f(x):
                return scaled(x[0], factor=x[1])
            """,
        ),
        Refusal(
            "An argument too many",
            """
            def square(a):
                return a**2


            def f(x):
                return square(x[0], x[1])
            """,
            "return square(",
            "in the call of square, there are more arguments than parameters: leave "
            "them out",
            """
            def square(a):
                return a**2


            def f(x):
                return square(x[0])
            """,
        ),
        Refusal(
            "A keyword without a parameter",
            """
            def square(a):
                return a**2


            def f(x):
                return square(x[0], power=x[1])
            """,
            "return square(",
            "in the call of square, there is no parameter 'power': leave the keyword "
            "out",
            """
            def square(a):
                return a**2


            def f(x):
                return square(x[0])
            """,
        ),
        Refusal(
            "An argument given twice",
            """
            def product(a, b):
                return a * b


            def f(x):
                return product(x[0], x[1], a=x[2])
            """,
            "return product(",
            "in the call of product, the argument 'a' is given twice: give it once",
            """
            def product(a, b):
                return a * b


            def f(x):
                return product(x[0], x[1])
            """,
        ),
        Refusal(
            "A keyword given twice",
            """
            def product(a, b):
                return a * b


            def f(x):
                options = {"b": x[1]}
                return product(x[0], b=x[2], **options)
            """,
            "return product(",
            "in the call of product, the keyword 'b' is given twice: give it once",
            """
            def product(a, b):
                return a * b


            def f(x):
                options = {"b": x[1]}
                return product(x[0], **options)
            """,
        ),
        Refusal(
            "An argument that is missing",
            """
            def product(a, b):
                return a * b


            def f(x):
                return product(x[0])
            """,
            "return product(",
            "in the call of product, the argument 'b' is missing: pass it",
            """
            def product(a, b):
                return a * b


            def f(x):
                return product(x[0], x[1])
            """,
        ),
        Refusal(
            "A default that is computed",
            """
            def f(x):
                def scaled(a, factor=x[1] ** 2):
                    return a * factor

                return np.sum(scaled(x))
            """,
            "return np.sum",
            "in the call of scaled, the default of 'factor' is computed: give it a "
            "name first",
            """
            def f(x):
                squared = x[1] ** 2

                def scaled(a, factor=squared):
                    return a * factor

                return np.sum(scaled(x))
            """,
        ),
        Refusal(
            "A default that is an object",
            """
            class Units:
                scale = 2.0


            def scaled(a, units=Units()):
                return a * units.scale


            def f(x):
                return np.sum(scaled(x))
            """,
            "return np.sum",
            "in the call of scaled, the default of 'units' is an object: pass the "
            "argument",
            """
            class Units:
                scale = 2.0


            UNITS = Units()


            def scaled(a, units):
                return a * units.scale


            def f(x):
                return np.sum(scaled(x, UNITS))
            """,
        ),
        Refusal(
            "A name that is bound again after the definition",
            """
            def f(x):
                c = 1.0

                def scaled(a):
                    return a * c

                c = x[0]
                return np.sum(scaled(x))
            """,
            "return np.sum",
            "scaled reads 'c', which is rebound after its definition: pass 'c' as an "
            "argument",
            """
            def f(x):
                c = 1.0

                def scaled(a, c):
                    return a * c

                c = x[0]
                return np.sum(scaled(x, c))
            """,
        ),
        Refusal(
            "A captured variable with a parameter's name",
            """
            def make(scale):
                def scaled(a):
                    return a * scale

                return scaled


            scaled = make(3.0)


            def f(scale):
                return np.sum(scaled(scale))
            """,
            "return np.sum",
            "'scale' is a captured variable and another name, too: give one of them "
            "another name",
            """
            def make(scale):
                def scaled(a):
                    return a * scale

                return scaled


            scaled = make(3.0)


            def f(x):
                return np.sum(scaled(x))
            """,
        ),
        Refusal(
            "A call that writes, in an augmented assignment",
            """
            def first(y):
                y[0] = 2.0 * y[1]
                return y[0]


            def f(x):
                y = x.copy()
                y[1] += first(y)
                return np.sum(y * x)
            """,
            "y[1] +=",
            "a call in an augmented assignment writes into memory: call the function "
            "in a statement before it",
            """
            def first(y):
                y[0] = 2.0 * y[1]
                return y[0]


            def f(x):
                y = x.copy()
                found = first(y)
                y[1] += found
                return np.sum(y * x)
            """,
        ),
    ),
)

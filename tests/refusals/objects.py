"""Objects, operators of classes, and expressions that aren't followed."""

from __future__ import annotations

from tests.refusals.entry import Refusal, Topic

TOPIC = Topic(
    "Objects and expressions",
    """
Objects are followed attribute by attribute; methods and operators that their classes
define are functions like any other.
""",
    (
        Refusal(
            "An attribute of an object from outside",
            """
            class Box:
                value = 1.0


            BOX = Box()


            def f(x):
                BOX.value = x * 2.0
                return np.sum(BOX.value**2)
            """,
            "BOX.value = x",
            "a differentiated value is bound to an attribute of an object from "
            "outside, or of one that isn't followed: keep it in a local name and "
            "return it",
            """
            def f(x):
                value = x * 2.0
                return np.sum(value**2)
            """,
        ),
        Refusal(
            "An attribute of an argument",
            """
            class Box:
                def __init__(self, value):
                    self.value = value


            def f(x, box):
                box.value = x * 2.0
                return np.sum(box.value**2)
            """,
            "box.value = x",
            "a differentiated value is bound to an attribute of an object from "
            "outside, or of one that isn't followed: keep it in a local name and "
            "return it",
            """
            class Box:
                def __init__(self, value):
                    self.value = value


            def f(x, box):
                box = Box(x * 2.0)
                return np.sum(box.value**2)
            """,
            args="x, Box(1.0)",
        ),
        Refusal(
            "A field of an argument that is a dataclass",
            """
            from dataclasses import dataclass


            @dataclass
            class Point:
                a: float
                b: float


            def f(p):
                p.a = p.b**2
                return p.a * p.b
            """,
            "p.a =",
            "the attribute 'a' is bound of an object that is an argument, or that is "
            "held by a container: make a new object: `dataclasses.replace(p, k=...)`",
            """
            import dataclasses
            from dataclasses import dataclass


            @dataclass
            class Point:
                a: float
                b: float


            def f(p):
                p = dataclasses.replace(p, a=p.b**2)
                return p.a * p.b
            """,
            args="Point(0.5, 1.5)",
        ),
        Refusal(
            "An object with `__getattr__`",
            """
            class Asking:
                def __init__(self, value):
                    self.value = value

                def __getattr__(self, name):
                    return self.value * 2.0


            def f(x):
                return np.sum(Asking(x).twice)
            """,
            "return np.sum",
            "objects of model.Asking aren't followed: use a class without code of its "
            "own for attributes (properties are followed), or its numbers and arrays",
            """
            class Asking:
                def __init__(self, value):
                    self.value = value

                @property
                def twice(self):
                    return self.value * 2.0


            def f(x):
                return np.sum(Asking(x).twice)
            """,
            missing=True,
        ),
        Refusal(
            "Objects in a list of unknown length",
            """
            class Box:
                def __init__(self, value):
                    self.value = value


            def f(x):
                boxes = [Box(a) for a in x]
                return sum(box.value**2 for box in boxes)
            """,
            "self.value = value",
            "a differentiated value is bound to an attribute of an object from "
            "outside, or of one that isn't followed: keep it in a local name and "
            "return it",
            """
            def f(x):
                values = [a for a in x]
                return sum(value**2 for value in values)
            """,
        ),
        Refusal(
            "An object that doesn't fit its class",
            """
            from dataclasses import dataclass


            @dataclass
            class Point:
                a: float
                b: float


            def f(x):
                return Point(x[0]).a ** 2
            """,
            "return Point",
            "an object of Point is used as a whole in a way that isn't followed: read "
            "its attributes where they are needed, or return it",
            """
            from dataclasses import dataclass


            @dataclass
            class Point:
                a: float
                b: float


            def f(x):
                return Point(x[0], x[1]).a ** 2
            """,
        ),
        Refusal(
            "A method of an object that isn't known",
            """
            import decimal


            def f(x):
                return np.sum(x * decimal.getcontext().sqrt(x[0]))
            """,
            "return",
            "the method 'sqrt' of this object can't be followed: call a function that "
            "takes the values instead",
            """
            def f(x):
                return np.sum(x * np.sqrt(x[0]))
            """,
        ),
        Refusal(
            "An attribute that isn't followed",
            """
            def f(x):
                return np.sum(x.flat)
            """,
            "return",
            "the attribute 'flat' isn't followed here: write it with plain statements "
            "on numbers and arrays",
            """
            def f(x):
                return np.sum(np.ravel(x))
            """,
        ),
        Refusal(
            "An f-string of a differentiated value",
            """
            def f(x):
                return float(f"{x[0]}") * x[1]
            """,
            "return",
            "a differentiated value in an f-string isn't followed here: write it with "
            "plain statements on numbers and arrays",
            """
            def f(x):
                return x[0] * x[1]
            """,
        ),
        Refusal(
            "An operator without a recipe",
            """
            def f(x):
                return np.sum(x | 1)
            """,
            "return",
            "there is no derivative recipe for the operator |: write it with "
            "functions that have one, or add a recipe (autograd_src.elementwise, "
            "linear, recipe)",
            """
            def f(x):
                return np.sum(np.maximum(x, 1.0))
            """,
            missing=True,
        ),
        Refusal(
            "A function without a recipe",
            """
            from scipy import special


            def f(x):
                return np.sum(special.struve(0, x))
            """,
            "return",
            "there is no derivative recipe for special.struve: write it with "
            "functions that have one, or add a recipe (autograd_src.elementwise, "
            "linear, recipe)",
            """
            from scipy import special

            from autograd_src import elementwise


            def struve_0(x):
                return special.struve(0, x)


            def struve_1(x):
                return special.struve(1, x)


            # Abramowitz & Stegun, 12.1.11 and 12.1.9.
            elementwise(struve_0, lambda y, x: 2 / np.pi - struve_1(x))
            elementwise(struve_1, lambda y, x: struve_0(x) - y / x)


            def f(x):
                return np.sum(struve_0(x))
            """,
            missing=True,
        ),
        Refusal(
            "A function without a recipe, but with an advice",
            """
            def f(x):
                return np.sum(np.fft.fft(x).real ** 2)
            """,
            "return",
            "there is no derivative recipe for np.fft.fft: complex values are not "
            "differentiated; write the real formula",
            """
            def f(x):
                k = np.arange(len(x))
                phase = 2 * np.pi / len(x) * np.outer(k, k)
                return np.sum((np.cos(phase) @ x) ** 2)
            """,
            missing=True,
        ),
        Refusal(
            "A function whose source isn't at hand",
            """
            space = {}
            exec("def square(a):\\n    return a**2\\n", space)
            square = space["square"]


            def f(x):
                return np.sum(square(x))
            """,
            "return np.sum",
            "`square` has no source: <string> cannot be read; save this in a file and "
            "import it",
            """
            def square(a):
                return a**2


            def f(x):
                return np.sum(square(x))
            """,
        ),
        Refusal(
            "An argument that a recipe doesn't know",
            """
            def f(x):
                return np.sum(np.sin(x, where=x > 0.6, casting="same_kind"))
            """,
            "return",
            "the derivative of np.sin with the keyword 'where' is not known; leave it "
            "out or write the formula out",
            """
            def f(x):
                return np.sum(np.sin(x)[x > 0.6])
            """,
        ),
        Refusal(
            "What `*` passes to a function of NumPy's",
            """
            def f(x):
                items = []
                for a in x:
                    items.append(a)
                return np.hypot(*items[:2])
            """,
            "return",
            "what `*` or `**` passes on can't be told: write it out",
            """
            def f(x):
                items = []
                for a in x:
                    items.append(a)
                return np.hypot(items[0], items[1])
            """,
        ),
        Refusal(
            "What goes through items in a way that isn't followed",
            """
            import itertools


            def f(x):
                pairs = itertools.combinations(x, 2)
                first = next(pairs)
                return first[0] * first[1]
            """,
            "pairs =",
            "a generator isn't followed here: go through it with `for`, or make a "
            "list of it: `list(...)`",
            """
            import itertools


            def f(x):
                total = 0.0
                for a, b in itertools.combinations(x, 2):
                    total = total + a * b
                return total
            """,
        ),
        Refusal(
            "A name that is read by a string",
            """
            def f(x):
                y = x**2
                return np.sum(eval("y") * x)
            """,
            "return",
            "`eval` reads variables in a way that isn't followed: write the "
            "expression itself",
            """
            def f(x):
                y = x**2
                return np.sum(y * x)
            """,
        ),
    ),
)

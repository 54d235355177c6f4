"""Statements: what control flow and which scopes are refused."""

from __future__ import annotations

from tests.refusals.entry import Refusal, Topic

TOPIC = Topic(
    "Statements and scopes",
    """
Found in the text of the function, where a statement meets values that are
differentiated.
""",
    (
        Refusal(
            "A function that yields",
            """
            def f(x):
                for a in x:
                    yield a**2
            """,
            "yield a",
            "a generator has no derivative: return a list",
            """
            def f(x):
                return np.array([a**2 for a in x])
            """,
        ),
        Refusal(
            "A function that yields from another",
            """
            def f(x):
                yield from x
            """,
            "yield from",
            "a generator has no derivative: return a list",
            """
            def f(x):
                return [2.0 * a for a in x]
            """,
        ),
        Refusal(
            "An asynchronous function",
            """
            async def f(x):
                return np.sum(x**2)
            """,
            "async def",
            "an asynchronous function: write an ordinary one",
            """
            def f(x):
                return np.sum(x**2)
            """,
        ),
        Refusal(
            "An asynchronous function inside",
            """
            def f(x):
                async def total():
                    return np.sum(x**2)

                return total()
            """,
            "async def",
            "an asynchronous function: write an ordinary one",
            """
            def f(x):
                def total():
                    return np.sum(x**2)

                return total()
            """,
        ),
        Refusal(
            "`try` with a handler that goes on",
            """
            def f(x):
                try:
                    y = np.sum(x**2)
                except ValueError:
                    y = 0.0
                return y
            """,
            "try:",
            "`try` around active code: test for the condition with `if`",
            """
            def f(x):
                y = np.sum(x**2) if x.ndim == 1 else 0.0
                return y
            """,
        ),
        Refusal(
            "`with` that may hide an error",
            """
            import contextlib


            def f(x):
                with contextlib.suppress(ValueError):
                    x = x**2
                return np.sum(x)
            """,
            "with contextlib",
            "`with` around active code: enter it around the call instead",
            """
            def f(x):
                return np.sum(x**2)
            """,
        ),
        Refusal(
            "A jump out of `with`",
            """
            def f(x):
                with np.errstate(all="ignore"):
                    if x.ndim == 1:
                        return np.sum(x**2)
                return 0.0
            """,
            "with np.errstate",
            "a jump out of `with` around active code: assign to a name in it, "
            "and jump after it",
            """
            def f(x):
                with np.errstate(all="ignore"):
                    y = np.sum(x**2) if x.ndim == 1 else 0.0
                return y
            """,
        ),
        Refusal(
            "A class that captures",
            """
            def f(x):
                class Scaled:
                    factor = x[0]

                return np.sum(x) * Scaled.factor
            """,
            "class Scaled",
            "a class that captures active values: define it at module level",
            """
            class Scaled:
                def __init__(self, factor):
                    self.factor = factor


            def f(x):
                return np.sum(x) * Scaled(x[0]).factor
            """,
        ),
        Refusal(
            "A global name",
            """
            def f(x):
                global total
                total = np.sum(x**2)
                return total
            """,
            "global total",
            "an active value bound to a global name: return it instead",
            """
            def f(x):
                total = np.sum(x**2)
                return total
            """,
        ),
        Refusal(
            "A name of the function outside",
            """
            def f(x):
                total = 0.0

                def add(a):
                    nonlocal total
                    total = total + a**2

                for a in x:
                    add(a)
                return total
            """,
            "def add",
            "'total' is written in another scope than its own: return the value "
            "instead",
            """
            def f(x):
                total = 0.0

                def add(total, a):
                    return total + a**2

                for a in x:
                    total = add(total, a)
                return total
            """,
        ),
        Refusal(
            "A name of the function that made this one",
            """
            def make():
                total = 0.0

                def f(x):
                    nonlocal total
                    total = np.sum(x**2)
                    return total

                return f


            f = make()
            """,
            "nonlocal total",
            "an active value bound in an outer scope: return it instead",
            """
            def f(x):
                total = np.sum(x**2)
                return total
            """,
        ),
        Refusal(
            "A set",
            """
            def f(x):
                return sum({x[0], x[1]})
            """,
            "{x[0]",
            "a set of active values has no order: write a list or a tuple",
            """
            def f(x):
                return sum([x[0], x[1]])
            """,
        ),
        Refusal(
            "A set comprehension",
            """
            def f(x):
                return sum({a**2 for a in x})
            """,
            "{a**2",
            "a set of values that are differentiated has no order to follow: write "
            "a list",
            """
            def f(x):
                return sum([a**2 for a in x])
            """,
        ),
        Refusal(
            "A name bound in a generator that is kept",
            """
            def f(x):
                squares = ((b := a**2) * b for a in x)
                return sum(squares)
            """,
            "((b :=",
            "a generator expression is evaluated piece by piece, whenever it is "
            "asked: write a list comprehension in brackets",
            """
            def f(x):
                squares = [(b := a**2) * b for a in x]
                return sum(squares)
            """,
        ),
        Refusal(
            "An asynchronous comprehension",
            """
            def f(x):
                return sum(a**2 async for a in x)
            """,
            "in ¦x)",
            "an asynchronous comprehension has no derivative: write an ordinary loop",
            """
            def f(x):
                return sum(a**2 for a in x)
            """,
        ),
        Refusal(
            "Deleting a part",
            """
            def f(x):
                items = [a**2 for a in x]
                del items[:1]
                return sum(items)
            """,
            "items[:1]",
            "deleting a part of something that is differentiated: write .pop(...) or "
            "build a new container",
            """
            def f(x):
                items = [a**2 for a in x]
                items = items[1:]
                return sum(items)
            """,
        ),
        Refusal(
            "Alternatives of a pattern that bind names",
            """
            def f(x):
                match (x[0], 1.0):
                    case (a, 1.0) | (1.0, a):
                        return a**2
                return x[1]
            """,
            "(a, 1.0) |",
            "alternatives that bind names: write a case for each",
            """
            def f(x):
                match (x[0], 1.0):
                    case (a, 1.0):
                        return a**2
                    case (1.0, a):
                        return a**2
                return x[1]
            """,
        ),
        Refusal(
            "The rest of a mapping",
            """
            def f(x):
                match {"a": x[0], "b": x[1]}:
                    case {"a": a, **rest}:
                        return a * rest["b"]
            """,
            '{"a": a, **',
            "the rest of a mapping: take what is needed by its key",
            """
            def f(x):
                match {"a": x[0], "b": x[1]}:
                    case {"a": a, "b": b}:
                        return a * b
            """,
        ),
        Refusal(
            "Fields of a class by position",
            """
            from typing import NamedTuple


            class Point(NamedTuple):
                a: float
                b: float


            def f(x):
                match Point(x[0], x[1]):
                    case Point(a, b):
                        return a * b
            """,
            "Point(a, b)",
            "fields of a class by position: name them: `case C(field=…)`",
            """
            from typing import NamedTuple


            class Point(NamedTuple):
                a: float
                b: float


            def f(x):
                match Point(x[0], x[1]):
                    case Point(a=a, b=b):
                        return a * b
            """,
        ),
        Refusal(
            "A generator that returns a value",
            """
            def squares(x):
                for a in x:
                    yield a**2
                return 1.0


            def f(x):
                total = 0.0
                for s in squares(x):
                    total += s
                return total
            """,
            "return 1.0",
            "a generator that returns a value isn't followed: return a list",
            """
            def squares(x):
                return [a**2 for a in x]


            def f(x):
                total = 0.0
                for s in squares(x):
                    total += s
                return total
            """,
        ),
        Refusal(
            "A generator that is sent values",
            """
            def squares(x):
                for a in x:
                    b = yield a**2


            def f(x):
                total = 0.0
                for s in squares(x):
                    total += s
                return total
            """,
            "yield a**2",
            "a generator that is sent values isn't followed: return a list",
            """
            def squares(x):
                return [a**2 for a in x]


            def f(x):
                total = 0.0
                for s in squares(x):
                    total += s
                return total
            """,
        ),
    ),
)

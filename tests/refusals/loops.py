"""Generators and functions made in loops, and containers that can't be told apart."""

from __future__ import annotations

from tests.refusals.entry import Refusal, Topic

TOPIC = Topic(
    "Generators, and functions made in loops",
    """
Generators are followed where a loop goes through them.
""",
    (
        Refusal(
            "Two endless generators side by side",
            """
            def powers(a):
                p = a
                while True:
                    yield p
                    p = p * a


            def f(x):
                total = 0.0
                for k, p, q in zip(range(3), powers(x[0]), powers(x[1])):
                    total += p * q
                return total
            """,
            "for k",
            "two generators that may go on for ever aren't followed side by side: let "
            "one return a list",
            """
            def powers(a, n):
                found = []
                p = a
                for _ in range(n):
                    found.append(p)
                    p = p * a
                return found


            def f(x):
                total = 0.0
                for p, q in zip(powers(x[0], 3), powers(x[1], 3)):
                    total += p * q
                return total
            """,
        ),
        Refusal(
            "A generator called wrongly",
            """
            def powers(a, n):
                p = a
                for _ in range(n):
                    yield p
                    p = p * a


            def f(x):
                total = 0.0
                for p in powers(x[0]):
                    total += p
                return total
            """,
            "for p",
            "in the call of powers, the argument 'n' is missing: pass it",
            """
            def powers(a, n):
                p = a
                for _ in range(n):
                    yield p
                    p = p * a


            def f(x):
                total = 0.0
                for p in powers(x[0], 3):
                    total += p
                return total
            """,
        ),
        Refusal(
            "A function that sees a later turn of a generator's loop",
            """
            def both(x):
                yield x[0]
                yield x[1]


            def f(x):
                kept = []
                for a in both(x):
                    kept.append(lambda b: a * b)
                return kept[0](x[2])
            """,
            "kept.append",
            "a function reads 'a', which the loop binds again: pass it as a default: "
            "`a=a`",
            """
            def both(x):
                yield x[0]
                yield x[1]


            def f(x):
                kept = []
                for a in both(x):
                    kept.append(lambda b, a=a: a * b)
                return kept[0](x[2])
            """,
        ),
        Refusal(
            "A function that sees a later turn of the loop",
            """
            def f(x):
                kept = []
                for k in range(2):
                    kept.append(lambda b: x[k] * b)
                return kept[0](x[2])
            """,
            "kept.append",
            "a function that is kept reads 'k', which the loop binds again: pass it "
            "as a default: `k=k`",
            """
            def f(x):
                kept = []
                for k in range(2):
                    kept.append(lambda b, k=k: x[k] * b)
                return kept[0](x[2])
            """,
        ),
    ),
)

"""Arrays that are written, and what may share their memory."""

from __future__ import annotations

from tests.refusals.entry import Refusal, Topic

TOPIC = Topic(
    "Arrays that are written",
    """
Stores are followed, through any name and view that can be told from the text.
""",
    (
        Refusal(
            "A view that may not be one",
            """
            def f(x):
                y = x.copy()
                z = np.broadcast_to(y, (2, 3))
                y[0] = 2.0
                return np.sum(z * x)
            """,
            "z = np.broadcast_to",
            "here an array that is written gets a second name in a way that isn't "
            "followed: work on a copy (`.copy()`), or write through one name only",
            """
            def f(x):
                y = x.copy()
                z = np.broadcast_to(y, (2, 3)).copy()
                y[0] = 2.0
                return np.sum(z * x)
            """,
        ),
        Refusal(
            "Partitioning in place",
            """
            def f(x):
                y = x.copy()
                y.partition(1)
                return np.sum(y * x)
            """,
            "y.partition",
            "a statement that may change a differentiated value isn't followed: write "
            "x = np.sort(x)",
            """
            def f(x):
                y = np.sort(x)
                return np.sum(y * x)
            """,
        ),
        Refusal(
            "Shuffling in place",
            """
            def f(x):
                y = x.copy()
                rng = np.random.default_rng(0)
                rng.shuffle(y)
                return np.sum(y * x)
            """,
            "rng.shuffle",
            "a statement that may change a differentiated value isn't followed: "
            "take the items by a permutation: y = x[rng.permutation(len(x))]",
            """
            def f(x):
                rng = np.random.default_rng(0)
                y = x[rng.permutation(len(x))]
                return np.sum(y * x)
            """,
        ),
        Refusal(
            "An argument that is changed by a method",
            """
            def f(x):
                x.partition(1)
                return np.sum(x**2)
            """,
            "x.partition",
            "a statement that may change a differentiated value isn't followed: write "
            "x = np.sort(x)",
            """
            def f(x):
                x = np.sort(x)
                return np.sum(x**2)
            """,
        ),
        Refusal(
            "A store into integers",
            """
            def f(x):
                y = np.zeros(3, dtype=int)
                y[0] = x[0] * 2.0
                return np.sum(y * x)
            """,
            "y[0] = ",
            "a differentiated value is stored into an array that isn't known to hold "
            "floats: allocate it with dtype=float",
            """
            def f(x):
                y = np.zeros(3)
                y[0] = x[0] * 2.0
                return np.sum(y * x)
            """,
        ),
        Refusal(
            "An augmented assignment to what may be an array",
            """
            def f(x, items):
                y = items[0] if x[0] > 0.0 else 0.0
                y += x[1]
                return np.sum(y * x)
            """,
            "y +=",
            "whether `+=` writes into an array can't be told here: write `y = y + …`, "
            "or `y[...] += …` for an array",
            """
            def f(x, items):
                y = items[0] if x[0] > 0.0 else 0.0
                y = y + x[1]
                return np.sum(y * x)
            """,
            args="x, [np.ones(3)]",
        ),
        Refusal(
            "The same of an item",
            """
            def f(x):
                ys = []
                for k in range(3):
                    ys.append(np.array(x[:k]) if k else 0.0)
                ys[1] += x[1]
                return np.sum(ys[1] * x)
            """,
            "ys[1] +=",
            "whether `+=` writes into an array can't be told here: write `y[i] = y[i] "
            "+ …`, or `y[i][...] += …` for an array",
            """
            def f(x):
                ys = []
                for k in range(3):
                    ys.append(np.array(x[:k]) if k else 0.0)
                ys[1] = ys[1] + x[1]
                return np.sum(ys[1] * x)
            """,
        ),
        Refusal(
            "A reshaped array whose layout isn't known",
            """
            def f(x):
                y = np.linalg.inv(np.outer(x, x) + np.eye(3)).T
                z = y.ravel()
                z[0] = x[0]
                return np.sum(y @ x)
            """,
            "y = np.linalg",
            "whether a reshaped array is a view can't be told here: make a copy first "
            "(`y = y.copy()`)",
            """
            def f(x):
                y = np.linalg.inv(np.outer(x, x) + np.eye(3)).T
                y = y.copy()
                z = y.ravel()
                z[0] = x[0]
                return np.sum(y @ x)
            """,
        ),
        Refusal(
            "A list made of an array that is written",
            """
            def f(x):
                y = np.outer(x, x)
                rows = list(y)
                y[0] = 2.0 * x
                return np.sum(rows[0] * x)
            """,
            "rows = list",
            "here an array that is written gets a second name in a way that isn't "
            "followed: work on a copy (`.copy()`), or write through one name only",
            """
            def f(x):
                y = np.outer(x, x)
                rows = list(y.copy())
                y[0] = 2.0 * x
                return np.sum(rows[0] * x)
            """,
        ),
        Refusal(
            "Complex numbers",
            """
            def f(x):
                return np.sum(np.abs(np.exp(1j * x) + x))
            """,
            "return",
            "complex numbers aren't followed: write the real and the imaginary part",
            """
            def f(x):
                return np.sum(np.hypot(np.cos(x) + x, np.sin(x)))
            """,
        ),
        Refusal(
            "A function without source that may write",
            """
            import functools


            def f(x):
                y = x.copy()
                functools.partial(np.ndarray.sort, y)()
                return np.sum(y * x)
            """,
            "functools.partial",
            "a statement that may change a differentiated value isn't followed: "
            "assign the result to a name, or store it with `y[...] = …`",
            """
            def f(x):
                y = np.sort(x)
                return np.sum(y * x)
            """,
        ),
    ),
)

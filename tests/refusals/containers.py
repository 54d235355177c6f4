"""Lists, tuples and dicts of differentiated values."""

from __future__ import annotations

from tests.refusals.entry import Refusal, Topic

TOPIC = Topic(
    "Lists, tuples and dicts",
    """
Containers are followed item by item; where their structure depends on the run, lists
of numbers and of arrays are.
""",
    (
        Refusal(
            "Adding tuples in a loop",
            """
            def f(x):
                items = ()
                for a in x:
                    items = items + (a,)
                return items[1] ** 2
            """,
            "items = items",
            "`+` of lists or tuples of differentiated values isn't followed here: "
            "append the items one by one, or keep numbers in an array",
            """
            def f(x):
                items = []
                for a in x:
                    items.append(a)
                return items[1] ** 2
            """,
        ),
        Refusal(
            "`*` of a list whose length the run decides",
            """
            def f(x):
                scales = [1.0, 2.0]
                if x[0] > 3.0:
                    scales.append(3.0)
                items = np.array([*scales, x[1]])
                return items @ items
            """,
            "items =",
            "how many items `*` puts beside a differentiated one isn't known: write "
            "np.concatenate for arrays of them",
            """
            def f(x):
                scales = [1.0, 2.0]
                if x[0] > 3.0:
                    scales.append(3.0)
                items = np.concatenate([np.array(scales), x[1:2]])
                return items @ items
            """,
        ),
        Refusal(
            "A stack of tuples",
            """
            def f(x):
                stack = [(x[0], 0)]
                total = 0.0
                while stack:
                    value, depth = stack.pop()
                    total += value
                    if depth < 2:
                        stack.append((value * x[1], depth + 1))
                return total
            """,
            "value, depth",
            "a tuple is taken out of a list: keep each of its numbers in a list of its "
            "own",
            """
            def f(x):
                values, depths = [x[0]], [0]
                total = 0.0
                while values:
                    value, depth = values.pop(), depths.pop()
                    total += value
                    if depth < 2:
                        values.append(value * x[1])
                        depths.append(depth + 1)
                return total
            """,
        ),
        Refusal(
            "Pairs in order",
            """
            def f(x):
                pairs = sorted([(x[0], 1.0), (x[1], 2.0)])
                return pairs[0][1] * x[2]
            """,
            "pairs =",
            "lists or tuples are compared here: tell what decides: `key=lambda item: "
            "item[0]`",
            """
            def f(x):
                order = np.argsort(x[:2])
                return (order[0] + 1.0) * x[2]
            """,
        ),
        Refusal(
            "Items in order by several numbers",
            """
            def f(x):
                items = sorted([x[0], x[1]], key=lambda v: (abs(v), v))
                return items[0] * x[2]
            """,
            "items =",
            "this key gives several numbers for an item: sort by the last of them "
            "first, and then by the one before",
            """
            def f(x):
                items = sorted([x[0], x[1]], key=lambda v: v)
                items = sorted(items, key=lambda v: abs(v))
                return items[0] * x[2]
            """,
        ),
        Refusal(
            "A list that grows while a loop goes through it",
            """
            def f(x):
                items = [x[0], x[1]]
                total = 0.0
                for a in items:
                    if len(items) < 4:
                        items.append(a * x[2])
                    total += a**2
                return total
            """,
            "items.append",
            "this list is changed while a loop goes through it: go through a copy "
            "(`for item in list(items):`), or count: `while k < len(items):`",
            """
            def f(x):
                items = [x[0], x[1]]
                total = 0.0
                k = 0
                while k < len(items):
                    a = items[k]
                    k += 1
                    if len(items) < 4:
                        items.append(a * x[2])
                    total += a**2
                return total
            """,
        ),
        Refusal(
            "A part of a list that is replaced",
            """
            def f(x):
                items = [x[0], x[1], x[2]]
                for k in range(2):
                    items[k : k + 1] = [x[k], x[k]]
                return sum(items)
            """,
            "items[k",
            "what is stored into this part of a list can't be followed: store the "
            "items one by one, or build a new list",
            """
            def f(x):
                items = [x[0], x[0], x[1], x[1], x[2]]
                return sum(items)
            """,
        ),
        Refusal(
            "A part of a long list that is replaced",
            """
            def f(x):
                items = []
                for a in x:
                    items.append(a)
                items[:1] = items[1:]
                return sum(items)
            """,
            "items[:1]",
            "what is stored into a part of a list isn't followed here: store the "
            "items one by one, or build a new list",
            """
            def f(x):
                items = [x[1], x[2]]
                for a in x[1:]:
                    items.append(a)
                return sum(items)
            """,
        ),
        Refusal(
            "A list that is changed in a loop",
            """
            def f(x):
                items = []
                for a in x:
                    items.insert(0, a**2)
                return items[0] * items[1]
            """,
            "items.insert",
            "a statement that may change a differentiated value isn't followed: "
            "append the items, or store them into an array",
            """
            def f(x):
                items = np.zeros(3)
                for k in range(3):
                    items[2 - k] = x[k] ** 2
                return items[0] * items[1]
            """,
        ),
        Refusal(
            "Keys that only the run decides",
            """
            def f(x):
                kept = {}
                for a in x:
                    kept[round(a)] = a * 2.0
                return kept[2]
            """,
            "kept[round",
            "a statement that may change a differentiated value isn't followed: write "
            "its keys out, or keep the numbers in an array or a list",
            """
            def f(x):
                kept = np.zeros(10)
                for a in x:
                    kept[round(a)] = a * 2.0
                return kept[2]
            """,
        ),
        Refusal(
            "An element of a container that the run decides",
            """
            def f(x):
                pairs = [(x[0], x[1]), (x[1], x[2])]
                total = 0.0
                for k in range(5000):
                    a, b = pairs[k % 2]
                    total = total + a * b
                return total
            """,
            "a, b = pairs[k % 2]",
            "an element of this container can't be followed: unpack the container "
            "into names",
            """
            def f(x):
                pairs = np.stack([x[:2], x[1:]])
                total = 0.0
                for k in range(5000):
                    a, b = pairs[k % 2]
                    total = total + a * b
                return total
            """,
        ),
        Refusal(
            "A loop over a long argument",
            """
            def f(items):
                total = 0.0
                for a in items:
                    total = total + a**2
                return total
            """,
            "for a",
            "a loop over a container of 100 items is too long to follow: keep the "
            "numbers in one array",
            """
            def f(items):
                total = 0.0
                for a in items:
                    total = total + a**2
                return total
            """,
            args="[0.5] * 100",
            after_args="np.full(100, 0.5)",
        ),
        Refusal(
            "A container inside an argument that is changed",
            """
            def f(p):
                inner = p["in"]
                inner["k"] = inner["k"] ** 2
                return inner["k"] * p["b"]
            """,
            'inner["k"] =',
            "a container that is an argument is changed: build a new one instead",
            """
            def f(p):
                k = p["in"]["k"] ** 2
                return k * p["b"]
            """,
            args='{"in": {"k": 0.5}, "b": 1.5}',
        ),
        Refusal(
            "A container inside an argument that is changed by a method",
            """
            def f(p):
                items = p["items"]
                items.append(items[1] ** 2)
                return items[2] * p["b"]
            """,
            "items.append",
            "'append' changes a container that is an argument: build a new one instead",
            """
            def f(p):
                items = p["items"]
                longer = [items[0], items[1], items[1] ** 2]
                return longer[2] * p["b"]
            """,
            args='{"items": [0.5, 1.5], "b": 1.5}',
        ),
        Refusal(
            "An array without axes that is written",
            """
            def f(x):
                total = np.zeros(())
                total += x @ x
                return total * x[0]
            """,
            "total +=",
            "a differentiated value is written into what may be an array without axes: "
            "bind the name anew (`y = y + …`), or keep the value in an array of one "
            "element",
            """
            def f(x):
                total = 0.0
                total = total + x @ x
                return total * x[0]
            """,
        ),
        Refusal(
            "A list in place of an array",
            """
            from scipy import stats


            def f(x):
                return np.sum(stats.norm.logpdf([x[0], x[1]], 0.0, [x[2], 1.0]))
            """,
            "return",
            "a list or tuple of differentiated values isn't followed here: make an "
            "array of it (`np.array(items)`)",
            """
            from scipy import stats


            def f(x):
                scales = np.array([x[2], 1.0])
                return np.sum(stats.norm.logpdf(x[:2], 0.0, scales))
            """,
        ),
        Refusal(
            "A container from outside",
            """
            seen = []


            def f(x):
                seen.append(x[0] ** 2)
                return seen[-1] * x[1]
            """,
            "seen.append",
            "a differentiated value is put into a container from outside, which is "
            "read, too: keep it in a local container and return it",
            """
            def f(x):
                seen = []
                seen.append(x[0] ** 2)
                return seen[-1] * x[1]
            """,
        ),
        Refusal(
            "A value bound in a loop that isn't followed",
            """
            def f(x):
                total = 0.0
                for a, b in zip(x, np.nditer(x)):
                    total = total + a * b
                return total
            """,
            "for a, b",
            "this statement binds a differentiated value in a way that isn't "
            "followed: write it with plain assignments and loops over range, arrays "
            "or lists",
            """
            def f(x):
                total = 0.0
                for a, b in zip(x, x):
                    total = total + a * b
                return total
            """,
        ),
        Refusal(
            "A container that is stored",
            """
            def f(x):
                items = []
                for a in x:
                    items.append(a)
                items[:1] = [x[1], x[2]]
                return sum(items)
            """,
            "items[:1]",
            "what is stored here isn't followed: give it a name; make an array of a "
            "list (`np.array(items)`)",
            """
            def f(x):
                items = [x[1], x[2]]
                for a in x[1:]:
                    items.append(a)
                return sum(items)
            """,
        ),
    ),
)

"""Canonical functions do what the originals do: results, effects and their order."""

from __future__ import annotations

import pytest

from tests.frontend.canonicalize.running import assert_same, canonical, outcome, text

NUMBERS = [(-3,), (-1,), (0,), (1,), (2,), (5,)]
LISTS = [([],), ([1],), ([3, -1, 2],), ([1, 2, 3, 4, 5],), ([0, 0, -2, 9],)]
PAIRS = [([(1, 2), (3, 4)],), ([],), ([(0, -1), (5, 5), (2, 7)],)]

ON_NUMBERS = {
    "early return": "if x > 0: return x\n    return -x",
    "no return": "y = x * 2",
    "bare return": "if x > 0: return\n    return x",
    "three returns": """if x > 2: return 1
    elif x > 0: return log('b', 2)
    log('c')
    return x""",
    "return in both arms": "if x > 0: return 1\n    else: return 2",
    "nested early return": """if x > 0:
        if x > 1: return log('a', x)
        y = 3
    else:
        y = 4
    log('tail', y)
    y += 1
    y *= 2
    return y""",
    "raise or return": "if x < 0: raise ValueError(x)\n    return x",
    "while true with return": """while True:
        x = x - 1
        if x < -5: return x""",
    "while with return": """n = 0
    while n < 4:
        n += 1
        if n + x == 3: return n
    return -x""",
    "while else": """n = 0
    while n < x:
        n += 1
        if n == 2: break
    else:
        n = 100
    return n * x""",
    "while test with effect": """n = 0
    while log('t', n) < log('x', x):
        n += 1
        if n == 3: continue
        log('n', n)
    return n""",
    "while short circuit": """n = 0
    while n < 6 and log('x', x) > n:
        n += 1
        if n == 4: break
    return n + x""",
    "walrus in while": """n = 10
    while (n := n - x - 4) > 0:
        if n > 100: break
        log(n)
    return n""",
    "conditional": "return x if x > 0 else 2 * x",
    "nested conditional": "y = 1 if x > 2 else x if x > 0 else -x\n    return y",
    "conditional operands":
        "return log(1, x) + (log(2, x) if x > 0 else log(3, 7)) * log(4, 2)",
    "conditional in call":
        "return max(x * 2, log(1, x) if x > 1 else 0, key=lambda v: -v)",
    "conditional in subscript": """y = [1, 2, 3]
    y[0 if x > 0 else 1] += x
    return y""",
    "conditional with condition":
        "return (1 if log('c', x) > 0 else 2) if x < 3 else x",
    "conditional after call": "return [log(1, x), log(2, x) if x else 0, log(3, x)]",
    "or": "return x or log('right', 7)",
    "and": "y = x and log('a', x - 1) and log('b', x + 1)\n    return y",
    "and or": "y = (x and log(1, x)) or (x > 0 and log(2, 4)) or 5\n    return y",
    "not": "return not (x and log(1, x))",
    "test with and": "if x > 0 and log(1, x) > 1: x = 7\n    return x",
    "test with and, else": """if x > 0 and log(1, x) > 1: x = 7
    else: x = 8
    return x""",
    "test with or": "if x > 4 or log(1, x) < 0: x = 7\n    return x",
    "pure test": "if x > 0 and x < 3 or not x: x = 7\n    return x",
    "chained": "return 0 < x < 3",
    "chained with effects": "return log(1, 0) < log(2, x) < log(3, 4) < log(4, x + 2)",
    "chained in test": "if -1 <= log('m', x) <= 1: return 1\n    return x",
    "chained and walrus": "y = 1\n    r = x < y < (y := log('y', 3))\n    return r, y",
    "walrus": "y = 2\n    z = y + (y := x) + y\n    return y, z",
    "walrus of itself": "y = x + (x := x + 1) * x\n    return x, y",
    "walrus in arm": "y = 5\n    z = (y := x) if x > 0 else y + 1\n    return y, z",
    "walrus in or": "y = 5\n    z = x > 1 or (y := log(1, x))\n    return y, z",
    "walrus twice": "return (y := x) + (y := y + 1) + (y := y * 2)",
    "walrus alone": "(y := x * 2)\n    return y",
    "walrus in passive test": "if (n := 3) > 2: x = x + n\n    return x",
    "augmented by itself": "y = x\n    y += (y := 10)\n    return y",
    "augmented conditional": "y = 1\n    y += x if x > 0 else -x\n    return y",
    "augmented subscript": """y = [1, 2]
    y[log('i', 0)] += log('v', x) if x > 0 else log('w', 1)
    return y""",
    "augmented subscript read first": """y = [1, 2]
    def g(v):
        y[0] = 50
        return v
    y[0] += g(x) if x > 0 else g(1)
    return y""",
    "augmented by effects": "y = [1, 2]\n    y[log(1, 0)] += log(2, x)\n    return y",
    "chain of targets": "a = b = c = log(1, [x])\n    a.append(1)\n    return a, b, c",
    "chain with subscripts": """y = [0, 0, 0]
    i = y[i] = 1
    y[log('t', 0)] = i = x
    return i, y""",
    "chain of constants": "a = b = 0.5\n    return a + b * x",
    "chain of tuples": "a = (b, c) = x, x + 1\n    return a, b, c",
    "swap": "a, b = x, 1\n    a, b = b, a\n    return a, b",
    "swap through list": "y = [x, 1]\n    y[0], y[1] = y[1], y[0]\n    return y",
    "unpack into index": """y = [0, 0]
    i = 0
    i, y[i] = 1, x
    y[i], i = x + 1, 0
    return i, y""",
    "unpack nested": """(a, b), (c, [d, e]) = (x, 1), (2, (3, x))
    return a, b, c, d, e""",
    "unpack repeated": "(a, b), a = (x, 1), 2\n    return a, b",
    "unpack attribute order": """y = [0]
    y[log('i', 0)], z = log('v', (x, 2))
    return y, z""",
    "starred call": "return max(*[x, 1], *(log(1, (x, 2)) if x > 0 else (3, 4)))",
    "starred order": """it = iter([1, 2, x])
    return [*it, (log('c', x) if x > 0 else next(it, 9))]""",
    "keywords":
        "return dict(a=log(1, x), b=log(2, 1) if x > 0 else 3, **{'c': log(3, x)})",
    "dict display":
        "return {log('k', 'a'): log('v', x), 'b': x if x > 0 else log('w', 1)}",
    "formatted": "return f'{log(1, x)} {x if x > 0 else log(2, 3):>{log(3, 5)}}'",
    "delete": "y = x\n    del y\n    return x",
    "annotated": "y: int\n    y: float = x * 2\n    return y",
    "assert": "assert x > -2, f'{log(1, x)}'\n    return x",
    "assert with conditional message": """assert x > 0, (x if x else log(1, 'zero'))
    return x""",
    "assert with walrus": "assert (y := x + 2) > 0\n    return y",
    "passive try": """try:
        n = int('z')
    except ValueError:
        n = 3
    return n * x""",
    "passive loop": """n = 0
    for i in range(5):
        if i == 1: continue
        if i == 4: break
        n += i
    else:
        n = 100
    return n * x""",
    "passive return": "for i in range(3):\n        if i == 2: return 5\n    return x",
    "nested function": """def g(v):
        return v + x
    y = g(1) if x > 0 else g(2)
    return y""",
    "lambda": "g = lambda v: v + x if v > 0 else 3\n    return g(x)",
    "late lambda": "k = 1\n    g = lambda: k + x\n    k = 2\n    return g()",
    "empty arms": """if x > 0: pass
    else: pass
    if log(1, x): pass
    return x""",
    "pass in arm": "if x > 0: pass\n    else: x = 5\n    return x",
    "raise conditional": "raise ValueError(x) if x > 0 else KeyError(x)",
    "docstring": "'Doc.'\n    return x",
}  # fmt: skip

ON_LISTS = {
    "continue": """s = 0
    for v in x:
        if v < 0: continue
        s += v
        log(s)
    return s""",
    "continue everywhere": """s = 0
    for v in x:
        if v < 0: continue
        elif v == 0:
            s += 10
            continue
        if v > 3:
            s -= 1
        else:
            if v == 2: continue
            s += 3
        s += v
        s *= 2
        log(s)
    return s""",
    "break": """s = 0
    for v in x:
        if v < 0: break
        s += v
    return s""",
    "break in the middle": """s = 0
    for v in x:
        s += 1
        if v < 2:
            s += 5
            if v < 0: break
            s += 7
        else:
            s += 11
        s *= 2
        log(s)
        s += 1
    return s, v""",
    "break and continue": """s = 0
    for v in x:
        if v > 0:
            if v > 3: break
            if v == 2: continue
            s += 1
        else:
            if v < -1: continue
        s += v
        log(s)
        s *= 2
    return s""",
    "break ends iteration": """it = iter(x)
    for v in it:
        if v > 1: break
    return list(it)""",
    "for else": """for v in x:
        if v < 0: break
    else:
        return 'none'
    return v""",
    "for else without break": """s = 1
    for v in x: s += v
    else: s *= 2
    return s""",
    "nested else": """s = 0
    for v in x:
        for w in x:
            if w > v: break
            s += 1
        else:
            s += 100
            if v > 2: break
            continue
        s -= 1
    else:
        s = -s
    return s""",
    "return in loop": "for v in x:\n        if v > 1: return v\n    return None",
    "return in nested loop": """for v in x:
        for w in x:
            if v * w < 0: return v, w
            log(w)
        log('row')
    return x""",
    "return and break": """s = 0
    for v in x:
        if v == 9: return 'nine'
        if v < 0: break
        for w in range(v):
            if w == 3: return 'three'
            if w == 2: break
            s += w
        s += v
    log(s)
    return s""",
    "return in endless inner": """for v in x:
        while True:
            v -= 1
            if v < -1: return v
    return x""",
    "return in loop else": """for v in x:
        if v > 2: return v
    else:
        return log('else', -1)""",
    "return last in loop": "for v in x:\n        return v\n    return 0",
    "return in arm of loop": """if x:
        for v in x:
            if v > 0: return v
        log('none')
    else:
        return 'empty'
    return 'end'""",
    "two loops with returns": """for v in x:
        if v > 4: return v
    for v in x:
        if v < 0: return v
    return 0""",
    "comprehension": "y = [v * 2 for v in x]\n    return y",
    "comprehension with tests": "return [v for v in x if v > 0 if log(1, v) < 4]",
    "comprehension onto itself": "x = [v + len(x) for v in x]\n    return x",
    "comprehension keeps its variable": """v = 5
    y = [v * v for v in x]
    return v, y""",
    "comprehension in comprehension": "return [[v * w for w in x if w > v] for v in x]",
    "same variable inside": "return [v + sum([v for v in x]) for v in x]",
    "two clauses": "return [(v, w) for v in x for w in range(v) if v != w]",
    "conditional element": "return [v if v > 0 else log(1, -v) for v in x]",
    "comprehension operands": "return [log(1, 0)] + [v for v in x] + [log(2, 1)]",
    "comprehension and target": "y = [9]\n    y[0] = [v for v in x]\n    return y",
    "iterable shadows": "v = x\n    return [v for v in v]",
    "walrus in comprehension": """y = [s := v for v in x if v]
    return y, x and x[0] and s""",
    "walrus in passive comprehension": """y = [s := v for v in (1, 2)]
    return y, s, x""",
    "dict comprehension": "return {log('k', k): log('v', v) for k, v in enumerate(x)}",
    "sum": "return sum(v * v for v in x)",
    "sum with start": "return sum((log('v', v) for v in log('x', x)), log('start', 5))",
    "sum in operands": "return log(1, 2) * sum(log(2, v) for v in x if v) - log(3, 1)",
    "sum onto itself": "x = sum(v for v in x)\n    return x",
    "any": "return any(log('v', v) > 1 for v in x)",
    "all": "return all(log('v', v) > 0 for v in x)",
    "any of pairs": "return any(log('p', (v, w)) and v > w for v in x for w in x if w)",
    "all of pairs": "return all(v <= log('w', w) + 2 for v in x if v for w in x)",
    "max of generator": "return max((v * v for v in x), default=log('d', 0))",
    "list of generator": """y = list(v + 1 for v in x)
    return y, tuple(v for v in y)""",
    "closure in comprehension": """fs = [lambda: v for v in x]
    return [g() for g in fs]""",
    "captured target": """y = 1
    def g(v): return (v, y)
    y = [g(v) for v in x]
    return y""",
    "loop over pairs": "s = 0\n    for i, v in enumerate(x): s += i * v\n    return s",
    "loop with nested target": """s = []
    for i, (a, b) in enumerate(zip(x, x[1:])): s.append((i, a, b))
    return s""",
    "loop with subscript target": "y = [0]\n    for y[0] in x: log(y)\n    return y",
    "empty loop": "v = 0\n    for v in x: pass\n    return v",
    "loop variable after loop": """for v in x:
        if v > 2: break
        v += 10
    return v""",
    "loop over comprehension": """s = 0
    for v in [w * 2 for w in x]: s += v
    return s""",
    "loop over conditional": """s = 0
    for v in (x if len(x) > 2 else [7]): s += v
    return s""",
    "passive jump": """s = 0
    for i in range(4):
        if i == 3: break
        if i == 1: continue
        s += len(x)
    return s""",
    "deletion in loop": "for v in x:\n        w = v\n        del w\n    return x",
}  # fmt: skip


STARRED = {
    "starred": "a, *b = x\n    return a, b",
    "starred in the middle": "a, *b, c = x\n    return a, b, c",
    "starred first": "*a, b = x\n    return a, b",
    "starred nested": "a, (*b, c) = x[0], x[1:]\n    return a, b, c",
    "loop with starred target": """s = []
    for a, *b in [x, x]: s.append(b)
    return s""",
}  # fmt: skip


@pytest.mark.parametrize("name", ON_NUMBERS)
def test_functions_of_numbers(name: str) -> None:
    assert_same(f"def f(x):\n    {ON_NUMBERS[name]}\n", NUMBERS)


@pytest.mark.parametrize("name", ON_LISTS)
def test_functions_of_lists(name: str) -> None:
    assert_same(f"def f(x):\n    {ON_LISTS[name]}\n", LISTS)


def test_loop_over_pairs_is_unpacked() -> None:
    source = "def f(x):\n    return [a * b for a, b in x] + [c for (c, _), in zip(x)]"
    assert_same(source, PAIRS)


@pytest.mark.parametrize("name", STARRED)
def test_starred_targets(name: str) -> None:
    assert_same(f"def f(x):\n    {STARRED[name]}\n", LISTS[2:])


@pytest.mark.parametrize("name", STARRED)
def test_too_short_a_sequence_is_an_error(name: str) -> None:
    source = f"def f(x):\n    {STARRED[name]}\n"
    after = text(canonical(source))
    for short in [], [1]:
        expected, got = outcome(source, [short])[0], outcome(after, [short])[0]
        failed = (ValueError, IndexError)
        assert (expected in failed) == (got in failed)

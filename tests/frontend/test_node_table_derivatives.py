"""Every class of syntax node on a differentiated value: right in every mode, or refused
with its place.

What happens to the node on the way is in `test_node_table`, which also says that no
class is missing.
"""

from __future__ import annotations

import ast
import importlib.util
import sys
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pytest

from tests.frontend.test_node_table import TABLE
from tests.oracles import MODES, Case, outcome

X = np.array([0.5, 1.5, 2.0])
SOME_MODES = ("value_and_grad", "vjp", "jvp", "hvp")


class Row(NamedTuple):
    body: str  # statements on the differentiated array `x`
    version: tuple[int, int] = (3, 10)


RIGHT = {
    # statements
    "FunctionDef": Row("def g(v):\n    return v * x[0]\nreturn g(x[1])"),
    "Return": Row("if x[0] > 1:\n    return x[1]\nreturn x[0] ** 2"),
    "Delete": Row("y = x * 2\nz = y * x\ndel y\nreturn np.sum(z)"),
    "Assign": Row("y = z = x * 2\nreturn np.sum(y * z)"),
    "AugAssign": Row("y = x[0]\ny *= x[1]\nx[2] += y\nreturn np.sum(x * y)"),
    "AnnAssign": Row("y: float = x[0] * x[1]\nz: int\nreturn y * y"),
    "For": Row("y = 1.0\nfor v in x:\n    y = y * v + v\nreturn y"),
    "While": Row("y = x[0]\nwhile y < 5:\n    y = y * x[1] + x[2]\nreturn y"),
    "If": Row("if x[0] > x[1]:\n    y = x[0]\nelse:\n    y = x[1] * x[2]\nreturn y"),
    "With": Row("with np.errstate(all='ignore'):\n    y = x * x\nreturn np.sum(y)"),
    "withitem": Row("with np.errstate(all='ignore'):\n    y = x * x\nreturn np.sum(y)"),
    "Match": Row("match len(x):\n    case 3:\n        y = x[0] * x[1]\nreturn y"),
    "match_case": Row("match len(x):\n    case n:\n        y = x[0] ** n\nreturn y"),
    "Raise": Row("if x[0] > 9: raise ValueError(x)\nreturn x[0] * x[1]"),
    "Try": Row("try:\n    y = x * x\nfinally:\n    n = 2\nreturn n * np.sum(y)"),
    "ExceptHandler": Row(
        "try:\n    y = x * x\nexcept ValueError:\n    raise\nreturn np.sum(y)"
    ),
    "Assert": Row("assert x[0] < 9, x\nreturn x[0] * x[1]"),
    "Import": Row("import math\nreturn math.exp(x[0]) * x[1]"),
    "ImportFrom": Row("from math import exp\nreturn exp(x[0]) * x[1]"),
    "alias": Row("from math import exp as e\nreturn e(x[0]) * x[1]"),
    "Expr": Row("y = []\ny.append(x[0])\ny.append(x[1])\nreturn y[0] * y[1]"),
    "Pass": Row("if x[0] > 1: pass\nreturn x[0] * x[1]"),
    "Break": Row("y = 1.0\nfor v in x:\n    y = y * v\n    if v > 1: break\nreturn y"),
    "Continue": Row(
        "y = 1.0\nfor v in x:\n    if v > 1.8: continue\n    y = y * v\nreturn y"
    ),
    "TypeAlias": Row("type T = int\nreturn x[0] * x[1]", (3, 12)),
    # expressions
    "BoolOp": Row("return (x[0] > 9 and x[1]) or x[1] * x[2]"),
    "NamedExpr": Row("return (y := x[0] * x[1]) * y"),
    "BinOp": Row("return np.sum(x * x)"),
    "UnaryOp": Row("return -x[0] * x[1]"),
    "Lambda": Row("g = lambda v: v * x[0]\nreturn g(x[1])"),
    "IfExp": Row("return x[0] * x[1] if x[0] > 1 else x[1] * x[2]"),
    "Dict": Row("p = {'a': x[0], 'b': x}\nreturn p['a'] * np.sum(p['b'])"),
    "ListComp": Row("return sum([v * v for v in x if v > 1])"),
    "DictComp": Row("p = {k: x[k] for k in range(2)}\nreturn p[0] * p[1]"),
    "GeneratorExp": Row("return sum(v * v for v in x)"),
    "comprehension": Row("return sum(v * w for v in x for w in x if w > 1)"),
    "Compare": Row("return x[0] * x[1] if 0 < x[0] < 5 else x[2]"),
    "Call": Row("return np.maximum(*(x[0], x[1])) * max(x[1], x[2])"),
    "keyword": Row("return np.sum(x, keepdims=True)[0] * x[0]"),
    "FormattedValue": Row("if x[0] > 9: raise ValueError(f'{x}')\nreturn x[0] * x[1]"),
    "JoinedStr": Row("if x[0] > 9: raise ValueError(f'a{x[0]}')\nreturn x[0] * x[1]"),
    "Constant": Row("return x[0] * x[1] * 2.5"),
    "Attribute": Row("return x.T.sum() * x.size * x[0]"),
    "Subscript": Row("x[0] = x[1] * x[2]\nreturn np.sum(x * x[1:].sum())"),
    "Starred": Row("a, *b = x[0], x[1], x[2]\nreturn a * b[0] * b[1]"),
    "Name": Row("y = x\nreturn np.sum(y * x)"),
    "List": Row("y = [x[0], x[1]]\nreturn y[0] * y[1]"),
    "Tuple": Row("y = x[0], x[1]\nreturn y[0] * y[1]"),
    "Slice": Row("return np.sum(x[::2] * x[1:])"),
    "arguments": Row(
        "def g(a, /, b=2, *c, d=3, **e): return a * b * c[0] * d * e['k']\n"
        "return g(x[0], x[1], x[2], k=x[0])"
    ),
    "arg": Row("def g(a: float): return a * x[0]\nreturn g(x[1])"),
    # operators
    "And": Row("return x[0] * x[1] if x[0] > 0 and x[1] > 0 else x[2]"),
    "Or": Row("return x[0] * x[1] if x[0] > 9 or x[1] > 0 else x[2]"),
    **{name: Row(f"return (x[0] {op} x[1]) * x[2]") for name, op in {
        "Add": "+", "Sub": "-", "Mult": "*", "Div": "/", "Mod": "%", "Pow": "**",
        "FloorDiv": "//",
    }.items()},
    "MatMult": Row("return x @ np.outer(x, x) @ x"),
    **{name: Row(f"return np.sum(x[(x > 1) {op} (x < 1.8)] ** 2)") for name, op in
       {"BitOr": "|", "BitXor": "^", "BitAnd": "&"}.items()},
    **{name: Row(f"return x[4 {op} 2 if x[0] < 9 else 0] * x[0]") for name, op in
       {"RShift": ">>"}.items()},
    "LShift": Row("return x[(1 if x[0] < 9 else 0) << 1] * x[0]"),
    **{name: Row(f"return x[0] * x[1] if x[0] {op} x[1] else x[1] * x[2]")
       for name, op in {
        "Eq": "==", "NotEq": "!=", "Lt": "<", "LtE": "<=", "Gt": ">", "GtE": ">=",
    }.items()},
    **{name: Row(f"y = None\nreturn x[0] * x[1] if y {op} None else x[1] * x[2]")
       for name, op in {"Is": "is", "IsNot": "is not"}.items()},
    **{name: Row(f"return x[0] * x[1] if len(x) {op} (3, 4) else x[1] * x[2]")
       for name, op in {"In": "in", "NotIn": "not in"}.items()},
    "Invert": Row("return np.sum(x[~(x > 1)] ** 2)"),
    "Not": Row("return x[0] * x[1] if not x[0] > 1 else x[2]"),
    "UAdd": Row("return +x[0] * x[1]"),
    "USub": Row("return x[0] * -x[1]"),
    "Load": Row("y = x\nreturn y[0] * y[1]"),
    "Store": Row("y = x[0] * x[1]\nreturn y * y"),
    "Del": Row("y = x * x\nz = np.sum(y)\ndel y\nreturn z * z"),
    # patterns
    "MatchValue": Row(
        "match x[0]:\n    case 9.0:\n        y = x[2]\n"
        "    case _:\n        y = x[0] * x[1]\nreturn y"
    ),
    "MatchSingleton": Row(
        "match None:\n    case None:\n        y = x[0] * x[1]\nreturn y"
    ),
    "MatchSequence": Row(
        "match (x[0], x[1]):\n    case (a, b):\n        y = a * b\nreturn y"
    ),
    "MatchMapping": Row(
        "match {'a': x[0], 'b': x[1]}:\n    case {'a': a, 'b': b}:\n        y = a * b\n"
        "return y"
    ),
    "MatchClass": Row("match x[0]:\n    case float(a):\n        y = a * a\nreturn y"),
    "MatchStar": Row(
        "match (x[0], x[1], x[2]):\n    case (a, *b):\n        y = a * b[0]\nreturn y"
    ),
    "MatchAs": Row("match x[0]:\n    case a if a < 9:\n        y = a * a\nreturn y"),
    "MatchOr": Row("match len(x):\n    case 3 | 4:\n        y = x[0] * x[1]\nreturn y"),
    # parameters of types
    "TypeVar": Row("def g[T](v: T): return v * v\nreturn g(x[0])", (3, 12)),
    "ParamSpec": Row("def g[**P](v): return v * v\nreturn g(x[0])", (3, 12)),
    "TypeVarTuple": Row("def g[*Ts](v): return v * v\nreturn g(x[0])", (3, 12)),
}  # fmt: skip

REFUSED = {
    "AsyncFunctionDef": Row("async def g():\n    return x\nreturn np.sum(x), g()"),
    "ClassDef": Row("class C:\n    v = x * x\nreturn np.sum(C.v)"),
    "AsyncFor": Row("async for v in x: pass\nreturn np.sum(x)"),
    "AsyncWith": Row("async with x: pass\nreturn np.sum(x)"),
    "TryStar": Row(
        "try:\n    y = x\nexcept* ValueError:\n    y = x * x\nreturn np.sum(y)", (3, 11)
    ),
    "Global": Row("global kept\nkept = x * x\nreturn np.sum(kept)"),
    "Nonlocal": Row(
        "y = x[0]\ndef g():\n    nonlocal y\n    y = y * x[1]\ng()\nreturn y"
    ),
    "Set": Row("return sum({x[0], x[1] * x[2]})"),
    "SetComp": Row("return sum({v * v for v in x})"),
    "Await": Row("return np.sum(await x)"),
    "Yield": Row("yield x * x"),
    "YieldFrom": Row("yield from x * x"),
}


def test_every_node_class_has_a_derivative_or_a_refusal():
    assert not RIGHT.keys() & REFUSED.keys()
    assert RIGHT.keys() | REFUSED.keys() == TABLE.keys()


def source(name: str, row: Row) -> str:
    asynchronous = "async " if name in ("AsyncFor", "AsyncWith", "Await") else ""
    lines = "".join(f"    {line}\n" for line in row.body.splitlines())
    return f"import numpy as np\n\n\n{asynchronous}def f(x):\n{lines}"


def rows(table: dict[str, Row]) -> list[str]:
    return [name for name, row in table.items() if row.version <= sys.version_info]


def made(name: str, row: Row, folder: Path) -> Any:
    path = folder / f"node_{name}.py"
    path.write_text(source(name, row))
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.f


@pytest.mark.parametrize("name", rows(RIGHT | REFUSED))
def test_the_program_holds_the_node(name):
    tree = ast.parse(source(name, (RIGHT | REFUSED)[name]))
    assert name in {type(node).__name__ for node in ast.walk(tree.body[1])}


@pytest.mark.parametrize("name", rows(RIGHT))
def test_the_derivative_is_right(name, tmp_path):
    case = Case(made(name, RIGHT[name], tmp_path), (X,))
    for mode in SOME_MODES:
        assert outcome(MODES[mode], case) == "right", mode


@pytest.mark.parametrize("name", rows(REFUSED))
def test_the_derivative_is_refused_at_the_line(name, tmp_path):
    case = Case(made(name, REFUSED[name], tmp_path), (X,))
    for mode in SOME_MODES:
        assert outcome(MODES[mode], case) == "refused", mode

"""What happens to every class of syntax node on an active value: it is kept, rewritten,
refused with its place, or stays whole where it is passive."""

from __future__ import annotations

import ast
import sys
from typing import NamedTuple

import gast
import pytest

from autograd_src.errors import NotDifferentiable
from tests.frontend.canonicalize.running import assert_same, canonical


class Row(NamedTuple):
    fate: str  # "kept", "rewritten", "refused" or "passive only"
    body: str = ""  # statements on an active list `x`
    version: tuple[int, int] = (3, 10)


KEPT, REWRITTEN, REFUSED = "kept", "rewritten", "refused"

TABLE = {
    # statements
    "FunctionDef": Row(KEPT, "def g(v):\n    return v + x[0]\nreturn g(1)"),
    "AsyncFunctionDef": Row(REFUSED, "async def g():\n    return x\nreturn x"),
    "ClassDef": Row(REFUSED, "class C:\n    v = x\nreturn C.v"),
    "Return": Row(KEPT, "return x"),
    "Delete": Row(REWRITTEN, "y = x\ndel y\nreturn x"),
    "Assign": Row(KEPT, "y = x\nreturn y"),
    "AugAssign": Row(KEPT, "y = x[0]\ny += 1\nx[1] *= y\nreturn y"),
    "AnnAssign": Row(REWRITTEN, "y: list = x\nreturn y"),
    "For": Row(KEPT, "for v in x:\n    y = v\nreturn y"),
    "AsyncFor": Row(REFUSED, "async for v in x: pass"),
    "While": Row(KEPT, "y = x[0]\nwhile y < 5:\n    y = y + 1\nreturn y"),
    "If": Row(KEPT, "y = 0\nif x[0] > 1:\n    y = 1\nreturn y"),
    "With": Row(REFUSED, "with open(x) as y: pass\nreturn y"),
    "AsyncWith": Row(REFUSED, "async with x: pass"),
    "Match": Row(REWRITTEN, "match x:\n    case [a, *_]:\n        return a"),
    "match_case": Row(REWRITTEN, "match x:\n    case y:\n        return y"),
    "Raise": Row(KEPT, "if x[0] > 1: raise ValueError(x)\nreturn x"),
    "Try": Row(REFUSED, "try:\n    y = x\nexcept ValueError:\n    y = 1\nreturn y"),
    "TryStar": Row(
        REFUSED, "try:\n    y = x\nexcept* ValueError:\n    y = 1\nreturn y", (3, 11)
    ),
    "ExceptHandler": Row(
        REFUSED, "try:\n    y = x\nexcept ValueError as e:\n    y = e\nreturn y"
    ),
    "Assert": Row(KEPT, "assert x[0] < 9, x\nreturn x"),
    "Import": Row(KEPT, "import math\nreturn math.fabs(x[0])"),
    "ImportFrom": Row(KEPT, "from math import fabs\nreturn fabs(x[0])"),
    "alias": Row(KEPT, "import math as m\nreturn m.fabs(x[0])"),
    "Global": Row(REFUSED, "global kept\nkept = x\nreturn x"),
    "Nonlocal": Row(REFUSED, "nonlocal kept\nkept = x\nreturn x"),
    "Expr": Row(KEPT, "x.append(1)\nreturn x"),
    "Pass": Row(REWRITTEN, "if x: pass\nreturn x"),
    "Break": Row(KEPT, "for v in x:\n    if v > 1: break\nreturn v"),
    "Continue": Row(
        REWRITTEN, "y = 0\nfor v in x:\n    if v: continue\n    y = v\nreturn y"
    ),
    "TypeAlias": Row("passive only", "type T = int\nreturn x", (3, 12)),
    # expressions
    "BoolOp": Row(REWRITTEN, "return x and x[0] or 7"),
    "NamedExpr": Row(REWRITTEN, "return (y := x[0]) + y"),
    "BinOp": Row(KEPT, "return x + x"),
    "UnaryOp": Row(KEPT, "return -x[0]"),
    "Lambda": Row(KEPT, "g = lambda v: v + x[0]\nreturn g(1)"),
    "IfExp": Row(REWRITTEN, "return x[0] if x[0] > 1 else x[1]"),
    "Dict": Row(KEPT, "return {'a': x}"),
    "Set": Row(REFUSED, "return {x[0]}"),
    "ListComp": Row(REWRITTEN, "return [v * 2 for v in x]"),
    "SetComp": Row(REFUSED, "return {v for v in x}"),
    "DictComp": Row(REWRITTEN, "return {k: x[k] for k in range(2)}"),
    "GeneratorExp": Row(REWRITTEN, "return sum(v * 2 for v in x)"),
    "comprehension": Row(REWRITTEN, "return [v for v in x if v > 1]"),
    "Await": Row(REFUSED, "await x"),
    "Yield": Row(REFUSED, "yield x"),
    "YieldFrom": Row(REFUSED, "yield from x"),
    "Compare": Row(REWRITTEN, "return 0 < x[0] < 5"),
    "Call": Row(KEPT, "return max(x[0], *x, key=lambda v: v)"),
    "keyword": Row(KEPT, "return dict(a=x)"),
    "FormattedValue": Row(KEPT, "return f'{x}'"),
    "JoinedStr": Row(KEPT, "return f'{x} and {x[0]:>4}'"),
    "Constant": Row(KEPT, "return x[0] * 2.5"),
    "Attribute": Row(KEPT, "return x[0].real"),
    "Subscript": Row(KEPT, "x[0] = x[1]\nreturn x[0]"),
    "Starred": Row(REWRITTEN, "a, *b = x\nreturn a, b"),
    "Name": Row(KEPT, "return x"),
    "List": Row(KEPT, "return [x, 1]"),
    "Tuple": Row(KEPT, "return x, 1"),
    "Slice": Row(KEPT, "return x[1:3:1]"),
    "arguments": Row(
        KEPT, "def g(a, /, b=2, *c, d=3, **e): return a + x[0]\nreturn g(1)"
    ),
    "arg": Row(KEPT, "def g(a): return a + x[0]\nreturn g(1)"),
    "withitem": Row(REFUSED, "with x as y: pass\nreturn y"),
    # operators
    **{name: Row(REWRITTEN, f"return x[0] > 1 {op} x") for name, op in
       {"And": "and", "Or": "or"}.items()},
    **{name: Row(KEPT, f"return x[0] {op} x[1]") for name, op in {
        "Add": "+", "Sub": "-", "Mult": "*", "Div": "/", "Mod": "%", "Pow": "**",
        "LShift": "<<", "RShift": ">>", "BitOr": "|", "BitXor": "^", "BitAnd": "&",
        "FloorDiv": "//", "Eq": "==", "NotEq": "!=", "Lt": "<", "LtE": "<=",
        "Gt": ">", "GtE": ">=", "Is": "is", "IsNot": "is not",
    }.items()},
    "MatMult": Row(KEPT, "g = lambda a: a @ x\nreturn x"),
    **{name: Row(KEPT, f"return x[0] {op} x") for name, op in
       {"In": "in", "NotIn": "not in"}.items()},
    **{name: Row(KEPT, f"return {op} x[0]") for name, op in
       {"Invert": "~", "Not": "not", "UAdd": "+", "USub": "-"}.items()},
    "Load": Row(KEPT, "return x"),
    "Store": Row(KEPT, "y = x\nreturn y"),
    "Del": Row(REWRITTEN, "y = x\ndel y\nreturn x"),
    # patterns
    **{name: Row(REWRITTEN, f"match x:\n    case {case}:\n        return x")
       for name, case in {
        "MatchValue": "1", "MatchSingleton": "None", "MatchSequence": "[a, b]",
        "MatchMapping": "{'a': b}", "MatchClass": "int()", "MatchStar": "[*a]",
        "MatchAs": "a", "MatchOr": "1 | 2",
    }.items()},
    # parameters of types
    "TypeVar": Row(KEPT, "def g[T](v: T): return v\nreturn g(x)", (3, 12)),
    "ParamSpec": Row(KEPT, "def g[**P](v): return v\nreturn g(x)", (3, 12)),
    "TypeVarTuple": Row(KEPT, "def g[*Ts](v): return v\nreturn g(x)", (3, 12)),
}  # fmt: skip

# These never stand in the body of a function.
ELSEWHERE = {"Module", "Interactive", "Expression", "FunctionType", "TypeIgnore"}
# Base classes, and classes that no parser has made since Python 3.9.
ABSTRACT = {
    "AST", "mod", "stmt", "expr", "expr_context", "boolop", "operator", "unaryop",
    "cmpop", "excepthandler", "type_ignore", "pattern", "type_param",
    "slice", "Index", "ExtSlice", "Suite", "AugLoad", "AugStore", "Param", "Num", "Str",
    "Bytes", "NameConstant", "Ellipsis",
}  # fmt: skip


def node_classes() -> set[str]:
    # Names that begin like a module's own (`_Unparser` and so on) are no node classes.
    found = [v for k, v in vars(ast).items() if not k.startswith("_")]
    nodes = [v for v in found if isinstance(v, type) and issubclass(v, ast.AST)]
    return {v.__name__ for v in nodes}


@pytest.mark.filterwarnings("ignore:.*deprecated:DeprecationWarning")
def test_every_node_class_is_in_the_table() -> None:
    assert node_classes() <= set(TABLE) | ELSEWHERE | ABSTRACT


def function(body: str, name: str) -> str:
    asynchronous = name in ("AsyncFor", "AsyncWith", "Await")
    lines = "".join(f"    {line}\n" for line in body.splitlines())
    return ("async " if asynchronous else "") + f"def f(x):\n{lines}"


def rows(*fates: str) -> list[str]:
    return [
        name
        for name, row in TABLE.items()
        if row.fate in fates and row.version <= sys.version_info
    ]


def parsed(name: str) -> ast.AST:
    source = function(TABLE[name].body, name)
    source = source if name != "Nonlocal" else f"def g(kept):\n{indent(source)}"
    return ast.parse(source)


def indent(source: str) -> str:
    return "".join(f"    {line}\n" for line in source.splitlines())


@pytest.mark.parametrize("name", rows(KEPT, REWRITTEN, REFUSED, "passive only"))
def test_the_snippet_holds_the_node(name: str) -> None:
    assert name in {type(node).__name__ for node in ast.walk(parsed(name))}


@pytest.mark.filterwarnings("ignore::SyntaxWarning")
@pytest.mark.parametrize("name", rows(KEPT, REWRITTEN, "passive only"))
def test_it_means_the_same(name: str) -> None:
    assert_same(function(TABLE[name].body, name), [([3, 1, 2],), ([1, 2],)])


@pytest.mark.parametrize("name", rows(REWRITTEN))
def test_what_is_rewritten_changes(name: str) -> None:
    source = function(TABLE[name].body, name)
    found = canonical(source)
    assert gast.dump(found.function) != gast.dump(gast.parse(source).body[0])


@pytest.mark.parametrize("name", rows(REFUSED))
def test_refusals_tell_the_place_and_what_to_write(name: str) -> None:
    source = function(TABLE[name].body, name)
    with pytest.raises(NotDifferentiable) as caught:
        canonical(source)
    error = caught.value
    assert error.filename == "model.py"
    assert error.lineno is not None
    assert error.text == source.splitlines()[error.lineno - 1]
    why, _, instead = error.msg.partition(": ")
    assert why
    assert instead


WHOLE = {
    "try": "try:\n    n = int('a')\nexcept ValueError as e:\n    n = 1",
    "with": "import io\nwith io.StringIO('ab') as h:\n    n = len(h.read())",
    "match": "match [1, 2]:\n    case [a, *_]:\n        n = a",
    "loop": "n = 0\nfor i in range(9):\n    if i: continue\n    n += i\nelse: n = 7",
    "class": "class C:\n    v = 2\nn = C.v",
    "set": "n = len({k for k in 'abca'})",
    "generator": "n = max(k for k in (1, 2))",
}


@pytest.mark.parametrize("name", WHOLE)
def test_passive_statements_stay_as_they_are(name: str) -> None:
    source = function(WHOLE[name] + "\nreturn x[0] * n", "")
    kept = [gast.dump(s) for s in gast.parse(source).body[0].body[:-1]]
    body = canonical(source).function.body
    assert [gast.dump(s) for s in body[: len(kept)]] == kept
    assert_same(source, [([3, 1, 2],)])

"""Which constructs of the language a program holds.

What the text shows is read from its tree; what depends on types (a loop over an array
or over a list?) is taken from the notes of the writer, and only where the tree has the
node that it would need.
"""

from __future__ import annotations

import ast
import builtins
from collections.abc import Callable, Iterable
from typing import Any

from tests.fuzz.grammar import Program

Test = Callable[[Any], bool]


def _is(kind: type, test: Test = lambda node: True) -> Test:
    return lambda node: isinstance(node, kind) and test(node)


def _operator(*kinds: type) -> Test:
    return _is(ast.BinOp, lambda node: isinstance(node.op, kinds))


def _called(node: Any) -> str:
    return ast.unparse(node.func) if isinstance(node, ast.Call) else ""


def _subscript(context: type, is_slice: bool) -> Test:
    def test(node: Any) -> bool:
        has_slice = any(isinstance(n, ast.Slice) for n in ast.walk(node.slice))
        return isinstance(node.ctx, context) and has_slice == is_slice

    return _is(ast.Subscript, test)


def _over(name: str) -> Test:
    return _is((ast.For, ast.comprehension), lambda node: _called(node.iter) == name)  # type: ignore[arg-type]


def _is_nested_target(node: Any) -> bool:
    return isinstance(node, ast.Tuple) and any(
        isinstance(item, ast.Tuple) for item in node.elts
    )


def _is_elif(node: Any) -> bool:
    return len(node.orelse) == 1 and isinstance(node.orelse[0], ast.If)


def _is_tuple(node: Any) -> bool:
    to_a_name = isinstance(node.targets[0], ast.Name)
    return to_a_name and isinstance(node.value, ast.Tuple)


ARRAY_METHODS = "sum mean max min std var prod dot trace copy cumsum reshape ravel"

# One row for each construct, with what a node must be to show it.
SHOWN: dict[str, Test] = {
    "arithmetic": _operator(ast.Add, ast.Sub, ast.Mult, ast.Div),
    "power": _operator(ast.Pow),
    "matrix product": _operator(ast.MatMult),
    "floor division": _operator(ast.FloorDiv),
    "remainder": _operator(ast.Mod),
    "comparison": _is(ast.Compare),
    "boolean operator": _is(ast.BoolOp),
    "not": _is(ast.UnaryOp, lambda node: isinstance(node.op, ast.Not)),
    "conditional expression": _is(ast.IfExp),
    "if": _is(ast.If),
    "elif": _is(ast.If, _is_elif),
    "else": _is(ast.If, lambda node: bool(node.orelse) and not _is_elif(node)),
    "for over range": _over("range"),
    "for over zip": _over("zip"),
    "for over enumerate": _over("enumerate"),
    "while": _is(ast.While),
    "break": _is(ast.Break),
    "continue": _is(ast.Continue),
    "unpacking": _is(ast.Assign, lambda node: isinstance(node.targets[0], ast.Tuple)),
    "nested unpacking": _is(
        (ast.Assign, ast.For),  # type: ignore[arg-type]
        lambda node: _is_nested_target(
            node.target if isinstance(node, ast.For) else node.targets[0]
        ),
    ),
    "starred unpacking": _is(ast.Starred, lambda n: isinstance(n.ctx, ast.Store)),
    "augmented assignment": _is(ast.AugAssign),
    "element read": _subscript(ast.Load, False),
    "slice read": _subscript(ast.Load, True),
    "element written": _subscript(ast.Store, False),
    "slice written": _subscript(ast.Store, True),
    "list built": _is(ast.Assign, lambda node: isinstance(node.value, ast.List)),
    "append": _is(ast.Call, lambda node: _called(node).endswith(".append")),
    "dict built": _is(ast.Dict),
    "constant key": _is(
        ast.Subscript,
        lambda n: isinstance(n.slice, ast.Constant) and isinstance(n.slice.value, str),
    ),
    "tuple": _is(ast.Assign, _is_tuple),
    "lambda": _is(ast.Lambda),
    "list comprehension": _is(ast.ListComp),
    "sum of a generator": _is(ast.GeneratorExp),
    "array method": _is(
        ast.Call,
        lambda n: (
            isinstance(n.func, ast.Attribute)
            and n.func.attr in ARRAY_METHODS.split()
            and not _called(n).startswith("np.")
        ),
    ),
    "array attribute": _is(
        ast.Attribute, lambda node: node.attr in {"T", "shape", "size", "ndim"}
    ),
}


def _is_own(node: Any) -> bool:
    """A call by a bare name that is not one of Python's."""
    return isinstance(node.func, ast.Name) and node.func.id not in dir(builtins)


def _holds_slice(node: Any) -> bool:
    return isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Slice)


def _to_slice(node: Any) -> bool:
    return isinstance(node.target, ast.Subscript) and _holds_slice(node.target)


SHOWN |= {
    "match": _is(ast.Match),
    "map": _is(ast.Call, lambda node: _called(node) == "map"),
    "filter": _is(ast.Call, lambda node: _called(node) == "filter"),
    "starred argument": _is(ast.Starred, lambda n: isinstance(n.ctx, ast.Load)),
    "axis kept": _is(ast.keyword, lambda node: node.arg == "keepdims"),
    "axis reduced": _is(ast.keyword, lambda node: node.arg == "axis"),
    "slice augmented": _is(ast.AugAssign, _to_slice),
    "slice as argument": _is(
        ast.Call, lambda n: _is_own(n) and any(map(_holds_slice, n.args))
    ),
    "for over a dict": _is(
        (ast.For, ast.comprehension),  # type: ignore[arg-type]
        lambda node: _called(node.iter).endswith((".items", ".values")),
    ),
}

SHOWN |= {
    "with": _is(ast.With),
    "try": _is(ast.Try),
    "assert": _is(ast.Assert),
    "raise": _is(ast.Raise),
    "walrus": _is(ast.NamedExpr),
    "loop with else": _is((ast.For, ast.While), lambda node: bool(node.orelse)),  # type: ignore[arg-type]
    "np.add.at": _is(ast.Call, lambda node: _called(node) == "np.add.at"),
    "np.ix_": _is(ast.Call, lambda node: _called(node) == "np.ix_"),
    "indices of a triangle": _is(
        ast.Call, lambda node: _called(node).endswith(("triu_indices", "tril_indices"))
    ),
    "attribute written": _is(ast.Attribute, lambda n: isinstance(n.ctx, ast.Store)),
}

# Constructs that need types: the writer's note, and the node that must be there.
NOTED: dict[str, Test] = {
    "for over an array": _is((ast.For, ast.comprehension)),  # type: ignore[arg-type]
    "for over a list": _is((ast.For, ast.comprehension)),  # type: ignore[arg-type]
    "for over a tuple": _is((ast.For, ast.comprehension)),  # type: ignore[arg-type]
    "early return": _is(ast.Return),
    "list index": _is(ast.Subscript),
    "named tuples": _is(ast.Call, lambda node: _called(node) == "Pair"),
    "positional argument": _is(ast.Call),
    "keyword argument": _is(ast.Call, lambda node: bool(node.keywords)),
    "default argument": _is(ast.FunctionDef, lambda n: bool(n.args.defaults)),
    "keyword-only argument": _is(ast.FunctionDef, lambda n: bool(n.args.kwonlyargs)),
    "nested def": _is(ast.FunctionDef),
    "closure": _is((ast.FunctionDef, ast.Lambda)),  # type: ignore[arg-type]
    "recursion": _is(ast.FunctionDef),
    "several results": _is(ast.FunctionDef),
    "methods": _is(ast.ClassDef),
    "function called again": _is(ast.Call, _is_own),
    "function called in a loop": _is(ast.For),
    "call in a test": _is(ast.Compare),
    "result written": _is(ast.Subscript, lambda n: isinstance(n.ctx, ast.Store)),
    "argument written": _is(ast.Expr),
    "recursion with statements": _is(ast.FunctionDef),
    "value of an inner loop": _is(ast.For),
    "array augmented": _is(ast.AugAssign),
    "item of a list replaced": _is(
        ast.Subscript, lambda n: isinstance(n.ctx, ast.Store)
    ),
    "max of several": _is(ast.Call),
    "list of tuples": _is((ast.For, ast.comprehension)),  # type: ignore[arg-type]
    "single precision": _is(ast.FunctionDef),
    "array of integers": _is(ast.Call),
    "store through integers": _is(ast.Subscript),
    "index read from an array": _is(ast.For),
    "mask read": _is(ast.Subscript),
    "while that stores": _is(ast.While),
    "object made": _is(ast.Call, lambda node: _called(node) == "State"),
    "method with state": _is(ast.Attribute),
    "helper with a loop": _is(ast.FunctionDef),
    "recursion with a loop": _is(ast.FunctionDef),
    "derivative in a helper": _is(ast.FunctionDef),
    "derivative inside": _is(ast.Attribute),
    "list stored": _is((ast.List, ast.Tuple)),  # type: ignore[arg-type]
    "several names of one array": _is(ast.Assign),
    "stores by computed places": _is(ast.For),
    "numbers and arrays in a round": _is(ast.For),
    "bound on one path": _is(ast.If),
    "moments of a container": _is(ast.List),
    "display in an expression": _is((ast.List, ast.Tuple, ast.Call)),  # type: ignore[arg-type]
    "method of an instance": _is(ast.ClassDef, lambda n: n.name == "Task"),
}

CONSTRUCTS = (*SHOWN, *NOTED)


def constructs(program: Program) -> frozenset[str]:
    """The rows of `CONSTRUCTS` that a program holds.

    Examples
    --------
    >>> text = "def program(x):\\n    return x[1:] @ x[:-1]\\n"
    >>> sorted(constructs(Program(text, frozenset())))
    ['matrix product', 'slice read']
    """
    functions = (ast.FunctionDef, ast.ClassDef)
    body = ast.parse(program.text).body
    inside = [node for node in body if isinstance(node, functions)]
    nodes = [node for function in inside for node in ast.walk(function)]
    shown = {name for name, test in SHOWN.items() if any(map(test, nodes))}
    rows = ((name, NOTED[name]) for name in NOTED if name in program.notes)
    return frozenset(shown | {name for name, test in rows if any(map(test, nodes))})


class Census:
    """How often each construct occurs, and how many programs are alike."""

    def __init__(self) -> None:
        self.programs = 0
        self.counts = dict.fromkeys(CONSTRUCTS, 0)
        self.moving = 0
        self.shapes: set[str] = set()

    def add(self, program: Program, moves: bool) -> None:
        """Count one program; `moves` where some derivative is not zero."""
        self.programs += 1
        self.moving += moves
        self.shapes.add(skeleton(program.text))
        for name in constructs(program):
            self.counts[name] += 1

    def complaints(self) -> list[str]:
        """Why these programs are not worth the name; nothing where they are."""
        n = max(self.programs, 1)
        rare = [name for name in CONSTRUCTS if self.counts[name] < 0.01 * n]
        found = [f"under 1% hold: {name} ({self.counts[name]} of {n})" for name in rare]
        if self.moving < 0.9 * n:
            found.append(
                f"only {self.moving} of {n} have a derivative that is not zero"
            )
        if len(self.shapes) < 0.95 * n:
            found.append(f"{n - len(self.shapes)} of {n} programs are duplicates")
        return found

    def table(self) -> Iterable[str]:
        """One line for each construct, the rarest first."""
        for name in sorted(CONSTRUCTS, key=lambda name: self.counts[name]):
            share = 100 * self.counts[name] / max(self.programs, 1)
            yield f"{share:6.1f}%  {name}"


def skeleton(text: str) -> str:
    """A program without its names and numbers.

    Examples
    --------
    >>> skeleton("s = x + 1.5") == skeleton("t = y + 0.5")
    True
    >>> skeleton("s = x + 1.5") == skeleton("t = y - 0.5")
    False
    """
    tree = ast.parse(text)
    kept = [node for node in tree.body if not isinstance(node, ast.Assign)]
    tree.body = kept or tree.body
    order: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            node.id = order.setdefault(node.id, f"n{len(order)}")
        elif isinstance(node, ast.arg):
            node.arg = order.setdefault(node.arg, f"n{len(order)}")
        elif isinstance(node, ast.Constant) and isinstance(node.value, float):
            node.value = 0.0
    return ast.dump(tree)

"""The source of a recipe as expressions over the arguments of one call.

A formula is read like any other source, by the front end's builder; its parameters
stand for the operands of the call, `d[...]` for tangents or adjoints, and what the
notation decides at this time is decided.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Collection
from types import FunctionType, ModuleType
from typing import Any

import gast
import numpy as np

from autograd_src import ir
from autograd_src.analyses.ranks import Ranks
from autograd_src.frontend.expressions import Expressions
from autograd_src.frontend.trees import tree_of
from autograd_src.ir import Const, Expr, Stmt, Var
from autograd_src.live.identity import module_identity
from autograd_src.live.source import source_of
from autograd_src.lowering import folding
from autograd_src.lowering.questions import ANSWERS, without_defaults
from autograd_src.recipes import notation, shapes

__all__ = ["Formula", "Refused", "definition"]


class Refused(Exception):
    """A recipe does not cover the call; the message is the advice."""


@functools.cache
def definition(function: FunctionType) -> Any:
    """The syntax tree of a recipe."""
    return tree_of(source_of(function))


class Formula(Expressions):
    """Reads the formula of one recipe for one call.

    `scope` maps the names of the formula to expressions; `differential` tells what
    `d[operand]` stands for in the mode at hand.
    """

    def __init__(
        self,
        function: FunctionType,
        operands: dict[str, Expr],
        known: Ranks,
        differential: Callable[[Expr], Expr],
    ) -> None:
        self.globals = function.__globals__
        self.operands = operands
        self.known = known
        self.differential = differential
        self.lets: list[Stmt] = []
        self.tangents: Collection[Expr] = ()

    # Names, markers and decisions.

    def _leaf(self, name: str) -> Expr:
        if name in self.operands:
            return self.operands[name]
        if name in self.globals:
            return self._global(name, self.globals[name])
        value = (
            __builtins__[name]
            if isinstance(__builtins__, dict)
            else getattr(__builtins__, name)
        )
        return ir.Ref(name, value=value)

    def _global(self, name: str, value: Any) -> Expr:
        """A global of the recipe's module, under its public path."""
        known = _global(name, value)
        if known is not None:
            return known
        module = module_identity(self.globals)
        alias = module.rpartition(".")[2]
        return ir.Ref(f"{alias}.{name}", module, alias, value)

    def _expr_Attribute(self, node: Any) -> Expr:
        value = self.expr(node.value)
        if isinstance(value, ir.Ref):
            found = getattr(value.value, node.attr)
            if isinstance(found, ModuleType) and value.module == value.alias:
                path = f"{value.text}.{node.attr}"
                return ir.Ref(path, path, path, found)
            return ir.Ref(f"{value.text}.{node.attr}", value.module, value.alias, found)
        return ir.Attr(value, node.attr)

    def _expr_Subscript(self, node: Any) -> Expr:
        value = self.expr(node.value)
        if isinstance(value, ir.Ref) and value.value is notation.d:
            return self.differential(self.expr(node.slice))
        return ir.Index(value, self.expr(node.slice))

    def _expr_Call(self, node: Any) -> Expr:
        call = super()._expr_Call(node)
        assert isinstance(call, ir.Call)
        if not isinstance(call.func, ir.Ref):
            return call
        function = call.func.value
        if function in _MARKERS:
            return _MARKERS[function](call.args[0], self.known)
        if function is notation.refuse:
            raise Refused(self.known.argument(call.args[0]))
        if notation.is_constant(function):
            call_ = folding.fold(call, self.known)
            assert isinstance(call_, ir.Call)
            return self._constant(function, call_.args)
        return without_defaults(call)

    def _constant(self, function: Any, args: tuple[Expr, ...]) -> Expr:
        values = [self.known.argument(a) for a in args]
        if not all(shapes.is_known(v) for v in values):
            raise Refused(
                "an option must be a literal here: write its value in the call"
            )
        try:
            return folding.to_expr(function(*values))
        except ValueError as error:
            raise Refused(str(error)) from None

    def read(self, node: Any) -> Expr:
        """The expression, folded."""
        return folding.fold(self.expr(node), self.known)

    # Statements.

    def run(self, body: list[Any], assign: Callable[[Expr, Expr], None]) -> Expr | None:
        """Inline the statements; `assign(operand, value)` gets the lines `d[operand] =
        value`.

        The value of a `return` is returned.
        """
        for node in body:
            if isinstance(node, gast.Return):
                return self.read(node.value)
            found = self._statement(node, assign)
            if found is not None:
                return found
        return None

    def _statement(
        self, node: Any, assign: Callable[[Expr, Expr], None]
    ) -> Expr | None:
        match node:
            case gast.Assign(targets=[gast.Name(id=name)]):
                self._name(name, self.read(node.value))
            case gast.Assign(targets=[gast.Tuple(elts=names)]):
                self._unpack([n.id for n in names], self.read(node.value))
            case gast.Assign(targets=[gast.Subscript() as target]):
                assign(self.read(target.slice), self.read(node.value))
            case gast.If():
                value = folding.decide(self.expr(node.test), self.known)
                if value is None:
                    raise Refused(
                        "an option decides the derivative here: write it as a literal"
                    )
                return self.run(node.body if value else node.orelse, assign)
            case gast.For():
                self._unroll(node, assign)
            case gast.Expr(value=gast.Constant()):
                pass
            case gast.Expr():
                self.expr(node.value)
            case _:
                raise TypeError(f"a recipe can't hold {type(node).__name__}")
        return None

    def _name(self, name: str, value: Expr) -> None:
        if isinstance(value, (Var, Const, ir.Ref, ir.Seq)) or self._is_linear(value):
            self.operands[name] = value
            return
        made = Var()
        self.lets.append(ir.Let(made, value))
        self.known.types[made] = self.known.of(value)
        self.operands[name] = made

    def _is_linear(self, value: Expr) -> bool:
        """Whether `value` holds a tangent, or a marker for one."""
        return _has_marker(value) or any(
            p in self.tangents for p in ir.walk_expr(value)
        )

    def _unpack(self, names: list[str], value: Expr) -> None:
        self._name("", value)
        whole = self.operands.pop("")
        for k, name in enumerate(names):
            self.operands[name] = ir.Index(whole, Const(k))

    def _unroll(self, node: Any, assign: Callable[[Expr, Expr], None]) -> None:
        for row in self._rows(node.iter):
            targets = getattr(node.target, "elts", [node.target])
            for target, item in zip(targets, row, strict=True):
                self.operands[target.id] = item
            self.run(node.body, assign)

    def _rows(self, iterable: Any) -> list[tuple[Expr, ...]]:
        """What the targets of a loop are bound to, iteration by iteration."""
        called = getattr(getattr(iterable, "func", None), "id", "")
        if called == "enumerate":
            inner = self._rows(iterable.args[0])
            return [(Const(k), *row) for k, row in enumerate(inner)]
        if called == "zip":
            columns = [self._rows(a) for a in iterable.args]
            return [
                tuple(e for row in rows for e in row)
                for rows in zip(*columns, strict=False)
            ]
        items = folding.items_of(self.read(iterable), self.known)
        if items is None:
            raise Refused("write the sequence as a list or tuple of known length")
        return [(item,) for item in items]


def _has_marker(e: Expr) -> bool:
    return any(isinstance(p, Marker) for p in ir.walk_expr(e))


class Marker(Expr):
    """A tangent or adjoint that is zero, or belongs to the other mode."""

    __slots__ = ("of",)

    def __init__(self, of: Expr) -> None:
        super().__init__()
        self.of = of


class Zero(Marker):
    """The tangent of a passive operand."""


class Other(Marker):
    """What has a meaning in the other mode only."""


def _global(name: str, value: Any) -> ir.Ref | None:
    if isinstance(value, ModuleType):
        alias = "np" if value.__name__ == "numpy" else value.__name__.rpartition(".")[2]
        return ir.Ref(alias, value.__name__, alias, value)
    home = getattr(value, "__module__", "")
    if home in ("autograd_src.runtime", "autograd_src.special"):
        alias = home.rpartition(".")[2]
        return ir.Ref(f"{alias}.{name}", home, alias, value)
    if isinstance(home, str) and home in ("math", "operator", "numpy"):
        return _global_of(home, name, value)
    ours = isinstance(home, str) and home.startswith("autograd_src.recipes")
    return ir.Ref(name, value=value) if ours or value is notation.d else None


def _global_of(home: str, name: str, value: Any) -> ir.Ref:
    alias = "np" if home == "numpy" else home
    return ir.Ref(f"{alias}.{name}", home, alias, value)


def _vanishes(e: Expr) -> bool:
    """Whether an adjoint is made of zeros."""
    match e:
        case Const(value):
            return type(value) in (int, float) and value == 0
        case ir.Call(ir.Ref(value=function)):
            return function in (np.zeros_like, np.zeros)
        case Zero():
            return True
    return False


_MARKERS: dict[Any, Callable[[Expr, Ranks], Expr]] = {
    **ANSWERS,
    notation.vanishes: lambda e, known: Const(_vanishes(folding.fold(e, known))),
}

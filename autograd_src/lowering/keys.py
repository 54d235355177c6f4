"""Subscripts that can be told: constants, what the signature fixes, and what is
computed from these.
"""

from __future__ import annotations

import operator
from typing import Any, TypeGuard

import gast

from autograd_src import ir
from autograd_src.analyses.aliases import Aliases
from autograd_src.analyses.ranks import Ranks
from autograd_src.analyses.sizes import symbol
from autograd_src.ir import Const, Expr, Var
from autograd_src.live.values import Dict, List, Scalar, Static, Tuple
from autograd_src.lowering.makers import Makers
from autograd_src.lowering.structs import Tree, Unroll

__all__ = ["Keys", "is_integer", "is_text"]


class Keys(Makers):
    """What selects an item; the subclass reads items."""

    trees: dict[Var, Tree]
    known: Ranks
    found: Aliases
    hot: frozenset[Var]
    counted: list[Var]
    unrolled: set[Var]
    loop_of: dict[Var, Var]  # the loop that binds a part of what it goes through
    integers: dict[Var, Const]  # and texts: what may be a key

    def folded(self, index: Expr) -> Expr:
        """An index with the names of constants replaced, and computed."""
        match index:
            case Var():
                found = self.trees.get(index)
                if isinstance(found, ir.Index):
                    return self.folded(found)
                return found if isinstance(found, Const) else self.fixed(index)
            case ir.Index(whole, Const()):
                written = any(map(self.found.written, ir.names_in(whole)))
                return index if written else self.fixed(index)
            case ir.Bin(op, left, right):
                a, b = self.folded(left), self.folded(right)
                if op in _INTEGER and is_integer(a) and is_integer(b):
                    zero = op in ("//", "%") and not b.value
                    return index if zero else Const(_INTEGER[op](a.value, b.value))
                if op == "+" and is_text(a) and is_text(b):
                    return Const(a.value + b.value)
                return ir.Bin(op, a, b)
            case ir.Un("-", operand):
                number = self.folded(operand)
                return Const(-number.value) if is_integer(number) else index
            case ir.Call(ir.Ref(value=f), (whole,), ()) if f is len:
                written = any(map(self.found.written, ir.names_in(whole)))
                return index if written else self.fixed(index)
            case ir.Raw(gast.JoinedStr(values=parts), reads):
                text = self.text(parts, dict(reads))
                return index if text is None else Const(text)
        return index

    def fixed(self, e: Expr) -> Expr:
        """`e`, or the constant that the signature says it is."""
        if isinstance(e, Var) and e in self.integers:
            return self.integers[e]
        value = self.known.of(e)
        if isinstance(value, Static) and value.value[:1] in ("'", '"'):
            return e if "\\" in value.value else Const(value.value[1:-1])
        size = symbol(value) if isinstance(value, Scalar) else None
        return Const(int(size)) if size is not None and size.isdecimal() else e

    def decision(self, test: Expr) -> bool | None:
        """Whether two constants are equal, where that is all that is asked."""
        match test:
            case ir.Cmp("==" | "!=" as op, left, right):
                a, b = self.folded(left), self.folded(right)
                if (is_text(a) and is_text(b)) or (is_integer(a) and is_integer(b)):
                    return (a.value == b.value) is (op == "==")
        return None

    def text(self, parts: list[Any], reads: dict[str, Expr]) -> str | None:
        """An f-string of constants."""
        found = ""
        for part in parts:
            value: Expr | None = None
            if isinstance(part, gast.Constant):
                value = Const(part.value)
            elif isinstance(part.value, gast.Name) and part.format_spec is None:
                read = reads.get(part.value.id)
                value = None if read is None else self.folded(read)
            if not isinstance(value, Const) or type(value.value) not in (str, int):
                return None
            found += str(value.value)
        return found

    def chosen(self, e: ir.Index) -> Expr | None:
        """An item of a container that is written out here, or that is an argument."""
        key = self.folded(e.index)
        display = isinstance(e.value, ir.Dict) and _are_code(e.value)
        display = display or _holds_functions(e.value)
        if isinstance(e.value, ir.Seq) and is_integer(key):
            return self.displayed(e.value.items, key.value)
        if isinstance(e.value, ir.Dict) and isinstance(key, Const):
            return _written_out(e.value, key)
        if isinstance(e.index, ir.Slice) or not (display or self.is_mixed(e.value)):
            return None
        if isinstance(key, Const):
            return None if key == e.index else ir.Index(e.value, key)
        loop = self.selecting(e.index)
        if loop is not None:
            raise Unroll(loop)
        return None

    def displayed(self, items: tuple[Expr, ...], key: int) -> Expr | None:
        """An item of a display whose other items do nothing when they are evaluated."""
        for i in items:
            attribute = isinstance(i, ir.Attr) and self.tree(i) is not None
            if not isinstance(i, (Var, Const)) and not attribute:
                return None
        return items[key] if -len(items) <= key < len(items) else None

    def is_mixed(self, e: Expr) -> bool:
        """Whether a container from outside has items of several kinds, by its keys."""
        kind = self.known.of(e)
        if not isinstance(kind, (Dict, List, Tuple)):
            return False
        if not any(v in self.hot for v in ir.names_in(e)):
            return False
        plain = all(isinstance(i, Scalar) for i in kind.items)
        return isinstance(kind, Dict) or isinstance(e, ir.Index) or not plain

    def selecting(self, index: Expr) -> Var | None:
        """The loop that has to be unrolled for an index to be known."""
        names = [*ir.names_in(index)]
        if isinstance(index, ir.Raw):
            names += [v for _, e in index.reads for v in ir.names_in(e)]
        for v in names:
            loop = self.loop_of.get(v, v)
            if loop in self.counted and loop not in self.unrolled:
                return loop
        return None


def _written_out(e: ir.Dict, key: Const) -> Expr | None:
    """What a display holds at `key`, if evaluating it does nothing else."""
    if not all(isinstance(k, Const) for k in e.keys) or not _are_code(e):
        return None
    found = [v for k, v in zip(e.keys, e.values, strict=True) if k == key]
    return found[0] if len(found) == 1 else None


def _holds_functions(e: Expr) -> bool:
    """Whether a global is a table of functions."""
    table = e.value if isinstance(e, ir.Ref) else None
    if type(table) is dict:
        return any(map(callable, table.values()))
    return isinstance(table, (list, tuple)) and any(map(callable, table))


def _are_code(e: ir.Dict) -> bool:
    return all(isinstance(v, (Var, Const, ir.Ref, ir.Raw)) for v in e.values)


def is_integer(e: Expr) -> TypeGuard[Const]:
    return isinstance(e, Const) and type(e.value) is int


def is_text(e: Expr) -> TypeGuard[Const]:
    return isinstance(e, Const) and type(e.value) is str


_INTEGER: dict[str, Any] = {
    "+": operator.add, "-": operator.sub, "*": operator.mul,
    "//": operator.floordiv, "%": operator.mod,
}  # fmt: skip

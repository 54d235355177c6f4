"""The reverse of reading and writing elements of arrays and tuples."""

from __future__ import annotations

from autograd_src import ir, special
from autograd_src.analyses.distinct import is_distinct
from autograd_src.analyses.lists import ListOf
from autograd_src.ir import Const, Expr, Var
from autograd_src.live.values import Array, List, Scalar, Tuple, Unknown
from autograd_src.transforms.adjoints import Adjoint
from autograd_src.transforms.facts import helper
from autograd_src.transforms.lists import Lists
from autograd_src.transforms.standins import new_axes, without_axes

__all__ = ["Stores"]


_ONLY_LAST = ir.Ref(
    "special.only_last", "autograd_src.special", "special", special.only_last
)


def as_argument(index: Expr) -> Expr:
    """An index where it stands alone: slices are written out."""
    match index:
        case ir.Seq("tuple", items):
            return ir.Seq("tuple", tuple(map(as_argument, items)))
        case ir.Slice(lower, upper, step):
            edges = (lower, upper, step) if step is not None else (lower, upper)
            args = tuple(Const(None) if e is None else e for e in edges)
            return ir.Call(ir.Ref("slice", value=slice), args)
    return index


class Stores(Lists):
    """The part of the reverse sweep that knows elements."""

    def read(self, base: Var, index: Expr, adjoint: Adjoint, target: Var) -> None:
        """`v = x[i]`: the adjoint goes to the elements that were read."""
        known = self.known
        kind = known.of(base)
        if isinstance(kind, Array):
            self.read_array(base, index, adjoint, target)
            return
        adjoint = self.full(target, adjoint)
        if isinstance(kind, ListOf):
            self.element(base, index, adjoint.value)
            return
        if (
            isinstance(kind, Tuple)
            and isinstance(index, Const)
            and not self.is_bound(base)
        ):
            self.parts.setdefault(base, {})[index.value] = adjoint.value
            return
        if isinstance(kind, (Tuple, List)):
            raise self.not_followed()
        self.read_part(base, index, adjoint)

    def read_array(self, base: Var, index: Expr, adjoint: Adjoint, target: Var) -> None:
        kind = self.known.of(base)
        assert isinstance(kind, Array)
        axes = new_axes(index, len(kind.dims))
        if axes is None or self.facts.aliases.written(base):
            if not is_distinct(index, self.known):
                adjoint = self.full(target, adjoint)
            self.read_part(base, index, adjoint)
        elif isinstance(self.known.of(adjoint.value), Scalar):
            self.contribute(base, adjoint.value, "small")
        else:
            adjoint = self.full(target, adjoint)
            self.contribute(base, without_axes(adjoint.value, axes), adjoint.kind)

    def read_part(self, base: Var, index: Expr, adjoint: Adjoint) -> None:
        """Add to some elements of an adjoint."""
        bar = self.own(base)
        if is_distinct(index, self.known):
            self.emit(ir.Put(bar, index, adjoint.value, "+", origin=self.origin))
        else:
            add = ir.Call(helper("add_at"), (bar, as_argument(index), adjoint.value))
            self.emit(ir.Do(add, origin=self.origin))

    def is_bound(self, base: Var) -> bool:
        """Whether a tuple is anything but the result of a call."""
        return not isinstance(self.facts.definitions.get(base), ir.Call)

    def gathered(self, target: Var) -> Adjoint | None:
        """The adjoint of a tuple, from those of the items that were read right after
        it.
        """
        parts, kind = self.parts.pop(target, None), self.known.of(target)
        if parts is None or not isinstance(kind, Tuple):
            return None
        items = tuple(
            parts[k] if k in parts else self.facts.zero_item(target, k, item)
            for k, item in enumerate(kind.items)
        )
        return Adjoint(ir.Seq("tuple", items), "shared")

    def has_adjoint(self, base: Var) -> bool:
        """Whether anything may have been added to the adjoint of an array."""
        if base in self.facts.shadows:
            return isinstance(self.known.of(base), (Array, Unknown))
        return self.root(base) in self.state

    def put(self, s: ir.Put) -> None:
        """`y[i] = v`: take the elements' adjoint, clear it, pass it on (S7)."""
        if not self.has_adjoint(s.base):
            return
        index = Const(Ellipsis) if s.index is None else s.index
        bar = self.own(s.base)
        element: Expr = bar if s.index is None else ir.Index(bar, index)
        if not is_distinct(index, self.known):
            element = ir.Call(_ONLY_LAST, (element, bar, as_argument(index)))
        value = s.value if isinstance(s.value, Var) else None
        if value is not None and value not in self.facts.active:
            value = None
        taken = None if value is None else self.taken(value, element)
        if not s.op:
            self.emit(ir.Put(bar, index, Const(0.0), origin=self.origin))
        if value is not None and taken is not None and taken is not self.bar(value):
            total = self.unbroadcast(taken, value, taken)
            self.contribute(value, total, "owned")

    def taken(self, v: Var, element: Expr) -> Var:
        """The adjoint of elements, kept while they are cleared."""
        alone = v not in self.facts.views and v not in self.facts.shadows
        first = v not in self.state and alone
        if first and self.facts.same_shape(self.known.of(v), self.known.of(element)):
            self.let(self.bar(v), self.facts.copied(element))
            self.state[v] = Adjoint(self.bar(v), "owned")
            return self.bar(v)
        return self.temporary(self.facts.copied(element))

    def scattered(self, base: Var, index: Expr, value: Expr) -> None:
        """`np.add.at(y, i, v)`: every contribution sees the adjoint of its element."""
        if not self.has_adjoint(base) or not isinstance(value, Var):
            return
        if value in self.facts.active:
            read = self.temporary(ir.Index(self.own(base), index))
            self.contribute(value, self.unbroadcast(read, value, read), "owned")

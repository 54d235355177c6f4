"""Which variables may share memory, and which memory is written (S1).

What statements and expressions mean for the classes that are kept in `classes`.
"""

from __future__ import annotations

from autograd_src import ir
from autograd_src.analyses.captured import changed_later
from autograd_src.analyses.carried import is_quiet
from autograd_src.analyses.listed import rows_of
from autograd_src.analyses.lists import ListOf
from autograd_src.analyses.ranks import Ranks
from autograd_src.analyses.shares import Shares
from autograd_src.analyses.sharing import (
    MUTATORS,
    QUIET,
    STORING,
    Answers,
    hands_on,
    is_in_place,
    writes_arguments,
)
from autograd_src.analyses.writers import outputs, overwritten
from autograd_src.ir import Expr, Stmt, Var
from autograd_src.live.values import (
    Array,
    Dict,
    Instance,
    List,
    Scalar,
    Static,
    Tuple,
    Unknown,
)

__all__ = ["Aliases", "aliases"]

_CONTAINERS = (List, Tuple, Dict, ListOf)
# Expressions that put containers together, or choose one.
_MADE = frozenset({ir.Seq, ir.Dict, ir.Star, ir.Bin, ir.Cond, ir.Bool})


class Aliases(Shares):
    """The classes of one function."""

    def __init__(self, known: Ranks) -> None:
        super().__init__(known)
        self._writes = Answers(writes_arguments)

    # ---------------------------------------------------------------- statements

    def statement(self, s: Stmt) -> None:
        if type(s) is ir.Let:
            self.bind(s.target, s.value)
        else:
            self._bindings(s)
        for e in ir.exprs(s):
            for p in ir.walk_expr(e):
                acting = isinstance(p, (ir.Call, ir.Attr))
                if acting or (type(p) is ir.Bin and is_in_place(p)):
                    self.effect(p)
                elif isinstance(p, ir.Raw):
                    self._capture(p)

    def _bindings(self, s: Stmt) -> None:
        match s:
            case ir.Copies(targets, values):
                for target, value in zip(targets, values, strict=True):
                    self.bind(target, value)
            case ir.Unpack(targets, value):
                for target in targets:
                    self._item(target, value)
            case ir.For(target, iterable):
                self._item(target, iterable)
            case ir.Put(base, index, value, op):
                written = self.shares(base)
                inside = not isinstance(self.known.of(base), Array)
                if op and index is not None and inside:
                    # `ys[0] += 1` writes the array in the list.
                    written = written + self.shares(ir.Index(base, index))
                for v in written:
                    self.write(v)
                if inside:
                    self.hold(base, value)
            case ir.Carry(node, reads, writes):
                self._capture(s)
                self._carry(
                    [v for _, e in reads for v in self.reaches(e)],
                    [v for _, v in writes],
                    is_quiet(node, reads),
                )

    def bind(self, target: Var, value: Expr) -> None:
        kind = self.known.of(target)
        if isinstance(kind, (Scalar, Static)):
            return
        for v in self.shares(value):
            self.union(target, v)
        if type(value) in _MADE and type(kind) is not Array:
            self._take(target, value)
        elif isinstance(value, ir.Call) and isinstance(kind, _CONTAINERS):
            rows = self.reaches(value) if rows_of(value, self.known) else []
            self._wrap(target, rows or self.shares(value))

    def hold(self, container: Var, value: Expr) -> None:
        """The container may hold the value."""
        for v in self.shares(value):
            self.union(self._inside(container), v)
        if type(value) in _MADE:
            self._take(self.content(container), value)

    def _take(self, container: Var, value: Expr) -> None:
        """The container is what `value` makes, or a copy of it: it holds the same."""
        match value:
            case ir.Seq() | ir.Dict():
                for p in ir.parts(value):
                    self.hold(container, p)
            case ir.Bin(_, left, right) if not isinstance(
                self.known.of(value), (Array, Scalar)
            ):
                self._take(container, left)
                self._take(container, right)
            case ir.Cond(_, body, orelse):
                self._take(container, body)
                self._take(container, orelse)
            case ir.Bool(_, values):
                for p in values:
                    self._take(container, p)
            case _:
                for v in self.shares(value):
                    self.union(self._inside(container), self.content(v))

    def _inside(self, container: Var) -> Var:
        """The content of a container; of what nothing is known, itself."""
        kind = self.known.types.get(container)
        opaque = isinstance(kind, Instance) and not isinstance(kind, ListOf)
        return container if opaque else self.content(container)

    def _item(self, target: Var, iterable: Expr) -> None:
        if isinstance(self.known.of(target), (Scalar, Static)):
            return
        kind = self.known.of(iterable)
        inside = isinstance(kind, _CONTAINERS)
        inside &= rows_of(iterable, self.known) is None
        held = self.reaches(iterable)
        if not inside and not isinstance(kind, Array):
            held += [self.content(v) for v in held]
        for v in held:
            self.union(target, self.content(v) if inside and v.role != "content" else v)
        if not inside:
            self._wrap(target, held)

    def _wrap(self, target: Var, held: list[Var]) -> None:
        """A container made by a call, such as an item of `zip`, may hold these."""
        if isinstance(self.known.of(target), _CONTAINERS):
            for v in held:
                self.union(self.content(target), v)

    def _capture(self, s: ir.Carry | ir.Raw) -> None:
        for e in changed_later(s.node, s.reads, self.known.of):
            for v in self.reaches(e):
                self.write(v)

    def acts(self, s: ir.Carry) -> bool:
        """Whether a carried statement may write what it reads."""
        return not is_quiet(s.node, s.reads)

    def _carry(self, held: list[Var], bound: list[Var], pure: bool) -> None:
        for v in held:
            self.union(held[0], v)
            if not pure:
                self.write(v)
        for target in bound:
            if held:
                self.union(held[0], target)

    def effect(self, e: Expr) -> None:
        """What evaluating `e` itself writes, and what a method puts into its
        receiver.
        """
        for v in self.written_by(e):
            self.write(v)
        match e:
            case ir.Call(ir.Attr(receiver, name), args) if name in MUTATORS:
                for base in self.shares(receiver):
                    for a in args:
                        self.hold(base, a)

    def written_by(self, e: Expr) -> list[Var]:
        """The variables whose memory evaluating `e` itself may write."""
        if is_in_place(e):
            return self.shares(e.left)
        if type(e) is ir.Attr:
            # Kept, it may be called later: `sort = y.sort`.
            return self._receiver(e)
        if not isinstance(e, ir.Call):
            return []
        out = [v for p in outputs(e) for v in self.shares(p)]
        if isinstance(e.func, ir.Attr):
            return out + self._written_by_method(e, e.func)
        if (first := overwritten(e)) is not None:
            return out + self.shares(first)
        function = e.func.value if isinstance(e.func, ir.Ref) else None
        if isinstance(e.func, ir.Ref):
            unknown = function is not None and self._writes(function)
        else:
            unknown = not isinstance(e.func, ir.Own)
        if unknown or any(map(hands_on, e.args)):
            out += self._given(e)
        return out

    def _given(self, e: ir.Call) -> list[Var]:
        given = (*e.args, *(v for _, v in e.keywords))
        return [v for p in given for v in self.reaches(p)]

    def _receiver(self, func: ir.Attr) -> list[Var]:
        kept = func.name in MUTATORS or func.name in STORING
        return self.shares(func.value) if kept else []

    def _written_by_method(self, e: ir.Call, func: ir.Attr) -> list[Var]:
        if func.name in MUTATORS or func.name in STORING:
            return self.shares(func.value)
        kind = self.known.of(func.value)
        unknown = isinstance(kind, Unknown) and func.name not in QUIET
        return self._given(e) if unknown or isinstance(kind, Instance) else []


def aliases(function: ir.Function, known: Ranks, kind: type = Aliases) -> Aliases:
    """The alias classes of `function`; `kind` is `Aliases` or one derived from it."""
    found: Aliases = kind(known)
    for p in function.params:
        found.expose(p.var)
    for s in ir.walk(function.body):
        found.statement(s)
    return found

"""Shadows: adjoints that the forward sweep binds, for arrays with several names (S1).

Where the text does not tell which array a name means, its adjoint is found the way the
array is: `z = y` is followed by `z_bar = y_bar`, `ys.append(y)` by
`ys_bar.append(y_bar)`, and where an array is made, zeros are. The reverse sweep then
adds into whatever array a name's shadow is. Only classes of memory that have such
names are shadowed; all others have adjoints as `adjoints` knows them.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from autograd_src import ir
from autograd_src.analyses.aliases import aliases
from autograd_src.analyses.listed import rows_of
from autograd_src.analyses.lists import ListOf
from autograd_src.analyses.methods import numpy
from autograd_src.analyses.ownership import conflicts
from autograd_src.analyses.sharing import is_einsum_of_one
from autograd_src.analyses.subscripts import is_basic
from autograd_src.ir import UNBOUND, Const, Expr, Stmt, Var
from autograd_src.live.values import Array, Dict, List, Scalar, Static, Tuple
from autograd_src.lowering.operations import refused
from autograd_src.transforms.facts import Facts, floating
from autograd_src.transforms.layouts import Layouts, is_copy_or_view
from autograd_src.transforms.refusals import place

__all__ = ["shadowed"]

# These give a view, whatever the layout of the array.
_VIEWING = (
    np.transpose, np.swapaxes, np.moveaxis, np.rollaxis, np.squeeze, np.expand_dims,
    np.flip, np.flipud, np.fliplr, np.rot90, np.split, np.array_split, np.hsplit,
    np.vsplit, np.dsplit, np.asarray, np.asanyarray, np.atleast_1d, np.atleast_2d,
    np.real, list, tuple,
)  # fmt: skip

_CONTAINERS = (List, Tuple, Dict, ListOf)


def shadowed(facts: Facts) -> Facts:
    """`facts` with shadows for what goes by names that can't be told apart."""
    function, known, found = facts.function, facts.known, facts.aliases
    every = list(conflicts(function, known, found, facts.active))
    if not every:
        return facts
    roots = {found.find(c.var) for c in every}
    names = {
        v: Var(v.base, "bar", v)
        for v in _variables(function)
        if v in facts.active
        and not isinstance(known.of(v), (Scalar, Static))
        and (found.find(v) in roots or not roots.isdisjoint(found.held(v)))
    }
    for v, shadow in names.items():
        known.types[shadow] = floating(known.of(v))
    writer = _Shadows(facts, names)
    for p in function.params:
        if p.var in names:
            raise writer.unknown(every[0].stmt)
    function = ir.replace(function, body=writer.block(function.body))
    views = {v: w for v, w in facts.views.items() if v not in names}
    return facts._replace(
        function=function,
        aliases=aliases(function, known),
        views=views,
        shadows=names,
        kept=writer.kept,
    )


def _variables(function: ir.Function) -> Iterator[Var]:
    yield from (p.var for p in function.params)
    yield from dict.fromkeys(v for s in ir.walk(function.body) for v in ir.defs(s))


class _Shadows:
    """Puts the statement of the shadows after each statement."""

    def __init__(self, facts: Facts, names: dict[Var, Var]) -> None:
        self.facts = facts
        self.known = facts.known
        self.names = names
        self.kept: dict[Var, Var | None] = {}
        self.layouts = Layouts(facts.function.body, facts.aliases)

    def unknown(self, s: Stmt) -> Exception:
        return refused(
            "here an array that is written gets a second name in a way that isn't "
            "followed",
            "work on a copy (`.copy()`), or write through one name only",
            place(self.facts.function, s),
        )

    def block(self, body: tuple[Stmt, ...]) -> tuple[Stmt, ...]:
        return tuple(new for s in body for new in self.stmt(s))

    def stmt(self, s: Stmt) -> list[Stmt]:
        match s:
            case ir.Let(target, value) if target in self.names:
                return [s, *self.let(target, value, s)]
            case ir.Copies():
                return self.copies(s)
            case ir.Do(ir.Call(ir.Attr(Var() as base, name), args)) if (
                base in self.names
            ):
                items = tuple(self.item(a, s) for a in args)
                method = ir.Attr(self.names[base], name)
                return [s, ir.Do(ir.Call(method, items))]
            case ir.Put(base, Expr() as index, value, "") if self.is_container(base):
                return [s, ir.Put(self.names[base], index, self.item(value, s))]
            case ir.If() | ir.For() | ir.While():
                if any(v in self.names for v in ir.defs(s)):
                    raise self.unknown(s)
                return [ir.map_blocks(s, self.block)]
            case ir.Unpack(targets, _) if any(t in self.names for t in targets):
                raise self.unknown(s)
        return [s]

    def is_container(self, v: Var) -> bool:
        return v in self.names and isinstance(self.known.of(v), _CONTAINERS)

    def let(self, target: Var, value: Expr, s: Stmt) -> list[Stmt]:
        shadow = self.names[target]
        same = self.mirrored(value, s)
        if same is not None and is_copy_or_view(value):
            return self.view(target, value, same, s)
        if same is None:
            self.layouts.check(target, value, s)
            same = self.zeros(target, s)
        else:
            self.kept[target] = None
        return [ir.Let(shadow, same)]

    def view(self, target: Var, value: Expr, same: Expr, s: Stmt) -> list[Stmt]:
        """The shadow is a view where the array is one; else the array is a new one."""
        base = value.args[0]  # type: ignore[attr-defined]
        shared, shadow = Var("shared"), self.names[target]
        self.known.types[shared] = Scalar("bool")
        self.kept[target] = shared
        arms = []
        for made in (same, self.zeros(target, s)):
            name = Var("", "bar", target)
            self.known.types[name] = self.known.of(shadow)
            arms.append((ir.Let(name, made), ir.Copies((shadow,), (name,))))
        asked = ir.Call(numpy("may_share_memory"), (target, base))
        return [ir.Let(shared, asked), ir.If(shared, arms[0], arms[1])]

    def zeros(self, v: Var, s: Stmt) -> Expr:
        kind = self.known.of(v)
        if isinstance(kind, Array):
            # The layout is that of the array itself: views are taken of it.
            plain = kind.dtype.startswith("float")
            cast = () if plain else (("dtype", ir.Ref("float", value=float)),)
            return ir.Call(numpy("zeros_like"), (v,), cast)
        if isinstance(kind, (List, Dict, Tuple)) and all(
            isinstance(i, (Array, Scalar, Static)) for i in kind.items
        ):
            return self.facts.zeros(v)
        raise self.unknown(s)

    def mirrored(self, e: Expr, s: Stmt) -> Expr | None:
        """What stands for the shadows as `e` does for the arrays; None if it is new."""
        match e:
            case ir.Seq(kind, items):
                return ir.Seq(kind, tuple(self.item(i, s) for i in items))
            case ir.Call(ir.Attr(Var() as base, "pop"), args) if base in self.names:
                return ir.Call(ir.Attr(self.names[base], "pop"), args)
        if not self.facts.aliases.shares(e):
            return None
        match e:
            case Var() if e in self.names:
                return self.names[e]
            case ir.Index(Var() as base, index) if base in self.names:
                if self.is_container(base) or is_basic(index, self.known):
                    return ir.Index(self.names[base], index)
            case ir.Call(func, (Var() as base,)) if rows_of(e, self.known):
                if base in self.names:
                    return ir.Call(func, (self.names[base],))
            case ir.Attr(Var() as base, "T") if base in self.names:
                return ir.Attr(self.names[base], "T")
            case ir.Call(func, (subscripts, Var() as base), ()) if is_einsum_of_one(e):
                if base in self.names:
                    return ir.Call(func, (subscripts, self.names[base]))
            case ir.Call(ir.Ref(value=function) as func, (Var() as base, *rest), named):
                known = is_copy_or_view(e) or any(function is f for f in _VIEWING)
                if known and base in self.names:
                    return ir.Call(func, (self.names[base], *rest), named)
        raise self.unknown(s)

    def item(self, e: Expr, s: Stmt) -> Expr:
        """The shadow of what a container holds; numbers that are passive have none."""
        if isinstance(e, Var) and e in self.names:
            return self.names[e]
        if isinstance(e, ir.Seq):
            return ir.Seq(e.kind, tuple(self.item(i, s) for i in e.items))
        if isinstance(e, Const):
            return e
        raise self.unknown(s)

    def copies(self, s: ir.Copies) -> list[Stmt]:
        before: list[Stmt] = []
        targets, values = list(s.targets), list(s.values)
        for t, v in zip(s.targets, s.values, strict=True):
            if t not in self.names:
                continue
            targets.append(self.names[t])
            if v == UNBOUND or isinstance(self.known.of(v), Static):
                values.append(v)  # nothing yet
            elif isinstance(v, Var) and v in self.names:
                values.append(self.names[v])
            else:
                raise self.unknown(s)
        return [*before, ir.replace(s, targets=tuple(targets), values=tuple(values))]

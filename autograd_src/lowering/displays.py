"""Expressions that make an object of what its attributes hold: `Point(a, b)`."""

from __future__ import annotations

from typing import Any

from autograd_src import ir, special
from autograd_src.ir import Expr, Var
from autograd_src.lowering.classes import fields_of, positional_of

__all__ = ["INSTANCE_OF", "LENT_INSTANCE_OF", "display", "object_items", "with_items"]

INSTANCE_OF = ir.Ref(
    "special.instance_of", "autograd_src.special", "special", special.instance_of
)

LENT_INSTANCE_OF = ir.Ref(
    "special.lent_instance_of",
    "autograd_src.special",
    "special",
    special.lent_instance_of,
)
_MAKERS = (special.instance_of, special.lent_instance_of)

Items = tuple[tuple[str, Expr], ...]


def display(cls: Expr, names: tuple[str, ...], values: tuple[Expr, ...]) -> Expr:
    """An object of the class `cls` with these attributes, as one would write it."""
    held: Any = cls.value if isinstance(cls, ir.Ref) else None
    fields = None if held is None else fields_of(held)
    items = tuple(zip(names, values, strict=True))
    if fields is None or set(fields) != set(names):
        return ir.Call(INSTANCE_OF, (cls,), items)
    found, plain = dict(items), positional_of(held)
    args = tuple(found[name] for name in plain)
    named = tuple((name, found[name]) for name in fields if name not in plain)
    return ir.Call(cls, args, named)


def object_items(e: Expr) -> Items | None:
    """The attributes of an object that `e` makes, all of them; None for any other."""
    match e:
        case ir.Call(ir.Attr(Var(), "_replace"), (), keywords):
            return keywords
        case ir.Call(ir.Ref(value=f), _, keywords) if f in _MAKERS:
            return keywords
        case ir.Call(ir.Ref(value=type() as cls), args, keywords):
            fields = fields_of(cls)
            if fields is None or any(isinstance(a, ir.Star) for a in args):
                return None
            pairs = (*zip(positional_of(cls), args, strict=False), *keywords)
            return pairs if {name for name, _ in pairs} == set(fields) else None
    return None


def with_items(e: Expr, values: tuple[Expr, ...]) -> Expr:
    """The object that `e` makes with other values in its attributes."""
    assert isinstance(e, ir.Call)
    found = iter(values)
    if isinstance(e.func, ir.Ref) and e.func.value not in _MAKERS:
        args = tuple(next(found) for _ in e.args)
    else:
        args = e.args
    return ir.Call(e.func, args, tuple((k, next(found)) for k, _ in e.keywords))

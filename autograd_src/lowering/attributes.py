"""What the attributes of objects among the arguments and globals hold (S17).

Only attributes that are read, found without running any code, and only where nothing in
the function could bind them anew: their abstract values are then as good as those of
arguments, and are checked as those are.
"""

from __future__ import annotations

from types import ModuleType
from typing import Any

import gast
import numpy as np

from autograd_src import ir
from autograd_src.analyses.effects import METHODS, MUTATORS
from autograd_src.analyses.objects import Object
from autograd_src.analyses.ranks import entry
from autograd_src.ir import Expr, Var
from autograd_src.live.access import Binding
from autograd_src.live.values import ANYTHING, Abstract, Instance
from autograd_src.lowering.callees import Callees
from autograd_src.recipes import registry

__all__ = ["attributes_outside", "with_attributes"]

# What isn't an object with attributes of its own kind.
_OTHERS = (ModuleType, np.ndarray, int, float, str)
_PLAIN = ("instance", "slot", "class")


def with_attributes(
    function: ir.Function, values: dict[Var, Abstract], callees: Callees
) -> dict[Var, Abstract]:
    """`values`, with the attributes that `function` reads of its arguments."""
    objects = [p.var for p in function.params if _is_object(values.get(p.var))]
    if not objects:
        return values
    found = dict(values)
    leaves_alone = all(map(_leaves_alone, ir.walk(function.body)))
    read = _chains(function) if leaves_alone else {}
    for v in objects:
        value = values[v]
        assert isinstance(value, Instance)
        binding = callees.argument(v)
        found[v] = Instance(value.cls)
        if binding is not None and v in read:
            found[v] = _object(value.cls, binding, read[v], v.base, callees)
    return found


def attributes_outside(
    function: ir.Function, callees: Callees
) -> dict[ir.Ref, Abstract]:
    """The objects among the globals, with the attributes that `function` reads."""
    if not all(map(_leaves_alone, ir.walk(function.body))):
        return {}
    found: dict[ir.Ref, Abstract] = {}
    for owner, read in _chains(function).items():
        binding = callees.bindings.get(owner)
        if not isinstance(owner, ir.Ref) or binding is None or not read:
            continue
        if isinstance(owner.value, _OTHERS) or callable(owner.value):
            continue
        value = callees.ledger.abstract_of(binding)
        if isinstance(value, Instance):
            found[owner] = _object(value.cls, binding, read, owner.text, callees)
    return found


def _is_object(value: Abstract | None) -> bool:
    return isinstance(value, Instance) and value != ANYTHING


def _object(
    path: str, binding: Binding, read: dict[str, Any], name: str, callees: Callees
) -> Object:
    attributes: dict[str, Abstract] = {}
    for attribute, inner in read.items():
        found = callees.attribute(binding, attribute)
        if found is None or found.kind not in _PLAIN or callable(found.value):
            continue
        value = callees.ledger.abstract_of(found)
        label = f"{name}.{attribute}"
        if inner and isinstance(value, Instance):
            attributes[attribute] = _object(value.cls, found, inner, label, callees)
        else:
            attributes[attribute] = entry(label, value)
    return Object(path, attributes)


def _chains(function: ir.Function) -> dict[Expr, dict[str, Any]]:
    """The attributes that are read, and those of attributes, by owner."""
    found: dict[Expr, dict[str, Any]] = {}
    sources: dict[Var, Expr] = {
        s.target: s.value for s in ir.walk(function.body) if isinstance(s, ir.Let)
    }

    def of(e: Expr) -> dict[str, Any] | None:
        if isinstance(e, ir.Attr):
            outer = of(e.value)
            return None if outer is None else outer.setdefault(e.name, {})
        if isinstance(e, Var):
            source = sources.get(e)
            if isinstance(source, (ir.Attr, ir.Ref, Var)):
                return of(source)
            return found.setdefault(e, {})
        return found.setdefault(e, {}) if isinstance(e, ir.Ref) else None

    for s in ir.walk(function.body):
        for top in ir.exprs(s):
            for e in ir.walk_expr(top):
                of(e)
    return found


def _leaves_alone(s: ir.Stmt) -> bool:
    """Whether no attribute can be bound by a statement."""
    if isinstance(s, ir.Carry):
        return not any(
            isinstance(n, gast.Call)
            or (isinstance(n, gast.Attribute) and not isinstance(n.ctx, gast.Load))
            for n in gast.walk(s.node)
        )
    return all(_runs_nothing(e) for top in ir.exprs(s) for e in ir.walk_expr(top))


def _runs_nothing(e: Expr) -> bool:
    match e:
        case ir.Call(ir.Ref(value=f)):
            return (
                registry.pure(f)
                or registry.lookup(f) is not None
                or registry.zero_derivative(f)
                or f is print
            )
        case ir.Call(ir.Attr(_, name)):
            return name in METHODS or name in MUTATORS
        case ir.Call():
            return False
        case ir.Raw(node):
            return not any(isinstance(n, gast.Call) for n in gast.walk(node))
    return True

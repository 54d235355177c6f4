"""Assignments with one target each: a name, an element, an attribute, or a flat tuple
of names. Loops bind a name or a flat tuple of names.
"""

from __future__ import annotations

from typing import Any

import gast

from autograd_src.frontend.canonicalize.context import Context
from autograd_src.frontend.canonicalize.effects import is_leaf
from autograd_src.frontend.canonicalize.nodes import (
    assign,
    at,
    clone,
    constant,
    descend,
    load,
    store,
)
from autograd_src.syntax.walking import walk

__all__ = ["loop_target", "run"]


def run(context: Context) -> None:
    """Splits chained, nested and starred assignments.

    >>> from autograd_src.frontend.canonicalize.show import passed
    >>> print(passed("a = b = g(x)", run))
    a = g(x)
    b = a
    >>> print(passed("(a, b), y[0] = g(x)", run))
    t, t_1 = g(x)
    a, b = t
    y[0] = t_1
    >>> print(passed("a, *b = x", run))
    a = x[0]
    b = [v for v in x[1:]]

    a = x[0]
    b = [v for v in x[1:]]
    >>> print(passed("for i, (a, b) in enumerate(x): y = a", run))
    for i, t in enumerate(x):
        a, b = t
        y = a

    a = x[0]
    b = [v for v in x[1:]]

    for i, t in enumerate(x):
        a, b = t
        y = a
    """
    context.function.body = _block(context, context.function.body)


def _block(context: Context, statements: list[Any]) -> list[Any]:
    out: list[Any] = []
    for s in statements:
        if context.whole(s):
            out.append(s)
            continue
        descend(s, lambda block: _block(context, block))
        if isinstance(s, gast.Assign):
            out += _chained(context, s)
            continue
        if isinstance(s, gast.For):
            s.target, first = loop_target(context, s.target, s)
            s.body = first + s.body
        out.append(s)
    return out


def loop_target(context: Context, target: Any, place: Any) -> tuple[Any, list[Any]]:
    """A target that a loop may have, and what unpacks it first in the body."""
    if isinstance(target, gast.Name):
        return target, []
    if not isinstance(target, (gast.Tuple, gast.List)) or _starred(target):
        name = _temporary(context, target)
        return store(name, target), _single(context, target, load(name, target), place)
    return _flat(context, target, place)


def _chained(context: Context, s: Any) -> list[Any]:
    """The value is evaluated once and bound from left to right."""
    if len(s.targets) == 1:
        return _single(context, s.targets[0], s.value, s)
    stored = [n for target in s.targets for n in _names(target)]
    first = s.targets[0]
    out: list[Any] = []
    if isinstance(s.value, gast.Constant):
        value, targets = s.value, s.targets
    elif isinstance(first, gast.Name) and stored.count(first.id) == 1:
        out, targets = [assign(first, s.value, s)], s.targets[1:]
        value = load(first.id, first)
    elif is_leaf(s.value) and s.value.id not in stored:
        value, targets = s.value, s.targets
    else:
        out, value = context.hold(s.value, s)
        targets = s.targets
    for target in targets:
        out += _single(context, target, clone(value), s)
    return out


def _single(context: Context, target: Any, value: Any, place: Any) -> list[Any]:
    if not isinstance(target, (gast.Tuple, gast.List)):
        return [assign(target, value, place)]
    if isinstance(value, gast.GeneratorExp):
        value = at(gast.ListComp(value.elt, value.generators), value)
    if _starred(target):
        return _spread(context, target, value, place)
    flat, rest = _flat(context, target, place)
    return [assign(flat, value, place), *rest]


def _flat(context: Context, target: Any, place: Any) -> tuple[Any, list[Any]]:
    """The tuple with temporaries for elements that are no names, or that are bound
    after such an element which may notice."""
    elements: list[Any] = []
    rest: list[Any] = []
    noticed: set[str] = set()
    calls = False
    for element in target.elts:
        if isinstance(element, gast.Name) and not calls and element.id not in noticed:
            elements.append(element)
            continue
        name = _temporary(context, element)
        elements.append(store(name, element))
        rest += _single(context, element, load(name, element), place)
        noticed.update(_names(element))
        calls = calls or any(isinstance(n, gast.Call) for n in walk(element))
    return at(gast.Tuple(elements, gast.Store()), target), rest


def _spread(context: Context, target: Any, value: Any, place: Any) -> list[Any]:
    """A starred target takes what the others leave, as a list.

    No element may serve both sides of a sequence that is too short.
    """
    out, whole = ([], value) if is_leaf(value) else context.hold(_indexed(value), place)
    star = _starred(target)[0]
    before = target.elts.index(star)
    after = len(target.elts) - before - 1
    bound = {n for e in target.elts for n in _names(e)}
    if is_leaf(whole) and getattr(whole, "id", None) in bound:
        out, whole = context.hold(whole, place)
    if before and after:
        out.append(_long_enough(whole, before + after, place))
    out += _elements(context, target.elts[:before], whole, 0, place)
    item = context.name_like("v", whole)
    rest = _slice(whole, before, -after or None)
    each = gast.comprehension(store(item, whole), rest, [], 0)
    listed = at(gast.ListComp(load(item, whole), [each]), whole)
    out += _single(context, star.value, listed, place)
    return out + _elements(context, target.elts[before + 1 :], whole, -after, place)


def _indexed(value: Any) -> Any:
    """What gives its items one after another is made a list first."""
    name = getattr(getattr(value, "func", None), "id", "")
    if name not in ("map", "zip", "filter", "enumerate", "reversed", "iter"):
        return value
    return at(gast.Call(load("list", value), [value], []), value)


def _long_enough(whole: Any, count: int, place: Any) -> Any:
    length = at(gast.Call(load("len", whole), [clone(whole)], []), whole)
    short = at(gast.Compare(length, [gast.Lt()], [constant(count, whole)]), whole)
    said = constant("not enough values to unpack", whole)
    error = at(gast.Call(load("ValueError", whole), [said], []), whole)
    return at(gast.If(short, [at(gast.Raise(error, None), place)], []), place)


def _elements(
    context: Context, targets: list[Any], whole: Any, start: int, place: Any
) -> list[Any]:
    out: list[Any] = []
    for k, target in enumerate(targets):
        out += _single(context, target, _item(whole, start + k), place)
    return out


def _item(whole: Any, index: int) -> Any:
    return at(gast.Subscript(clone(whole), constant(index, whole), gast.Load()), whole)


def _slice(whole: Any, lower: int, upper: int | None) -> Any:
    low = constant(lower, whole) if lower else None
    high = None if upper is None else constant(upper, whole)
    cut = at(gast.Slice(low, high, None), whole)
    return at(gast.Subscript(clone(whole), cut, gast.Load()), whole)


def _starred(target: Any) -> list[Any]:
    return [e for e in target.elts if isinstance(e, gast.Starred)]


def _temporary(context: Context, target: Any) -> str:
    return context.name_like("t", target)


def _names(target: Any) -> list[str]:
    return [n.id for n in walk(target) if isinstance(n, gast.Name)]

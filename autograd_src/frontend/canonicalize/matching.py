"""`match` becomes a chain of `if`: a test for each pattern, then what it captures."""

from __future__ import annotations

from typing import Any

import gast

from autograd_src.frontend.canonicalize.context import Context
from autograd_src.frontend.canonicalize.effects import is_leaf
from autograd_src.frontend.canonicalize.nodes import (
    assign,
    at,
    branch,
    clone,
    constant,
    descend,
    load,
    negated,
    store,
)

__all__ = ["run"]

# What Python itself asks of a type: Py_TPFLAGS_SEQUENCE and Py_TPFLAGS_MAPPING.
_SEQUENCE, _MAPPING = 32, 64
# A positional pattern of these is the value itself.
_THEMSELVES = frozenset(
    "bool bytearray bytes dict float frozenset int list set str tuple".split()
)
_MOST_REPEATED = 3


def run(context: Context) -> None:
    """Tests come in order; names are bound once a whole pattern fits.

    >>> from autograd_src.frontend.canonicalize.show import passed
    >>> print(passed('''match n:
    ...     case 1 | 2: y = x
    ...     case [a, b] if a > b: y = x * a
    ...     case _: y = 0''', run))
    if n == 1 or n == 2:
        y = x
    elif type(n).__flags__ & 32 and len(n) == 2:
        a = n[0]
        b = n[1]
        if a > b:
            y = x * a
        else:
            y = 0
    else:
        y = 0
    """
    context.function.body = _block(context, context.function.body)


def _block(context: Context, statements: list[Any]) -> list[Any]:
    out: list[Any] = []
    for s in statements:
        if context.whole(s):
            out.append(s)
        elif isinstance(s, gast.Match):
            for case in s.cases:
                case.body = _block(context, case.body)
            out += _chain(context, s)
        else:
            descend(s, lambda block: _block(context, block))
            out.append(s)
    return out


def _chain(context: Context, s: Any) -> list[Any]:
    place = at(gast.Pass(), s)
    place.end_lineno, place.end_col_offset = s.lineno, None
    held: list[Any] = []
    subject = s.subject
    captured = {n.name for n in gast.walk(s) if isinstance(n, gast.MatchAs)}
    if not is_leaf(subject) or getattr(subject, "id", None) in captured:
        held, subject = context.hold(subject, place, "subject")
    return held + _cases(context, s.cases, subject, place)


def _cases(context: Context, cases: list[Any], subject: Any, place: Any) -> list[Any]:
    if not cases:
        return []
    first, rest = cases[0], cases[1:]
    pattern = _Pattern(context)
    pattern.visit(first.pattern, subject)
    place = at(gast.Pass(), first.pattern)
    bound = [assign(name, value, place) for name, value in pattern.captures]
    for name, value in pattern.captures:
        context.local.add(name)
        if context.is_active(value):
            context.active.add(name)
    tests = pattern.tests
    if first.guard is not None and not bound:
        tests = [*tests, first.guard]
        body = first.body
    elif first.guard is not None:
        if tests and len(rest) > _MOST_REPEATED:
            guarded = branch(first.guard, first.body, [], place)
            return _flagged(context, tests, bound + guarded, rest, subject, place)
        others = _cases(context, clone(rest), subject, place)
        body = bound + branch(first.guard, first.body, others, place)
    else:
        body = bound + first.body
    if not tests:
        return list(body)
    others = _cases(context, rest, subject, place)
    return list(branch(_all(tests, place), body, others, place))


def _all(tests: list[Any], place: Any) -> Any:
    return tests[0] if len(tests) == 1 else at(gast.BoolOp(gast.And(), tests), place)


def _flagged(
    context: Context,
    tests: list[Any],
    body: list[Any],
    rest: list[Any],
    subject: Any,
    place: Any,
) -> list[Any]:
    """A flag tells whether the guard held, where what follows is long."""
    flag = context.name_like("matched", None)
    body[-1].body.insert(0, assign(flag, constant(True, place), place))
    first = branch(_all(tests, place), body, [], place)
    others = _cases(context, rest, subject, place)
    after = branch(negated(load(flag, place)), others, [], place)
    return [assign(flag, constant(False, place), place), *first, *after]


class _Pattern:
    """The tests of one pattern, and the names that it binds."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self.tests: list[Any] = []
        self.captures: list[tuple[str, Any]] = []

    def visit(self, p: Any, e: Any) -> None:
        getattr(self, f"_{type(p).__name__}")(p, e)

    def _MatchValue(self, p: Any, e: Any) -> None:
        self.tests.append(at(gast.Compare(clone(e), [gast.Eq()], [p.value]), p))

    def _MatchSingleton(self, p: Any, e: Any) -> None:
        value = constant(p.value, p)
        self.tests.append(at(gast.Compare(clone(e), [gast.Is()], [value]), p))

    def _MatchAs(self, p: Any, e: Any) -> None:
        if p.pattern is not None:
            self.visit(p.pattern, e)
        if p.name is not None:
            self.captures.append((p.name, clone(e)))

    def _MatchOr(self, p: Any, e: Any) -> None:
        found = []
        for alternative in p.patterns:
            inner = _Pattern(self.context)
            inner.visit(alternative, e)
            if inner.captures:
                why = "alternatives that bind names"
                raise self.context.error(p, why, "write a case for each")
            both = inner.tests or [constant(True, p)]
            one = both[0] if len(both) == 1 else gast.BoolOp(gast.And(), both)
            found.append(at(one, p))
        self.tests.append(at(gast.BoolOp(gast.Or(), found), p))

    def _MatchSequence(self, p: Any, e: Any) -> None:
        self.tests.append(self.flag(e, _SEQUENCE, p))
        stars = [k for k, q in enumerate(p.patterns) if isinstance(q, gast.MatchStar)]
        count = len(p.patterns) - len(stars)
        compare = gast.GtE() if stars else gast.Eq()
        length = self.call("len", p, clone(e))
        long = at(gast.Compare(length, [compare], [constant(count, p)]), p)
        self.tests.append(long)
        for k, q in enumerate(p.patterns):
            if isinstance(q, gast.MatchStar):
                self.star(q, e, k, len(p.patterns) - k - 1)
                continue
            place = k - len(p.patterns) if stars and k > stars[0] else k
            self.visit(q, self.item(e, constant(place, p)))

    def star(self, p: Any, e: Any, before: int, after: int) -> None:
        if p.name is None:
            return
        v = self.context.name_like("v", e)
        upper = constant(-after, p) if after else None
        rest = self.item(e, at(gast.Slice(constant(before, p), upper, None), p))
        each = gast.comprehension(store(v, p), rest, [], 0)
        self.captures.append((p.name, at(gast.ListComp(load(v, p), [each]), p)))

    def _MatchMapping(self, p: Any, e: Any) -> None:
        if p.rest is not None:
            why = "the rest of a mapping"
            raise self.context.error(p, why, "take what is needed by its key")
        self.tests.append(self.flag(e, _MAPPING, p))
        for key, q in zip(p.keys, p.patterns):
            self.tests.append(at(gast.Compare(key, [gast.In()], [clone(e)]), p))
            self.visit(q, self.item(e, clone(key)))

    def _MatchClass(self, p: Any, e: Any) -> None:
        self.tests.append(self.call("isinstance", p, clone(e), p.cls))
        name = getattr(p.cls, "id", "")
        if name in _THEMSELVES and self.context.is_builtin(name):
            for q in p.patterns:
                self.visit(q, e)
        elif p.patterns:
            why = "fields of a class by position"
            raise self.context.error(p, why, "name them: `case C(field=…)`")
        for attribute, q in zip(p.kwd_attrs, p.kwd_patterns):
            named = constant(attribute, p)
            self.tests.append(self.call("hasattr", p, clone(e), named))
            self.visit(q, at(gast.Attribute(clone(e), attribute, gast.Load()), p))

    def flag(self, e: Any, bit: int, p: Any) -> Any:
        kind = self.call("type", p, clone(e))
        flags = at(gast.Attribute(kind, "__flags__", gast.Load()), p)
        return at(gast.BinOp(flags, gast.BitAnd(), constant(bit, p)), p)

    def item(self, e: Any, index: Any) -> Any:
        return at(gast.Subscript(clone(e), index, gast.Load()), e)

    def call(self, name: str, p: Any, *args: Any) -> Any:
        return at(gast.Call(load(name, p), list(args), []), p)

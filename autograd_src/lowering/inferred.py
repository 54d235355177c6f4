"""The class of an object, where the function that makes it tells.

Of what paths join, and of what methods and operators return, too.  What is found for a
join is a claim: whoever relies on it has it checked when it runs.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from autograd_src import ir, special
from autograd_src.errors import NotDifferentiable
from autograd_src.ir import Expr, Var
from autograd_src.live.access import Binding
from autograd_src.lowering.classes import after_init, fields_of, is_plain_class
from autograd_src.lowering.definitions import Definitions

__all__ = ["BINARY_METHODS", "UNARY_METHODS", "Inference", "reflected"]

BINARY_METHODS = {
    "+": "__add__", "-": "__sub__", "*": "__mul__", "/": "__truediv__",
    "//": "__floordiv__", "%": "__mod__", "**": "__pow__", "@": "__matmul__",
    "<<": "__lshift__", ">>": "__rshift__", "&": "__and__", "|": "__or__",
    "^": "__xor__",
}  # fmt: skip
UNARY_METHODS = {"-": "__neg__", "+": "__pos__", "~": "__invert__"}


def reflected(name: str) -> str:
    """`__radd__` for `__add__`."""
    return f"__r{name[2:]}"


_MAKERS = (special.instance_of, special.lent_instance_of)


class _Open:
    """Stands for a class that is being found."""


OPEN = _Open()
_Found = ir.Ref | _Open | None


class _Scope(NamedTuple):
    """The definitions of one function, and the classes of some of its variables."""

    names: Definitions
    known: Mapping[Var, _Found]
    found: dict[Var, _Found]
    of: dict[int, tuple[Expr, _Found]]  # expressions by their identity, kept alive

    def with_class(self, v: Var, found: _Found) -> _Scope:
        return _Scope(self.names, {**self.known, v: found}, {}, {})


class Inference:
    """Finds classes; `receivers` knows how classes and functions are reached."""

    def __init__(self, receivers: Any) -> None:
        self.receivers = receivers
        self.returned: dict[Any, _Found] = {}
        self.forget()

    def forget(self) -> None:
        """Another function is looked at."""
        self.scope = _Scope(self.receivers, {}, {}, {})

    def of(self, e: Expr) -> ir.Ref | None:
        """The class of the object that `e` is, if the function itself makes it."""
        found = self.within(e, self.scope)
        return found if isinstance(found, ir.Ref) else None

    def within(self, e: Expr, scope: _Scope) -> _Found:
        if type(e) is Var:
            return self.variable(e, scope)
        known = scope.of.get(id(e))
        if known is not None:
            return known[1]
        found = self._within(e, scope)
        if found is not OPEN:
            scope.of[id(e)] = e, found
        return found

    def _within(self, e: Expr, scope: _Scope) -> _Found:
        match e:
            case ir.Call(ir.Ref(value=object.__new__), (ir.Ref() as cls,)):
                return cls
            case ir.Call(ir.Ref(value=f), (ir.Ref() as cls,)) if f in _MAKERS:
                return cls
            case ir.Call(ir.Ref(value=type() as cls) as ref):
                makes = fields_of(cls) is not None or is_plain_class(cls)
                makes = makes or after_init(cls) is not None
                return ref if makes and ref in self.receivers.bindings else None
            case ir.Call(ir.Ref(text=text), (value, *_)) if text in _SAME:
                return self.within(value, scope)
            case ir.Call(ir.Attr(value, "_replace")):
                return self.within(value, scope)
            case ir.Call(ir.Attr(value, name), args):
                owner = self.within(value, scope)
                return self.method(owner, name, (owner, *self.all(args, scope)))
            case ir.Call(ir.Ref() as ref, args):
                binding = self.receivers.bindings.get(ref)
                return self.result(ref.value, binding, self.all(args, scope))
            case ir.Bin(op, left, right):
                return self.operator(op, left, right, scope)
            case ir.Un(op, value) if op in UNARY_METHODS:
                owner = self.within(value, scope)
                return self.method(owner, UNARY_METHODS[op], (owner,))
            case ir.Cond(_, body, orelse):
                return _same([self.within(p, scope) for p in (body, orelse)])
        return None

    def all(self, args: tuple[Expr, ...], scope: _Scope) -> tuple[_Found, ...]:
        return tuple(self.within(a, scope) for a in args)

    def variable(self, v: Var, scope: _Scope) -> _Found:
        if v in scope.known:
            return scope.known[v]
        if v not in scope.found:
            # A name that is only made of itself is never bound.
            scope.found[v] = None
            scope.found[v] = self._variable(v, scope)
        return scope.found[v]

    def _variable(self, v: Var, scope: _Scope) -> _Found:
        if v in scope.names.definitions:
            return self.within(scope.names.definitions[v], scope)
        values = scope.names.joined.get(v)
        found = None if values is None else self.join(v, values, OPEN, scope)
        if isinstance(found, ir.Ref) and values is not None:
            confirmed = self.join(v, values, found, scope)
            return found if confirmed == found else None
        return found

    def join(
        self, v: Var, values: list[Expr], assumed: _Found, scope: _Scope
    ) -> _Found:
        inner = scope.with_class(v, assumed)
        return _same([self.within(e, inner) for e in values])

    def operator(self, op: str, left: Expr, right: Expr, scope: _Scope) -> _Found:
        name = BINARY_METHODS.get(op.removesuffix("=") if len(op) > 1 else op)
        if name is None:
            return None
        a, b = self.within(left, scope), self.within(right, scope)
        if isinstance(a, _Open) or (isinstance(b, _Open) and a is None):
            return OPEN
        names = [name, reflected(name)]
        if op.endswith("="):
            names.insert(0, f"__i{name[2:]}")
        for method in names:
            pair = (b, a) if method == names[-1] else (a, b)
            if isinstance(pair[0], ir.Ref) and hasattr(pair[0].value, method):
                return self.method(pair[0], method, pair)
        return None

    def method(self, owner: _Found, name: str, args: tuple[_Found, ...]) -> _Found:
        if not isinstance(owner, ir.Ref):
            return owner
        held = self.receivers.bindings[owner]
        of_class = Binding("class of", held.value, held.path)
        found = self.receivers.attribute(of_class, name)
        if found is None or found.kind not in ("method", "staticmethod", "classmethod"):
            return None
        skipped = {"method": 0, "staticmethod": 1, "classmethod": 0}[found.kind]
        if found.kind == "classmethod":
            args = (None, *args[1:])
        return self.result(found.value, found, args[skipped:])

    def result(self, function: Any, binding: Any, args: tuple[_Found, ...]) -> _Found:
        """The class of what a function of the user's returns."""
        callee = None if binding is None else self.receivers._live(function, binding)
        if callee is None or callee.live is None:
            return None
        key = (id(callee.live), tuple(None if a is OPEN else a for a in args))
        if key in self.returned:
            return self.returned[key]
        self.returned[key] = OPEN
        self.returned[key] = self._result(callee, args)
        return self.returned[key]

    def _result(self, callee: Any, args: tuple[_Found, ...]) -> _Found:
        code = callee.live.__code__
        names = code.co_varnames[: code.co_argcount + code.co_kwonlyargcount]
        try:
            definition = self.receivers.read(callee, frozenset(names))
        except NotDifferentiable:
            return None
        function = definition.function
        inside = Definitions()
        inside.note(function)
        params = (p.var for p in function.params)
        known = {v: a for v, a in zip(params, args, strict=False) if a is not None}
        last = function.body[-1]
        assert isinstance(last, ir.Ret), "canonical code ends in a return"
        return self.within(last.value, _Scope(inside, known, {}, {}))


def _same(found: list[_Found]) -> _Found:
    """The one class among those found; those still open say nothing."""
    kinds = [f for f in found if not isinstance(f, _Open)]
    if not kinds:
        return OPEN
    return kinds[0] if all(f == kinds[0] for f in kinds) else None


_SAME = ("dataclasses.replace", "replace", "copy.copy", "copy.deepcopy")

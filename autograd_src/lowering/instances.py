"""Objects that the function itself makes, and what is decided while it is inlined."""

from __future__ import annotations

from autograd_src import ir, special
from autograd_src.analyses.activity import enters
from autograd_src.ir import Const, Expr, Var
from autograd_src.live.guards import is_users
from autograd_src.live.objects import is_open
from autograd_src.lowering.arguments import Mismatch
from autograd_src.lowering.callee import Callee, is_atom
from autograd_src.lowering.classes import after_init, consult
from autograd_src.lowering.displays import INSTANCE_OF
from autograd_src.lowering.evaluated import decided
from autograd_src.lowering.operations import refused
from autograd_src.lowering.overloads import (
    Overload,
    is_certain,
    may_decline,
    overload,
    require,
)
from autograd_src.lowering.starred import Starred

__all__ = ["Instances", "above_of", "check_attributes", "check_objects"]


def check_attributes(function: ir.Function, hot: frozenset[Var]) -> None:
    """Refuse a differentiated value bound to an attribute that others can see (S19)."""
    for s in ir.walk(function.body):
        match s:
            case ir.Do(ir.Call(ir.Ref(value=f), (_, _, value))) if f is setattr:
                if enters(value, hot):
                    raise refused(
                        "a differentiated value is bound to an attribute of an object "
                        "from outside, or of one that isn't followed",
                        "keep it in a local name and return it",
                        s.origin,
                    )


def check_objects(function: ir.Function, hot: frozenset[Var]) -> None:
    """Refuse objects with differentiated values that could not be taken apart."""
    last = None
    for s in ir.walk(function.body):
        last = s.origin or last
        for e in (p for top in ir.exprs(s) for p in ir.walk_expr(top)):
            cls = _class_made(e)
            if cls and not isinstance(s, ir.Ret) and enters(e, hot):
                raise refused(
                    f"an object of {cls} is used as a whole in a way that isn't "
                    "followed",
                    "read its attributes where they are needed, or return it",
                    s.origin or last or _first(function),
                )


def _first(function: ir.Function) -> ir.Origin | None:
    return next((s.origin for s in ir.walk(function.body) if s.origin), None)


def _class_made(e: Expr) -> str:
    """The name of the user's class of which `e` makes an object."""
    match e:
        case ir.Call(ir.Ref(value=f), (ir.Ref(value=type() as cls), *_)) if f in (
            special.instance_of,
            special.lent_instance_of,
        ):
            return cls.__qualname__
        case ir.Call(ir.Ref(value=type() as cls)):
            return cls.__qualname__ if is_users(cls) and is_open(cls) else ""
    return ""


class Instances(Starred):
    """The part of inlining that knows objects and constants."""

    def getter(self, e: ir.Attr) -> Callee | None:
        """The property that is read of an object which the function makes."""
        made = self.callees.made(e.value)
        if made is None or not self.is_settled(e.value):
            return None
        return self.callees.getter(e, self.known.of)

    def instance(
        self, cls: Expr, args: list[Expr], named: dict[str, Expr]
    ) -> tuple[Var, list[Expr], dict[str, Expr]]:
        """A new object, as Python makes it, and the arguments of what runs then."""
        assert isinstance(cls, ir.Ref)
        if after_init(cls.value) is None:
            made = ir.Call(ir.Ref("object.__new__", value=object.__new__), (cls,))
        else:
            bound = self.callees.fields(cls, args, named)
            if bound is None:
                raise Mismatch("an argument doesn't fit a field", "see its class")
            made = ir.Call(INSTANCE_OF, (cls,), tuple(bound.items()))
            consult(cls, self.callees)
            args, named = [], {}
        name = self.held(made)
        assert isinstance(name, Var)
        self.callees.definitions[name] = made
        return name, [name, *args], named

    def overload(self, e: Expr) -> Overload | None:
        """The method of a user's class that an operation calls."""
        if not isinstance(e, (ir.Bin, ir.Un, ir.Cmp, ir.Index, ir.Call)):
            return None
        found = overload(e, self.known.of, self.callees)
        if found is None:
            return None
        receiver = found.operands[found.receiver]
        followed = any(map(self.is_hot, found.operands)) or self.callees.made(receiver)
        if not followed or not self.is_settled(receiver):
            return None
        callee = self.callees.resolve(found.call(found.operands).func, self.known.of)
        return found if self.is_read(callee) else None

    def is_read(self, callee: Callee | None) -> bool:
        return callee is not None and callee.key not in self.callees.unread

    def is_settled(self, receiver: Expr) -> bool:
        """Whether a check can be put out for what isn't certain."""
        return isinstance(receiver, Var) or is_certain(receiver, self.callees)

    def claim(self, receiver: Expr) -> None:
        """Have it checked that an object is of the class that it is taken for."""
        made = self.callees.made(receiver)
        if made is not None and not is_certain(receiver, self.callees):
            check = require("require_instance", receiver, made)
            self.out.append(ir.replace(check, origin=self.origin))

    def overloaded(self, found: Overload) -> Expr:
        """The result of an operation that is a method of a class."""
        receiver = found.operands[found.receiver]
        func = found.call(found.operands).func
        callee = self.callees.resolve(func, self.known.of)
        assert callee is not None
        operands = tuple(map(self.held, self.sequence(found.operands)))
        if callee.args == (receiver,):
            callee = callee._replace(args=(operands[found.receiver],))
        self.claim(receiver)
        result = self.inline(found.call(operands), callee)
        if may_decline(callee.live):
            result = self.held(result)
            check = require("require_implemented", result)
            self.out.append(ir.replace(check, origin=self.origin))
        return result

    def inline(self, e: ir.Call, callee: Callee) -> Expr:
        raise NotImplementedError

    def is_nothing(self, e: ir.Call) -> bool:
        """Whether a call of what `object` has does nothing: `super().__init__()`."""
        match e:
            case ir.Call(
                ir.Attr(ir.Call(ir.Ref(value=f), (ir.Ref() as cls, own)), "__init__"),
                (),
                (),
            ) if f is super:
                above = self.callees.above(cls, own, "__init__", self.known.of)
                return above is not None and above.value is object.__init__
        return False

    def decided(self, e: Expr) -> bool | None:
        if not isinstance(e, ir.Call):
            return None
        return decided(e, self.known.of, self.callees)

    def element(self, e: Expr) -> Expr | None:
        """The name that stands at this place in a tuple or dict."""
        match e:
            case ir.Index(value, Const(which)) if self.is_hot(value):
                inner = self.element(value) or value
                if isinstance(inner, Var) and not self.found.written(inner):
                    found = self.callees.item(inner, which)
                    return found if found is not None and is_atom(found) else None
        return None


def above_of(e: Expr) -> Expr:
    """The object of which `super(cls, own)` gives the methods; else `e` itself."""
    match e:
        case ir.Call(ir.Ref(value=f), (_, own)) if f is super:
            return own
    return e

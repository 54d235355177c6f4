"""Operators, subscripts and built-ins that a class of the user's gives a meaning.

`a + b` is `a.__add__(b)` or `b.__radd__(a)`, by Python's rule, where the classes of
both are known.

Which of the two NumPy's scalars and arrays leave an operation to depends on more than
their class: with an array on the left an operator is taken only if the class says
`__array_ufunc__ = None`.
"""

from __future__ import annotations

from types import FunctionType
from typing import Any, NamedTuple

from autograd_src import ir, special
from autograd_src.ir import Const, Expr, Var
from autograd_src.live.guards import is_users
from autograd_src.live.values import Abstract, Scalar, Static
from autograd_src.lowering.callees import Callees
from autograd_src.lowering.inferred import BINARY_METHODS, UNARY_METHODS, reflected

__all__ = ["Overload", "is_certain", "may_decline", "overload", "require"]

_COMPARISONS = {
    "==": ("__eq__", "__eq__"), "!=": ("__ne__", "__ne__"), "<": ("__lt__", "__gt__"),
    ">": ("__gt__", "__lt__"), "<=": ("__le__", "__ge__"), ">=": ("__ge__", "__le__"),
}  # fmt: skip
_CALLED = {len: "__len__", abs: "__abs__", float: "__float__", int: "__int__",
           bool: "__bool__", round: "__round__"}  # fmt: skip
_SEQUENCE = ("__len__", "__getitem__", "__iter__", "__array__", "__array_interface__")


class Overload(NamedTuple):
    """The method that an operation is: of which operand, with which others."""

    operands: tuple[Expr, ...]  # in the order in which they are evaluated
    receiver: int
    name: str

    def call(self, operands: tuple[Expr, ...]) -> ir.Call:
        """The call, given the operands' names."""
        others = tuple(e for k, e in enumerate(operands) if k != self.receiver)
        return ir.Call(ir.Attr(operands[self.receiver], self.name), others)


def overload(e: Expr, types: Any, callees: Callees) -> Overload | None:
    """The method that `e` calls; None where no object of a user's class is met."""
    match e:
        case ir.Bin(op, left, right):
            return _binary(op, left, right, types, callees)
        case ir.Un(op, operand) if op in UNARY_METHODS:
            return _single(operand, UNARY_METHODS[op], (), types, callees)
        case ir.Cmp(op, left, right) if op in _COMPARISONS:
            first, second = _COMPARISONS[op]
            return _either(first, second, left, right, types, callees)
        case ir.Index(value, index) if not isinstance(index, ir.Slice):
            return _single(value, "__getitem__", (index,), types, callees)
        case ir.Call(ir.Ref(value=f), (value,), ()) if _name_of(f):
            return _single(value, _name_of(f), (), types, callees)
    return None


def _name_of(function: Any) -> str:
    return next((name for f, name in _CALLED.items() if f is function), "")


def _class_of(e: Expr, types: Any, callees: Callees) -> Any:
    """The user's class of an object; None for what is none, or isn't known."""
    if isinstance(e, (Const, ir.Seq, ir.Dict)):
        return None
    binding = callees.binding_of(e, types)
    if binding is None:
        return None
    cls = binding.value if binding.kind == "class of" else type(binding.value)
    if not is_users(cls) or type(binding.value) is FunctionType:
        return None
    if binding.kind != "class of":
        callees.ledger.members_of(binding)
    return cls


def _has(cls: Any, name: str) -> bool:
    return cls is not None and type(getattr(cls, name, None)) is FunctionType


def _single(
    value: Expr, name: str, others: tuple[Expr, ...], types: Any, callees: Callees
) -> Overload | None:
    found = _has(_class_of(value, types, callees), name)
    return Overload((value, *others), 0, name) if found else None


def _binary(
    op: str, left: Expr, right: Expr, types: Any, callees: Callees
) -> Overload | None:
    plain = op.removesuffix("=") if len(op) > 1 else op
    name = BINARY_METHODS.get(plain)
    if name is None:
        return None
    if plain != op:
        inside = f"__i{name[2:]}"
        if _has(_class_of(left, types, callees), inside):
            return Overload((left, right), 0, inside)
    return _either(name, reflected(name), left, right, types, callees)


def _either(
    name: str, other: str, left: Expr, right: Expr, types: Any, callees: Callees
) -> Overload | None:
    first, second = (_class_of(e, types, callees) for e in (left, right))
    if first is None and second is None:
        return None
    if second is not None and first is None:
        leaves = _leaves_it(types(left), second)
        return (
            Overload((left, right), 1, other)
            if leaves and _has(second, other)
            else None
        )
    if second is not None and second is not first and issubclass(second, first):
        own = getattr(second, other, None) is not getattr(first, other, None)
        if own and _has(second, other):
            return Overload((left, right), 1, other)
    if _has(first, name):
        if second is not first and _has(second, other):
            declines = may_decline(getattr(first, name))
            return None if declines else Overload((left, right), 0, name)
        return Overload((left, right), 0, name)
    return Overload((left, right), 1, other) if _has(second, other) else None


def _leaves_it(left: Abstract, cls: Any) -> bool:
    """Whether an operand without a method for `cls` leaves the operation to it."""
    if isinstance(left, Static):
        return True
    if getattr(cls, "__array_ufunc__", cls) is None:
        return True
    if not isinstance(left, Scalar):
        return False
    if left.kind in ("bool", "int", "float"):
        return True
    # NumPy's scalars take what looks like a sequence for an array.
    return not any(hasattr(cls, name) for name in _SEQUENCE)


def may_decline(function: Any) -> bool:
    """Whether a method may return `NotImplemented`."""
    code = getattr(function, "__code__", None)
    return code is not None and "NotImplemented" in code.co_names


def is_certain(e: Expr, callees: Callees) -> bool:
    """Whether the class of `e` is that of the call that makes it."""
    while isinstance(e, Var) and e in callees.definitions:
        e = callees.definitions[e]
    match e:
        case ir.Call(ir.Ref(value=f)):
            makers = (
                special.instance_of,
                special.lent_instance_of,
                object.__new__,
            )
            return isinstance(f, type) or f in makers
        case ir.Call():
            return False
        case Var():
            return e not in callees.joined
    return callees.made(e) is None


def require(name: str, *args: Expr) -> ir.Do:
    """A check when the derivative runs; it is dropped where it is known to hold."""
    function = getattr(special, name)
    ref = ir.Ref(f"special.{name}", "autograd_src.special", "special", function)
    return ir.Do(ir.Call(ref, args))

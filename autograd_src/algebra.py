"""Constructors of expressions that simplify while they build.

Adjoints and tangents are put together with these, so that `1.0 * w` is `w` before
anybody asks whether the expression is fresh.  Only identities that hold for every
float, infinities and NaN included, are applied: `0 * x` stays as it is.
"""

from __future__ import annotations

from decimal import Decimal

from autograd_src.ir import Bin, Call, Const, Expr, Ref, Un, parts, rebuild

__all__ = [
    "add",
    "divide",
    "is_one",
    "is_zero",
    "leading",
    "multiply",
    "negate",
    "power",
    "subtract",
    "tidy",
    "times",
    "unsigned",
]


def is_one(e: Expr) -> bool:
    return isinstance(e, Const) and type(e.value) in (int, float) and e.value == 1


def is_zero(e: Expr) -> bool:
    return isinstance(e, Const) and type(e.value) in (int, float) and e.value == 0


def _number(value: object) -> bool:
    return type(value) in (int, float)


def negate(e: Expr) -> Expr:
    positive = unsigned(e)
    if positive is not None:
        return positive
    match e:
        case Const(value) if type(value) in (int, float):
            return Const(-value)
        case Bin("-", left, right):
            return Bin("-", right, left)
    return Un("-", e)


def leading(e: Expr) -> Expr:
    """`-a * b` for `-(a * b)`: the sign in front, as a person writes it."""
    match e:
        case Un("-", Bin("*" | "/" as op, left, right)):
            return Bin(op, leading(Un("-", left)), right)
        case Un("-", Const(value)) if _number(value):
            return Const(-value)
        case Un("-", Un("-", operand)):
            return operand
    return e


def add(a: Expr, b: Expr) -> Expr:
    if a == b:
        return multiply(Const(2), a)
    positive = unsigned(b)
    if positive is not None:
        return Bin("-", a, positive)
    if isinstance(a, Un) and a.op == "-":
        return subtract(b, a.operand)
    return Bin("+", a, b)


def unsigned(e: Expr) -> Expr | None:
    """`-e` where `e` starts with a sign, else None."""
    match e:
        case Un("-", operand):
            return operand
        case Const(value) if _number(value) and value < 0:
            return Const(-value)
        case Bin("*" | "/" | "@" as op, left, right):
            positive = unsigned(left)
            if positive is not None and op == "*" and is_one(positive):
                return right
            if positive is not None:
                return Bin(op, positive, right)
            if op == "@" and isinstance(right, Un) and right.op == "-":
                return Bin(op, left, right.operand)
    return None


def subtract(a: Expr, b: Expr) -> Expr:
    if isinstance(b, Const) and is_zero(b):
        return a
    positive = unsigned(b)
    return Bin("-", a, b) if positive is None else Bin("+", a, positive)


def multiply(a: Expr, b: Expr) -> Expr:
    if is_one(a):
        return b
    if is_one(b):
        return a
    match a, b:
        case Const(x), Const(y) if _number(x) and _number(y):
            return Const(_product(x, y))
        case Const(x), Bin("*", Const(y), rest) if _number(x) and _number(y):
            return multiply(Const(_product(x, y)), rest)
        case Const(x), Un("-", operand) if _number(x):
            return multiply(Const(-x), operand)
        case Const(x), Bin("/", Const(y), right) if _number(x) and _number(y):
            return Bin("/", Const(_product(x, y)), right)
        case Const(x), Bin("*", left, right) if _number(x) and x != -1:
            return multiply(multiply(a, left), right)
        case _, Bin("*", Const(y), rest) if _number(y) and not isinstance(a, Const):
            return multiply(multiply(Const(y), a), rest)
        case Const(value), _ if _number(value) and value == -1:
            return negate(b)
        case _, Const(value) if _number(value) and value == -1:
            return negate(a)
        case Un("-", left), _:
            return negate(multiply(left, b))
        case _, Un("-", right):
            return negate(multiply(a, right))
    return Bin("*", a, b)


def _product(x: float, y: float) -> float:
    """`x * y`; 0.9 for 3 * 0.3, which differs in the last bit only.

    >>> _product(3, 0.3), _product(2, 4), _product(0.1, 1 / 3) == 0.1 * (1 / 3)
    (0.9, 8, True)
    """
    plain = x * y
    if type(plain) is int or not abs(plain) < float("inf"):
        return plain
    decimal = float(Decimal(repr(x)) * Decimal(repr(y)))
    return decimal if len(repr(decimal)) < len(repr(plain)) else plain


def divide(a: Expr, b: Expr) -> Expr:
    if is_one(b):
        return a
    match a, b:
        case Un("-", left), _:
            return negate(divide(left, b))
        case _, Un("-", right):
            return negate(divide(a, right))
    return Bin("/", a, b)


def times(bar: Expr, partial: Expr) -> Expr:
    """`bar * partial`, written as a person would: `bar / x` for the partial `1 / x`."""
    if is_one(partial):
        return bar
    if is_one(bar):
        return partial
    match bar, partial:
        case Bin("/", Const(a), size), Bin("*", Const(b), rest) if _number(
            a
        ) and _number(b):
            return Bin("*", Bin("/", multiply(Const(a), Const(b)), size), rest)
    match partial:
        case Bin("/", numerator, denominator):
            return divide(times(bar, numerator), denominator)
        case Un("-", operand):
            return negate(times(bar, operand))
        case Const(value) if type(value) in (int, float) and value not in (1, -1):
            return multiply(partial, bar)
    return multiply(bar, partial)


def tidy(e: Expr) -> Expr:
    """`e` put together again by the constructors above."""
    if not parts(e):
        return e
    e = rebuild(e, tidy)
    match e:
        case Bin("*", left, right):
            return multiply(left, right)
        case Bin("/", left, right):
            return divide(left, right)
        case Bin("+", left, right):
            return add(left, right)
        case Bin("-", left, right):
            return subtract(left, right)
        case Bin("**", left, right):
            return power(left, right)
        case Un("-", operand):
            return negate(operand)
    return e


def power(a: Expr, b: Expr) -> Expr:
    """`1 / x**2` for `(1 / x)**2`."""
    match a:
        case Bin("/", one, below) if is_one(one):
            return Bin("/", one, Bin("**", below, b))
    return Bin("**", a, b)


def call(function: Ref, *args: Expr, **keywords: Expr) -> Call:
    """A call of `function`."""
    return Call(function, args, tuple(keywords.items()))

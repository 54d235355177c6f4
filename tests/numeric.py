"""Derivatives without differentiation: differences and the complex step.

Works over nested structures of numbers and arrays. `f` is always called with copies,
so that a function which writes its arguments is measured like any other. Nothing here
knows the package under test.
"""

from __future__ import annotations

import copy
import dataclasses
import warnings
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

Function = Callable[..., Any]

STEPS = 10  # halvings of the step, at most
SHRINK = 1.6


class NoDerivative(ArithmeticError):
    """The function could not be evaluated around this point."""


# ---------------------------------------------------------------- nested structures


def is_number(leaf: Any) -> bool:
    """A number or array that a derivative is taken of: not bool, not string."""
    if isinstance(leaf, (np.ndarray, np.generic)):
        return bool(np.issubdtype(leaf.dtype, np.number))
    return isinstance(leaf, (int, float, complex)) and not isinstance(leaf, bool)


def _fields(tree: Any) -> list[str]:
    return [field.name for field in dataclasses.fields(tree)]


def _is_dataclass(tree: Any) -> bool:
    return dataclasses.is_dataclass(tree) and not isinstance(tree, type)


def _is_object(tree: Any) -> bool:
    """An instance of a class that a test defines."""
    plain = not isinstance(tree, (np.ndarray, np.generic, type)) and not callable(tree)
    home = type(tree).__module__.partition(".")[0]
    return plain and home == "tests" and hasattr(tree, "__dict__")


def _with_attributes(tree: Any, attributes: dict[str, Any]) -> Any:
    new = copy.copy(tree)
    new.__dict__.update(attributes)
    return new


def tree_map(function: Function, tree: Any, *others: Any) -> Any:
    """`function` of corresponding leaves, in the structure of the first tree."""
    if isinstance(tree, (tuple, list)):
        items = [tree_map(function, *each) for each in zip(tree, *others, strict=True)]
        return type(tree)(*items) if hasattr(tree, "_fields") else type(tree)(items)
    if isinstance(tree, dict):
        return {
            k: tree_map(function, v, *(o[k] for o in others)) for k, v in tree.items()
        }
    if _is_dataclass(tree):
        changes = {
            name: tree_map(function, *(getattr(t, name) for t in (tree, *others)))
            for name in _fields(tree)
        }
        return dataclasses.replace(tree, **changes)
    if _is_object(tree):
        attributes = {
            name: tree_map(function, *(getattr(t, name) for t in (tree, *others)))
            for name in vars(tree)
        }
        return _with_attributes(tree, attributes)
    return function(tree, *others)


def leaves(tree: Any) -> list[Any]:
    """The leaves of a nested structure, in order."""
    found: list[Any] = []
    tree_map(found.append, tree)
    return found


def numbers(tree: Any) -> list[Any]:
    """The leaves that are numbers."""
    return [leaf for leaf in leaves(tree) if is_number(leaf)]


def copied(tree: Any) -> Any:
    """The same structure with arrays of its own, each in its layout."""
    return tree_map(lambda x: x.copy("K") if isinstance(x, np.ndarray) else x, tree)


def inner(a: Any, b: Any) -> float:
    """The sum of products of all numbers in two trees of one structure."""
    pairs = zip(numbers(a), numbers(b), strict=True)
    return float(sum(np.sum(np.multiply(x, y)) for x, y in pairs))


def randoms(tree: Any, seed: int = 0) -> Any:
    """A tangent for `tree`: each number as a float of its shape, nothing else."""
    rng = np.random.default_rng(seed)

    def draw(leaf: Any) -> Any:
        if not is_number(leaf):
            return leaf
        if isinstance(leaf, np.ndarray):
            drawn = np.empty_like(leaf, dtype=_floating(leaf.dtype))
            drawn[...] = rng.uniform(0.2, 1.0, leaf.shape) * rng.choice([-1, 1])
            return drawn
        value = float(rng.uniform(0.2, 1.0) * rng.choice([-1, 1]))
        is_strong = isinstance(leaf, np.generic)
        return _floating(leaf.dtype).type(value) if is_strong else value

    return tree_map(draw, tree)


def _floating(dtype: np.dtype[Any]) -> np.dtype[Any]:
    return dtype if np.issubdtype(dtype, np.inexact) else np.dtype(float)


# ---------------------------------------------------------------------- differences


def _moved(x: Any, v: Any, h: complex) -> Any:
    """`x + h * v` with x's container: array for array, Python number for one."""
    if not is_number(x):
        return x
    if isinstance(x, np.ndarray):
        wide = complex if isinstance(h, complex) else float
        out = np.empty_like(x, dtype=np.result_type(x.dtype, wide))
        out[...] = x + h * np.asarray(v, dtype=float)
        return out
    moved = x + h * float(v)
    return type(moved)(moved)


def _along(f: Function, args: Sequence[Any], tangents: dict[int, Any]) -> Function:
    def value(h: complex) -> Any:
        moved = [
            tree_map(lambda x, v: _moved(x, v, h), arg, tangents[i])
            if i in tangents
            else copied(arg)
            for i, arg in enumerate(args)
        ]
        return tree_map(lambda y: np.array(y) if is_number(y) else y, f(*moved))

    return value


def _central(value: Function, h: float) -> list[np.ndarray] | None:
    """Central difference of all numbers in the result; None outside the domain."""
    try:
        with np.errstate(all="ignore"), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            plus, minus = numbers(value(h)), numbers(value(-h))
    except (ValueError, ZeroDivisionError, OverflowError, FloatingPointError):
        return None
    found = [(p - m) / (2 * h) for p, m in zip(plus, minus, strict=True)]
    return found if all(np.all(np.isfinite(d)) for d in found) else None


def extrapolated(value: Function, step: float = 0.02) -> list[np.ndarray]:
    """d value(h) / dh at 0: central differences, extrapolated until they get worse.

    Each halving adds a row of Neville's table in h**2; the entry that differs least
    from its two parents is taken, which guards against steps across a kink as well as
    against rounding.
    """
    rows: list[list[list[np.ndarray]]] = []
    best, error, h = None, np.inf, step
    for _ in range(STEPS * 3):
        first = _central(value, h)
        h /= SHRINK
        if first is None:
            rows = []
            continue
        row = [first]
        for k in range(1, len(rows) + 1):
            factor = SHRINK ** (2 * k)
            new = [
                (factor * a - b) / (factor - 1)
                for a, b in zip(row[k - 1], rows[-1][k - 1])
            ]
            gap = max(_distance(new, row[k - 1]), _distance(new, rows[-1][k - 1]))
            if gap <= error:
                best, error = new, gap
            row.append(new)
        if rows and _distance(row[-1], rows[-1][-1]) > 2 * error:
            break
        rows.append(row)
        if len(rows) > STEPS:
            break
    if best is None:
        raise NoDerivative("no step gives finite values on both sides")
    return best


def _distance(a: list[np.ndarray], b: list[np.ndarray]) -> float:
    return max(
        (float(np.max(np.abs(x - y), initial=0)) for x, y in zip(a, b)), default=0
    )


# --------------------------------------------------------------- what tests ask for


def numeric_jvp(
    f: Function, args: Sequence[Any], tangents: dict[int, Any], step: float = 0.02
) -> Any:
    """The tangent of the result, in its structure, for tangents by argument number.

    Examples
    --------
    >>> round(float(numeric_jvp(lambda x, y: x**2 * y, (3.0, 2.0), {0: 1.0})), 9)
    12.0
    """
    value = _along(f, args, tangents)
    found = iter(extrapolated(value, step))
    return tree_map(lambda y: next(found) if is_number(y) else None, value(0.0))


def _basis(tree: Any) -> list[Any]:
    """One tangent for each element of each number in a tree."""
    zeros = tree_map(lambda x: np.zeros(np.shape(x)) if is_number(x) else x, tree)
    found = []
    for leaf in numbers(zeros):
        for index in np.ndindex(leaf.shape):
            leaf[index] = 1.0
            found.append(copied(zeros))
            leaf[index] = 0.0
    return found


def numeric_grad(f: Function, args: Sequence[Any], wrt: int = 0, **step: float) -> Any:
    """The gradient of a result of size one, in the structure of `args[wrt]`."""
    arg = args[wrt]
    columns = (numeric_jvp(f, args, {wrt: e}, **step) for e in _basis(arg))
    slopes = iter([float(np.sum(numbers(column)[0])) for column in columns])

    def gather(x: Any) -> Any:
        if not is_number(x):
            return None
        return np.array([next(slopes) for _ in range(np.size(x))]).reshape(np.shape(x))

    return tree_map(gather, arg)


def numeric_jacobian(f: Function, args: Sequence[Any], wrt: int = 0) -> np.ndarray:
    """`out.shape + in.shape` for one array (or number) in and one out."""
    columns = [np.asarray(numeric_jvp(f, args, {wrt: e})) for e in _basis(args[wrt])]
    stacked = np.stack(columns, axis=-1)
    return stacked.reshape(stacked.shape[:-1] + np.shape(args[wrt]))


def numeric_hvp(
    f: Function, args: Sequence[Any], v: Any, wrt: int = 0, grad: Function | None = None
) -> Any:
    """Hessian times `v`: differences of `grad`, or of differences without one."""
    if grad is None:

        def grad(*moved: Any) -> Any:
            return numeric_grad(f, moved, wrt)

    return numeric_jvp(grad, args, {wrt: v})


def complex_step_jvp(
    f: Function, args: Sequence[Any], tangents: dict[int, Any]
) -> list[np.ndarray] | None:
    """All numbers of the tangent by a complex step; None where that is no oracle.

    It has no subtraction and so no rounding error, but holds for analytic programs
    alone: `abs`, `max`, `float()` or a real buffer end it. Whether it held is decided
    against differences, which need nothing of the program.
    """
    h = 1e-40
    try:
        with warnings.catch_warnings(), np.errstate(all="ignore"):
            warnings.simplefilter("error")
            found = numbers(_along(f, args, tangents)(1j * h))
    except Exception:  # anything at all: the program is not written for complex numbers
        return None
    tangent = [np.imag(y) / h for y in found]
    rough = numbers(numeric_jvp(f, args, tangents))
    if len(rough) != len(tangent) or not all(map(_close, tangent, rough)):
        return None
    return tangent


def _close(a: np.ndarray, b: np.ndarray) -> bool:
    return np.shape(a) == np.shape(b) and bool(np.allclose(a, b, rtol=1e-5, atol=1e-5))

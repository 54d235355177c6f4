"""Checks behind `f.check`: modes against differences, and against each other.

Differences are central, extrapolated to step zero; reverse mode is held against forward
mode by the identity <u, J v> = <J' u, v>.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np

from autograd_src.calling.differences import Vector, numerical
from autograd_src.calling.naming import completed
from autograd_src.calling.structure import (
    children,
    flat,
    floating,
    is_number,
    leaves,
    rebuild,
    size,
    unflat,
)
from autograd_src.errors import NotDifferentiable

__all__ = ["CheckFailed", "Report", "check"]

LARGEST_JACOBIAN = 1000


class Row(NamedTuple):
    """One comparison: the largest difference, and what is allowed."""

    mode: str
    against: str
    error: float
    allowed: float
    refusal: str = ""

    @property
    def is_right(self) -> bool:
        """Whether the two agree; a mode that is refused gives no wrong number."""
        return bool(self.refusal) or self.error <= self.allowed


class Report:
    """The table that `f.check` returns; it prints.

    Attributes
    ----------
    title : str
        What was checked.
    rows : tuple of Row
        One comparison each.
    """

    def __init__(self, title: str, rows: tuple[Row, ...]) -> None:
        self.title = title
        self.rows = rows

    @property
    def is_right(self) -> bool:
        """Whether all comparisons agree."""
        return all(row.is_right for row in self.rows)

    def __str__(self) -> str:
        lines = [self.title]
        for row in self.rows:
            verdict = "ok" if row.is_right else "WRONG"
            numbers = f"{row.error:8.1e} <= {row.allowed:7.1e}"
            if row.refusal:
                verdict, numbers = "refused", row.refusal
            lines.append(f"  {row.mode:14} {row.against:24} {verdict:7} {numbers}")
        return "\n".join(lines)

    __repr__ = __str__


class CheckFailed(AssertionError):
    """A derivative differs from what it was compared with; `report` has the table."""

    def __init__(self, report: Report) -> None:
        super().__init__(f"derivatives differ\n{report}")
        self.report = report

    def __reduce__(self) -> Any:
        return type(self), (self.report,)


def check(f: Any, /, *args: Any, **kwargs: Any) -> Report:
    """Compare every mode of a function with differences, at the given arguments.

    Parameters
    ----------
    f : Differentiable
        What `differentiable` returned.
    *args, **kwargs
        Arguments of the function.

    Returns
    -------
    Report
        A table that prints.

    Raises
    ------
    CheckFailed
        If any comparison fails.
    NotDifferentiable
        If every mode is refused.
    """
    here = _Here(f, args, kwargs)
    refused: list[NotDifferentiable] = []
    rows: list[Row] = []
    comparisons = [("jvp", _jvp), ("vjp", _vjp), ("jacobian", _jacobian)]
    if size(here.value) == 1:
        comparisons += [("grad", _grad), ("hvp", _hvp)]
    for mode, compare in comparisons:
        try:
            rows += compare(here)
        except NotDifferentiable as refusal:
            refused.append(refusal)
            rows.append(Row(mode, "", np.nan, 0.0, f"{refusal.msg}"))
    if len(refused) == len(comparisons):
        raise refused[0]
    report = Report(f"{f!r}".strip("<>"), tuple(rows))
    if not report.is_right:
        raise CheckFailed(report)
    return report


class _Here:
    """A function at one point, along one direction."""

    def __init__(self, f: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
        self.f = f
        args, kwargs = completed(f._target, args, kwargs)
        base = f._dispatcher("vjp")
        self.values, _ = base.bound(0, *args, **kwargs)
        names = [p.name for p in base.parameters]
        self.places = [names.index(name) for name in f._selection.names]
        self.chosen = tuple(self.values[place] for place in self.places)
        if not size(self.chosen):
            raise ValueError(f"there are no numbers in {', '.join(f._selection.names)}")
        random = np.random.default_rng(0)
        self.direction = random.standard_normal(size(self.chosen))
        self.tangents = unflat(self.chosen, self.direction)
        self.value = self.primal(0.0)
        self.seed = random.standard_normal(size(self.value))
        self.slack = 1e-6 if self._is_double() else 5e-3

    def _is_double(self) -> bool:
        parts = (*leaves(self.chosen), *leaves(self.value))
        return all(floating(leaf).itemsize >= 8 for _, leaf in parts)

    def moved(self, step: float) -> list[Any]:
        """Arguments at a step along the direction, in copies of their own."""
        values = [_moved(value, None, 0.0) for value in self.values]
        for place, tangent in zip(self.places, self.tangents):
            values[place] = _moved(self.values[place], tangent, step)
        return values

    def primal(self, step: float) -> Any:
        """The function's own value, without what it returns beside it."""
        positional, keywords = self.f._dispatcher("vjp").arguments(self.moved(step), ())
        result = self.f._target.function(*positional, **keywords)
        return result[0] if self.f._has_aux else result

    def along(self, step: float) -> Vector:
        return flat(self.primal(step))

    def evaluate(
        self, mode: str, tangents: Sequence[Any] = (), step: float = 0.0
    ) -> Any:
        """A derivative at a step along the direction."""
        return self.f._dispatcher(mode).evaluate(self.moved(step), tangents)

    def gradient(self, step: float = 0.0) -> Vector:
        result = self.evaluate("value_and_grad", step=step)[1]
        return self.flat(result)

    def flat(self, result: Any) -> Vector:
        """The numbers of a gradient, in the order of the arguments'."""
        return flat(result)

    def row(
        self,
        mode: str,
        against: str,
        found: Vector,
        expected: Vector,
        error: Any = 0.0,
    ) -> Row:
        """A comparison, as exact as the numbers' precision allows."""
        return _compared(mode, against, found, expected, error, self.slack)


def _moved(value: Any, tangent: Any, step: float) -> Any:
    """A copy, `step * tangent` further; what is not a number is the same object."""
    parts = children(value)
    if parts is not None:
        dots = [None] * len(parts)
        if tangent is not None:
            dots = [part for _, part in children(tangent) or ()]
        moved = [_moved(part, dot, step) for (_, part), dot in zip(parts, dots)]
        return rebuild(value, moved)
    if not is_number(value):
        return value
    if tangent is None or not step:
        return value.copy() if isinstance(value, np.ndarray) else value
    # In the argument's own kind: a step of float32 is a float32.
    return value + step * tangent


def _compared(
    mode: str, against: str, found: Vector, expected: Vector, error: Any, slack: float
) -> Row:
    if found.shape != expected.shape:
        return Row(mode, f"{against} (sizes differ)", np.inf, 0.0)
    if not found.size:
        return Row(mode, against, 0.0, 0.0)
    scale = float(np.max(np.abs(expected), initial=1e-6))
    uncertain = np.minimum(10 * np.asarray(error, float), 1e-2 * scale)
    excess = np.abs(found - expected) - uncertain
    # A comparison with nan is none.
    worst = int(np.argmax(np.where(np.isnan(excess), np.inf, excess)))
    difference = abs(found - expected)[worst]
    allowed = slack * scale + float(np.broadcast_to(uncertain, found.shape)[worst])
    return Row(mode, against, np.inf if np.isnan(difference) else difference, allowed)


def _jvp(here: _Here) -> Iterator[Row]:
    value, tangent, *_ = here.evaluate("jvp", here.tangents)
    yield here.row("jvp", "value of the function", flat(value), flat(here.value))
    yield here.row("jvp", "differences", flat(tangent), *numerical(here.along))


def _vjp(here: _Here) -> Iterator[Row]:
    value, pullback, *_ = here.evaluate("vjp")
    yield here.row("vjp", "value of the function", flat(value), flat(here.value))
    cotangent = here.flat(pullback(unflat(value, here.seed)))
    again = here.flat(pullback(unflat(value, here.seed)))
    yield here.row("vjp", "the pullback, once more", again, cotangent)
    slope, error = numerical(here.along)
    expected = np.array([here.seed @ slope])
    found = np.array([cotangent @ here.direction])
    error = abs(here.seed) @ error
    yield here.row("vjp", "transposed differences", found, expected, error)


def _jacobian(here: _Here) -> Iterator[Row]:
    if size(here.chosen) * size(here.value) > LARGEST_JACOBIAN:
        return
    dense = here.f._dense("", "value_and_jacobian")
    positional, keywords = here.f._dispatcher("vjp").arguments(here.moved(0.0), ())
    _, jacobian = dense(*positional, **keywords)
    found = _applied(jacobian, here)
    yield here.row("jacobian", "differences", found, *numerical(here.along))


def _applied(jacobian: Any, here: _Here) -> Vector:
    """Product of a Jacobian and the direction, block by block."""
    blocks = [np.ravel(block) for _, block in leaves(jacobian)]
    point = [leaf for _, leaf in leaves(here.chosen)]
    products = []
    for i, (_, row) in enumerate(leaves(here.value)):
        product, left = np.zeros(np.size(row)), 0
        for j, column in enumerate(point):
            right = left + np.size(column)
            block = np.reshape(blocks[i * len(point) + j], (np.size(row), -1))
            product = product + block @ here.direction[left:right]
            left = right
        products.append(product)
    return np.concatenate(products)


def _grad(here: _Here) -> Iterator[Row]:
    value, result = here.evaluate("value_and_grad")
    value = value[0] if here.f._has_aux else value
    mode, expected = "value_and_grad", flat(here.value)
    yield here.row(mode, "value of the function", flat(value), expected)
    slope, error = numerical(here.along)
    found = np.array([here.flat(result) @ here.direction])
    yield here.row(mode, "differences", found, slope, error)
    if not here.f._has_aux:
        alone = here.flat(here.evaluate("grad"))
        yield here.row("grad", "value_and_grad", alone, here.flat(result))


def _hvp(here: _Here) -> Iterator[Row]:
    found = here.flat(here.evaluate("hvp", here.tangents))
    yield here.row("hvp", "differences of grad", found, *numerical(here.gradient))

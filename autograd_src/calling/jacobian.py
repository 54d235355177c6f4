"""Dense Jacobians and Hessians: columns by `jvp` or rows by `vjp`, the fewer."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np

from autograd_src.calling.dispatch import Dispatcher
from autograd_src.calling.parameters import tangent_levels
from autograd_src.calling.structure import flat, leaves, replace_leaves, size, unflat
from autograd_src.errors import NotDifferentiable

Matrix = np.ndarray[Any, Any]
PLAIN = (float, int, bool)


class Dense:
    """Jacobian or Hessian of one function, or of one of its derivatives.

    Parameters
    ----------
    dispatcher
        Gives the dispatcher of a mode.
    prefix
        The mode of the derivative whose Jacobian it is; empty for the function.
    kind
        "jacobian", "value_and_jacobian" or "hessian".
    """

    def __init__(
        self, dispatcher: Callable[[str], Dispatcher], prefix: str, kind: str
    ) -> None:
        self._dispatcher = dispatcher
        self._prefix = f"{prefix}." if prefix else ""
        self._levels = tangent_levels(prefix)
        self.kind = kind
        mode = "hvp" if kind == "hessian" else "jvp"
        self.binds = dispatcher(f"{self._prefix}{mode}")
        self.used = self.binds
        self.plugged: Callable[..., Any] | None = None
        # Size of the last result: it decides which mode the next call starts with.
        self._rows: int | None = None

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        if self.plugged is not None:
            return self.plugged(*args, **kwargs)
        values, inner = self.binds.bound(self._levels, *args, **kwargs)
        names = [p.name for p in self.binds.parameters]
        selection = self.binds.selection
        chosen = tuple(values[names.index(name)] for name in selection.names)
        point = chosen[0] if selection.bare else chosen
        if self.kind == "hessian":
            self.used = self.binds
            products = [flat(p) for p in _columns(self.binds, values, inner, chosen)]
            matrix = np.stack(products, axis=1) if products else np.zeros((0, 0))
            return _assembled(matrix, point, point)
        value, matrix, aux = self._jacobian(values, inner, chosen)
        jacobian = _assembled(matrix, value, point)
        if self.kind == "jacobian":
            return (jacobian, *aux) if aux else jacobian
        return ((value, *aux) if aux else value), jacobian

    def _jacobian(
        self, values: Sequence[Any], inner: Sequence[Any], chosen: tuple[Any, ...]
    ) -> tuple[Any, Matrix, list[Any]]:
        columns = size(chosen)
        if not columns:
            return self._by(True, values, inner, chosen, last=True)
        by_rows = self._rows is not None and self._rows < columns
        try:
            return self._by(by_rows, values, inner, chosen)
        except NotDifferentiable as first:
            try:
                return self._by(not by_rows, values, inner, chosen, last=True)
            except NotDifferentiable:
                raise first from None

    def _by(
        self,
        by_rows: bool,
        values: Sequence[Any],
        inner: Sequence[Any],
        chosen: tuple[Any, ...],
        last: bool = False,
    ) -> tuple[Any, Matrix, list[Any]]:
        """Evaluate in one mode, and go to the other if it proves the cheaper."""
        columns = size(chosen)
        if by_rows:
            self.used = self._dispatcher(f"{self._prefix}vjp")
            value, pullback, *aux = self.used.evaluate(values, inner)
            self._rows = size(value)
            if self._rows > columns and not last:
                return self._by(False, values, inner, chosen, last=True)
            return value, _rows(pullback, value, columns), aux
        self.used = self._dispatcher(f"{self._prefix}jvp")
        results = _columns(self.used, values, inner, chosen)
        first = next(results)
        value, tangent, *aux = first
        self._rows = size(value)
        if self._rows < columns and not last:
            return self._by_rows_if_possible(values, inner, chosen, first, results)
        found = [flat(tangent), *(flat(result[1]) for result in results)]
        return value, np.stack(found, axis=1), aux

    def _by_rows_if_possible(
        self,
        values: Sequence[Any],
        inner: Sequence[Any],
        chosen: tuple[Any, ...],
        first: Any,
        others: Iterator[Any],
    ) -> tuple[Any, Matrix, list[Any]]:
        try:
            return self._by(True, values, inner, chosen, last=True)
        except NotDifferentiable:
            value, tangent, *aux = first
            found = [flat(tangent), *(flat(result[1]) for result in others)]
            return value, np.stack(found, axis=1), aux


def _columns(
    dispatcher: Dispatcher,
    values: Sequence[Any],
    inner: Sequence[Any],
    chosen: tuple[Any, ...],
) -> Iterator[Any]:
    """Results of a forward mode in every direction."""
    levels = len(inner) // len(chosen)
    for direction in np.eye(size(chosen)):
        tangents: list[Any] = []
        for i, dot in enumerate(unflat(chosen, direction)):
            # The tangent of the last differentiation comes first.
            tangents += [dot, *inner[i * levels : (i + 1) * levels]]
        yield dispatcher.evaluate(values, tangents)


def _rows(pullback: Callable[[Any], Any], value: Any, columns: int) -> Matrix:
    rows = [flat(pullback(unflat(value, seed))) for seed in np.eye(size(value))]
    return np.stack(rows) if rows else np.zeros((0, columns))


def _assembled(matrix: Matrix, outside: Any, inside: Any) -> Any:
    """Cut a matrix into blocks: structure of the result outside, arguments inside."""

    def blocks() -> Iterator[Any]:
        top = 0
        for _, row in leaves(outside):
            bottom = top + np.size(row)
            yield replace_leaves(inside, parts(row, matrix[top:bottom]))
            top = bottom

    def parts(row: Any, band: Matrix) -> Iterator[Any]:
        left = 0
        for _, column in leaves(inside):
            right = left + np.size(column)
            yield _block(row, column, band[:, left:right])
            left = right

    return replace_leaves(outside, blocks())


def _block(row: Any, column: Any, block: Matrix) -> Any:
    if type(row) in PLAIN and type(column) in PLAIN:
        return float(block[0, 0])
    strong = [leaf.dtype for leaf in (row, column) if type(leaf) not in PLAIN]
    floats = [dtype for dtype in strong if dtype.kind == "f"]
    dtype = np.result_type(*floats) if floats else np.dtype(float)
    shaped = np.reshape(block, np.shape(row) + np.shape(column)).astype(dtype)
    return shaped if shaped.ndim else shaped[()]

"""Recipes of `numpy.linalg`.

Sources: Giles, *Collected matrix derivative results for forward and reverse mode
algorithmic differentiation* (2008), 2.2 (inverse, determinant), 2.3.1 (solution);
Murray, *Differentiation of the Cholesky decomposition* (2016), (8)-(10). A norm has
derivative 0 at 0. Stacks of matrices are treated where the formula allows it.
"""

from typing import Any

import numpy as np

from autograd_src.recipes import product_shapes, shapes
from autograd_src.recipes.notation import d, is_scalar, rank, recipe, refuse
from autograd_src.runtime import sum_to


@recipe(np.linalg.inv, shape=product_shapes.square)
def _(y: Any, a: Any) -> None:
    d[y] = -y @ d[a] @ y
    if rank(a) == 2:
        d[a] = -y.T @ d[y] @ y.T
    else:
        d[a] = -np.swapaxes(y, -1, -2) @ d[y] @ np.swapaxes(y, -1, -2)


@recipe(np.linalg.det, shape=product_shapes.of_matrix)
def _(y: Any, a: Any) -> None:
    # The inverse transposed times the determinant; a singular matrix raises.
    if rank(a) == 2:
        cofactors = y * np.linalg.inv(a).T
        d[y] = np.sum(cofactors * d[a])
        d[a] = d[y] * cofactors
    else:
        inverse = np.swapaxes(np.linalg.inv(a), -1, -2)
        d[y] = y * np.sum(inverse * d[a], (-2, -1))
        d[a] = np.expand_dims(d[y] * y, (-2, -1)) * inverse


@recipe(np.linalg.slogdet, shape=product_shapes.slogdet)
def _(y: Any, a: Any) -> None:
    if rank(a) == 2:
        inverse = np.linalg.inv(a).T
        d[y] = (np.zeros_like(y[0]), np.sum(inverse * d[a]))
        d[a] = d[y][1] * inverse
    else:
        inverse = np.swapaxes(np.linalg.inv(a), -1, -2)
        d[y] = (np.zeros_like(y[0]), np.sum(inverse * d[a], (-2, -1)))
        d[a] = np.expand_dims(d[y][1], (-2, -1)) * inverse


@recipe(np.linalg.solve, shape=product_shapes.solve)
def _(y: Any, a: Any, b: Any) -> None:
    if rank(a) == 2 and rank(b) == 1:
        d[y] = np.linalg.solve(a, d[b] - d[a] @ y)
        z = np.linalg.solve(a.T, d[y])
        d[a] = -np.outer(z, y)
        d[b] = z
    elif rank(a) == 2 and rank(b) == 2:
        d[y] = np.linalg.solve(a, d[b] - d[a] @ y)
        z = np.linalg.solve(a.T, d[y])
        d[a] = -z @ y.T
        d[b] = z
    elif rank(a) == 3 and rank(b) == 3:
        d[y] = np.linalg.solve(a, d[b] - d[a] @ y)
        z = np.linalg.solve(np.swapaxes(a, -1, -2), d[y])
        d[a] = sum_to(-z @ np.swapaxes(y, -1, -2), a)
        d[b] = sum_to(z, b)
    else:
        refuse("np.linalg.solve needs to know whether it has vectors or matrices")


@recipe(np.linalg.cholesky, shape=product_shapes.square)
def _(y: Any, a: Any, /) -> None:
    if not rank(a) == 2:  # noqa: SIM201  (an unknown rank, too)
        refuse("np.linalg.cholesky is differentiated for one matrix: write a loop")
    symmetric = np.tril(d[a]) + np.tril(d[a], -1).T  # what NumPy reads
    middle = np.linalg.solve(y, np.linalg.solve(y, symmetric).T)
    d[y] = y @ ((np.tril(middle) + np.tril(middle, -1)) / 2)
    s = y.T @ d[y]
    z = np.linalg.solve(y.T, np.linalg.solve(y.T, np.tril(s) + np.tril(s, -1)).T)
    g = (z + z.T) / 4
    d[a] = np.tril(g) + np.tril(g, -1)


@recipe(np.linalg.norm, shape=shapes.reduced)
def _(
    y: Any, x: Any, ord: Any = None, axis: Any = None, *, keepdims: bool = False
) -> None:
    d[ord] = "a norm is not differentiated in its order"
    # Vectors' norms, and those of all elements in a row. `scale` avoids 0 / 0.
    if (axis is None and ord is None) or (
        axis is None and rank(x) == 2 and ord == "fro"
    ):
        scale = y + (y == 0)
        d[y] = np.sum(x * d[x]) / scale
        d[x] = x * (d[y] / scale)
    elif (
        (axis is None and rank(x) == 1)
        or is_scalar(axis)
        or (ord is None and axis is not None)
    ):
        if axis is None or keepdims:
            top = y
            g = d[y]
        else:
            top = np.expand_dims(y, axis)
            g = np.expand_dims(d[y], axis)
        if ord is None or ord == 2:
            slope = x / (top + (top == 0))
        elif ord == 1:
            slope = np.sign(x)
        elif ord == np.inf or ord == -np.inf:
            slope = np.sign(x) * (np.abs(x) == top)
            slope = slope / np.sum(np.abs(slope) + (top == 0), axis, keepdims=True)
        elif ord == 0:
            refuse("the number of non-zero elements has no derivative")
        else:
            size = np.abs(x)
            zero = size == 0
            slope = np.sign(x) * ((size + zero) / (top + (top == 0))) ** (ord - 1)
        d[y] = np.sum(slope * d[x], axis, keepdims=keepdims)
        d[x] = slope * g
    else:
        refuse(
            "of matrix norms only 'fro' is differentiated; that of order 2 is"
            " np.max(np.linalg.svd(x, compute_uv=False)), 'nuc' is their sum"
        )

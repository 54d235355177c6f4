"""Recipes of factorizations of matrices, least squares and what is made of them.

Sources: Giles, *Collected matrix derivative results for forward and reverse mode
algorithmic differentiation* (2008), 3.1 and 3.2 (eigenvalues, singular values);
Townsend, *Differentiating the singular value decomposition* (2016); Walter and Lehmann,
*Algorithmic differentiation of linear algebra functions with application in optimum
experimental design* (2010), 4 (QR); Golub and Pereyra, *The differentiation of
pseudo-inverses and nonlinear least squares problems* (1973), (4.12).

Eigenvectors and singular vectors of equal values have no derivative: nan. The
pseudo-inverse and least squares are differentiated at constant rank. Like NumPy,
`eigh` reads one triangle only, which gets the whole derivative.
"""

from typing import Any

import numpy as np

from autograd_src.recipes import product_shapes
from autograd_src.recipes.notation import (
    constant,
    d,
    rank,
    recipe,
    refuse,
    vanishes,
)
from autograd_src.special import over_gaps


@recipe(np.linalg.eigh, shape=product_shapes.eigh)
def _(y: Any, a: Any, UPLO: str = "L") -> None:
    if not rank(a) == 2:  # noqa: SIM201  (an unknown rank, too)
        refuse("np.linalg.eigh is differentiated for one matrix: write a loop")
    if UPLO != "L":
        refuse("leave UPLO out and give the transpose")
    w, v = y[0], y[1]
    change = v.T @ (np.tril(d[a]) + np.tril(d[a], -1).T) @ v
    d[y] = (np.diagonal(change), v @ over_gaps(change, w))
    if vanishes(d[y][1]):
        symmetric = (v * d[y][0]) @ v.T
    else:
        turn = v.T @ d[y][1]
        symmetric = (v * d[y][0] + v @ over_gaps((turn - turn.T) / 2, w)) @ v.T
    d[a] = np.tril(symmetric) + np.tril(symmetric.T, -1)


@recipe(np.linalg.eigvalsh, shape=product_shapes.eigenvalues)
def _(y: Any, a: Any, UPLO: str = "L") -> None:
    if not rank(a) == 2:  # noqa: SIM201
        refuse("np.linalg.eigvalsh is differentiated for one matrix: write a loop")
    if UPLO != "L":
        refuse("leave UPLO out and give the transpose")
    v = np.linalg.eigh(a)[1]
    symmetric = np.tril(d[a]) + np.tril(d[a], -1).T
    d[y] = np.sum(v * (symmetric @ v), 0)
    g = (v * d[y]) @ v.T
    d[a] = np.tril(g) + np.tril(g.T, -1)


@recipe(np.linalg.svd, shape=product_shapes.svd)
def _(y: Any, a: Any, full_matrices: Any = True, compute_uv: bool = True) -> None:
    if not rank(a) == 2:  # noqa: SIM201
        refuse("np.linalg.svd is differentiated for one matrix: write a loop")
    if not compute_uv:
        u, _, vh = np.linalg.svd(a, full_matrices=False)
        d[y] = np.sum(u * (d[a] @ vh.T), 0)
        d[a] = (u * d[y]) @ vh
    else:
        # Of a square matrix these are all vectors; others are told apart when it runs.
        u, s, vh = y[0], y[1], y[2]
        change = u.T @ d[a] @ vh.T
        left = over_gaps(change * s + s[:, np.newaxis] * change.T, s**2)
        right = over_gaps(s[:, np.newaxis] * change + change.T * s, s**2)
        d[y] = (
            u @ left + (d[a] @ vh.T - u @ change) / s,
            np.diagonal(change),
            (vh.T @ right + (d[a].T @ u - vh.T @ change.T) / s).T,
        )
        if vanishes(d[y][0]) and vanishes(d[y][2]):
            d[a] = (u * d[y][1]) @ vh
        else:
            turn_u = u.T @ d[y][0]
            turn_v = vh @ d[y][2].T
            outer_u = (d[y][0] - u @ turn_u) / s
            outer_v = (d[y][2].T - vh.T @ turn_v) / s
            skew_u = over_gaps(turn_u - turn_u.T, s**2) * s
            skew_v = s[:, np.newaxis] * over_gaps(turn_v - turn_v.T, s**2)
            d[a] = (u * d[y][1] + u @ (skew_u + skew_v) + outer_u) @ vh + u @ outer_v.T


@recipe(np.linalg.qr, shape=product_shapes.qr)
def _(y: Any, a: Any, mode: str = "reduced") -> None:
    if mode != "reduced" or not rank(a) == 2:  # noqa: SIM201
        refuse("np.linalg.qr is differentiated for one matrix, mode='reduced'")
    q, r = y[0], y[1]
    back = np.linalg.solve(r.T, d[a].T).T
    x = q.T @ back
    turn = np.tril(x, -1) - np.tril(x, -1).T
    d[y] = (back - q @ (x - turn), (x - turn) @ r)
    if vanishes(d[y][1]):
        m = -d[y][0].T @ q
    elif vanishes(d[y][0]):
        m = r @ d[y][1].T
    else:
        m = r @ d[y][1].T - d[y][0].T @ q
    symmetric = np.tril(m) + np.tril(m, -1).T
    if vanishes(d[y][0]):
        d[a] = np.linalg.solve(r, (q @ symmetric).T).T
    else:
        d[a] = np.linalg.solve(r, (d[y][0] + q @ symmetric).T).T


@recipe(np.linalg.pinv, shape=product_shapes.transposed_matrix)
def _(y: Any, a: Any, rcond: Any = None) -> None:
    if not rank(a) == 2:  # noqa: SIM201
        refuse("np.linalg.pinv is differentiated for one matrix: write a loop")
    beside = d[a].T - d[a].T @ a @ y
    d[y] = -y @ d[a] @ y + y @ y.T @ beside + (d[a].T - y @ a @ d[a].T) @ y.T @ y
    h = y @ y.T @ d[y]
    g = d[y] @ y.T @ y
    d[a] = -y.T @ d[y] @ y.T + (h - h @ a @ y).T + (g - y @ a @ g).T


@recipe(np.linalg.lstsq, shape=product_shapes.lstsq)
def _(y: Any, a: Any, b: Any, rcond: Any = None) -> None:
    if not (rank(a) == 2 and (rank(b) == 1 or rank(b) == 2)):
        refuse("np.linalg.lstsq needs to know whether it has a vector or a matrix")
    x = y[0]
    p = np.linalg.pinv(a)
    rest = b - a @ x
    back = p.T @ x
    u, _, vh = np.linalg.svd(a, full_matrices=False)
    change = d[b] - d[a] @ x
    along = d[a].T @ back
    step = p @ change + p @ (p.T @ (d[a].T @ rest)) + along - p @ (a @ along)
    d[y] = (
        step,
        2 * np.sum(rest * change, 0) + np.zeros_like(y[1]),
        0,
        np.sum(u * (d[a] @ vh.T), 0),
    )
    b_bar = p.T @ d[y][0]
    beside = d[y][0] - p @ (a @ d[y][0])
    if vanishes(d[y][1]):
        of_rest = b_bar
    elif rank(b) == 1:
        of_rest = b_bar + 2 * np.sum(d[y][1]) * rest
    else:
        of_rest = b_bar + 2 * d[y][1] * rest
    d[b] = of_rest
    if rank(b) == 1:
        a_bar = (
            np.outer(rest, p @ b_bar) + np.outer(back, beside) - np.outer(of_rest, x)
        )
    else:
        a_bar = rest @ (p @ b_bar).T + back @ beside.T - of_rest @ x.T
    if vanishes(d[y][3]):
        d[a] = a_bar
    else:
        d[a] = a_bar + (u * d[y][3]) @ vh


@recipe(np.linalg.matrix_power, shape=product_shapes.square)
def _(y: Any, a: Any, n: Any) -> None:
    if not rank(a) == 2:  # noqa: SIM201
        refuse("np.linalg.matrix_power is differentiated for one matrix: write a loop")
    total = np.zeros_like(y)
    back = np.zeros_like(y)
    for k in places(n):
        left = np.linalg.matrix_power(a, k)
        right = np.linalg.matrix_power(a, n - 1 - k)
        total = total + left @ d[a] @ right
        back = back + left.T @ d[y] @ right.T
    d[y] = total
    d[a] = back


@constant
def places(n: int) -> tuple[int, ...]:
    """Where the factors of a power stand.

    >>> places(3)
    (0, 1, 2)
    """
    if not 0 <= n <= 16:
        raise ValueError("write a loop of products for a large or negative power")
    return tuple(range(n))

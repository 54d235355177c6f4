"""Recipes of `scipy.linalg`, loaded once a program has imported it.

Sources: as for `numpy_linalg`; Al-Mohy and Higham, *Computing the Fréchet derivative of
the matrix exponential* (2009), (1.2), for the exponential of a block matrix.
"""

from typing import Any

import numpy as np
import scipy.linalg  # type: ignore[import-untyped]

from autograd_src.recipes import product_shapes, shapes
from autograd_src.recipes.notation import d, rank, recipe, refuse, same

same(scipy.linalg.inv, np.linalg.inv)
same(scipy.linalg.det, np.linalg.det)
same(scipy.linalg.solve, np.linalg.solve)
same(scipy.linalg.norm, np.linalg.norm)


@recipe(scipy.linalg.cholesky, shape=product_shapes.square)
def _(y: Any, a: Any, lower: bool = False) -> None:
    if not rank(a) == 2:  # noqa: SIM201  (an unknown rank, too)
        refuse("scipy.linalg.cholesky is differentiated for one matrix: write a loop")
    if lower:
        symmetric = np.tril(d[a]) + np.tril(d[a], -1).T  # what SciPy reads
        middle = np.linalg.solve(y, np.linalg.solve(y, symmetric).T)
        d[y] = y @ ((np.tril(middle) + np.tril(middle, -1)) / 2)
        s = y.T @ d[y]
        z = np.linalg.solve(y.T, np.linalg.solve(y.T, np.tril(s) + np.tril(s, -1)).T)
        g = (z + z.T) / 4
        d[a] = np.tril(g) + np.tril(g, -1)
    else:
        symmetric = np.triu(d[a]) + np.triu(d[a], 1).T
        middle = np.linalg.solve(y.T, np.linalg.solve(y.T, symmetric).T)
        d[y] = ((np.triu(middle) + np.triu(middle, 1)) / 2) @ y
        s = d[y] @ y.T
        z = np.linalg.solve(y, np.linalg.solve(y, np.triu(s) + np.triu(s, 1)).T)
        g = (z + z.T) / 4
        d[a] = np.triu(g) + np.triu(g, 1)


@recipe(scipy.linalg.solve_triangular, shape=product_shapes.solve)
def _(y: Any, a: Any, b: Any, trans: Any = 0, lower: bool = False) -> None:
    if not (rank(a) == 2 and (rank(b) == 1 or rank(b) == 2)):
        refuse(
            "scipy.linalg.solve_triangular is differentiated for one matrix: write a "
            "loop"
        )
    if trans in (0, "N"):
        if lower:
            change = np.tril(d[a])
        else:
            change = np.triu(d[a])
        d[y] = scipy.linalg.solve_triangular(a, d[b] - change @ y, lower=lower)
        z = scipy.linalg.solve_triangular(a, d[y], 1, lower)
        if rank(b) == 1:
            g = -np.outer(z, y)
        else:
            g = -z @ y.T
    elif trans in (1, "T"):
        if lower:
            change = np.tril(d[a])
        else:
            change = np.triu(d[a])
        d[y] = scipy.linalg.solve_triangular(a, d[b] - change.T @ y, 1, lower)
        z = scipy.linalg.solve_triangular(a, d[y], lower=lower)
        if rank(b) == 1:
            g = -np.outer(y, z)
        else:
            g = -y @ z.T
    else:
        refuse("give trans as 0 or 1")
    d[b] = z
    if lower:
        d[a] = np.tril(g)
    else:
        d[a] = np.triu(g)


@recipe(scipy.linalg.expm, shape=product_shapes.square)
def _(y: Any, A: Any) -> None:
    if not rank(A) == 2:  # noqa: SIM201
        refuse("scipy.linalg.expm is differentiated for one matrix: write a loop")
    n = np.shape(A)[0]
    none = np.zeros_like(A)
    below = np.concatenate([none, A], 1)
    block = np.concatenate([np.concatenate([A, d[A]], 1), below])
    d[y] = scipy.linalg.expm(block)[:n, n:]
    below_t = np.concatenate([none, A.T], 1)
    d[A] = scipy.linalg.expm(np.concatenate([np.concatenate([A.T, d[y]], 1), below_t]))[
        :n, n:
    ]


@recipe(scipy.linalg.sqrtm, shape=shapes.unknown)
def _(y: Any, A: Any) -> None:
    d[y] = scipy.linalg.solve_sylvester(y, y, d[A])
    d[A] = scipy.linalg.solve_sylvester(y.T, y.T, d[y])


@recipe(scipy.linalg.solve_sylvester, shape=product_shapes.right_side)
def _(x: Any, a: Any, b: Any, q: Any) -> None:
    d[x] = scipy.linalg.solve_sylvester(a, b, d[q] - d[a] @ x - x @ d[b])
    z = scipy.linalg.solve_sylvester(a.T, b.T, d[x])
    d[a] = -z @ x.T
    d[b] = -x.T @ z
    d[q] = z

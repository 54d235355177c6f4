"""Recipes of products: dot, matmul, outer, einsum, tensordot and their kin.

Every product is linear in each factor; its adjoint in one factor is a product of the
result's adjoint with the other. See Giles, *Collected matrix derivative results for
forward and reverse mode algorithmic differentiation* (2008), 2.2. Where ranks are not
known a function of `runtime` decides.
"""

import operator
from typing import Any

import numpy as np

from autograd_src.recipes import moved_shapes, product_shapes
from autograd_src.recipes.notation import (
    constant,
    d,
    is_scalar,
    linear,
    rank,
    recipe,
    refuse,
    same,
)
from autograd_src.recipes.product_shapes import contracted
from autograd_src.recipes.subscripts import (
    broadcasting,
    repeated_axis,
    repeating,
    reversible,
    simple,
    spread,
    transposed,
)
from autograd_src.runtime import (
    dot_left,
    dot_right,
    matmul_left,
    matmul_right,
    sum_to,
)


@recipe(operator.matmul, shape=product_shapes.matmul)
def _(y: Any, a: Any, b: Any, /) -> None:
    d[y] = d[a] @ b + a @ d[b]
    if rank(a) == 1 and rank(b) == 1:
        d[a] = d[y] * b
        d[b] = d[y] * a
    elif rank(a) == 2 and rank(b) == 1:
        d[a] = np.outer(d[y], b)
        d[b] = a.T @ d[y]
    elif rank(a) == 1 and rank(b) == 2:
        d[a] = b @ d[y]
        d[b] = np.outer(a, d[y])
    elif rank(a) == 2 and rank(b) == 2:
        d[a] = d[y] @ b.T
        d[b] = a.T @ d[y]
    elif rank(a) >= 2 and rank(b) >= 2:
        d[a] = sum_to(d[y] @ np.swapaxes(b, -1, -2), a)
        d[b] = sum_to(np.swapaxes(a, -1, -2) @ d[y], b)
    else:
        d[a] = matmul_left(d[y], a, b)
        d[b] = matmul_right(d[y], a, b)


same(np.matmul, operator.matmul)


@recipe(np.dot, shape=product_shapes.dot)
def _(y: Any, a: Any, b: Any) -> None:
    d[y] = np.dot(d[a], b) + np.dot(a, d[b])
    if rank(a) == 1 and rank(b) == 1:
        d[a] = d[y] * b
        d[b] = d[y] * a
    elif rank(a) == 2 and rank(b) == 1:
        d[a] = np.outer(d[y], b)
        d[b] = a.T @ d[y]
    elif rank(a) == 1 and rank(b) == 2:
        d[a] = b @ d[y]
        d[b] = np.outer(a, d[y])
    elif rank(a) == 2 and rank(b) == 2:
        d[a] = d[y] @ b.T
        d[b] = a.T @ d[y]
    elif is_scalar(a) or is_scalar(b):
        d[a] = sum_to(d[y] * b, a)
        d[b] = sum_to(d[y] * a, b)
    else:
        d[a] = dot_left(d[y], a, b)
        d[b] = dot_right(d[y], a, b)


@recipe(np.inner, shape=product_shapes.inner)
def _(y: Any, a: Any, b: Any, /) -> None:
    d[y] = np.inner(d[a], b) + np.inner(a, d[b])
    if rank(a) == 1 and rank(b) == 1:
        d[a] = d[y] * b
        d[b] = d[y] * a
    elif rank(a) == 2 and rank(b) == 2:
        d[a] = d[y] @ b
        d[b] = d[y].T @ a
    elif rank(a) >= 1 and rank(b) >= 1:
        d[a] = np.tensordot(d[y], b, rank(b) - 1)
        d[b] = np.tensordot(d[y], a, (axes_before(rank(a)), axes_before(rank(a))))
    elif is_scalar(a) or is_scalar(b):
        d[a] = sum_to(d[y] * b, a)
        d[b] = sum_to(d[y] * a, b)
    else:
        refuse("write a @ b.T or np.dot for arrays of known rank")


@recipe(np.vdot, shape=product_shapes.vdot)
def _(y: Any, a: Any, b: Any, /) -> None:
    d[y] = np.vdot(d[a], b) + np.vdot(a, d[b])
    d[a] = d[y] * np.reshape(b, np.shape(a))
    d[b] = d[y] * np.reshape(a, np.shape(b))


@recipe(np.outer, shape=product_shapes.outer)
def _(y: Any, a: Any, b: Any) -> None:
    d[y] = np.outer(d[a], b) + np.outer(a, d[b])
    if rank(a) == 1 and rank(b) == 1:
        d[a] = d[y] @ b
        d[b] = a @ d[y]
    else:
        d[a] = np.reshape(d[y] @ np.ravel(b), np.shape(a))
        d[b] = np.reshape(np.ravel(a) @ d[y], np.shape(b))


@recipe((np.multiply, "outer"), shape=product_shapes.outer_ufunc)
def _(y: Any, a: Any, b: Any, /) -> None:
    d[y] = np.multiply.outer(d[a], b) + np.multiply.outer(a, d[b])
    d[a] = np.tensordot(d[y], b, np.ndim(b))
    d[b] = np.tensordot(a, d[y], np.ndim(a))


@recipe((np.add, "outer"), shape=product_shapes.outer_ufunc)
def _(y: Any, a: Any, b: Any, /) -> None:
    d[y] = np.add.outer(d[a], np.zeros_like(b)) + np.add.outer(np.zeros_like(a), d[b])
    d[a] = np.sum(d[y], axis=axes_from(rank(a), rank(y)))
    d[b] = np.sum(d[y], axis=axes_from(0, rank(a)))


@recipe((np.subtract, "outer"), shape=product_shapes.outer_ufunc)
def _(y: Any, a: Any, b: Any, /) -> None:
    d[y] = np.add.outer(d[a], np.zeros_like(b)) - np.add.outer(np.zeros_like(a), d[b])
    d[a] = np.sum(d[y], axis=axes_from(rank(a), rank(y)))
    d[b] = -np.sum(d[y], axis=axes_from(0, rank(a)))


@recipe(np.kron, shape=product_shapes.kron)
def _(y: Any, a: Any, b: Any) -> None:
    d[y] = np.kron(d[a], b) + np.kron(a, d[b])
    if rank(a) == 1 and rank(b) == 1:
        d[a] = np.reshape(d[y], (np.size(a), np.size(b))) @ b
        d[b] = a @ np.reshape(d[y], (np.size(a), np.size(b)))
    elif rank(a) == 2 and rank(b) == 2:
        blocks = np.reshape(
            d[y], (np.shape(a)[0], np.shape(b)[0], np.shape(a)[1], np.shape(b)[1])
        )
        d[a] = np.einsum("ikjl,kl->ij", blocks, b)
        d[b] = np.einsum("ikjl,ij->kl", blocks, a)
    else:
        refuse("np.kron is differentiated for two vectors or two matrices")


@recipe(np.einsum, shape=product_shapes.einsum)
def _(y: Any, subscripts: Any, /, *operands: Any) -> None:
    total = 0
    for i, a in enumerate(operands):
        total = total + np.einsum(subscripts, *operands[:i], d[a], *operands[i + 1 :])
        if reversible(subscripts, i):
            d[a] = sum_to(
                np.einsum(
                    transposed(subscripts, i),
                    *operands[:i],
                    d[y],
                    *operands[i + 1 :],
                ),
                a,
            )
        elif simple(subscripts, i):
            d[a] = sum_to(
                np.einsum(
                    broadcasting(subscripts, i),
                    *operands[:i],
                    d[y],
                    *operands[i + 1 :],
                    np.ones_like(a),
                ),
                a,
            )
        elif repeating(subscripts, i):
            d[a] = sum_to(
                np.einsum(
                    spread(subscripts, i),
                    *operands[:i],
                    d[y],
                    *operands[i + 1 :],
                    np.eye(np.shape(a)[repeated_axis(subscripts, i)], dtype=bool),
                    np.ones_like(a),
                ),
                a,
            )
        else:
            refuse(
                "np.einsum is differentiated for literal subscripts, an ellipsis"
                " first and one index twice at most: use @, np.diag or np.trace"
            )
    d[y] = total


@recipe(np.tensordot, shape=product_shapes.tensordot)
def _(y: Any, a: Any, b: Any, axes: Any = 2) -> None:
    d[y] = np.tensordot(d[a], b, axes) + np.tensordot(a, d[b], axes)
    d[a] = np.transpose(
        np.tensordot(d[y], b, axes_of_left(axes, rank(a), rank(b))),
        order_of_left(axes, rank(a), rank(b)),
    )
    d[b] = np.transpose(
        np.tensordot(a, d[y], axes_of_right(axes, rank(a), rank(b))),
        order_of_right(axes, rank(a), rank(b)),
    )


@linear(np.trace, "a", shape=moved_shapes.trace)
def _(y: Any, a: Any, offset: Any = 0) -> None:
    if rank(a) == 2:
        # Of booleans: a float64 identity would turn float32 into float64.
        d[a] = d[y] * np.eye(np.shape(a)[0], np.shape(a)[1], offset, dtype=bool)
    else:
        refuse("np.trace is differentiated for matrices")


@recipe(np.cross)
def _(y: Any, a: Any, b: Any) -> None:
    d[y] = np.cross(d[a], b) + np.cross(a, d[b])
    d[a] = sum_to(np.cross(b, d[y]), a)
    d[b] = sum_to(np.cross(d[y], a), b)


@constant
def axes_before(rank_a: int) -> tuple[int, ...]:
    """All axes but the last."""
    return tuple(range(rank_a - 1))


@constant
def axes_from(first: int, end: int) -> tuple[int, ...]:
    """The axes from one on to another."""
    return tuple(range(first, end))


Pair = tuple[tuple[int, ...], tuple[int, ...]]


def _sides(axes: Any, rank_a: int, rank_b: int) -> tuple[Pair, Pair]:
    found = contracted(axes, rank_a, rank_b)
    if found is None:
        raise ValueError(f"axes {axes!r} of np.tensordot")
    kept_a = tuple(k for k in range(rank_a) if k not in found[0])
    kept_b = tuple(k for k in range(rank_b) if k not in found[1])
    return found, (kept_a, kept_b)


@constant
def axes_of_left(axes: Any, rank_a: int, rank_b: int) -> Pair:
    """Axes that the result's adjoint and the right factor share."""
    _, (kept_a, kept_b) = _sides(axes, rank_a, rank_b)
    return tuple(range(len(kept_a), len(kept_a) + len(kept_b))), kept_b


@constant
def axes_of_right(axes: Any, rank_a: int, rank_b: int) -> Pair:
    """Axes that the left factor and the result's adjoint share."""
    _, (kept_a, _) = _sides(axes, rank_a, rank_b)
    return kept_a, tuple(range(len(kept_a)))


@constant
def order_of_left(axes: Any, rank_a: int, rank_b: int) -> tuple[int, ...]:
    """Permutation that brings the left adjoint's axes into the factor's order."""
    (pair_a, pair_b), (kept_a, _) = _sides(axes, rank_a, rank_b)
    made = [*kept_a, *(pair_a[pair_b.index(k)] for k in sorted(pair_b))]
    return tuple(made.index(k) for k in range(rank_a))


@constant
def order_of_right(axes: Any, rank_a: int, rank_b: int) -> tuple[int, ...]:
    """Permutation that brings the right adjoint's axes into the factor's order."""
    (pair_a, pair_b), (_, kept_b) = _sides(axes, rank_a, rank_b)
    made = [*(pair_b[pair_a.index(k)] for k in sorted(pair_a)), *kept_b]
    return tuple(made.index(k) for k in range(rank_b))

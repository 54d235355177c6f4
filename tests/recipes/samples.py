"""Sample arguments of every recipe: where its formulas are held against numbers.

A sample names the arguments that have derivatives; by default every float, float array
and list of those. Samples keep away from kinks, where differences mean nothing; what
holds there is in `test_kinks`.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import numpy as np

from autograd_src import runtime, special
from autograd_src.recipes.registry import key_of


class Sample(NamedTuple):
    args: tuple[Any, ...]
    keywords: dict[str, Any]
    passive: tuple[str, ...] = ()
    precise: bool = True  # float32 arguments give a float32 result


def normal(*shape: int, seed: int = 0) -> Any:
    """Numbers of both signs, none near 0, no two close to each other."""
    rng = np.random.default_rng(seed + 17 * len(shape) + sum(shape))
    count = math.prod(shape)
    steps = 0.3 + 1.5 * (rng.permutation(count) + 0.5 * rng.random(count)) / count
    return (steps * rng.choice([-1.0, 1.0], count)).reshape(shape)


def positive(*shape: int, seed: int = 0) -> Any:
    """Numbers between 0.3 and 1.8."""
    return np.abs(normal(*shape, seed=seed))


def unit(*shape: int, seed: int = 0) -> Any:
    """Numbers between -0.9 and 0.9."""
    return normal(*shape, seed=seed) / 2


def above(*shape: int, seed: int = 0) -> Any:
    """Numbers above 1.2."""
    return positive(*shape, seed=seed) + 1


def even(*shape: int, seed: int = 0) -> Any:
    """Multiples of 0.8."""
    return 0.8 * np.round(4 * normal(*shape, seed=seed))


def odd(*shape: int, seed: int = 0) -> Any:
    """Numbers in the middle between multiples of 0.8."""
    return 0.8 * np.round(3 * unit(*shape, seed=seed)) + 0.4


def regular(n: int, *stack: int, seed: int = 0) -> Any:
    """Matrices far from singular."""
    return normal(*stack, n, n, seed=seed) + 3 * np.eye(n)


def definite(n: int) -> Any:
    """A symmetric positive definite matrix."""
    a = normal(n, n)
    return a @ a.T + np.eye(n)


def call(
    *args: Any, passive: str = "", precise: bool = True, **keywords: Any
) -> Sample:
    """Write a sample like a call."""
    return Sample(args, keywords, tuple(passive.split()), precise)


Draw = Callable[..., Any]


def unary(draw: Draw) -> list[Sample]:
    """Samples of a function of one array: a float and ranks 0 to 2."""
    scalar = float(draw(1)[0])
    return [call(scalar), call(draw(3)), call(draw(2, 3)), call(draw(2, 1, 2))]


def binary(draw: Draw, other: Draw | None = None) -> list[Sample]:
    """Samples of a function of two arrays: all kinds of broadcasting."""
    other = other or draw
    shapes: list[tuple[tuple[int, ...], tuple[int, ...]]] = [
        ((3,), (3,)),
        ((2, 3), (3,)),
        ((3,), (2, 3)),
        ((2, 1), (1, 3)),
        ((2, 1, 3), (4, 1)),
    ]
    found = [call(draw(*a), other(*b, seed=5)) for a, b in shapes]
    a, b = float(draw(1)[0]), float(other(1, seed=7)[0])
    return [call(a, b), call(a, other(3, seed=5)), call(draw(2, 2), b), *found]


def scalars(*draws: Draw) -> list[Sample]:
    """Samples of a function of plain floats."""
    found = []
    for seed in range(3):
        found.append(call(*(float(draw(3, seed=seed)[seed]) for draw in draws)))
    return found


def reductions(draw: Draw = normal) -> list[Sample]:
    """Samples of a reduction: ranks, axes, tuples of axes, keepdims."""
    return [
        call(draw(4)),
        call(draw(2, 3)),
        call(draw(2, 3), 0),
        call(draw(2, 3), axis=1),
        call(draw(2, 3), axis=-1, keepdims=True),
        call(draw(2, 3), keepdims=True),
        call(draw(2, 3, 2), axis=-2),
        call(draw(2, 1, 3), axis=1),
        call(draw(1), keepdims=True),
    ]


def several_axes(draw: Draw = normal) -> list[Sample]:
    """Samples of a reduction over several axes."""
    return [
        call(draw(2, 3, 2), axis=(0, 2)),
        call(draw(2, 3, 2), axis=(0, -1), keepdims=True),
        call(draw(2, 3), axis=(1, 0)),
    ]


def products() -> list[Sample]:
    """Samples of a product of vectors and matrices."""
    return [
        call(normal(3), normal(3, seed=1)),
        call(normal(2, 3), normal(3)),
        call(normal(3), normal(3, 2)),
        call(normal(2, 3), normal(3, 4)),
        call(normal(1, 3), normal(3, 1)),
    ]


def batches() -> list[Sample]:
    """Samples of a product of stacks of matrices."""
    return [
        call(normal(2, 3, 4), normal(2, 4, 2)),
        call(normal(2, 3, 4), normal(4, 2)),
        call(normal(3, 4), normal(2, 4, 2)),
        call(normal(1, 3, 4), normal(2, 4, 2)),
        call(normal(2, 1, 3, 4), normal(5, 4, 2)),
        call(normal(4), normal(2, 4, 3)),
        call(normal(2, 3, 4), normal(4)),
    ]


def joined(*arrays: Any, **keywords: Any) -> Sample:
    """Write a sample of a function that takes a list."""
    return call(list(arrays), **keywords)


def _products() -> Iterator[tuple[object, list[Sample]]]:
    v, m = normal(3), normal(2, 3)
    yield operator.matmul, products() + batches()
    yield np.matmul, products() + batches()
    tensors = [call(normal(2, 3), normal(2, 3, 4)), call(normal(2, 4, 3), normal(3))]
    mixed = [call(2.5, m), call(m, 1.5), call(normal(2, 3, 4), normal(2, 4, 2))]
    yield np.dot, products() + mixed + [tensors[1]]
    swapped = [call(v, normal(3, seed=1)), call(m, normal(4, 3)), call(v, m)]
    yield np.inner, [*swapped, call(2.0, v), call(normal(2, 3, 4), normal(3, 4))]
    yield np.vdot, [call(v, normal(3, seed=1)), call(m, normal(2, 3, seed=1))]
    yield np.outer, [call(v, normal(2)), call(m, v), call(v, 2.0), call(v, m)]
    outer = [call(v, normal(2)), call(m, v), call(v, normal(2, 2)), call(v, 2.0)]
    for ufunc in (np.multiply, np.add, np.subtract):
        yield (ufunc, "outer"), outer
    yield np.kron, [call(v, normal(2)), call(m, normal(3, 2))]
    yield np.einsum, [call(*one) for one in _einsum()]
    yield (
        np.tensordot,
        [
            call(normal(2, 3), normal(3, 4), axes=1),
            call(normal(2, 3, 4), normal(3, 4, 5)),
            call(normal(2, 3), normal(2, 4), axes=0),
            call(normal(2, 3, 4), normal(4, 2, 5), axes=([2, 0], [0, 1])),
            call(normal(2, 3, 4), normal(5, 3, 2), ((0, 1), (2, 1))),
            call(normal(2, 3), normal(4, 3), axes=(1, 1)),
            call(normal(2, 3, 4), normal(3, 5), axes=(-2, 0)),
        ],
    )
    yield (
        np.trace,
        [
            call(normal(3, 3)),
            call(normal(2, 3)),
            call(normal(3, 2)),
            call(m, offset=1),
            call(m, -1),
        ],
    )
    yield np.cross, [call(v, normal(3, seed=1)), call(normal(2, 3), v)]


def _einsum() -> list[tuple[Any, ...]]:
    m, n = normal(2, 3), normal(3, 4)
    return [
        ("ij,jk->ik", m, n),
        ("ij,jk", m, n),
        ("ij->ji", m),
        ("ij->", m),
        ("ij->i", m),
        ("i,j->ij", normal(2), normal(3)),
        ("i,i", normal(3), normal(3, seed=1)),
        ("bij,bjk->bik", normal(2, 2, 3), normal(2, 3, 2)),
        ("ij,jk,kl->il", m, n, normal(4, 2)),
        ("ij,ij->i", m, normal(2, 3, seed=1)),
        ("ij, j -> i", m, normal(3)),
        ("ij,ij->ij", normal(1, 3), m),
        ("ij,i->i", normal(1, 3), normal(2)),
        ("ii->i", normal(3, 3)),
        ("ii", normal(3, 3)),
        ("iij,j->i", normal(2, 2, 3), normal(3)),
        ("ijj,ik->jk", normal(2, 3, 3), normal(2, 2)),
        ("...ij,...jk->...ik", normal(2, 2, 3), normal(2, 3, 2)),
        ("...ij,jk", normal(2, 2, 3), normal(3, 2)),
        ("...i,...i->...", normal(2, 3), normal(3)),
        ("...i->...", m),
        ("...ij,ij->...", normal(2, 2, 3), m),
    ]


def _elementwise() -> Iterator[tuple[object, list[Sample]]]:
    for function in (operator.pos, operator.neg, operator.abs, abs, np.positive):
        yield function, unary(normal)
    for ufunc in "negative absolute fabs exp exp2 expm1 sin cos".split():
        yield getattr(np, ufunc), unary(normal)
    for ufunc in "sinh cosh tanh arctan arcsinh square reciprocal cbrt sinc".split():
        yield getattr(np, ufunc), unary(normal)
    for ufunc in "deg2rad rad2deg radians degrees nan_to_num".split():
        yield getattr(np, ufunc), unary(normal)
    for ufunc in "log log2 log10 log1p sqrt".split():
        yield getattr(np, ufunc), unary(positive)
    for ufunc in "arcsin arccos arctanh tan".split():
        yield getattr(np, ufunc), unary(unit)
    yield np.arccosh, unary(above)
    for name in "add sub mul truediv".split():
        yield getattr(operator, name), binary(normal)
    for ufunc in "add subtract multiply divide arctan2 hypot copysign".split():
        yield getattr(np, ufunc), binary(normal)
    for ufunc in "logaddexp logaddexp2".split():
        yield getattr(np, ufunc), binary(normal)
    for ufunc in "maximum minimum fmax fmin".split():
        literals = [call(normal(4), 0), call(0.1, normal(3), passive="a")]
        yield getattr(np, ufunc), [*binary(even, odd), *literals]
    for remainder in (operator.mod, np.remainder, np.fmod):
        yield remainder, binary(odd, lambda *s, seed: 0.8 + positive(*s) / 40)
    for power in (operator.pow, pow, np.power, np.float_power):
        precise = power is not np.float_power
        whole = [call(normal(2, 2), n, precise=precise) for n in (0, 1, 2, 3, -1, -2)]
        roots = [
            call(positive(3), n, precise=precise, passive="b") for n in (0.5, 1.5, -0.5)
        ]
        pairs = [one._replace(precise=precise) for one in binary(positive, normal)]
        yield power, [*pairs, *whole, *roots, call(2, normal(3), precise=precise)]
    steps = np.array([0.5, 2.0])
    yield np.heaviside, [call(normal(2), steps), call(np.zeros(2), steps, passive="x")]
    exponents = np.array([1, -2, 3])
    yield np.ldexp, [call(normal(3), exponents), call(normal(2, 3), exponents)]
    x, low, high = normal(2, 4), np.array([-0.5, -0.8, -1.0, -0.2]), np.full(4, 0.6)
    yield (
        np.clip,
        [
            call(x, low, high),
            call(x, -0.5, 0.7),
            call(x, None, 0.7),
            call(x, low, None),
            call(x, a_min=0.6, a_max=-0.5),
            call(0.3, -0.5, 0.7),
        ],
    )
    test = np.array([True, False, True])
    yield (
        np.where,
        [
            call(test, normal(3), normal(3, seed=1)),
            call(test, 2.0, normal(2, 3)),
            call(np.array([[True], [False]]), normal(3), 1.5),
            call(test, normal(2, 1), normal(3)),
        ],
    )


def _builtins() -> Iterator[tuple[object, list[Sample]]]:
    yield float, [call(1.5), call(np.float64(0.5)), call(np.array(0.25))]
    yield np.ndarray.item, [call(np.array([0.25]), precise=False), call(np.array(2.0))]
    yield max, [call(1.5, 0.5), call(0.5, 1.5)]
    yield min, [call(1.5, 0.5), call(0.5, 1.5)]
    yield sum, [call(normal(3)), call(normal(2, 3))]


def _math() -> Iterator[tuple[object, list[Sample]]]:
    for name in "exp expm1 sin cos tan atan sinh cosh tanh asinh fabs erf erfc".split():
        yield getattr(math, name), scalars(normal)
    for name in "degrees radians cbrt exp2".split():
        yield getattr(math, name, None), scalars(normal)
    for name in "log2 log10 log1p sqrt lgamma gamma".split():
        yield getattr(math, name), scalars(positive)
    yield math.gamma, [*scalars(positive), call(-1.4), call(3.6)]
    for name in "asin acos atanh".split():
        yield getattr(math, name), scalars(unit)
    yield math.acosh, scalars(above)
    yield math.log, [*scalars(positive), *scalars(positive, above)]
    yield math.pow, [*scalars(positive, normal), call(1.3, 2)]
    for name in "atan2 hypot copysign".split():
        yield getattr(math, name), scalars(normal, normal)
    yield math.hypot, [*scalars(normal), call(1.0, 2.0, 3.0)]
    divisor = [call(5.3, 1.7), call(-5.3, 1.7), call(5.3, -1.7), call(4.1, 2.5)]
    for name in "fmod remainder".split():
        yield getattr(math, name), divisor
    yield math.ldexp, [call(1.5, 3), call(1.5, -2)]
    yield math.dist, [call([1.0, 2.0], [0.5, 0.25]), call((1.5,), (0.25,))]
    yield math.fsum, [joined(1.5, 2.25, -0.5)]
    yield math.prod, [joined(1.5, 2.25, -0.5), joined(0.0, 1.25, 2.5)]
    pairs = call([1.0, 2.0], [0.5, 0.25])
    yield getattr(math, "sumprod", None), [pairs]


def _reductions() -> Iterator[tuple[object, list[Sample]]]:
    for name in "sum mean nansum max min amax amin ptp average".split():
        yield getattr(np, name), [*reductions(), *several_axes()]
    zeros = np.array([[0.0, 1.0, 2.0], [3.0, 0.0, 0.0]])
    with_zeros = [call(zeros), call(zeros, 1), call(np.array([0.0, 1.5, 2.0]))]
    yield np.prod, [*reductions(), *several_axes(), *with_zeros]
    ddof = [
        call(normal(2, 3), axis=0, ddof=1),
        call(normal(4), ddof=1.5, passive="ddof"),
    ]
    spread = [one for one in reductions() if 1 not in one.args[0].shape]
    for name in "var std".split():
        yield getattr(np, name), [*spread, *several_axes(), *ddof]
    nan = np.array([1.5, np.nan, 2.0])
    yield np.nansum, [*reductions(), call(nan), call(normal(2, 1) + nan, 1)]
    runs = [call(normal(4)), call(normal(2, 3)), call(normal(2, 3), 0)]
    runs += [call(normal(2, 3), axis=-1), call(normal(2, 3, 2), axis=1)]
    yield np.cumsum, runs
    yield np.cumprod, [*runs, call(zeros), call(zeros, 1), call(zeros, 0)]


def _moved() -> Iterator[tuple[object, list[Sample]]]:
    v, m, t = normal(4), normal(2, 3), normal(2, 3, 4)
    yield np.reshape, [call(m, (3, 2)), call(m, -1), call(t, (2, -1)), call(v, (2, 2))]
    yield np.ravel, [call(m), call(v), call(normal(1, 3)), call(m, order="F")]
    yield np.ndarray.flatten, [call(m), call(v)]
    axes = [call(t, (2, 0, 1)), call(t, axes=(-1, 0, 1)), call(m, (1, 0))]
    yield np.transpose, [call(v), call(m), call(t), *axes]
    yield np.swapaxes, [call(m, 0, 1), call(t, 0, -1), call(t, axis1=1, axis2=2)]
    yield np.moveaxis, [call(t, 0, -1), call(t, (0, 1), (-1, 0)), call(m, 1, 0)]
    yield np.expand_dims, [call(v, 0), call(m, -1), call(m, axis=(0, 2)), call(2.0, 0)]
    one = normal(1, 3, 1)
    yield np.squeeze, [call(one), call(one, 0), call(one, axis=(0, -1)), call(v)]
    for name in "atleast_1d atleast_2d atleast_3d".split():
        yield getattr(np, name), [call(2.0), call(v), call(m), call(t)]
    yield (
        np.broadcast_to,
        [
            call(v, (3, 4)),
            call(normal(2, 1), (2, 3)),
            call(2.0, (2,)),
            call(v, shape=(4,)),
        ],
    )
    for name in "copy ascontiguousarray asfortranarray".split():
        yield getattr(np, name), [call(v), call(m)]
    made = [call(m), call(2.0), call([1.5, 2.5]), call([v, normal(4, seed=2)])]
    cast = [call(v, float, precise=False), call([1.5, 2.5], dtype=float, precise=False)]
    for name in "array asarray asanyarray".split():
        yield getattr(np, name), [*made, *cast]
    yield (
        np.ndarray.astype,
        [call(v, float, precise=False), call(m, np.float64, precise=False)],
    )
    yield np.float64, [call(2.5), call(v, precise=False), call(np.float64(1.5))]
    yield np.full, [call(3, 2.5), call((2, 3), 1.5), call((2, 4), v)]
    yield np.full_like, [call(m, 2.5, passive="a"), call(t, v, passive="a")]
    yield np.linspace, [call(0.5, 2.5), call(1.0, 3.0, 4), call(1.0, 3.0, num=3)]


def _joined() -> Iterator[tuple[object, list[Sample]]]:
    v, w, m = normal(4), normal(4, seed=1), normal(2, 3)
    n, t, u = normal(2, 3, seed=1), normal(2, 3, 4), normal(2, 3, 4, seed=1)
    yield (
        np.stack,
        [
            joined(v, w),
            joined(m, n, normal(2, 3, seed=3), axis=1),
            joined(m, n, axis=-1),
            joined(m, n, axis=2),
            call((v, w), 0),
            call(t, axis=1),
        ],
    )
    yield (
        np.concatenate,
        [
            joined(v, normal(2), normal(3)),
            joined(m, normal(3, 3)),
            joined(m, normal(2, 2), axis=1),
            joined(m, normal(2, 2), axis=-1),
            joined(t, normal(2, 1, 4), axis=-2),
            joined(m, v, axis=None),
            call((v, w), 0),
            call(t),
            call(t, axis=1),
        ],
    )
    yield np.hstack, [joined(v, normal(2)), joined(m, normal(2, 1)), joined(t, u)]
    yield np.vstack, [joined(v, w), joined(m, normal(1, 3)), joined(normal(3), m)]
    yield np.column_stack, [joined(v, w), joined(normal(2), m), joined(m, n)]
    yield (
        np.repeat,
        [
            call(v, 2),
            call(m, 3),
            call(m, 2, axis=0),
            call(m, 2, axis=-1),
            call(v, np.array([1, 0, 2, 3])),
            call(m, [2, 1], axis=0),
        ],
    )
    yield (
        np.tile,
        [
            call(v, 3),
            call(2.0, 3),
            call(m, 2),
            call(m, (2, 1)),
            call(v, (2, 3)),
            call(t, (2, 2)),
            call(m, (2, 1, 3)),
        ],
    )
    yield np.flip, [call(v), call(m), call(m, 0), call(t, axis=(0, -1))]
    yield np.fliplr, [call(m), call(t)]
    yield np.flipud, [call(v), call(m)]
    yield np.rot90, [call(m), call(m, 2), call(m, k=-1)]
    yield (
        np.roll,
        [
            call(v, 1),
            call(m, -2),
            call(m, 1, axis=0),
            call(m, (1, 2), axis=(0, 1)),
        ],
    )


def _selected() -> Iterator[tuple[object, list[Sample]]]:
    v, m, t = normal(4), normal(3, 2), normal(2, 3, 4)
    twice = np.array([0, 2, 2])
    yield (
        np.take,
        [
            call(v, 2),
            call(v, twice),
            call(m, twice, axis=0),
            call(m, 1, axis=-1),
            call(m, [[0, -1], [4, 4]]),
            call(t, np.array([[0, 1], [1, 1]]), axis=1),
        ],
    )
    places = np.array([[0, 2], [1, 1], [1, 0]])
    yield (
        np.take_along_axis,
        [
            call(normal(3, 3), places, 1),
            call(m, np.array([[0, 2]]), axis=0),
        ],
    )
    yield np.sort, [call(v), call(m), call(m, 0), call(t, axis=1)]
    yield np.partition, [call(v, 1), call(m, (0, 1)), call(m, 1, 0), call(t, 0, axis=1)]
    square = normal(3, 3)
    yield (
        np.diag,
        [call(v), call(v, 1), call(square), call(m, -1), call(m.T.copy(), k=1)],
    )
    for name in "tril triu".split():
        yield getattr(np, name), [call(square), call(m, 1), call(t, k=-1)]
    yield (
        np.diff,
        [
            call(v),
            call(v, 2),
            call(v, 3),
            call(m, axis=0),
            call(t, 2, axis=1),
            call(m),
        ],
    )
    yield (
        np.pad,
        [
            call(v, 2),
            call(m, 1),
            call(m, ((1, 0), (0, 2))),
            call(v, (0, 3)),
            call(m, 1, "constant"),
            call(m, 1, mode="constant", constant_values=2),
            call(v, 2, mode="edge"),
            call(m, ((1, 2), (0, 1)), "reflect"),
            call(v, 2, mode="symmetric"),
            call(m, 1, mode="wrap"),
        ],
    )
    yield np.append, [call(v, 1.5), call(v, normal(2)), call(m, v)]


def _linalg() -> Iterator[tuple[object, list[Sample]]]:
    a, stack = regular(3), regular(3, 2)
    yield np.linalg.inv, [call(a), call(stack), call(regular(1))]
    yield np.linalg.det, [call(a), call(stack)]
    yield np.linalg.slogdet, [call(a), call(stack), call(-a)]
    yield (
        np.linalg.solve,
        [
            call(a, normal(3)),
            call(a, normal(3, 2)),
            call(stack, normal(2, 3, 2)),
            call(stack, normal(1, 3, 2)),
        ],
    )
    yield np.linalg.cholesky, [call(definite(3)), call(definite(1))]
    v, m, t = normal(4), normal(2, 3), normal(2, 3, 4)
    orders = [call(v, p, passive="ord") for p in (1, 2, np.inf, -np.inf, 3, 1.5, -1)]
    sides = [call(m, p, axis=1, passive="ord") for p in (None, 1, 2, np.inf, 3)]
    yield (
        np.linalg.norm,
        [
            call(v),
            call(m),
            call(t),
            call(m, "fro"),
            *orders,
            *sides,
            call(m, axis=0, keepdims=True),
            call(m, 3.0, axis=-1, keepdims=True, passive="ord"),
            call(t, axis=(0, 2)),
            call(t, axis=(0, 2), keepdims=True),
        ],
    )


def _helpers() -> Iterator[tuple[object, list[Sample]]]:
    v, m, t = normal(4), normal(2, 3), normal(2, 3, 4)
    yield (
        special.sinc_derivative,
        [
            *(call(x, n) for x in (0.3, 1e-4, 2.6) for n in (1, 2, 4)),
            call(m, 1),
        ],
    )
    yield special.polygamma, [call(n, x) for n in (0, 1, 3) for x in (0.4, 2.6, -0.6)]
    smaller = (2.0, normal(3), normal(2, 1), normal(1, 1), normal(1, 2, 3))
    yield runtime.private_copy, [call(v), call(m)]
    yield runtime.sum_to, [call(m, x, passive="like") for x in smaller]
    yield (
        runtime.broadcast_like,
        [call(x, m, passive="like") for x in (*smaller[1:4], normal(1, 2, 3))],
    )
    for name, product, like, pairs in (
        ("matmul_left", np.matmul, "a", products() + batches()),
        ("matmul_right", np.matmul, "b", products() + batches()),
        (
            "dot_left",
            np.dot,
            "a",
            [*products(), call(t, normal(5, 4, 2)), call(2.0, m)],
        ),
        (
            "dot_right",
            np.dot,
            "b",
            [*products(), call(t, normal(5, 4, 2)), call(m, 2.0)],
        ),
    ):
        yield (
            getattr(runtime, name),
            [
                call(
                    normal(*np.shape(product(*one.args))) * 1.0, *one.args, passive=like
                )
                for one in pairs
                if np.ndim(product(*one.args))
            ],
        )
    twice = np.array([0, 2, 2])
    yield (
        runtime.scatter,
        [
            call(normal(3), v, twice, passive="like"),
            call(normal(3, 4), normal(3, 4), twice, passive="like"),
            call(normal(2), v, slice(0, 2), passive="like"),
        ],
    )
    yield (
        runtime.take_adjoint,
        [
            call(normal(3), v, twice, passive="a"),
            call(normal(2, 3, 4), t, twice, 1, passive="a"),
        ],
    )
    places = np.array([[0, 2], [1, 1]])
    yield (
        runtime.take_along_axis_adjoint,
        [call(normal(2, 2), m, places, 1, passive="a")],
    )
    yield (
        runtime.repeat_adjoint,
        [
            call(normal(8), v, 2, passive="a"),
            call(normal(4, 3), m, 2, 0, passive="a"),
        ],
    )
    yield (
        runtime.tile_adjoint,
        [
            call(normal(8), v, 2, passive="a"),
            call(normal(4, 9), m, (2, 3), passive="a"),
        ],
    )
    yield (
        runtime.unpad,
        [
            call(normal(6), v, 1, passive="a"),
            call(normal(3, 5), m, ((1, 0), (0, 2)), passive="a"),
        ],
    )
    yield (
        special.pad_adjoint,
        [
            call(normal(8), v, 2, "edge", passive="a"),
            call(normal(4, 5), m, 1, "wrap", passive="a"),
        ],
    )
    parts = [normal(2), normal(3)]
    yield (
        runtime.split_like,
        [
            call(normal(5), parts, passive="arrays"),
            call(normal(2, 5), [normal(2, 2), normal(2, 3)], 1, passive="arrays"),
        ],
    )
    with_zeros = np.array([0.0, 1.5, 2.0, 0.0])
    yield (
        runtime.prod_others,
        [
            call(v),
            call(m),
            call(m, 0),
            call(t, -2),
            call(with_zeros),
        ],
    )
    yield (
        runtime.recurrence,
        [
            call(v, normal(4, seed=1)),
            call(m, normal(2, 3, seed=1), 1),
            call(m, normal(2, 3, seed=1), 0),
        ],
    )


def _all() -> dict[Any, list[Sample]]:
    from tests.recipes import samples_numpy, samples_scipy

    topics = (_elementwise, _builtins, _math, _reductions, _products)
    others = (_moved, _joined, _selected, _linalg, _helpers)
    others += (*samples_numpy.TOPICS, *samples_scipy.TOPICS)
    found: dict[Any, list[Sample]] = {}
    for topic in (*topics, *others):
        for function, samples in topic():
            if function is not None:
                found[key_of(function)] = samples
    return found


SAMPLES = _all()

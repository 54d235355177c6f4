"""Sample arguments of statistics, splitting, integrals and factorizations."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import numpy as np

from autograd_src import special
from tests.recipes.samples import (
    Sample,
    binary,
    call,
    definite,
    joined,
    normal,
    odd,
    positive,
    reductions,
    regular,
    scalars,
    several_axes,
    unary,
)

Topic = Iterator[tuple[object, list[Sample]]]


def with_nan(*shape: int) -> Any:
    """Numbers of both signs, one of them missing."""
    x = normal(*shape)
    x.flat[1] = np.nan
    return x


def spread() -> list[Sample]:
    """Samples of a reduction of at least two elements."""
    return [one for one in reductions() if 1 not in one.args[0].shape]


def statistics() -> Topic:
    v, m, t = normal(5), normal(2, 3), normal(2, 3, 4)
    weights = positive(5)
    weighted = [call(v, None, weights), call(v, 0, weights)]
    weighted += [call(m, weights=positive(2, 3)), call(v, weights=weights)]
    yield np.average, [*reductions(), *several_axes(), *weighted]
    nan = [call(with_nan(4)), call(with_nan(2, 3), 1), call(with_nan(3, 2), axis=0)]
    for name in "nanmax nanmin nanmean nanprod".split():
        yield getattr(np, name), [*reductions(), *several_axes(), *nan]
    for name in "nanvar nanstd".split():
        ddof = [call(with_nan(5), ddof=1), call(m, 1, ddof=1)]
        yield getattr(np, name), [*spread(), *several_axes(), *nan[:1], *ddof]
    runs = [call(v), call(m), call(m, 0), call(with_nan(2, 3), axis=-1)]
    yield np.nancumsum, runs
    one_axis = [call(v), call(normal(4)), call(m), call(m, 0), call(m, axis=-1)]
    one_axis += [call(t, axis=1, keepdims=True), call(t, -2), call(m, keepdims=True)]
    yield np.median, one_axis
    for name, places in (("quantile", (0.3, 0.0, 1.0)), ("percentile", (30.0, 71.0))):
        of = [call(v, q, passive="q") for q in places]
        of += [call(m, places[0], 1, passive="q"), call(m, places[0], passive="q")]
        of += [call(t, places[0], axis=-1, keepdims=True, passive="q")]
        in_place = 0.3 if name == "quantile" else 30.0
        of += [call(v, in_place), call(normal(4), in_place, 0)]
        yield getattr(np, name), of
    many = normal(3, 5)
    yield (
        np.cov,
        [
            call(many, precise=False),
            call(many, precise=False, rowvar=False),
            call(many, None, True, True, precise=False),
            call(many, precise=False, ddof=0),
        ],
    )
    places = np.array([0, 2, 2, 1])
    named = call(places, weights=normal(4), minlength=5, precise=False)
    yield np.bincount, [call(places, normal(4), precise=False), named]


def methods_of_ufuncs() -> Topic:
    v, m, t = normal(4), normal(2, 3), normal(2, 3, 4)
    over = [call(v), call(m), call(m, 1), call(m, axis=None), call(t, (0, 2))]
    over += [call(m, axis=-1, keepdims=True), call(t, axis=1)]
    for ufunc in (np.add, np.maximum, np.minimum):
        yield (ufunc, "reduce"), over
    single = [one for one in over if one.args[1:] != ((0, 2),)]
    yield (np.multiply, "reduce"), [*single, call(np.array([0.0, 1.5, 2.0]))]
    yield (
        (np.logaddexp, "reduce"),
        [one for one in single if "axis" not in one.keywords],
    )
    along = [call(v), call(m), call(m, 1), call(t, axis=-2)]
    yield (np.add, "accumulate"), along
    yield (np.multiply, "accumulate"), [*along, call(np.array([1.5, 0.0, 2.0]))]


def elementwise() -> Topic:
    yield np.conjugate, unary(normal)
    yield np.real, [call(normal(3)), call(normal(2, 3))]

    def step(*shape: int, seed: int) -> Any:
        return 0.8 + positive(*shape) / 40

    yield np.divmod, binary(odd, step)
    yield np.modf, unary(normal)
    yield divmod, [call(5.3, 1.7), call(-5.3, 1.7), call(4.1, -2.5)]
    yield math.modf, scalars(normal)
    yield getattr(math, "fma", None), [call(1.5, 2.5, -0.5)]


def apart() -> Topic:
    v, m, t = normal(6), normal(4, 3), normal(2, 4, 4)
    parts = [call(v, 3), call(m, 2), call(m, [1, 3]), call(t, 2, axis=-1)]
    yield np.split, [*parts, call(v, (2, 2, 5)), call(m, 3, 1)]
    yield np.array_split, [*parts, call(v, 4), call(m, 3, axis=0)]
    yield np.vsplit, [call(m, 2), call(m, [1]), call(t, 2)]
    yield np.hsplit, [call(m, 3), call(m, [1]), call(v, 2), call(t, 2)]
    yield np.dsplit, [call(t, 2), call(t, [1, 3])]
    yield getattr(np, "unstack", None), [call(m), call(t, axis=1)]
    yield getattr(np, "matrix_transpose", None), [call(m), call(t)]
    x, y = normal(3), normal(4)
    yield np.meshgrid, [call(x, y), call(x, y, indexing="ij")]
    yield (
        np.dstack,
        [
            joined(x, normal(3, seed=1)),
            joined(m, normal(4, 3, seed=1)),
            joined(t, normal(2, 4, 1)),
        ],
    )
    yield np.rollaxis, [call(t, 2), call(t, 0, 2), call(t, 1, start=3), call(m, -1)]
    square = normal(3, 3)
    yield (
        np.diagonal,
        [call(square), call(m, 1), call(m, offset=-1), call(t, 0, 1, 2), call(t)],
    )
    yield np.diagflat, [call(v), call(m, 1)]
    yield np.resize, [call(v, (3, 4)), call(m, (2, 2)), call(v, 4)]
    yield np.delete, [call(v, 2), call(v, [0, -1]), call(m, 1, 0), call(m, 1, axis=1)]
    yield (
        np.insert,
        [call(v, 2, 1.5), call(v, -1, normal(2)), call(v, 1, 0.5, 0), call(m, 3, 2.5)],
    )
    mask = np.array([True, False, True, True])
    yield (
        np.compress,
        [call(mask, m, axis=0), call(mask, normal(4)), call(mask[:3], m, 1)],
    )
    yield np.extract, [call(m > 0, m), call(mask, normal(4))]
    which = np.array([0, 2, 1, 0])
    of = [normal(4), normal(4, seed=1), normal(4, seed=2)]
    yield np.choose, [call(which, of), call(which, of[:1] * 3)]
    yield (
        np.select,
        [
            call([mask, ~mask], [normal(4), normal(4, seed=1)]),
            call([mask, which == 1], [normal(4), normal(4, seed=3)], 2.5),
            call([mask], [normal(4)], default=0.0),
        ],
    )


def calculus() -> Topic:
    v, m, t = normal(5), normal(2, 5), normal(2, 3, 4)
    places = np.cumsum(positive(5))
    trapezoid = getattr(np, "trapezoid", None) or getattr(np, "trapz")  # noqa: B009
    yield (
        trapezoid,
        [
            call(v),
            call(m),
            call(t),
            call(v, places),
            call(m, places),
            call(m, np.cumsum(positive(2, 5), 1)),
            call(m, dx=0.5),
            call(v, places, axis=0),
        ],
    )
    inside = places[0] + (places[-1] - places[0]) * np.array([0.1, 0.35, 0.62, 0.9])
    beside = np.array([places[0] - 1, inside[1], places[-1] + 1])
    yield (
        np.interp,
        [
            call(inside, places, v, precise=False),
            call(beside, places, v, precise=False),
            call(inside.reshape(2, 2), places, v, precise=False),
            call(float(inside[1]), places, v, precise=False),
        ],
    )
    w = normal(3)
    modes = [call(v, w, mode) for mode in ("full", "same", "valid")]
    modes += [call(v, w), call(w, v), call(v, normal(2), "same"), call(w, v, "valid")]
    modes += [call(normal(2), v, "same"), call(normal(4), normal(4, seed=1), "same")]
    yield np.convolve, modes
    yield (
        np.correlate,
        [call(v, w), call(v, w, "full"), call(w, v), call(w, v, mode="full")],
    )
    yield (
        np.gradient,
        [
            call(v),
            call(v, 0.5),
            call(m, axis=1),
            call(m, 0.5, axis=-1),
            call(t, 2.0, axis=1),
            call(m, axis=0),
        ],
    )
    yield np.ediff1d, [call(v), call(m)]
    yield np.unwrap, [call(np.array([0.5, 6.0, 2.0, 9.0])), call(4 * m, axis=0)]
    grids = (normal(3), normal(2, 2), 0.7)
    yield (
        np.polyval,
        [call(v, x, precise=False) for x in grids]
        + [call(normal(1), normal(2), precise=False)],
    )
    polyval = np.polynomial.polynomial.polyval
    yield polyval, [call(x, v, precise=False) for x in grids]
    yield np.polyder, [call(v, precise=False), call(normal(2), precise=False)]
    yield np.polyint, [call(v, precise=False), call(normal(1), precise=False)]
    yield (
        np.vander,
        [
            call(v, precise=False),
            call(v, 3, precise=False),
            call(v, precise=False, N=4, increasing=True),
            call(v, 1, precise=False),
        ],
    )


def symmetric(n: int) -> Any:
    """A symmetric matrix of separate eigenvalues."""
    return definite(n) + np.diag(np.arange(n) * 2.0)


def factors() -> Topic:
    s = symmetric(3)
    tall, wide = normal(4, 3), normal(2, 3)
    yield np.linalg.eigh, [call(s), call(symmetric(2)), call(regular(3))]
    yield np.linalg.eigvalsh, [call(s), call(normal(3, 3))]
    thin = [call(one, full_matrices=False) for one in (tall, wide, regular(3))]
    alone = [call(one, compute_uv=False) for one in (tall, wide)]
    square = [call(regular(3)), call(regular(2), True)]
    yield np.linalg.svd, [*thin, *alone, call(tall, False), *square]
    yield np.linalg.qr, [call(tall), call(regular(3)), call(normal(3, 1))]
    yield np.linalg.pinv, [call(tall), call(wide), call(regular(2))]
    yield (
        np.linalg.lstsq,
        [
            call(tall, normal(4), rcond=None, precise=False),
            call(tall, normal(4, 2), rcond=None, precise=False),
        ],
    )
    powers = [call(regular(3) / 3, n) for n in (0, 1, 2, 3, 5)]
    yield np.linalg.matrix_power, powers


def helpers() -> Topic:
    v, m, t = normal(5), normal(3, 4), normal(2, 3, 4)
    yield (
        special.diagonal_adjoint,
        [
            call(normal(3), m, passive="a"),
            call(normal(2), m, -1, passive="a"),
            call(normal(2, 3), t, 0, 1, 2, passive="a"),
        ],
    )
    yield (
        special.full_convolution,
        [
            call(normal(7), v, normal(3), "full", passive="a v"),
            call(normal(3), v, normal(3), "valid", passive="a v"),
            call(normal(5), v, normal(3), "same", passive="a v"),
            call(normal(5), v, normal(4), "same", passive="a v"),
            call(normal(5), v, normal(2), "same", passive="a v"),
        ],
    )
    yield (
        special.gradient_adjoint,
        [call(v, 0.5), call(m, 2.0, 1), call(t, 0.5, -2), call(normal(2), 1.0)],
    )
    places = np.array([0, 2, 0])
    yield (
        special.only_last,
        [
            call(normal(3), v, places, passive="x index"),
            call(normal(3, 3), m, (slice(None), places), passive="x index"),
        ],
    )
    yield special.over_gaps, [call(normal(3, 3), np.array([1.0, 2.5, 3.0]))]


TOPICS = (
    statistics,
    methods_of_ufuncs,
    elementwise,
    apart,
    calculus,
    factors,
    helpers,
)

"""Sample arguments of `scipy.special`, `scipy.linalg` and `scipy.stats`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import scipy.linalg
import scipy.special
import scipy.stats

from tests.recipes.samples import (
    Sample,
    above,
    binary,
    call,
    definite,
    normal,
    positive,
    regular,
    unary,
    unit,
)

Topic = Iterator[tuple[object, list[Sample]]]


def fraction(*shape: int, seed: int = 0) -> Any:
    """Numbers between 0.15 and 0.9."""
    return positive(*shape, seed=seed) / 2


def _at(order: Any, samples: list[Sample]) -> list[Sample]:
    found = [call(order, *one.args, passive="v n a") for one in samples]
    return [one._replace(precise=False) for one in found]


def functions() -> Topic:
    names = """
        expit log_expit expm1 exp2 exp10 cbrt erf erfc erfcx ndtr log_ndtr dawsn
        j0 j1 i0 i1 i0e i1e
    """
    for name in names.split():
        yield getattr(scipy.special, name), unary(normal)
    names = "log1p entr expi exp1 gammaln loggamma gamma rgamma y0 y1 k0 k1"
    for name in names.split():
        yield getattr(scipy.special, name), unary(positive)
    yield scipy.special.digamma, [s._replace(precise=False) for s in unary(positive)]
    for name in "logit ndtri erfcinv ellipk ellipe".split():
        yield getattr(scipy.special, name), unary(fraction)
    yield scipy.special.erfinv, unary(unit)
    for name in "xlogy xlog1py rel_entr kl_div beta betaln".split():
        yield getattr(scipy.special, name), binary(positive)
    yield scipy.special.poch, binary(positive)
    yield scipy.special.binom, binary(above, fraction)
    yield scipy.special.huber, [*binary(fraction, above)[:4], call(2.0, normal(3))]
    yield scipy.special.pseudo_huber, binary(positive, normal)
    some = [call(1.3), call(positive(3)), call(positive(2, 3))]
    yield scipy.special.polygamma, [*_at(1, some), *_at(3, some)]
    for name in "jv yv iv kv ive".split():
        yield getattr(scipy.special, name), [*_at(1.5, some), *_at(0, some)]
    for name in "gammainc gammaincc".split():
        yield getattr(scipy.special, name), _at(1.5, some)
    parts = [0.3, fraction(3), fraction(2, 3)]
    yield (
        scipy.special.betainc,
        [call(1.5, 2.5, x, passive="a b", precise=False) for x in parts],
    )
    v, m, t = normal(4), normal(2, 3), normal(2, 3, 4)
    over = [call(v), call(m), call(m, 1), call(m, axis=0), call(t, axis=(0, 2))]
    kept = [call(m, axis=-1, keepdims=True), call(m, keepdims=True)]
    yield scipy.special.logsumexp, [*over, *kept]
    for name in "softmax log_softmax".split():
        yield getattr(scipy.special, name), over


def matrices() -> Topic:
    a, s, v = regular(3), definite(3), normal(3)
    yield scipy.linalg.inv, [call(a), call(regular(1))]
    yield scipy.linalg.det, [call(a, precise=False)]
    yield scipy.linalg.solve, [call(a, v), call(a, normal(3, 2))]
    yield (
        scipy.linalg.norm,
        [call(v), call(a), call(a, "fro"), call(v, 1, passive="ord")],
    )
    lower = call(s, lower=True)
    yield scipy.linalg.cholesky, [call(s), lower, call(definite(1), True)]
    yield (
        scipy.linalg.solve_triangular,
        [
            call(a, v),
            call(a, normal(3, 2), lower=True),
            call(a, v, 1),
            call(a, normal(3, 2), trans="T", lower=True),
            call(a, normal(3, 2), 0, False),
            call(a, v, "N", True),
        ],
    )
    yield scipy.linalg.expm, [call(a / 3), call(normal(2, 2))]
    yield scipy.linalg.sqrtm, [call(s), call(regular(2))]
    yield (
        scipy.linalg.solve_sylvester,
        [call(a, regular(2), normal(3, 2)), call(s, s, normal(3, 3))],
    )


def distributions() -> Topic:
    norm, v, s = scipy.stats.norm, normal(3), positive(3)
    for method in (norm.pdf, norm.logpdf, norm.cdf, norm.sf, norm.logcdf, norm.logsf):
        yield (
            method,
            [
                call(v, precise=False),
                call(v, 0.3, 1.2, precise=False),
                call(0.4, loc=v, scale=s, precise=False),
            ],
        )
    for method in (norm.ppf, norm.isf):
        q = fraction(3)
        yield (
            method,
            [call(q, precise=False), call(q, 0.3, scale=1.2, precise=False)],
        )


TOPICS = (functions, matrices, distributions)

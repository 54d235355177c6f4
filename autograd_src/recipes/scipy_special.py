"""Recipes of `scipy.special`, loaded once a program has imported it.

Formulas: NIST *Digital Library of Mathematical Functions* (DLMF), 5 (gamma), 7 (error
functions), 10 (Bessel), 19 (elliptic integrals). A string stands for a derivative that
has no formula: that in the order of a Bessel function.
"""

import math
from typing import Any

import numpy as np
import scipy.special  # type: ignore[import-untyped]

from autograd_src.recipes import shapes
from autograd_src.recipes.notation import d, elementwise, recipe, refuse

# The logistic function, exponentials and logarithms.
elementwise(scipy.special.expit, lambda y, x: y * (1 - y))
elementwise(scipy.special.logit, lambda y, x: 1 / (x * (1 - x)))
elementwise(scipy.special.log_expit, lambda y, x: scipy.special.expit(-x))
elementwise(scipy.special.expm1, lambda y, x: y + 1)
elementwise(scipy.special.log1p, lambda y, x: 1 / (1 + x))
elementwise(scipy.special.exp2, lambda y, x: y * math.log(2))
elementwise(scipy.special.exp10, lambda y, x: y * math.log(10))
elementwise(scipy.special.cbrt, lambda y, x: 1 / (3 * y**2))
elementwise(scipy.special.xlogy, lambda z, x, y: (np.log(y), x / y))
elementwise(scipy.special.xlog1py, lambda z, x, y: (np.log1p(y), x / (1 + y)))
elementwise(scipy.special.entr, lambda y, x: -np.log(x) - 1)
elementwise(scipy.special.rel_entr, lambda z, x, y: (np.log(x / y) + 1, -x / y))
elementwise(scipy.special.kl_div, lambda z, x, y: (np.log(x / y), 1 - x / y))
elementwise(
    scipy.special.huber,
    lambda y, delta, r: (
        np.maximum(np.abs(r) - delta, 0),
        np.clip(r, -delta, delta),
    ),
)


@elementwise(scipy.special.pseudo_huber)
def _(y: Any, delta: Any, r: Any) -> Any:
    root = np.sqrt(1 + (r / delta) ** 2)
    return 2 * y / delta - r**2 / (delta * root), r / root


# Error functions and the normal distribution.
elementwise(scipy.special.erf, lambda y, x: 2 / math.sqrt(math.pi) * np.exp(-(x**2)))
elementwise(scipy.special.erfc, lambda y, x: -2 / math.sqrt(math.pi) * np.exp(-(x**2)))
elementwise(scipy.special.erfcx, lambda y, x: 2 * x * y - 2 / math.sqrt(math.pi))
elementwise(scipy.special.erfinv, lambda y, x: math.sqrt(math.pi) / 2 * np.exp(y**2))
elementwise(scipy.special.erfcinv, lambda y, x: -math.sqrt(math.pi) / 2 * np.exp(y**2))
elementwise(
    scipy.special.ndtr, lambda y, x: np.exp(-(x**2) / 2) / math.sqrt(2 * math.pi)
)
elementwise(
    scipy.special.log_ndtr,
    lambda y, x: np.exp(-(x**2) / 2 - y) / math.sqrt(2 * math.pi),
)
elementwise(scipy.special.ndtri, lambda y, x: math.sqrt(2 * math.pi) * np.exp(y**2 / 2))
elementwise(scipy.special.dawsn, lambda y, x: 1 - 2 * x * y)
elementwise(scipy.special.expi, lambda y, x: np.exp(x) / x)
elementwise(scipy.special.exp1, lambda y, x: -np.exp(-x) / x)

# Gamma and beta functions.
elementwise(scipy.special.gammaln, lambda y, x: scipy.special.digamma(x))
elementwise(scipy.special.loggamma, lambda y, x: scipy.special.digamma(x))
elementwise(scipy.special.gamma, lambda y, x: y * scipy.special.digamma(x))
elementwise(scipy.special.rgamma, lambda y, x: -y * scipy.special.digamma(x))
elementwise(scipy.special.digamma, lambda y, x: scipy.special.polygamma(1, x))
elementwise(
    scipy.special.polygamma,
    lambda y, n, x: (
        "the order of polygamma is a whole number",
        scipy.special.polygamma(n + 1, x),
    ),
    shape=shapes.in_array,
)
elementwise(
    scipy.special.betaln,
    lambda y, a, b: (
        scipy.special.digamma(a) - scipy.special.digamma(a + b),
        scipy.special.digamma(b) - scipy.special.digamma(a + b),
    ),
)
elementwise(
    scipy.special.beta,
    lambda y, a, b: (
        y * (scipy.special.digamma(a) - scipy.special.digamma(a + b)),
        y * (scipy.special.digamma(b) - scipy.special.digamma(a + b)),
    ),
)
elementwise(
    scipy.special.binom,
    lambda y, n, k: (
        y * (scipy.special.digamma(n + 1) - scipy.special.digamma(n - k + 1)),
        y * (scipy.special.digamma(n - k + 1) - scipy.special.digamma(k + 1)),
    ),
)
elementwise(
    scipy.special.poch,
    lambda y, z, m: (
        y * (scipy.special.digamma(z + m) - scipy.special.digamma(z)),
        y * scipy.special.digamma(z + m),
    ),
)
elementwise(
    scipy.special.gammainc,
    lambda y, a, x: (
        "the incomplete gamma function is differentiated in its second argument",
        np.exp(scipy.special.xlogy(a - 1, x) - x - scipy.special.gammaln(a)),
    ),
)
elementwise(
    scipy.special.gammaincc,
    lambda y, a, x: (
        "the incomplete gamma function is differentiated in its second argument",
        -np.exp(scipy.special.xlogy(a - 1, x) - x - scipy.special.gammaln(a)),
    ),
)


@elementwise(scipy.special.betainc)
def _(y: Any, a: Any, b: Any, x: Any) -> Any:
    powers = scipy.special.xlogy(a - 1, x) + scipy.special.xlog1py(b - 1, -x)
    advice = "the incomplete beta function is differentiated in its last argument"
    return advice, advice, np.exp(powers - scipy.special.betaln(a, b))


# Bessel functions (DLMF 10.6.1, 10.29.1).
elementwise(scipy.special.j0, lambda y, x: -scipy.special.j1(x))
elementwise(
    scipy.special.j1, lambda y, x: (scipy.special.j0(x) - scipy.special.jv(2, x)) / 2
)
elementwise(scipy.special.y0, lambda y, x: -scipy.special.y1(x))
elementwise(scipy.special.y1, lambda y, x: scipy.special.y0(x) - y / x)
elementwise(scipy.special.i0, lambda y, x: scipy.special.i1(x))
elementwise(
    scipy.special.i1, lambda y, x: (scipy.special.i0(x) + scipy.special.iv(2, x)) / 2
)
elementwise(scipy.special.i0e, lambda y, x: scipy.special.i1e(x) - np.sign(x) * y)
elementwise(
    scipy.special.i1e,
    lambda y, x: (scipy.special.i0e(x) + scipy.special.ive(2, x)) / 2 - np.sign(x) * y,
)
elementwise(
    scipy.special.ive,
    lambda y, v, z: (
        "Bessel functions are not differentiated in the order",
        (scipy.special.ive(v - 1, z) + scipy.special.ive(v + 1, z)) / 2
        - np.sign(z) * y,
    ),
)
elementwise(scipy.special.k0, lambda y, x: -scipy.special.k1(x))
elementwise(scipy.special.k1, lambda y, x: -scipy.special.k0(x) - y / x)
elementwise(
    scipy.special.jv,
    lambda y, v, z: (
        "Bessel functions are not differentiated in the order",
        (scipy.special.jv(v - 1, z) - scipy.special.jv(v + 1, z)) / 2,
    ),
)
elementwise(
    scipy.special.yv,
    lambda y, v, z: (
        "Bessel functions are not differentiated in the order",
        (scipy.special.yv(v - 1, z) - scipy.special.yv(v + 1, z)) / 2,
    ),
)
elementwise(
    scipy.special.iv,
    lambda y, v, z: (
        "Bessel functions are not differentiated in the order",
        (scipy.special.iv(v - 1, z) + scipy.special.iv(v + 1, z)) / 2,
    ),
)
elementwise(
    scipy.special.kv,
    lambda y, v, z: (
        "Bessel functions are not differentiated in the order",
        -(scipy.special.kv(v - 1, z) + scipy.special.kv(v + 1, z)) / 2,
    ),
)

# Complete elliptic integrals (DLMF 19.4.1, 19.4.2), of the parameter m = k**2.
elementwise(
    scipy.special.ellipk,
    lambda y, m: (scipy.special.ellipe(m) / (1 - m) - y) / (2 * m),
)
elementwise(scipy.special.ellipe, lambda y, m: (y - scipy.special.ellipk(m)) / (2 * m))


@recipe(scipy.special.logsumexp, shape=shapes.like_sum)
def _(y: Any, a: Any, axis: Any = None, b: Any = None, keepdims: bool = False) -> None:
    if b is not None:
        refuse("write scipy.special.logsumexp(a + np.log(b))")
    if axis is None or keepdims:
        share = np.exp(a - y)
    else:
        share = np.exp(a - np.expand_dims(y, axis))
    d[y] = np.sum(share * d[a], axis, keepdims=keepdims)
    if axis is None or keepdims:
        d[a] = share * d[y]
    else:
        d[a] = share * np.expand_dims(d[y], axis)


@recipe(scipy.special.softmax, shape=shapes.copied)
def _(y: Any, x: Any, axis: Any = None) -> None:
    d[y] = y * (d[x] - np.sum(y * d[x], axis, keepdims=True))
    d[x] = y * (d[y] - np.sum(y * d[y], axis, keepdims=True))


@recipe(scipy.special.log_softmax, shape=shapes.copied)
def _(y: Any, x: Any, axis: Any = None) -> None:
    d[y] = d[x] - np.sum(np.exp(y) * d[x], axis, keepdims=True)
    d[x] = d[y] - np.exp(y) * np.sum(d[y], axis, keepdims=True)

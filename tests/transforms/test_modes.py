"""The modes: what they return, in which structure and kind, and that it is fresh."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
import pytest

from autograd_src.errors import NotDifferentiable
from tests.transforms.derive import derivative, executed, generated, pair, slope

V = np.array([0.7, -0.4, 1.3])
U = np.array([1.0, 2.0, -1.0])
W = np.array([[0.1, 0.2], [0.3, -0.4], [0.5, 0.6]])
B = np.array([0.1, -0.2])
X = np.arange(6.0).reshape(2, 3) / 5


def close(got, want):
    assert np.shape(got) == np.shape(want)
    np.testing.assert_allclose(got, want, rtol=1e-6, atol=1e-9)


def chain(x):
    s = 0.0
    for i in range(len(x)):
        s = s + np.sin(x[i]) * x[i - 1] ** 2
    return s


def wave(x):
    return math.exp(x) * x - 3 * math.sin(x) ** 2


def written(x):
    y = x * 1.0
    y[0] = x[1] * 2.0
    for i in range(1, 3):
        y[i] = np.sin(y[i - 1]) * y[i] ** 2
    return np.sum(y * y)


def swapped(x):
    u = x.copy()
    v = np.zeros_like(x)
    for _ in range(3):
        v[1:] = u[1:] + 0.1 * u[:-1] * u[1:]
        u, v = v, u
    return np.sum(u**2)


def array_valued(x, k):
    return {"a": np.sin(k * x), "b": [x[0] * k, k]}


# ----------------------------------------------------------------------------- vjp


@pytest.mark.parametrize("f", [chain, written, swapped])
def test_pullback_gives_the_same_on_every_call(f):
    forward, backward = pair(f, (V,))
    value, saved = forward(V)
    want = derivative(f, (V,), "grad")(V)
    assert value == f(V)
    for seed in (1.0, -0.5, 3.0, 1.0):
        got = backward(saved, seed)
        close(got, seed * want)
        got[...] = 77.0  # the caller's own: no later call may see it


def test_cotangent_has_the_structure_of_the_result():
    forward, backward = pair(array_valued, (V, 2.0), wrt=("x", "k"))
    _, saved = forward(V, 2.0)
    seed = {"a": U.copy(), "b": [4.0, 5.0]}
    x_bar, k_bar = backward(saved, seed)

    def paired(x, k):
        found = array_valued(x, k)
        return found["a"] @ U + 4 * found["b"][0] + 5 * found["b"][1]

    close(x_bar @ V, slope(lambda h: paired(V + h * V, 2.0)))
    close(k_bar, slope(lambda h: paired(V, 2.0 + h)))
    np.testing.assert_array_equal(seed["a"], U)


def test_seed_is_neither_written_nor_returned():
    def same(x):
        y = x
        return y

    forward, backward = pair(same, (V,))
    seed = U.copy()
    got = backward(forward(V)[1], seed)
    assert not np.shares_memory(got, seed)
    got[...] = 0.0
    np.testing.assert_array_equal(seed, U)


def test_result_that_the_caller_changes_does_not_reach_the_pullback():
    def root(x):
        y = np.exp(x)
        return y

    forward, backward = pair(root, (V,))
    value, saved = forward(V)
    value[...] = 0.0
    close(backward(saved, np.ones(3)), np.exp(V))


def test_forward_computes_nothing_that_neither_value_nor_backward_reads():
    text = generated(array_valued, (V, 2.0), "vjp").text
    assert "cos" not in text.partition("_backward(")[0].partition("return")[0]


# ----------------------------------------------------------------------------- aux


def beside(x):
    y = x * 1.0
    y[0] = x[1] * 2.0
    return np.sum(y * y), y


GRADIENT = np.array([0.0, 10 * V[1], 2 * V[2]])


def test_aux_beside_each_mode():
    value, aux = beside(V)
    got, found = derivative(beside, (V,), "grad", has_aux=True)(V)
    close(got, GRADIENT)
    close(found, aux)
    (v, found), got = derivative(beside, (V,), "value_and_grad", has_aux=True)(V)
    close(v, value)
    close(got, GRADIENT)
    close(found, aux)
    v, dot, found = derivative(beside, (V,), "jvp", has_aux=True)(V, U)
    close(dot, GRADIENT @ U)
    close(found, aux)
    forward, backward = pair(beside, (V,), has_aux=True)
    v, saved, found = forward(V)
    close(backward(saved, 2.0), 2 * GRADIENT)
    close(found, aux)


# ----------------------------------------------------------------- kinds and shapes


def test_float32_stays_float32_beside_float64():
    def mixed(x, y, k):
        return np.sum(np.sin(x) * y) * k

    args = (V.astype(np.float32), V, 2.0)
    x_bar, y_bar, k_bar = derivative(mixed, args, "grad", wrt=("x", "y", "k"))(*args)
    assert (x_bar.dtype, y_bar.dtype) == (np.float32, np.float64)
    assert isinstance(k_bar, float)


def test_float_beside_float32_has_a_float_gradient():
    def scaled(x, k):
        return np.sum(np.sin(x) * k)

    args = (V.astype(np.float32), 2.0)
    x_bar, k_bar = derivative(scaled, args, "grad", wrt=("x", "k"))(*args)
    assert x_bar.dtype == np.float32
    assert isinstance(k_bar, float)


def some_of_them(x):
    total = 0
    for v in x:
        if v > 1.5:
            total = total + v
    return np.sin(total) * np.vdot(x, [x[1:], x[:1]])


def test_a_python_number_on_one_path_leaves_single_precision():
    """`np.sin(0)` is of double precision, whatever the other path gives."""
    x = np.array([1.1, 0.2], dtype=np.float32)
    gradient = derivative(some_of_them, (x,), "grad")(x)
    assert gradient.dtype == np.float32


def test_unused_arguments_have_zero_gradients():
    def first(x, y, z):
        return np.sum(x)

    found = derivative(first, (V, V, 1.0), "grad", wrt=("y", "z"))(V, V, 1.0)
    close(found[0], np.zeros(3))
    assert found[1] == 0.0


def test_result_of_shape_one():
    def kept(x):
        return np.sum(x**2, keepdims=True)

    close(derivative(kept, (V,), "grad")(V), 2 * V)


def test_result_of_another_size_raises():
    def double(x):
        return x * 2

    with pytest.raises(TypeError, match=r"size one.*jacobian.*vjp"):
        generated(double, (V,), "grad")
    gradient = derivative(double, None, "grad")
    assert gradient(3.0) == 2.0
    with pytest.raises(TypeError, match=r"size one.*jacobian"):
        gradient(V)


def test_tangent_is_the_caller_s_own():
    def same(x):
        return x

    dot = U.copy()
    _, got = derivative(same, (V,), "jvp")(V, dot)
    assert not np.shares_memory(got, dot)
    got[...] = 0.0
    np.testing.assert_array_equal(dot, U)


# -------------------------------------------------------------------- structures


class Point(NamedTuple):
    w: np.ndarray
    b: np.ndarray
    tag: str


def by_name(p, x):
    return np.sum(np.tanh(x @ p.w + p.b) ** 2)


def by_key(p, x):
    return np.sum(np.tanh(x @ p["w"] + p["b"]) ** 2)


def by_unpacking(p, x):
    w, b = p[0], p[-1]
    return np.sum(np.tanh(x @ w + b) ** 2)


def layers(p, x):
    for w, b in p:
        x = np.tanh(x @ w + b)
    return np.sum(x**2)


def overwriting(p, x):
    w, b = p
    b[0] = w[0, 1] * x[0, 0]
    w *= 2.0
    return np.sum(np.tanh(x @ w + b) ** 2)


def flat(p):
    if isinstance(p, dict):
        p = p.values()
    if isinstance(p, (np.ndarray, float)):
        return np.ravel(p)
    return np.concatenate([flat(q) for q in p if not isinstance(q, (str, type(None)))])


def along(p, d, h):
    if isinstance(p, dict):
        return {k: along(p[k], d[k], h) for k in p}
    if isinstance(p, (tuple, list)):
        items = [along(q, e, h) for q, e in zip(p, d, strict=True)]
        return type(p)(*items) if hasattr(p, "_fields") else type(p)(items)
    return p if isinstance(p, str) else p + h * d


STRUCTURES = [
    (by_name, Point(W, B, "tag")),
    (by_key, {"w": W, "b": B}),
    (by_unpacking, (W, B)),
    (by_unpacking, [W, B]),
    (layers, [(W, B), (W[:2], B)]),
    (overwriting, (W, B)),
]


@pytest.mark.parametrize(("f", "p"), STRUCTURES)
def test_derivatives_by_a_container(f, p):
    d = along(p, p, 0.5)
    want = slope(lambda h: f(along(p, d, h), X))
    gradient = derivative(f, (p, X), "grad")
    before = flat(p), flat(d)
    got = gradient(p, X)
    assert type(got) is type(p)
    close(flat(got) @ flat(d), want)
    close(derivative(f, (p, X), "jvp")(p, d, X)[1], want)
    forward, backward = pair(f, (p, X))
    saved = forward(p, X)[1]
    for seed in (1.0, 2.0, 1.0):
        close(flat(backward(saved, seed)), seed * flat(got))
    product = derivative(f, (p, X), "hvp")(p, d, X)
    close(flat(product), slope(lambda h: flat(gradient(along(p, d, h), X))))
    for kept, now in zip(before, (flat(p), flat(d)), strict=True):
        np.testing.assert_array_equal(kept, now)


def test_leaves_that_are_no_numbers_have_none():
    p = Point(W, B, "tag")
    assert derivative(by_name, (p, X), "grad")(p, X).tag is None


def test_container_in_an_argument_that_is_changed_is_refused():
    def filled(p):
        items = p["items"]
        items.append(1.0)
        return items[0] * items[1]

    with pytest.raises(NotDifferentiable, match="container") as caught:
        generated(filled, ({"items": [1.0, 2.0]},), "grad")
    assert "append" in caught.value.text


# ------------------------------------------------------------------- higher order


def test_derivatives_of_a_scalar_function():
    second = derivative(wave, (0.3,), "grad.grad")
    first = derivative(wave, (0.3,), "grad")
    third = derivative(wave, (0.3,), "grad.grad.grad")
    close(second(0.3), slope(lambda h: first(0.3 + h)))
    close(third(0.3), slope(lambda h: second(0.3 + h)))


def test_forward_over_reverse_and_reverse_over_reverse_agree():
    _, product = derivative(chain, (V,), "grad.jvp")(V, U)
    forward, backward = pair(chain, (V,), "grad.vjp")
    value, saved = forward(V)
    close(value, derivative(chain, (V,), "grad")(V))
    for seed in (1.0, -2.0, 1.0):
        close(backward(saved, seed * U), seed * product)
    close(product, derivative(chain, (V,), "hvp")(V, U))


def test_the_latest_tangent_comes_first():
    inner = derivative(chain, (V,), "jvp")
    (value, dot), (dot_2, both) = derivative(chain, (V,), "jvp.jvp")(V, U, V)
    close(value, chain(V))
    close(dot, inner(V, V)[1])
    close(dot_2, inner(V, U)[1])
    close(both, slope(lambda h: inner(V + h * U, V)[1]))


def test_third_order():
    product = derivative(chain, (V,), "hvp")
    value, dot = derivative(chain, (V,), "hvp.jvp")(V, U, V)
    close(value, product(V, V))
    close(dot, slope(lambda h: product(V + h * U, V)))


def test_keyword_and_default_arguments_keep_their_places():
    def powered(x, k=2.0, *, m=3.0):
        return np.sum(x**2) * k * m

    made = generated(powered, (V, 2.0, 3.0), "jvp", wrt=("x", "m"))
    entry = executed(made)[made.entry]
    _, dot = entry(V, U, m=3.0, m_dot=1.0)
    close(dot, 2 * (2 * 3 * V @ U + V @ V))

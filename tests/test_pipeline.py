"""From a request to text: names, docstrings, determinism."""

from __future__ import annotations

import numpy as np
import pytest

from tests.transforms.derive import derivative, generated, pair

V = np.array([0.7, -0.4, 1.3])
SCALE = 2.0


def loss(x, n):
    return np.sum(x**2) * n


def scaled(x):
    return np.sum(x**2 * SCALE)


@pytest.mark.parametrize(
    ("mode", "entry"),
    [
        ("grad", "loss_grad"),
        ("value_and_grad", "loss_value_and_grad"),
        ("jvp", "loss_jvp"),
        ("hvp", "loss_hvp"),
        ("vjp", "loss_forward"),
        ("grad.jvp", "loss_grad_jvp"),
    ],
)
def test_name_of_the_entry(mode, entry):
    assert generated(loss, (V, 2), mode).entry == entry


def test_docstring_says_what_is_assumed():
    text = generated(loss, (V, 2), "grad").text
    assert "Gradient of `loss` with respect to x." in text
    assert "    For x: float64 array of 1 axis; n: int." in text
    assert "nothing is known" in generated(loss, None, "grad").text


@pytest.mark.parametrize("mode", ["grad", "jvp", "vjp", "hvp"])
def test_the_same_request_gives_the_same_bytes(mode):
    assert generated(loss, (V, 2), mode) == generated(loss, (V, 2), mode)


def test_an_unknown_mode_is_an_error():
    with pytest.raises(ValueError, match="gradient"):
        generated(loss, (V, 2), "gradient")


def test_pullback_uses_the_globals_of_its_forward(monkeypatch):
    forward, backward = pair(scaled, (V,))
    saved = forward(V)[1]
    monkeypatch.setitem(globals(), "SCALE", 5.0)
    np.testing.assert_allclose(backward(saved, 1.0), 4 * V)
    np.testing.assert_allclose(derivative(scaled, (V,), "grad")(V), 10 * V)

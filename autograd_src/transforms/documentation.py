"""Docstrings of emitted functions."""

from __future__ import annotations

__all__ = ["describe"]

_TITLES = {
    "grad": "Gradient of `{name}` with respect to {wrt}.",
    "value_and_grad": "Value of `{name}` and its gradient with respect to {wrt}.",
    "jvp": "Value of `{name}` and its derivative along tangents of {wrt}.",
    "hvp": "Hessian-vector product of `{name}` with respect to {wrt}.",
    "forward": "Value of `{name}`, and what `{name}_backward` needs.",
    "backward": "Cotangents of {wrt} for a cotangent of the value of `{name}`.",
}


def describe(mode: str, name: str, wrt: tuple[str, ...]) -> str:
    """The first line of the docstring of a derivative."""
    return _TITLES[mode].format(name=name, wrt=", ".join(wrt))

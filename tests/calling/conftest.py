"""Each test has a cache of its own, and a generator that only copies."""

from __future__ import annotations

import pytest

from autograd_src.calling import entries
from tests.calling import handmade


@pytest.fixture
def generator(monkeypatch, tmp_path):
    """The generator that took the real one's place."""
    monkeypatch.delenv("AUTOGRAD_SRC_CACHE_DIR", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    generator = handmade.Generator()
    monkeypatch.setattr(entries, "generator", lambda: generator)
    return generator


@pytest.fixture
def fresh(generator):
    """Give a function without the derivatives that earlier tests made."""
    from autograd_src import differentiable

    def again(function, **choices):
        return differentiable(getattr(function, "__wrapped__", function), **choices)

    return again

"""Each test starts as a new process would: nothing said, nothing trusted yet."""

from __future__ import annotations

import pytest

from autograd_src.store import generator, paths, report, trust


@pytest.fixture(autouse=True)
def _as_in_a_new_process(monkeypatch):
    monkeypatch.setattr(report, "_said", set())
    monkeypatch.setattr(trust, "_cleared", set())
    monkeypatch.setattr(paths, "_calls", {})
    monkeypatch.setattr(paths, "_absolute", {})
    monkeypatch.setattr(paths, "_defaults", {})
    # Whoever works on this package while its tests run changes its files.
    monkeypatch.setattr(generator, "_imported_at", 2**62)
    for name in ("", "_DIR", "_MAX_SIZE", "_LOG"):
        monkeypatch.delenv(f"AUTOGRAD_SRC_CACHE{name}", raising=False)
    monkeypatch.delenv("AUTOGRAD_SRC_USER_CACHE", raising=False)

"""Fixtures of these tests."""

from tests.live.modules import modules

__all__ = ["modules"]

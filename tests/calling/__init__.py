"""Tests of what runs at call time."""

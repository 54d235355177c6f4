"""Passes over whole functions that only remove, share, inline and name."""

"""The tests, a package that mirrors the source tree."""

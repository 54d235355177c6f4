"""Names: safe everywhere in the user's cache, exact in a project's."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograd_src.store.names import Key, entry_stem, folder_name, project_name

from .entries import key

# What some file system forbids, takes for a folder, or hides.
FORBIDDEN = set('<>:"/\\|?* ') | {chr(i) for i in range(32)}


@given(st.text(max_size=400), st.text(max_size=400))
def test_names_are_safe_on_every_file_system(function, mode):
    for name in (folder_name(function), entry_stem(key(function, mode)) + ".7.py"):
        assert not FORBIDDEN & set(name)
        assert name.isascii()
        assert 0 < len(name) <= 130
    assert not folder_name(function).startswith(".")


@pytest.mark.parametrize("function", ["aux:f", "NUL:f", "com1:f", ":", ".hidden:f"])
def test_names_that_a_system_takes_for_something_else(function):
    assert folder_name(function).startswith("_")


def test_stems_tell_apart_what_folders_do_not():
    """`a.b:c` and `a:b.c` share a folder; their entries never share a file."""
    assert folder_name("a.b:c") == folder_name("a:b.c")
    keys = [Key(f, m, "ab" * 32) for f in ("a.b:c", "a:b.c") for m in ("grad", "jvp")]
    assert len(set(map(entry_stem, keys))) == 4


@pytest.mark.parametrize(
    "function",
    ["m:f.<locals>.g", "m:<lambda>", "m:" + "f" * 101, "m:ä", "aux:f", "m:f."],
)
def test_functions_without_a_name_in_a_project(function):
    assert project_name(function, "grad") == ""


SIGNATURES = [
    "",
    "x: float",
    "x: float64",
    "x: float64[]",
    "x: float64[n]",
    "x: float64[1]",
    "x: float64[n,1]",
    "x: float64[1,n]",
    "x: float64[?]",
    "x: bool_",
    "y: float",
    "x: float, y: float",
    "x: (float, y: float)",
    "x: (float64[n], float)",
    "x: [float, float]",
    "x: {'w': float64[n,n], 'b': float}",
    "x: static('adam')",
    "x: static('sgd')",
    "x: unknown",
    ", ".join(f"p{i}: float64[n,n]" for i in range(30)),
    ", ".join(f"p{i}: float64[n,n]" for i in range(31)),
]


def test_project_names_tell_apart_whatever_differs():
    choices = itertools.product(
        ("grad", "jvp", "grad.grad"),
        SIGNATURES,
        ((), ("x",), ("x", "y"), ("x_y",)),
        ((), ("has_aux",), ("bare",)),
    )
    choices = list(choices)
    names = {project_name("m:f", mode, s, w, o) for mode, s, w, o in choices}
    assert len(names) == len(choices)
    assert all(len(name) < 120 and not FORBIDDEN - {"/"} & set(name) for name in names)
    assert len({name.lower() for name in names}) == len(choices)

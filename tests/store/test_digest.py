"""Digests tell apart what differs, and are the same wherever they are taken."""

from __future__ import annotations

import itertools
import os
import subprocess
import sys
from enum import IntEnum
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograd_src.store.digest import fields_digest, text_digest
from autograd_src.store.header import render

from .entries import BODY, header, key

ROOT = Path(__file__).resolve().parent.parent.parent

FIELDS = st.recursive(
    st.text() | st.binary() | st.integers() | st.booleans() | st.none(),
    lambda inner: st.lists(inner, max_size=3).map(tuple),
    max_leaves=6,
)


def _typed(field):
    """Equal only for the same field of the same type: 1 == True in Python."""
    if isinstance(field, tuple):
        return tuple(map(_typed, field))
    return type(field).__name__, field


@given(st.lists(FIELDS, max_size=3), st.lists(FIELDS, max_size=3))
def test_digests_are_equal_exactly_for_equal_fields(one, other):
    same = _typed(tuple(one)) == _typed(tuple(other))
    assert (fields_digest(*one) == fields_digest(*other)) is same


def test_fields_are_not_confused_with_neighbours():
    alike = [
        ("ab", "c"),
        ("a", "bc"),
        ("abc",),
        (b"abc",),
        (("ab", "c"),),
        (("ab",), "c"),
        ("1",),
        (1,),
        (True,),
        (-1,),
        (None,),
        ("",),
        (),
        ((),),
        ("s2:ab1:c",),
    ]
    assert len({fields_digest(*fields) for fields in alike}) == len(alike)


def test_digest_is_fixed_for_ever():
    """A change of the encoding would orphan every cache: it needs a new format."""
    expected = "e4569a8a36a0d490250e6b0d167f11bdbc7e248dcf483a77ce3387cd3b0f0a24"
    assert fields_digest("model", ("w", 1, None, True), b"\0") == expected


class Colour(IntEnum):
    RED = 1


@pytest.mark.parametrize("field", [1.0, [1], {"a": 1}, Colour.RED, object()])
def test_what_has_no_stable_bytes_is_refused(field):
    with pytest.raises(TypeError, match=type(field).__name__):
        fields_digest(field)


def test_integers_of_any_size_and_lone_surrogates_have_digests():
    assert fields_digest(10**5000) != fields_digest(10**5000 + 1)
    assert fields_digest("\ud800") != fields_digest("\ud801")


def test_text_digest_ignores_how_lines_end():
    assert text_digest("a\nb\n") == text_digest("a\r\nb\r\n") == text_digest("a\rb\r")
    assert text_digest("a\nb") != text_digest("a\n\nb")


def _python(program, cwd, **environment):
    variables = {**os.environ, "PYTHONPATH": str(ROOT), **environment}
    command = [sys.executable, "-c", program]
    done = subprocess.run(
        command, cwd=cwd, env=variables, capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


def test_digests_are_the_same_in_every_process(tmp_path):
    program = (
        "import os; os.umask({}); from autograd_src.store import render;"
        "from autograd_src.store.digest import text_digest;"
        "from tests.store.entries import BODY, header, key;"
        "print(text_digest(render(header(key('ä:ö')), BODY)))"
    )
    worlds = itertools.product(("0", "1", "77"), ("C", "C.UTF-8"), ("0", "0o77"))
    found = {
        _python(program.format(umask), tmp_path, PYTHONHASHSEED=seed, LC_ALL=locale)
        for seed, locale, umask in list(worlds)[::3]
    }
    assert found == {text_digest(render(header(key("ä:ö")), BODY))}

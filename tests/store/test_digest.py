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

from autograd_src.store import digest
from autograd_src.store.digest import (
    SourceMissing,
    fields_digest,
    generator_changed,
    generator_digest,
    package_version,
    source_digest,
    text_digest,
)
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


def _tree(root, files):
    for name, data in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return source_digest(str(root))


FILES = {"a.py": b"x = 1\n", "b/c.py": b"y = 2\n"}


def test_source_digest_is_of_content_and_relative_names(tmp_path):
    first = _tree(tmp_path / "one", FILES)
    again = {"a.py": b"x = 1\r\n", "__pycache__/d.py": b"", "n.txt": b"n"}
    assert _tree(tmp_path / "two" / "deep", {**FILES, **again}) == first


@pytest.mark.parametrize(
    "change",
    [{"a.py": b"x = 2\n"}, {"b/d.py": b""}, {"b.py": b"y = 2\n"}],
    ids=["edited", "added", "another name"],
)
def test_source_digest_sees_every_change(tmp_path, change):
    first = _tree(tmp_path / "one", FILES)
    assert _tree(tmp_path / "two", {**FILES, **change}) != first


def test_generator_digest_has_the_releases_of_what_it_needs(tmp_path, monkeypatch):
    def release(*names):
        for name in ("gast", "astunparse"):
            (tmp_path / name).mkdir(exist_ok=True)
            (tmp_path / name / "__init__.py").touch()
        for name in names:
            (tmp_path / name).mkdir()
        generator_digest.cache_clear()
        return generator_digest()

    monkeypatch.setattr(sys, "path", [str(tmp_path), *sys.path])
    found = [release(), release("gast-0.6.0.dist-info", "astunparse-1.6.3.dist-info")]
    (tmp_path / "gast-0.6.0.dist-info").rename(tmp_path / "gast-0.7.0.dist-info")
    found.append(release())
    generator_digest.cache_clear()
    assert len(set(found)) == 3


def test_generator_digest_imports_neither(tmp_path):
    program = (
        "import sys; from autograd_src.store.digest import generator_digest;"
        "generator_digest(); print({'gast', 'astunparse'} & set(sys.modules))"
    )
    assert _python(program, tmp_path) == "set()"


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


def test_a_package_without_source_has_no_digest(tmp_path, monkeypatch):
    """Compiled files alone would all have the digest of nothing."""
    (tmp_path / "__init__.pyc").touch()
    monkeypatch.setattr(digest, "_PACKAGE", str(tmp_path))
    generator_digest.cache_clear()
    with pytest.raises(SourceMissing):
        generator_digest()
    generator_digest.cache_clear()


def test_a_generator_changed_under_a_running_process_is_noticed(tmp_path, monkeypatch):
    (tmp_path / "a.py").write_text("x = 1\n")
    monkeypatch.setattr(digest, "_PACKAGE", str(tmp_path))
    monkeypatch.setattr(digest, "_imported_at", digest._now())
    assert not generator_changed()
    # Its own times are kept, as by `cp -p`; when it was put here is not.
    monkeypatch.setattr(digest, "_imported_at", digest._now() - 10**9)
    os.utime(tmp_path / "a.py", (0, 0))
    assert generator_changed()


def test_a_file_from_the_future_is_no_change(tmp_path, monkeypatch):
    (tmp_path / "a.py").write_text("x = 1\n")
    os.utime(tmp_path / "a.py", (4e9, 4e9))
    monkeypatch.setattr(digest, "_PACKAGE", str(tmp_path))
    monkeypatch.setattr(digest, "_imported_at", digest._now())
    assert not generator_changed()


def test_version_of_a_checkout(tmp_path):
    (tmp_path / "setup.cfg").write_text("[metadata]\nname = tool\nversion = 1.2\n")
    assert package_version(str(tmp_path / "tool")) == "1.2"


def test_version_of_an_installation(tmp_path):
    (tmp_path / "tool-1.3.dist-info").mkdir()
    (tmp_path / "toolbox-9.dist-info").mkdir()
    (tmp_path / "setup.cfg").write_text("[metadata]\nname = other\nversion = 7\n")
    assert package_version(str(tmp_path / "tool")) == "1.3"


def test_version_that_nothing_tells(tmp_path):
    with pytest.raises(SourceMissing):
        package_version(str(tmp_path / "tool"))

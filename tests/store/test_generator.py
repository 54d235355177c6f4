"""What generates is identified by its content, whatever a note or a clock says."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from autograd_src.store import generator
from autograd_src.store.generator import (
    SourceUnknown,
    generator_changed,
    generator_digest,
    package_version,
    source_digest,
)

ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.fixture(autouse=True)
def _nothing_is_remembered(monkeypatch):
    generator_digest.cache_clear()
    # Whoever works on this package while its tests run changes its files.
    monkeypatch.setattr(generator, "_imported_at", time.time_ns())
    yield
    generator_digest.cache_clear()


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


def test_generator_digest_imports_neither():
    program = (
        "import sys; from autograd_src.store import generator_digest;"
        "generator_digest(); print({'gast', 'astunparse'} & set(sys.modules))"
    )
    variables = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", program]
    found = subprocess.check_output(command, env=variables, text=True)
    assert found == "set()\n"


def test_a_package_without_source_has_no_digest(tmp_path, monkeypatch):
    """Compiled files alone would all have the digest of nothing."""
    (tmp_path / "__init__.pyc").touch()
    monkeypatch.setattr(generator, "_PACKAGE", str(tmp_path))
    generator_digest.cache_clear()
    with pytest.raises(SourceUnknown):
        generator_digest()
    generator_digest.cache_clear()


def test_a_generator_changed_under_a_running_process_is_noticed(tmp_path, monkeypatch):
    (tmp_path / "a.py").write_text("x = 1\n")
    monkeypatch.setattr(generator, "_PACKAGE", str(tmp_path))
    monkeypatch.setattr(generator, "_imported_at", time.time_ns())
    assert not generator_changed()
    # Its own times are kept, as by `cp -p`; when it was put here is not.
    monkeypatch.setattr(generator, "_imported_at", time.time_ns() - 10**9)
    os.utime(tmp_path / "a.py", (0, 0))
    assert generator_changed()


def test_a_file_from_the_future_is_no_change(tmp_path, monkeypatch):
    (tmp_path / "a.py").write_text("x = 1\n")
    os.utime(tmp_path / "a.py", (4e9, 4e9))
    monkeypatch.setattr(generator, "_PACKAGE", str(tmp_path))
    monkeypatch.setattr(generator, "_imported_at", time.time_ns())
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
    with pytest.raises(SourceUnknown):
        package_version(str(tmp_path / "tool"))


@pytest.fixture
def package(tmp_path, monkeypatch):
    """A package of two files that were not touched for long, and a cache's root."""
    folder = tmp_path / "package"
    _tree(folder, {"store/digest.py": b"x = 1\n", "a.py": b"y = 1\n"})
    monkeypatch.setattr(generator, "_PACKAGE", str(folder))
    monkeypatch.setattr(generator, "_SETTLED", -(10**18))
    (tmp_path / "root" / "v1").mkdir(parents=True, mode=0o700)
    monkeypatch.setattr(generator, "_imported_at", time.time_ns() + 10**12)
    return folder


def _digest(package, **options):
    generator_digest.cache_clear()
    return generator_digest(str(package.parent / "root"), **options)


def _notes(package):
    return list((package.parent / "root" / "v1").iterdir())


def test_a_note_saves_reading_the_files(package, monkeypatch):
    first = _digest(package)
    assert len(_notes(package)) == 1
    generator_digest.cache_clear()
    assert generator_digest() == first
    monkeypatch.setattr(generator, "source_digest", lambda _: pytest.fail("read"))
    monkeypatch.setattr(generator, "_release", lambda name: name)
    assert _digest(package)


@pytest.mark.parametrize(
    "change",
    [
        lambda package: (package / "a.py").write_bytes(b"y = 2\n"),
        lambda package: (package / "b.py").touch(),
        lambda package: (package / "a.py").unlink(),
        lambda package: (package / "a.py").rename(package / "b.py"),
    ],
    ids=["edited", "added", "removed", "renamed"],
)
def test_a_note_is_never_stale(package, change):
    """Same size, and the times of modification as they were, as by `cp -p`."""
    before = _digest(package)
    times = {p: p.stat().st_mtime_ns for p in package.rglob("*.py")}
    time.sleep(0.02)  # longer than a tick of the file system's clock
    change(package)
    for path in package.rglob("*.py"):
        os.utime(path, ns=(times.get(path, 0),) * 2)
    after = _digest(package)
    assert after != before
    generator_digest.cache_clear()
    assert generator_digest() == after


def test_a_damaged_note_is_not_believed(package):
    right = _digest(package)
    (note,) = _notes(package)
    whole = note.read_bytes()
    for at in range(0, len(whole), 3):
        damaged = whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :]
        for data in (damaged, whole[:at], b"\xff" * at):
            note.write_bytes(data)
            assert _digest(package) == right


def test_a_note_that_others_may_have_written_is_not_believed(package, monkeypatch):
    _digest(package)
    (note,) = _notes(package)
    note.chmod(0o666)
    seen = []
    real = source_digest
    monkeypatch.setattr(
        generator, "source_digest", lambda path: seen.append(path) or real(path)
    )
    _digest(package)
    assert str(package) in seen


def test_no_note_of_files_that_just_changed(package, monkeypatch):
    """The clock may not have moved on: a second change could look like none."""
    monkeypatch.setattr(generator, "_SETTLED", 2 * 10**9)
    _digest(package)
    assert _notes(package) == []


def test_no_note_where_nothing_may_be_written(package):
    _digest(package, leave=False)
    assert _notes(package) == []
    (package.parent / "root" / "v1").rmdir()
    _digest(package)
    assert not (package.parent / "root" / "v1").exists()


def test_files_that_cannot_be_looked_at_may_have_changed(monkeypatch):
    def gone(folder, prefix=""):
        raise PermissionError(folder)

    monkeypatch.setattr(generator, "_sources", gone)
    assert generator_changed()

"""A project's own cache: committed, read at call time, written on request alone."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from autograd_src.store import project
from autograd_src.store.header import parse
from autograd_src.store.names import project_name
from autograd_src.store.project import (
    find_project,
    package_version,
    project_entries,
    publish_project,
)

from .entries import BODY, always, header, key, never

SIGNATURE = "w: float64[n,n], b: float64[n]"


def _key(function="model:loss", mode="grad", of="", signature=SIGNATURE):
    name = project_name(function, mode, signature)
    return key(function, mode, of)._replace(project=name)


def _publish(root, wanted=None):
    return publish_project(str(root), wanted or _key(), header(), BODY)


def _find(root, wanted=None, holds=always):
    return find_project(str(root), wanted or _key(), holds)


def test_what_was_published_is_found(tmp_path):
    stored = _publish(tmp_path)
    assert _find(tmp_path) == stored
    assert stored.path == str(
        tmp_path / "model.loss" / "grad-w=float64_n_n-b=float64_n.py"
    )


def test_the_header_has_the_version_and_no_digest_of_the_generator(tmp_path):
    assert _publish(tmp_path).header.generator == package_version()


@pytest.mark.parametrize(
    "wanted",
    [_key(of="edited"), key(), _key("model:other")._replace(project=_key().project)],
    ids=["another key", "no name", "another function"],
)
def test_what_is_another_entry_is_a_miss(tmp_path, wanted):
    _publish(tmp_path)
    assert _find(tmp_path, wanted) is None


def test_another_release_is_a_miss(tmp_path, monkeypatch):
    _publish(tmp_path)
    monkeypatch.setattr(project, "package_version", lambda: "99.0")
    assert _find(tmp_path) is None


def test_ingredients_that_do_not_hold_are_a_miss(tmp_path):
    _publish(tmp_path)
    assert _find(tmp_path, holds=never) is None


def test_a_missing_folder_is_a_miss_and_is_not_made(tmp_path):
    assert _find(tmp_path / "cache") is None
    assert os.listdir(tmp_path) == []


def test_an_edited_entry_is_not_run_and_stays(tmp_path):
    path = _publish(tmp_path).path
    with open(path, "a") as file:
        file.write("# Mine.\n")
    with pytest.warns(RuntimeWarning, match="cache warm"):
        assert _find(tmp_path) is None
    assert Path(path).read_text().endswith("# Mine.\n")


def test_line_ends_of_a_checkout_do_not_matter(tmp_path):
    stored = _publish(tmp_path)
    data = Path(stored.path).read_bytes()
    Path(stored.path).write_bytes(data.replace(b"\n", b"\r\n"))
    assert _find(tmp_path) == stored
    Path(stored.path).write_bytes(data.replace(b"\n", b"\r\n", 3))
    with pytest.warns(RuntimeWarning, match="not as it was generated"):
        assert _find(tmp_path) is None


def test_its_group_may_write_a_checkout_but_not_everybody(tmp_path):
    root = tmp_path / "cache"
    path = _publish(root).path
    os.chmod(root, 0o775)
    os.chmod(path, 0o664)
    assert _find(root) is not None
    os.chmod(path, 0o666)
    with pytest.warns(RuntimeWarning, match="written by others"):
        assert _find(root) is None


def test_a_folder_that_everybody_may_write_is_not_used(tmp_path):
    root = tmp_path / "cache"
    _publish(root)
    os.chmod(root, 0o777)
    with pytest.warns(RuntimeWarning, match="everybody"):
        assert _find(root) is None


def test_attributes_are_written_once(tmp_path):
    _publish(tmp_path)
    assert (tmp_path / ".gitattributes").read_text().startswith("*.py text eol=lf")
    (tmp_path / ".gitattributes").write_text("# mine\n")
    _publish(tmp_path)
    assert (tmp_path / ".gitattributes").read_text() == "# mine\n"


def test_files_have_the_mode_of_a_checkout(tmp_path):
    before = os.umask(0o022)
    try:
        path = _publish(tmp_path).path
    finally:
        os.umask(before)
    assert stat.S_IMODE(os.stat(path).st_mode) == 0o644


def test_the_same_is_not_written_again(tmp_path):
    path = _publish(tmp_path).path
    os.utime(path, (1e9, 1e9))
    _publish(tmp_path)
    assert os.stat(path).st_mtime == 1e9


def test_names_that_differ_by_case_alone_are_refused(tmp_path):
    _publish(tmp_path, _key("model:Loss"))
    with pytest.raises(ValueError, match=r"model\.loss differs from model\.Loss"):
        _publish(tmp_path)
    _publish(tmp_path, _key("model:Loss", signature="X: float"))
    with pytest.raises(ValueError, match="case of its letters"):
        _publish(tmp_path, _key("model:Loss", signature="x: float"))


def test_functions_without_a_name_are_refused(tmp_path):
    with pytest.raises(ValueError, match="no name"):
        _publish(tmp_path, _key("model:f.<locals>.g"))


def test_trouble_while_writing_is_raised(tmp_path):
    (tmp_path / "cache").touch()
    with pytest.raises(OSError, match="cache"):
        _publish(tmp_path / "cache")


def test_everything_in_it_is_listed(tmp_path):
    _publish(tmp_path)
    other = _publish(tmp_path, _key(mode="jvp", signature=""))
    (tmp_path / "model.loss" / "orphan.py").write_text("x = 1\n")
    (tmp_path / "model.loss" / "__pycache__").mkdir()
    listed = dict(project_entries(str(tmp_path)))
    assert list(listed) == [
        "model.loss/grad-w=float64_n_n-b=float64_n.py",
        "model.loss/jvp.py",
        "model.loss/orphan.py",
    ]
    assert listed["model.loss/orphan.py"] is None
    assert listed["model.loss/jvp.py"] == other.header
    assert parse(other.text.encode())[0] == other.header
    assert list(project_entries(str(tmp_path / "missing"))) == []

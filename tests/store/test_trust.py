"""Whose folders are used: the user's and root's, where nobody else may write."""

from __future__ import annotations

import os
import stat

import pytest

from autograd_src.store import trust

from .unprivileged import folder, run


@pytest.fixture
def root(tmp_path):
    """A folder whose parents are all good."""
    made = tmp_path / "root"
    made.mkdir(mode=0o700)
    return made


def test_a_folder_of_the_users_own_is_trusted(root):
    assert trust.why_not(str(root)) is None
    assert trust.why_not(str(root / "not" / "there" / "yet")) is None


@pytest.mark.parametrize(
    ("mode", "alone", "shared"),
    [
        (0o755, None, None),
        (0o775, "by its group", None),
        (0o777, "by everybody", "by everybody"),
        (0o757, "by everybody", "by everybody"),
        (0o1777, None, None),
    ],
)
def test_who_else_may_write(root, mode, alone, shared):
    root.chmod(mode)
    below = root / "below"
    below.mkdir(mode=0o700)
    for group, expected in ((False, alone), (True, shared)):
        reason = trust.why_not(str(below), group)
        assert (expected in reason and str(root) in reason) if expected else not reason


def test_nothing_is_made_safe_that_was_not_made_here(root):
    root.chmod(0o777)
    trust.why_not(str(root / "below"))
    trust.make(str(root / "below"))
    assert stat.S_IMODE(root.stat().st_mode) == 0o777


def test_folders_of_another_user(root, monkeypatch):
    if os.geteuid() == 0:
        os.chown(root, 54321, -1)
    else:
        monkeypatch.setattr(os, "geteuid", lambda: 54321)
    assert "belongs to another user" in trust.why_not(str(root))


def test_a_file_in_the_way(root):
    (root / "file").touch()
    assert "file is not a directory" in trust.why_not(str(root / "file" / "below"))


def test_a_symbolic_link_in_the_way(root):
    (root / "real").mkdir()
    os.symlink(root / "real", root / "link")
    assert "link is not a directory" in trust.why_not(str(root / "link" / "below"))


def test_a_good_folder_is_looked_at_once(root, monkeypatch):
    assert trust.why_not(str(root)) is None
    monkeypatch.setattr(os, "lstat", lambda path: pytest.fail("looked at again"))
    assert trust.why_not(str(root)) is None


def test_what_was_missing_is_looked_at_when_it_is_there(root):
    below = root / "below"
    assert trust.why_not(str(below)) is None
    below.mkdir()
    below.chmod(0o777)
    assert trust.why_not(str(below)) is not None


def test_made_folders_are_the_users_alone(root):
    before = os.umask(0)
    try:
        trust.make(str(root / "a" / "b"))
        trust.make(str(root / "a" / "b"))
    finally:
        os.umask(before)
    modes = [stat.S_IMODE(p.stat().st_mode) for p in (root / "a", root / "a" / "b")]
    assert modes == [0o700, 0o700]


def test_a_folder_that_cannot_be_made(root):
    os.symlink(root / "nowhere", root / "dangling")
    with pytest.raises(FileNotFoundError):
        trust.make(str(root / "dangling" / "below"))


def test_a_folder_that_cannot_be_examined():
    program = """
os.mkdir("closed"); os.mkdir("closed/root"); os.chmod("closed", 0)
print(trust.why_not(os.path.abspath("closed/root")))
"""
    with folder() as home:
        assert "can't be examined: Permission denied" in run(program, home)[0]

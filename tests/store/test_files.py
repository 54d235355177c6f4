"""Single files: whole or absent for whoever reads, whatever happens to the writer."""

from __future__ import annotations

import errno
import os
import stat

import pytest

from autograd_src.store import files


def test_what_was_written_is_read(tmp_path):
    path = str(tmp_path / "entry.py")
    data = bytes(range(256)) * 20000
    files.write(path, data)
    assert files.read(path).data == data
    files.write(path, b"new")
    assert files.read(path).data == b"new"
    assert os.listdir(tmp_path) == ["entry.py"]


@pytest.mark.parametrize("umask", [0, 0o022, 0o077, 0o777])
def test_files_are_the_users_alone(tmp_path, umask):
    before = os.umask(umask)
    try:
        files.write(str(tmp_path / "entry.py"), b"x")
    finally:
        os.umask(before)
    mode = stat.S_IMODE(os.stat(tmp_path / "entry.py").st_mode)
    assert mode == 0o600 & ~umask


def test_short_writes_are_continued(tmp_path, monkeypatch):
    write = os.write
    monkeypatch.setattr(os, "write", lambda fd, data: write(fd, data[:3]))
    files.write(str(tmp_path / "entry.py"), b"0123456789")
    assert (tmp_path / "entry.py").read_bytes() == b"0123456789"


@pytest.mark.parametrize("call", ["write", "replace", "close"])
def test_a_failed_write_leaves_nothing_behind(tmp_path, monkeypatch, call):
    (tmp_path / "entry.py").write_bytes(b"old")
    real = getattr(os, call)

    def fails(*args):
        if call == "close":
            real(*args)
        raise OSError(errno.ENOSPC, "no space")

    with monkeypatch.context() as patch:
        patch.setattr(os, call, fails)
        with pytest.raises(OSError, match="no space"):
            files.write(str(tmp_path / "entry.py"), b"new")
    assert os.listdir(tmp_path) == ["entry.py"]
    assert (tmp_path / "entry.py").read_bytes() == b"old"


def test_a_new_file_never_replaces_another(tmp_path):
    (tmp_path / "entry.py").write_bytes(b"old")
    with pytest.raises(FileExistsError):
        files.write_new(str(tmp_path / "entry.py"), b"new")
    os.symlink(tmp_path / "elsewhere", tmp_path / "link")
    with pytest.raises(FileExistsError):
        files.write_new(str(tmp_path / "link"), b"new")
    assert not (tmp_path / "elsewhere").exists()


def test_writing_replaces_a_symbolic_link_and_not_its_target(tmp_path):
    (tmp_path / "target").write_bytes(b"theirs")
    os.symlink(tmp_path / "target", tmp_path / "entry.py")
    files.write(str(tmp_path / "entry.py"), b"ours")
    assert (tmp_path / "target").read_bytes() == b"theirs"
    assert not (tmp_path / "entry.py").is_symlink()


def test_what_is_no_plain_file_is_not_read(tmp_path):
    (tmp_path / "target").write_bytes(b"x")
    os.symlink(tmp_path / "target", tmp_path / "link")
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "folder").mkdir()
    for name in ("link", "pipe", "folder"):
        with pytest.raises(files.Refused):
            files.read(str(tmp_path / name))


def test_files_of_another_user_are_not_read(tmp_path, monkeypatch):
    (tmp_path / "entry.py").write_bytes(b"x")
    os.chown(tmp_path / "entry.py", -1, -1)
    if os.geteuid() == 0:
        os.chown(tmp_path / "entry.py", 54321, -1)
    else:
        monkeypatch.setattr(os, "geteuid", lambda: 54321)
    with pytest.raises(files.Refused, match="another user"):
        files.read(str(tmp_path / "entry.py"))


def test_files_that_others_may_write_are_told(tmp_path):
    path = tmp_path / "entry.py"
    files.write(str(path), b"x")
    assert files.read(str(path)).fault is None
    faults = {}
    for mode in (0o644, 0o660, 0o602):
        path.chmod(mode)
        read = [files.read(str(path), shared) for shared in (False, True)]
        faults[mode] = [bool(found.fault) for found in read]
    assert faults == {0o644: [False] * 2, 0o660: [True, False], 0o602: [True] * 2}


def test_files_with_another_name_are_told(tmp_path):
    path = tmp_path / "entry.py"
    files.write(str(path), b"x")
    os.link(path, tmp_path / "other")
    assert files.read(str(path)).fault
    assert not files.read(str(path), shared=True).fault


def test_a_file_that_is_replaced_while_it_is_read_is_whole(tmp_path, monkeypatch):
    path = str(tmp_path / "entry.py")
    files.write(path, b"old")
    fstat = os.fstat

    def replaced_before(fd):
        monkeypatch.undo()
        files.write(path, b"new")
        return fstat(fd)

    monkeypatch.setattr(os, "fstat", replaced_before)
    found = files.read(path)
    assert (found.data, found.fault) == (b"old", None)


def test_a_monstrous_file_is_not_read(tmp_path):
    with open(tmp_path / "entry.py", "wb") as file:
        file.truncate(files.MOST_BYTES + 1)
    with pytest.raises(files.Refused, match="large"):
        files.read(str(tmp_path / "entry.py"))


def test_use_is_noted_once_a_day(tmp_path):
    path = tmp_path / "entry.py"
    path.touch()
    now = 2e9
    for before, after in ((1e9, now), (4e9, now), (now - 9000, now - 9000)):
        os.utime(path, (before, before))
        files.touch(str(path), before, now)
        assert path.stat().st_mtime == after
    files.touch(str(tmp_path / "gone"), 0.0, now)

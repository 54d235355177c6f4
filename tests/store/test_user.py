"""The user's cache: found is what was published, and everything else is a miss."""

from __future__ import annotations

import os
import stat

import pytest

from autograd_src.store import user
from autograd_src.store.header import Ingredient, render

from .entries import BODY, GENERATOR, always, header, key, never, user_cache


@pytest.fixture
def cache(tmp_path):
    return user_cache(tmp_path / "root")


def _path(cache, wanted=None):
    stored = cache.publish(wanted or key(), header(), BODY)
    assert stored.stored
    return stored.path


def _with(value, kind="rank"):
    return header(ingredients=(Ingredient(kind, "SCALE", value),))


def _holding(value):
    return lambda found: found.ingredients[0][2] == value


def test_what_was_published_is_found(cache):
    stored = cache.publish(key(), header(), BODY)
    found = cache.find(key(), always)
    assert found == stored
    assert found.text.endswith(BODY)
    assert found.header == header(generator=GENERATOR)
    with open(found.path, encoding="utf-8") as file:
        assert file.read() == found.text


def test_layout(cache, tmp_path):
    name = os.path.relpath(_path(cache), tmp_path / "root")
    version, generator, folder, file = name.split(os.sep)
    assert (version, folder) == ("v1", "model.loss")
    assert GENERATOR.startswith(generator)
    assert file.startswith("grad-")
    assert file.endswith(".py")
    assert len(file) == len("grad-.py") + 16


@pytest.mark.parametrize(
    "other",
    [key("model:other"), key(mode="jvp"), key(of="edited")],
    ids=["function", "mode", "key"],
)
def test_another_key_is_a_miss(cache, other):
    _path(cache)
    assert cache.find(other, always) is None


def test_another_generator_is_a_miss(cache, tmp_path):
    _path(cache)
    other = user.UserCache(str(tmp_path / "root"), "8" * 64)
    assert other.find(key(), always) is None
    # Its folder is named by a part of the digest; the header has the whole.
    alike = user.UserCache(str(tmp_path / "root"), GENERATOR[:16] + "8" * 48)
    assert alike.find(key(), always) is None


def test_ingredients_that_do_not_hold_are_a_miss(cache):
    _path(cache)
    assert cache.find(key(), never) is None


def test_candidates_stand_side_by_side(cache):
    for value in ("float", "array"):
        cache.publish(key(), _with(value), BODY + f"# {value}\n")
    for value in ("float", "array"):
        assert cache.find(key(), _holding(value)).text.endswith(f"# {value}\n")
    assert len(cache.candidates(key())) == 2
    names = sorted(os.listdir(os.path.dirname(_path(cache))))
    assert [n.split(".", 1)[1] for n in names] == ["1.py", "2.py", "py"]


def test_at_most_eight_candidates_then_the_oldest_goes(cache):
    for i in range(8):
        stored = cache.publish(key(), _with(str(i)), BODY)
        os.utime(stored.path, (1e9 - i, 1e9 - i))
    cache.publish(key(), _with("8"), BODY)
    found = {entry.header.ingredients[0][2] for entry in cache.candidates(key())}
    assert found == set("012345678") - {"7"}


def test_the_same_is_written_once(cache):
    paths = set()
    for _ in range(3):
        paths.add(_path(cache))
        inode = os.stat(*paths).st_ino
    assert os.stat(*paths).st_ino == inode
    assert len(cache.candidates(key())) == 1


def test_a_gap_between_candidates_hides_none(cache):
    stored = [cache.publish(key(), _with(str(i)), BODY) for i in range(3)]
    os.unlink(stored[0].path)
    os.unlink(stored[1].path)
    assert cache.find(key(), _holding("2")) == stored[2]


def _places(cache):
    path = _path(cache)
    with open(path, "rb") as file:
        return path, file.read()


def _put(path, data):
    """As another program would write; the mode is that of an entry."""
    fd = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    os.write(fd, data)
    os.close(fd)


def _expect_repaired(cache, path, what):
    assert cache.find(key(), always) is None, what
    assert cache.publish(key(), header(), BODY).path == path, what
    assert cache.find(key(), always) is not None, what
    for name in os.listdir(os.path.dirname(path)):
        if ".edited" in name:
            os.unlink(os.path.join(os.path.dirname(path), name))


def test_every_damage_is_a_miss_and_then_repaired(cache):
    path, whole = _places(cache)
    # Each bit and each length is tried on the text itself, in `test_header`.
    damages = [whole[:n] for n in range(0, len(whole), 4)]
    damages += [
        whole[:n] + bytes([whole[n] ^ (1 << n % 8)]) + whole[n + 1 :]
        for n in range(0, len(whole), 3)
    ]
    damages += [whole + bytes([n]) for n in range(0, 256, 5)]
    damages += [whole[:n] + bytes(len(whole) - n) for n in range(0, len(whole), 50)]
    for number, data in enumerate(damages):
        _put(path, data)
        _expect_repaired(cache, path, f"damage {number}")


def test_another_keys_entry_in_its_place_is_a_miss_and_then_repaired(cache, tmp_path):
    path = _path(cache)
    elsewhere = user.UserCache(str(tmp_path / "root"), "8" * 64)
    others = [_path(cache, w) for w in (key("m:g"), key(mode="jvp"), key(of="x"))]
    others.append(_path(elsewhere))
    for other in others:
        with open(other, "rb") as file:
            _put(path, file.read())
        _expect_repaired(cache, path, other)
        assert not any(".edited" in name for name in os.listdir(os.path.dirname(path)))


def _edit(path, extra="# My own line.\n"):
    with open(path, "a", encoding="utf-8") as file:
        file.write(extra)
    with open(path, "rb") as file:
        return file.read()


def test_an_edited_entry_is_kept_aside_with_a_warning(cache):
    path = _path(cache)
    mine = _edit(path)
    with pytest.warns(RuntimeWarning, match=r"eject.*use"):
        assert cache.find(key(), always) is None
    assert cache.find(key(), always) is None
    with open(path + ".edited", "rb") as file:
        assert file.read() == mine
    assert not os.path.exists(path)
    _path(cache)
    assert cache.find(key(), always) is not None


def test_no_edit_overwrites_another(cache):
    texts = []
    for i in range(3):
        texts.append(_edit(_path(cache), f"# Edit {i}.\n"))
        assert cache.find(key(), always) is None
    path = _path(cache)
    found = []
    for suffix in ("", ".1", ".2"):
        with open(f"{path}.edited{suffix}", "rb") as file:
            found.append(file.read())
    assert found == texts


def test_an_edit_that_cannot_be_kept_is_not_overwritten(cache):
    path = _path(cache)
    for i in range(8):
        _put(path + ".edited" + (f".{i}" if i else ""), b"full")
    mine = _edit(path)
    with pytest.warns(RuntimeWarning, match="it stays where it is"):
        assert cache.find(key(), always) is None
    assert cache.publish(key(), header(), BODY).path != path
    assert cache.find(key(), always) is not None
    with open(path, "rb") as file:
        assert file.read() == mine


def test_an_edit_by_a_program_with_another_umask_is_kept_too(cache):
    path = _path(cache)
    mine = _edit(path)
    os.chmod(path, 0o664)
    assert cache.find(key(), always) is None
    with open(path + ".edited", "rb") as file:
        assert file.read() == mine


def test_read_only_reads_and_writes_nothing(cache, tmp_path):
    path = _path(cache)
    frozen = user_cache(tmp_path / "root", writes=False)
    os.utime(path, (0, 0))
    assert frozen.find(key(), always).path == path
    assert os.stat(path).st_mtime == 0
    assert not frozen.publish(key(of="new"), header(), BODY).stored
    mine = _edit(path)
    with pytest.warns(RuntimeWarning, match="it stays where it is"):
        assert frozen.find(key(), always) is None
    with open(path, "rb") as file:
        assert file.read() == mine
    assert os.listdir(os.path.dirname(path)) == [os.path.basename(path)]


@pytest.mark.parametrize("times", [1, 2, 3])
def test_a_folder_that_is_cleared_while_writing_is_made_again(
    cache, monkeypatch, times
):
    """Twice is bad luck; more is no luck, and the answer stays in memory."""
    replace, left = os.replace, [times]

    def cleared_before(new, path):
        if left[0]:
            left[0] -= 1
            os.unlink(new)
            os.rmdir(os.path.dirname(new))
        replace(new, path)

    monkeypatch.setattr(os, "replace", cleared_before)
    if times < 3:
        assert os.path.exists(cache.publish(key(), header(), BODY).path)
    else:
        with pytest.warns(RuntimeWarning, match="generated in memory"):
            assert not cache.publish(key(), header(), BODY).stored


def test_use_is_noted(cache):
    path = _path(cache)
    for when in (0.0, 4102444800.0):
        os.utime(path, (when, when))
        assert cache.find(key(), always)
        assert abs(os.stat(path).st_mtime - 2e9) < 4e8


def test_an_entry_in_memory_has_a_name_for_tracebacks(tmp_path):
    stored = user_cache(tmp_path, writes=False).publish(key(), header(), BODY)
    assert stored.path.startswith("<autograd_src model:loss grad ")
    assert stored.text == render(header(generator=GENERATOR), BODY)


def test_text_that_is_no_unicode_stays_in_memory(cache):
    with pytest.warns(RuntimeWarning, match="generated in memory"):
        stored = cache.publish(key(of="2"), header(), "x = '\ud800'\n")
    assert not stored.stored


def test_folders_and_files_are_the_users_alone_whatever_the_umask(cache, tmp_path):
    before = os.umask(0)
    try:
        path = _path(cache)
    finally:
        os.umask(before)
    assert stat.S_IMODE(os.stat(path).st_mode) == 0o600
    while path != str(tmp_path):
        path = os.path.dirname(path)
        if path != str(tmp_path):
            assert stat.S_IMODE(os.stat(path).st_mode) == 0o700


def test_a_generator_that_changed_has_no_cache(tmp_path, monkeypatch):
    """Its digest is not one of the code that runs in this process."""
    cache = user_cache(tmp_path)
    monkeypatch.setattr(user, "generator_changed", lambda: True)
    with pytest.warns(RuntimeWarning, match="its own source changed"):
        assert not cache.publish(key(), header(), BODY).stored
    assert not user_cache(tmp_path).find(key(), always)
    assert os.listdir(tmp_path) == []

"""What leaves the user's cache: what was asked for, and never somebody's work."""

from __future__ import annotations

import os
import time

import pytest

from autograd_src.store import clear, entries, prune, pruning, stats
from autograd_src.store.pruning import File, listing

from .entries import BODY, always, header, key, user_cache


def _fill(root, count, size=1000, start=1e9):
    """Entries that were used one after the other, an hour between them."""
    cache = user_cache(root)
    made = []
    for i in range(count):
        wanted = key(of=str(i))
        made.append(cache.publish(wanted, header(), BODY + "#" * size).path)
        os.utime(made[-1], (start + 3600 * i,) * 2)
    return made


def _files(root):
    return [file.path for file in listing(str(root))]


def test_an_empty_or_missing_root(tmp_path):
    for root in (str(tmp_path), str(tmp_path / "missing")):
        assert list(entries(root)) == []
        assert clear(root) == prune(root, 0, 0) == (0, 0)
        assert stats(root) == (0, 0, 0, 0, 0, 0)


def test_entries_are_listed_with_their_headers(tmp_path):
    cache = user_cache(tmp_path)
    made = [cache.publish(key(f), header(), BODY) for f in ("m:f", "m:g")]
    listed = list(entries(str(tmp_path)))
    assert [(f.path, h) for f, h in listed] == [(e.path, e.header) for e in made]
    assert [h.function for _, h in entries(str(tmp_path), "m:g")] == ["m:g"]


def test_damaged_entries_are_listed_without_one(tmp_path):
    path = _fill(tmp_path, 1)[0]
    with open(path, "wb") as file:
        file.write(b"\0" * 100)
    assert [(f.path, h) for f, h in entries(str(tmp_path))] == [(path, None)]


def test_stats_count_everything(tmp_path):
    path = _fill(tmp_path, 3)[0]
    folder = os.path.dirname(path)
    for name in (".0123.tmp", "grad-12.py.edited", "something.else"):
        with open(os.path.join(folder, name), "w") as file:
            file.write("x")
    found = stats(str(tmp_path))
    size = sum(os.path.getsize(p) for p in _files(tmp_path))
    assert found == (3, size, 1, 1, 1, 1)


def test_the_least_recently_used_go_first(tmp_path):
    made = _fill(tmp_path, 10)
    size = os.path.getsize(made[0])
    removed = prune(str(tmp_path), max_size=4 * size + 10)
    assert removed == (6, 6 * size)
    assert sorted(_files(tmp_path)) == sorted(made[6:])


def test_what_was_not_used_for_long_goes(tmp_path):
    made = _fill(tmp_path, 5, start=time.time() - 4.5 * 3600)
    assert prune(str(tmp_path), older_than=2 * 3600).files == 3
    assert sorted(_files(tmp_path)) == sorted(made[3:])


def test_the_one_just_written_stays(tmp_path):
    made = _fill(tmp_path, 3)
    prune(str(tmp_path), max_size=0, older_than=0.0, keep=made[0])
    assert _files(tmp_path) == [made[0]]


@pytest.mark.parametrize("when", [0.0, 4102444800.0])
def test_times_of_other_clocks_are_harmless(tmp_path, when):
    made = _fill(tmp_path, 3)
    os.utime(made[1], (when, when))
    prune(str(tmp_path), max_size=2 * os.path.getsize(made[0]) + 10)
    assert len(_files(tmp_path)) == 2
    assert (made[1] in _files(tmp_path)) is (when > 0)


def test_publishing_keeps_the_size_bounded(tmp_path):
    cache = user_cache(tmp_path, max_size=40_000)
    for i in range(60):
        last = cache.publish(key(of=str(i)), header(), BODY + "#" * 4000)
        os.utime(last.path, (1e9 + 1e5 * i,) * 2)
        assert stats(str(tmp_path)).size <= 46_000
    found = _files(tmp_path)
    assert last.path in found
    assert 6 <= len(found) <= 10
    assert cache.find(key(of="0"), always) is None
    assert cache.find(key(of="59"), always) is not None


def test_abandoned_temporaries_go_and_young_ones_stay(tmp_path):
    folder = os.path.dirname(_fill(tmp_path, 1)[0])
    now = time.time()
    for name, age in ((".a.tmp", 7200), (".b.tmp", 10), (".c.tmp", -7200)):
        path = os.path.join(folder, name)
        open(path, "w").close()
        os.utime(path, (now - age,) * 2)
    prune(str(tmp_path))
    assert sorted(n for n in os.listdir(folder) if n.endswith(".tmp")) == [".b.tmp"]


def test_clear_leaves_nothing(tmp_path):
    folder = os.path.dirname(_fill(tmp_path, 4)[0])
    open(os.path.join(folder, ".a.tmp"), "w").close()
    assert clear(str(tmp_path)).files == 5
    assert os.listdir(tmp_path / "v1") == []


def test_clear_of_one_function_leaves_the_others(tmp_path):
    """Two functions may share a folder; identity is in the headers."""
    cache = user_cache(tmp_path)
    for function in ("a.b:c", "a:b.c", "a:d"):
        cache.publish(key(function), header(), BODY)
    assert clear(str(tmp_path), "a.b:c").files == 1
    left = sorted(h.function for _, h in entries(str(tmp_path)) if h)
    assert left == ["a:b.c", "a:d"]


def test_nobodys_work_is_removed(tmp_path):
    folder = os.path.dirname(_fill(tmp_path, 2)[0])
    kept = [os.path.join(folder, n) for n in ("a.py.edited", "a.py.edited.1", "notes")]
    for path in kept:
        open(path, "w").close()
        os.utime(path, (0, 0))
    prune(str(tmp_path), max_size=0, older_than=0.0)
    clear(str(tmp_path))
    assert sorted(os.path.join(folder, n) for n in os.listdir(folder)) == kept


def test_nothing_outside_is_touched(tmp_path):
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "a.py").touch()
    root = tmp_path / "root"
    folder = os.path.dirname(_fill(root, 1)[0])
    os.symlink(tmp_path / "outside", os.path.join(os.path.dirname(folder), "link"))
    os.symlink(tmp_path / "outside" / "a.py", os.path.join(folder, "b.py"))
    (root / "mine.py").touch()
    assert clear(str(root)).files == 1
    assert prune(str(root), max_size=0).files == 0
    assert (tmp_path / "outside" / "a.py").exists()
    assert (root / "mine.py").exists()


def test_a_file_that_is_gone_is_not_counted(tmp_path, monkeypatch):
    made = _fill(tmp_path, 2)
    gone = File(made[0] + "x", "entry", 10, 0.0)
    monkeypatch.setattr(pruning, "listing", lambda *_: iter([gone]))
    assert clear(str(tmp_path)) == (0, 0)

"""Both caches behind one look-up, in every mode."""

from __future__ import annotations

import os
import threading

import pytest

from autograd_src.store import cache as module
from autograd_src.store import configure, current, exclusive, publish_project

from .entries import BODY, always, header, key, never


@pytest.fixture
def here(tmp_path):
    configure(user=str(tmp_path / "user"), project=str(tmp_path / "project"))
    return tmp_path


KEY = key()._replace(project="model.loss/grad.py")


class Generator:
    """Generates what it is told to, and counts."""

    def __init__(self, body: str = BODY) -> None:
        self.body, self.count = body, 0

    def __call__(self):
        self.count += 1
        return header(), self.body


def test_what_is_missing_is_generated_once_and_kept(here):
    generate = Generator()
    for _ in range(3):
        assert current().fetch(KEY, always, generate).text.endswith(BODY)
    assert generate.count == 1
    assert os.listdir(here) == ["user"]


def test_the_projects_cache_comes_first_and_needs_no_other(here, monkeypatch):
    stored = publish_project(str(here / "project"), KEY, header(), BODY)
    monkeypatch.setattr(module, "UserCache", lambda *_: pytest.fail("not needed"))
    assert current().fetch(KEY, always, Generator()) == stored


def test_a_miss_in_the_projects_cache_falls_back(here):
    publish_project(str(here / "project"), KEY, header(), BODY)
    path = current().fetch(KEY, never, Generator()).path
    assert path.startswith(str(here / "user"))


@pytest.mark.parametrize(
    ("mode", "generated", "written"),
    [
        ("rw", 1, True),
        ("ro", 3, False),
        ("off", 3, False),
        ("refresh", 3, True),
        ("verify", 3, True),
    ],
)
def test_modes_on_an_empty_cache(here, mode, generated, written):
    configure(mode=mode)
    generate = Generator()
    for _ in range(3):
        found = current().fetch(KEY, always, generate)
        assert (found.text.endswith(BODY), found.stored) == (True, written)
    assert generate.count == generated
    assert (here / "user").exists() is written


def test_read_only_uses_what_is_there(here):
    current().fetch(KEY, always, Generator())
    configure(mode="ro")
    assert current().fetch(KEY, always, Generator()).stored


def test_refresh_replaces_what_is_there(here):
    current().fetch(KEY, always, Generator())
    configure(mode="refresh")
    current().fetch(KEY, always, Generator("x = 2\n"))
    configure(mode="rw")
    assert current().fetch(KEY, always, Generator()).text.endswith("x = 2\n")
    assert len(current().user.candidates(KEY)) == 1


def test_verify_warns_of_a_difference_and_repairs_it(here):
    configure(mode="verify")
    current().fetch(KEY, always, Generator())
    current().fetch(KEY, always, Generator())
    with pytest.warns(RuntimeWarning, match="not what generating gives now"):
        found = current().fetch(KEY, always, Generator("x = 2\n"))
    assert found.text.endswith("x = 2\n")
    configure(mode="rw")
    assert current().fetch(KEY, always, Generator()).text.endswith("x = 2\n")


def test_verify_compares_the_projects_cache_too(here):
    configure(mode="verify")
    publish_project(str(here / "project"), KEY, header(), BODY)
    current().fetch(KEY, always, Generator())
    with pytest.warns(RuntimeWarning, match="not what generating gives now"):
        current().fetch(KEY, always, Generator("x = 2\n"))


def test_without_a_source_to_digest_there_is_no_cache(here, monkeypatch):
    def missing(*args, **options):
        raise OSError("no source files")

    monkeypatch.setattr(module, "generator_digest", missing)
    with pytest.warns(RuntimeWarning, match="no cache: no source files"):
        assert not current().fetch(KEY, always, Generator()).stored


def test_look_ups_are_logged_on_request(here, monkeypatch, capsys):
    monkeypatch.setenv("AUTOGRAD_SRC_CACHE_LOG", "1")
    path = current().fetch(KEY, always, Generator()).path
    current().fetch(KEY, always, Generator())
    name = f"autograd_src cache: model:loss grad {KEY.digest[:16]}"
    said = capsys.readouterr().err.splitlines()
    assert said == [f"{name}: nothing", f"{name}: found {path}"]


def test_settings_are_followed(here):
    first = current()
    assert current() is first
    configure(max_size=5)
    assert current() is not first


def test_the_lock_is_renewed_in_a_forked_child():
    held = threading.Event()
    done = threading.Event()

    def hold():
        with exclusive():
            held.set()
            done.wait(10)

    thread = threading.Thread(target=hold)
    thread.start()
    held.wait(10)
    before = exclusive()
    assert not before.acquire(blocking=False)
    module._renew()
    assert exclusive() is not before
    assert exclusive().acquire(blocking=False)
    exclusive().release()
    done.set()
    thread.join()

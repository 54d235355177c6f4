"""Trouble with the disk, other users, other processes: an answer, and one warning.

The programs below run as a user for whom permissions hold. Each prints the answers of
a look-up and of a publication, and how many warnings were heard.
"""

from __future__ import annotations

import errno
import os

import pytest

from autograd_src.store.header import render

from .entries import BODY, GENERATOR, always, header, key, user_cache
from .unprivileged import folder, run

ASK = """
def ask(cache, wanted=key()):
    with warnings.catch_warnings(record=True) as heard:
        warnings.simplefilter("always")
        found = cache.find(wanted, always)
        for _ in range(3):
            stored = cache.publish(wanted, header(), BODY)
            assert stored.text.endswith(BODY)
        again = cache.find(wanted, always)
    print(found is not None, stored.stored, again is not None, len(heard))
    for warning in heard:
        print("#", warning.message)
"""

HIT = "True True True 0"
MADE = "False True True 0"
IN_MEMORY = "False False False 1"


def _asked(program: str, **environment: str) -> list[str]:
    with folder() as home:
        lines = run(ASK + program, home, HOME=str(home), **environment)
    return [line for line in lines if not line.startswith("#")]


def test_a_missing_folder_is_made():
    assert _asked("ask(user_cache('a/b/c')); ask(user_cache('a/b/c'))") == [MADE, HIT]


def test_a_read_only_folder():
    program = """
os.mkdir("root", 0o500)
ask(user_cache("root"))
"""
    assert _asked(program) == [IN_MEMORY]


def test_a_read_only_folder_with_entries():
    program = """
ask(user_cache("root"))
for path, _, _ in os.walk("root"):
    os.chmod(path, 0o500)
ask(user_cache("root"))
ask(user_cache("root"), key(of="new"))
"""
    assert _asked(program) == [MADE, HIT, IN_MEMORY]


def test_a_root_that_is_a_file():
    program = 'open("root", "w").close(); ask(user_cache("root"))'
    assert _asked(program) == [IN_MEMORY]


def test_a_root_below_a_file():
    program = 'open("root", "w").close(); ask(user_cache("root/below/it"))'
    assert _asked(program) == [IN_MEMORY]


def test_a_folder_that_may_not_be_entered():
    program = """
os.makedirs("closed/root")
os.chmod("closed", 0)
ask(user_cache("closed/root"))
"""
    assert _asked(program) == [IN_MEMORY]


@pytest.mark.parametrize("home", ["'/'", "None"])
def test_no_home(home):
    program = f"""
def nobody(uid): raise KeyError(uid)
pwd.getpwuid = nobody
os.environ.pop("HOME")
if {home}: os.environ["HOME"] = {home}
with warnings.catch_warnings(record=True) as heard:
    warnings.simplefilter("always")
    for _ in range(3):
        made = store.current().fetch(key(), always, lambda: (header(), BODY))
        assert made.text.endswith(BODY) and not made.stored
print(len(heard), "no cache: no default" in str(heard[0].message))
"""
    assert _asked(program) == ["1 True"]


def test_a_disk_that_is_full():
    program = """
ask(user_cache("root"))
resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100))
ask(user_cache("root"), key(of="new"))
print(sorted(n for _, _, names in os.walk("root") for n in names if ".tmp" in n))
"""
    assert _asked(program) == [MADE, IN_MEMORY, "[]"]


def test_long_names():
    program = """
names = ["f" * 1000, "m" * 300 + ".m" * 20, "f.<locals>." * 100, "\\u00e4" * 500]
for name in names:
    ask(user_cache("root"), key(f"{name}:{name}", name))
"""
    assert _asked(program) == [MADE] * 4


@pytest.mark.parametrize(
    "spoil",
    [
        'os.chmod("root", 0o777)',
        'os.chmod("root", 0o770)',
        'os.chmod("root/v1", 0o722)',
        "os.chmod(os.path.dirname(entry), 0o777)",
        'os.rename("root", "open/root"); os.symlink("open/root", "root")',
    ],
    ids=["world", "group", "version", "function", "link into such a folder"],
)
def test_a_folder_that_others_may_write_is_not_used_nor_repaired(spoil):
    program = f"""
entry = user_cache("root").publish(key(), header(), BODY).path
os.mkdir("open")
os.chmod("open", 0o777)
{spoil}
modes = [os.stat(p).st_mode for p in ("root", "root/v1", "open")]
trust._cleared.clear()
ask(user_cache("root"))
print(modes == [os.stat(p).st_mode for p in ("root", "root/v1", "open")])
"""
    assert _asked(program) == [IN_MEMORY, "True"]


def test_a_link_to_a_good_folder_is_followed():
    program = """
os.mkdir("real", 0o700)
os.symlink("real", "root")
ask(user_cache("root"))
ask(user_cache("root"))
"""
    assert _asked(program) == [MADE, HIT]


@pytest.mark.parametrize(
    "spoil",
    [
        "os.rename(entry, 'x'); os.symlink(os.path.abspath('x'), entry)",
        "os.link(entry, 'x')",
        "os.unlink(entry); os.mkfifo(entry)",
        "os.chmod(entry, 0o622)",
        "os.chmod(entry, 0o660)",
    ],
    ids=["link", "hard link", "pipe", "world", "group"],
)
def test_an_entry_that_others_may_have_written_is_replaced(spoil):
    program = f"""
entry = user_cache("root").publish(key(), header(), BODY).path
{spoil}
ask(user_cache("root"))
ask(user_cache("root"))
"""
    assert _asked(program) == ["False True True 1", HIT]


def test_a_folder_in_the_place_of_an_entry():
    program = """
entry = user_cache("root").publish(key(), header(), BODY).path
os.unlink(entry)
os.mkdir(entry)
ask(user_cache("root"))
"""
    assert _asked(program)[0].startswith("False False False")


CALLS = tuple("open read fstat write close replace mkdir lstat utime".split())


@pytest.mark.parametrize("code", ["EIO", "ESTALE", "EBUSY", "ENOENT", "EACCES"])
@pytest.mark.parametrize("call", CALLS)
def test_any_failing_call_changes_no_answer(tmp_path, monkeypatch, caplog, call, code):
    """Warnings are errors here, so trouble goes to the logger: once."""
    cache = user_cache(tmp_path / "root")
    cache.publish(key(), header(), BODY)
    real = getattr(os, call)

    def fails(*args, **kwargs):
        if call == "close":
            real(*args)
        raise OSError(getattr(errno, code), "injected")

    for wanted in (key(), key(of="new")):
        with monkeypatch.context() as patch:
            patch.setattr(os, call, fails)
            found = cache.find(wanted, always)
            stored = cache.publish(wanted, header(), BODY)
        assert found is None or found.text.endswith(BODY)
        assert stored.text == render(
            header(key=wanted.digest, generator=GENERATOR), BODY
        )
    assert len(caplog.messages) <= 1
    # When the trouble is over, nothing of it remains.
    after = user_cache(tmp_path / "root")
    assert after.publish(key(of="new"), header(), BODY).stored
    assert after.find(key(of="new"), always) is not None


def test_an_error_after_a_successful_rename(tmp_path, monkeypatch, caplog):
    """As over a network, when the reply is lost."""
    cache = user_cache(tmp_path / "root")
    real = os.replace

    def unsure(*args):
        real(*args)
        raise OSError(errno.EIO, "injected")

    with monkeypatch.context() as patch:
        patch.setattr(os, "replace", unsure)
        assert cache.publish(key(), header(), BODY).text.endswith(BODY)
    assert len(caplog.messages) == 1
    assert cache.find(key(), always).text.endswith(BODY)

"""What stands in version control: nothing of a machine, and a test for each module."""

from __future__ import annotations

import configparser
import re
import subprocess
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

# A link in a tracked file points to one of these: a public page that stays.
HOSTS = frozenset(
    {
        "docs.python.org",
        "docs.scipy.org",
        "numpy.org",
        "scikit-learn.org",
        "www.apache.org",
    }
)

# Tests of more than one module: of a promise, of the repository, of everything.
WHOLE = frozenset(
    "test_bad_input test_conftest test_cost test_end_to_end test_examples "
    "test_examples_of_output test_generation_cost test_language test_layers "
    "test_limits test_never_stale test_oracles test_readme test_refusals "
    "test_repository test_same_everywhere test_scipy_calls test_soundness "
    "test_typing".split()
)
# Tests of a room as a whole, or of what its modules do together.
ROOM_WIDE = frozenset(
    "frontend/test_node_table frontend/test_node_table_derivatives recipes/test_kinks "
    "recipes/test_recipes recipes/test_second_order syntax/test_format "
    "syntax/test_round_trip".split()
)
# Folders of tests that are not rooms of the package.
OTHER = frozenset({"fuzz", "programs"})


@cache
def tracked() -> tuple[Path, ...]:
    """The files that a commit would hold: known to git, or new and not ignored."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout
    paths = (ROOT / name for name in listed.decode().split("\0") if name)
    return tuple(sorted(path for path in paths if path.is_file()))


def _texts() -> list[tuple[Path, str]]:
    texts = []
    for path in tracked():
        data = path.read_bytes()
        if b"\0" not in data:
            texts.append((path.relative_to(ROOT), data.decode("utf-8")))
    return texts


def _find(pattern: str) -> list[str]:
    regex = re.compile(pattern)
    return [
        f"{path}:{number}: {line.strip()}"
        for path, text in _texts()
        for number, line in enumerate(text.splitlines(), 1)
        if regex.search(line)
    ]


def test_there_is_something_to_look_at():
    names = {path.relative_to(ROOT).as_posix() for path in tracked()}
    assert {"setup.cfg", "README.md", "LICENSE", "tests/test_repository.py"} <= names


# The class around one letter keeps the pattern from matching itself.
@pytest.mark.parametrize("folder", ["hom[e]", "roo[t]", "User[s]", "wor[k]", "mn[t]"])
def test_no_path_of_a_machine(folder):
    assert not _find(rf"(?<![\w.$\}}/-])/{folder}/\w")


def test_no_path_of_this_machine():
    here = [str(ROOT.parent), str(Path.home())]
    here = [re.escape(path) for path in here if len(Path(path).parts) > 1]
    assert not _find("|".join(rf"(?<![\w.-]){path}/" for path in here) or r"(?!)")


def test_no_host_but_public_pages():
    found = _find(r"https?://")
    hosts = {h for line in found for h in re.findall(r"https?://([\w.-]+)", line)}
    assert hosts <= HOSTS


def test_no_registry_is_named():
    assert not _find(r"(?:index-ur[l]|find-link[s]|trusted-hos[t]|extra-inde[x])")


def test_lines_end_with_a_newline_alone():
    broken = [str(path) for path, text in _texts() if "\r" in text]
    assert not broken
    assert not [str(path) for path, text in _texts() if text and text[-1] != "\n"]


def test_the_version_stands_in_one_place():
    config = configparser.ConfigParser()
    config.read(ROOT / "setup.cfg", encoding="utf-8")
    version = config["metadata"]["version"]
    quoted = rf"""["']{re.escape(version)}["']|^version\s*="""
    places = [
        line
        for line in _find(quoted)
        if line.startswith(("autograd_src", "setup.cfg", "pyproject.toml"))
    ]
    assert len(places) == 1, places


def test_fragments_of_the_changelog_are_named_by_topic_and_kind():
    names = [p.name for p in (ROOT / "changelog.d").iterdir()]
    assert names
    pattern = r"\+[a-z0-9-]+\.(added|changed|fixed|removed)\.md"
    assert not [name for name in names if not re.fullmatch(pattern, name)]


def _mirrored(path: Path) -> bool:
    """Whether a test module stands where the module that it tests would."""
    room = path.parent.relative_to(ROOT / "tests")
    if (room / path.stem).as_posix() in ROOM_WIDE:
        return True
    source = ROOT / "autograd_src" / room
    if not source.is_dir():
        return False
    stems = {p.stem for p in source.iterdir() if p.suffix == ".py" or p.is_dir()}
    stem = path.stem.removeprefix("test_")
    # One module may have several test modules: test_ranks_of_loops beside test_ranks.
    return any(stem == s or stem.startswith(s + "_") for s in stems)


def test_tests_mirror_the_source():
    if not (ROOT / "autograd_src").is_dir():
        return  # run against an installed package: nothing to mirror
    modules = [p for p in tracked() if p.match("tests/**/test_*.py")]
    modules += [p for p in tracked() if p.parent == ROOT / "tests"]
    stray = {
        str(path.relative_to(ROOT))
        for path in modules
        if path.name.startswith("test_")
        and path.relative_to(ROOT / "tests").parts[0] not in OTHER
        and not (path.parent == ROOT / "tests" and path.stem in WHOLE)
        and not _mirrored(path)
    }
    assert not stray


def test_no_exception_outlives_its_test():
    for name in WHOLE | ROOM_WIDE:
        assert (ROOT / "tests" / f"{name}.py").is_file(), name


def test_every_folder_of_tests_is_a_package():
    folders = {p.parent for p in tracked() if p.match("tests/**/*.py")}
    assert not [str(f) for f in folders if not (f / "__init__.py").is_file()]

"""The rooms of the package: imports only go down, and rooms stay small.

Read from the text of every module, so that an import inside a function counts too.
"""

from __future__ import annotations

import ast
import statistics
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

import autograd_src

PACKAGE = Path(autograd_src.__file__).resolve().parent
NAME = PACKAGE.name

# Top to bottom: a module imports from its own row and from rows below it.
ROWS = (
    ("__init__",),
    ("cli", "__main__"),
    ("api",),
    ("checking", "explaining"),
    ("calling",),
    ("store",),
    ("pipeline",),
    ("transforms",),
    ("optimize",),
    ("lowering",),
    ("analyses",),
    ("frontend",),
    ("recipes",),
    ("live",),
    ("syntax",),
    ("ir", "algebra"),
    ("errors",),
    ("runtime", "special"),
)
ROW = {room: number for number, rooms in enumerate(ROWS) for room in rooms}

LINES = {"recipes": 400}
MOST_LINES = 300

# Never needed for a derivative that is in the cache already; each costs start-up time.
COSTLY = frozenset(
    "ast astunparse dataclasses gast hashlib importlib.metadata importlib.resources "
    "inspect json logging pathlib platformdirs tempfile".split()
)


def _is_ours(target: str) -> bool:
    return _is_part(target, NAME)


def _is_part(target: str, package: str) -> bool:
    return target == package or target.startswith(package + ".")


class Import(NamedTuple):
    """One module imported by another."""

    target: str  # dotted, "autograd_src.live.source"
    line: int
    lazy: bool  # inside a function
    typing_only: bool  # under `if TYPE_CHECKING:`


FILES = sorted(PACKAGE.rglob("*.py"))
MODULES = {
    ".".join((NAME, *path.relative_to(PACKAGE).with_suffix("").parts)).removesuffix(
        ".__init__"
    ): path
    for path in FILES
}


def room(module: str) -> str:
    """The row's name of a dotted module of the package."""
    parts = module.split(".")
    return parts[1] if len(parts) > 1 else "__init__"


def _is_typing_only(node: ast.If) -> bool:
    return ast.unparse(node.test) in ("TYPE_CHECKING", "typing.TYPE_CHECKING")


def _statements(
    body: list[ast.stmt], lazy: bool = False, typing_only: bool = False
) -> Iterator[tuple[ast.Import | ast.ImportFrom, bool, bool]]:
    for node in body:
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            yield node, lazy, typing_only
        for field in ("body", "orelse", "handlers", "finalbody", "cases"):
            yield from _statements(
                getattr(node, field, []),
                lazy or isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)),
                typing_only or (isinstance(node, ast.If) and _is_typing_only(node)),
            )


def _base(node: ast.ImportFrom, module: str) -> str:
    """The absolute module that a `from … import` names."""
    if not node.level:
        return node.module or ""
    is_package = MODULES[module].name == "__init__.py"
    parts = module.split(".")
    up = node.level - is_package
    return ".".join(parts[: len(parts) - up] + ([node.module] if node.module else []))


def _targets(node: ast.Import | ast.ImportFrom, module: str) -> Iterator[str]:
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
        return
    base = _base(node, module)
    for alias in node.names:
        inner = f"{base}.{alias.name}"
        if inner not in MODULES:
            yield base
        if inner in MODULES or not _is_ours(base):
            yield inner


@cache
def imports(module: str) -> tuple[Import, ...]:
    """Everything that a module of the package imports, wherever it does so."""
    tree = ast.parse(MODULES[module].read_text(encoding="utf-8"))
    return tuple(
        Import(target, node.lineno, lazy, typing_only)
        for node, lazy, typing_only in _statements(tree.body)
        for target in _targets(node, module)
    )


def eager(module: str) -> dict[str, tuple[str, ...]]:
    """What importing `module` imports, each with the way it came in."""
    ways: dict[str, tuple[str, ...]] = {}
    todo = [(module, (module,))]
    while todo:
        name, way = todo.pop()
        if name in ways:
            continue
        ways[name] = way
        if name not in MODULES:
            continue
        parents = name.split(".")
        todo += [(".".join(parents[:i]), way) for i in range(1, len(parents))]
        todo += [
            (found.target, (*way, found.target))
            for found in imports(name)
            if not found.lazy and not found.typing_only
        ]
    return ways


@pytest.mark.parametrize("module", sorted(MODULES))
def test_module_has_a_room(module):
    assert room(module) in ROW, f"{module} stands in none of the rows"


def test_every_folder_is_a_package():
    """One without `__init__.py` works in a checkout and is missing in the wheel."""
    folders = {path.parent for path in FILES}
    assert not [str(f) for f in folders if not (f / "__init__.py").is_file()]


@pytest.mark.parametrize("module", sorted(MODULES))
def test_imports_only_go_down(module):
    upward = [
        f"line {found.line}: {found.target}"
        for found in imports(module)
        if _is_ours(found.target) and ROW[room(found.target)] < ROW[room(module)]
    ]
    assert not upward, f"{module} imports from rows above it: {upward}"


def test_the_pipeline_is_reached_by_one_lazy_import():
    """What runs at call time loads the generator only when there is none in store."""
    warm = [m for m in MODULES if ROW[room(m)] < ROW["pipeline"]]
    found = [(m, i) for m in warm for i in imports(m) if room(i.target) == "pipeline"]
    found = [(m, i) for m, i in found if _is_ours(i.target) and not i.typing_only]
    assert all(i.lazy for _, i in found), found
    assert len([m for m, _ in found if room(m) == "calling"]) <= 1, found


@pytest.mark.parametrize("module", sorted(m for m in MODULES if room(m) == "live"))
def test_live_objects_are_described_without_a_parser(module):
    """Not even in a function: a proof at call time may not cost their import."""
    found = [i for i in imports(module) if i.target.split(".")[0] in _PARSERS]
    assert not found, f"{module}: {found}"
    through = {name: way for name, way in eager(module).items() if name in _PARSERS}
    # The package itself is imported first; what it brings in is tested below.
    through = {n: way for n, way in through.items() if NAME not in way[1:]}
    assert not through


_PARSERS = ("gast", "astunparse")


def test_importing_the_package_imports_nothing_costly():
    ways = eager(NAME)
    found = {n: " > ".join(way) for n, way in ways.items()}
    costly = {n: w for n, w in found.items() if any(_is_part(n, c) for c in COSTLY)}
    assert not costly


def test_runtime_imports_array_libraries_only():
    """Emitted code imports it, also where nothing else of this package is there."""
    found = {i.target.split(".")[0] for i in imports(f"{NAME}.runtime")}
    assert found <= {"__future__", "collections", "math", "numpy", "scipy", "typing"}


@pytest.mark.parametrize("module", sorted(MODULES))
def test_module_fits_on_a_few_screens(module):
    lines = MODULES[module].read_text(encoding="utf-8").count("\n")
    assert lines <= LINES.get(room(module), MOST_LINES)


@pytest.mark.parametrize("module", sorted(MODULES))
def test_module_says_what_lives_there(module):
    tree = ast.parse(MODULES[module].read_text(encoding="utf-8"))
    assert ast.get_docstring(tree), f"{module} has no docstring"


def test_functions_are_short():
    """Half are under eight lines, few are over forty, none is over sixty."""
    lengths = {
        f"{module}:{node.lineno} {node.name}": (node.end_lineno or 0) - node.lineno + 1
        for module, path in MODULES.items()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
    }
    long = {name: length for name, length in lengths.items() if length > 40}
    assert statistics.median(lengths.values()) <= 8
    assert len(long) <= 0.02 * len(lengths), long
    assert not {name: length for name, length in long.items() if length > 60}

"""Where the package makes refusals, and which of them a program meets.

A site is a call of an exception class below, of a function that returns one of those
exceptions, or of `refuse(...)` in a recipe.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from types import FrameType
from typing import Any, NamedTuple

import pytest

import autograd_src
from autograd_src import NotDifferentiable
from autograd_src.lowering.arguments import Mismatch
from autograd_src.lowering.formulas import Refused

PACKAGE = Path(autograd_src.__file__).resolve().parent
CLASSES = ("NotDifferentiable", "MissingRecipe", "Refused", "Mismatch")
# Their refusals are of files, not of programs.
OTHER = ("store",)


class Site(NamedTuple):
    """A call that makes a refusal: whose it is, what it says, and where it stands."""

    file: str
    owner: str
    text: str
    first: int
    last: int
    # The recipe in which it stands: from line to line.
    recipe: tuple[int, int] | None

    def __str__(self) -> str:
        return f"{self.file}, {self.owner}: {self.text}"


def _name(call: ast.Call) -> str:
    return getattr(call.func, "id", "") or getattr(call.func, "attr", "")


@cache
def _trees() -> dict[str, ast.Module]:
    paths = sorted(PACKAGE.rglob("*.py"))
    named = {path.relative_to(PACKAGE).as_posix(): path for path in paths}
    return {
        name: ast.parse(path.read_text(encoding="utf-8"))
        for name, path in named.items()
        if name.partition("/")[0] not in OTHER
    }


@cache
def makers() -> frozenset[str]:
    """The names of functions and methods that return a refusal."""
    found = set(CLASSES)
    for tree in _trees().values():
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef) and node.returns is not None:
                returned = ast.unparse(node.returns)
                found.update({node.name} if returned in CLASSES else ())
    return frozenset(found)


@cache
def sites() -> tuple[Site, ...]:
    """Every call in the package that makes a refusal."""
    return tuple(
        Site(name, owner, text, node.lineno, node.end_lineno or 0, recipe)
        for name, tree in _trees().items()
        for source in [(PACKAGE / name).read_text(encoding="utf-8")]
        for statement in tree.body
        for owner, node in _calls(statement, "")
        for recipe in [_recipe(name, statement, node)]
        if recipe or (_name(node) in makers() and not _is_another(name, node))
        for text in [" ".join((ast.get_source_segment(source, node) or "").split())]
    )


def _calls(node: ast.AST, owner: str) -> Iterator[tuple[str, ast.Call]]:
    """The calls in a statement, each with the function that it stands in."""
    if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
        owner = f"{owner}.{node.name}".lstrip(".")
        decorators = [d for d in node.decorator_list if isinstance(d, ast.Call)]
        if node.name == "_" and decorators:
            owner = ast.unparse(decorators[-1].args[0])
    elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Call) and not owner:
        owner = ast.unparse(node.value.args[0])
    if isinstance(node, ast.Call):
        yield owner, node
    for child in ast.iter_child_nodes(node):
        yield from _calls(child, owner)


def _recipe(name: str, statement: ast.stmt, node: ast.Call) -> tuple[int, int] | None:
    if name.startswith("recipes/") and _name(node) == "refuse":
        decorators = getattr(statement, "decorator_list", [])
        first = min([statement.lineno, *(d.lineno for d in decorators)])
        return first, statement.end_lineno or 0
    return None


def _is_another(name: str, node: ast.Call) -> bool:
    """Whether the call is of something else that has the name of a maker."""
    of_ranks = _name(node) == "missing" and isinstance(node.func, ast.Attribute)
    return of_ranks or (_name(node) == "_changed" and name == "analyses/lists.py")


class Made(NamedTuple):
    """A refusal as it was made: what it says, and the lines that were being run."""

    text: str
    lines: frozenset[tuple[str, int]]
    recipes: frozenset[tuple[str, int]]


@contextmanager
def recorded() -> Iterator[list[Made]]:
    """Notes each refusal that is made, also one that is caught again."""
    made: list[Made] = []

    def noting(cls: type[Exception]) -> Any:
        plain = cls.__init__

        def init(self: Exception, *args: Any, **named: Any) -> None:
            plain(self, *args, **named)
            text = ": ".join(map(str, args)) if cls is Mismatch else str(args[0])
            made.append(Made(text, *_running(sys._getframe(1))))

        return init

    with pytest.MonkeyPatch.context() as patch:
        for cls in (NotDifferentiable, Refused, Mismatch):
            patch.setattr(cls, "__init__", noting(cls))
        yield made


def _running(
    frame: FrameType | None,
) -> tuple[frozenset[tuple[str, int]], frozenset[tuple[str, int]]]:
    """The lines of the package that are being run, and the recipes that are read."""
    lines, recipes = set(), set()
    while frame is not None:
        path = Path(frame.f_code.co_filename)
        if path.is_relative_to(PACKAGE):
            name = path.relative_to(PACKAGE).as_posix()
            lines.add((name, frame.f_lineno))
            recipe = getattr(frame.f_locals.get("op"), "recipe", None)
            if recipe is not None:
                code = recipe.definition.__code__
                home = Path(code.co_filename)
                if home.is_relative_to(PACKAGE):
                    file = home.relative_to(PACKAGE).as_posix()
                    recipes.add((file, code.co_firstlineno))
        frame = frame.f_back
    return frozenset(lines), frozenset(recipes)


def reached(made: list[Made], message: str) -> set[Site]:
    """The sites of the refusals whose words are in what the user is told."""
    counted = [m for m in made if m.text in message]
    return {s for s in sites() for m in counted if _is_at(s, m)}


def _is_at(site: Site, made: Made) -> bool:
    if site.recipe is None:
        return any(
            file == site.file and site.first <= line <= site.last
            for file, line in made.lines
        )
    first, last = site.recipe
    within = any(f == site.file and first <= n <= last for f, n in made.recipes)
    return within and made.text in _joined(site.text)


def _joined(call: str) -> str:
    (argument,) = ast.parse(call, mode="eval").body.args  # type: ignore[attr-defined]
    return str(ast.literal_eval(argument))

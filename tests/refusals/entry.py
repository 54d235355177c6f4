"""A row of the catalogue: a program that is refused, and its rewrite, as modules."""

from __future__ import annotations

import importlib.util
import re
import sys
import textwrap
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

import numpy as np

from autograd_src import differentiable
from tests.oracles import Case, check_all_modes

X = np.array([0.5, 1.5, 2.0])


class Refusal(NamedTuple):
    """A program `f` that is refused, and what becomes of it as the message advises.

    `at` is the code that the caret points at, where it is found first, or behind a
    `¦` that marks one of several. `x` in `args` and `call` is an array of three
    numbers; everything else there is looked up in the program itself.
    """

    title: str
    before: str
    at: str
    says: str
    after: str
    args: str = "x"
    call: str = ""
    wrt: tuple[str, ...] | None = None
    mode: str = ""
    missing: bool = False
    after_args: str = ""

    @property
    def called(self) -> str:
        """The call that is refused, as it is written."""
        return self.call or f"f.grad({self.args})"

    @property
    def place(self) -> tuple[int, int]:
        """Line and column of the caret, counted from 1."""
        text, mark, _ = self.at.partition("¦")
        text = module_text(self.before)
        found = text.index(self.at.replace("¦", ""))
        if mark:
            found += self.at.index("¦")
        line = text.count("\n", 0, found) + 1
        return line, found - text.rfind("\n", 0, found)


class Topic(NamedTuple):
    """A chapter of the page."""

    title: str
    text: str
    rows: tuple[Refusal, ...]


def formula(
    title: str,
    before: str,
    says: str,
    after: str,
    args: str = "x",
    setup: str = "",
    missing: bool = False,
) -> Refusal:
    """A row of one formula; `x` is its argument, or those that `setup` doesn't bind."""
    programs = []
    for e in (before, after):
        lines = [*setup.splitlines(), f"return {e}"]
        programs.append("def f(x):\n" + textwrap.indent("\n".join(lines), "    "))
    return Refusal(
        title, programs[0], "return", says, programs[1], args, missing=missing
    )


def module_text(program: str) -> str:
    """The program as a file, with the import that nearly all have."""
    text = textwrap.dedent(program).strip() + "\n"
    names = {"np": "import numpy as np\n", "scipy.linalg": "import scipy.linalg\n"}
    names["scipy.special"] = "import scipy.special\n"
    heads = [
        line
        for name, line in names.items()
        if re.search(rf"\b{name}\.", text) and line not in text
    ]
    return "".join([*heads, *["\n\n"][: len(heads)]]) + text


def load(program: str, folder: Path) -> ModuleType:
    """The program as a module of that folder, which is imported anew."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "model.py"
    path.write_text(module_text(program), encoding="utf-8")
    spec = importlib.util.spec_from_file_location("model", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    # Public paths of the module's own classes lead through here.
    sys.modules["model"] = module
    spec.loader.exec_module(module)
    return module


def names_in(module: ModuleType) -> dict[str, Any]:
    """What arguments and calls may name."""
    return {"np": np, "x": X.copy(), "differentiable": differentiable, **vars(module)}


def arguments(text: str, names: dict[str, Any]) -> tuple[Any, ...]:
    return tuple(eval(f"({text},)", names))


def refuse(row: Refusal, module: ModuleType) -> None:
    """Make the call that is refused."""
    names = names_in(module)
    if "differentiable(" not in row.called and "f" in names:
        names["f"] = differentiable(names["f"])
    eval(row.called, names)


def check_rewrite(row: Refusal, module: ModuleType) -> None:
    """The rewrite's derivatives are those that differences give."""
    names = names_in(module)
    args = arguments(row.after_args or row.args, names)
    program: Callable[..., Any] = names["f"]
    mode = row.mode or ("grad" if Case(program, args, row.wrt).is_scalar else "vjp")
    check_all_modes(program, args, row.wrt, modes=(mode,))

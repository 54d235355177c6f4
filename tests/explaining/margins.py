"""A program and what its margin is to say, read from one text.

Each line has its number in the file, the code, and behind `|` its remarks; those that
go on in the next line are indented there, as in what is printed.
"""

from __future__ import annotations

import importlib.util
import re
import sys
from pathlib import Path
from typing import Any, NamedTuple

from autograd_src import differentiable
from autograd_src.explaining import explanation


class Row(NamedTuple):
    """A line of the program and its remarks."""

    number: int
    code: str
    remarks: tuple[str, ...]


def rows(text: str) -> list[Row]:
    """The lines of a program with a margin, however it is laid out."""
    found: list[Row] = []
    for line in text.splitlines():
        start, bar, remark = line.partition("| ")
        numbered = re.match(r" *(\d+)  (.*)", start) or re.match(r" *(\d+)()$", start)
        if numbered:
            found.append(Row(int(numbered[1]), numbered[2].rstrip(), ()))
        if bar and found:
            last = found[-1]
            if remark.startswith(" "):
                *others, before = last.remarks
                remarks = (*others, f"{before} {remark.strip()}")
            else:
                remarks = (*last.remarks, remark)
            found[-1] = last._replace(remarks=remarks)
    return found


def module_of(text: str, folder: Path) -> Any:
    """The program without its margin, imported from a file."""
    lines: dict[int, str] = {row.number: row.code for row in rows(text)}
    lines.setdefault(1, "import numpy as np")
    code = "".join(f"{lines.get(k, '')}\n" for k in range(1, max(lines) + 1))
    path = folder / "program.py"
    path.write_text(code, encoding="utf-8")
    spec = importlib.util.spec_from_file_location("program", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["program"] = module
    try:
        spec.loader.exec_module(module)
    finally:
        del sys.modules["program"]
    return module


ACTIVITY = ("active", "passive", "carried", "renames", "left out")


def check(
    text: str,
    folder: Path,
    *args: Any,
    wrt: Any = None,
    only: tuple[str, ...] = ("",),
) -> str:
    """Hold what is printed of the function `f` against `text`; returns what is printed.

    Remarks that begin with none of `only` are left aside.
    """
    f = differentiable(module_of(text, folder).f, wrt=wrt)
    printed = explanation(f, args, {})
    found = [
        row._replace(remarks=tuple(r for r in row.remarks if r.startswith(only)))
        for row in rows(printed)
    ]
    assert found == rows(text), printed
    return printed

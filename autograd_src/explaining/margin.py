"""The user's source with remarks in the margin, as text."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable, Iterator

from autograd_src.explaining.places import Line, Text

__all__ = ["Remarks", "printed"]

Remarks = dict[Line, list[str]]

_WIDEST = 52  # where the margin begins at the latest
_MARGIN = 60  # how wide it is


def printed(
    text: Text, remarks: Remarks, colour: bool, skipped: range = range(0)
) -> str:
    """A function line by line, each with its remarks to the right of it.

    The lines `skipped` are left out.
    """
    source = text.source
    lines = textwrap.dedent(source.text).rstrip("\n").split("\n")
    widths = [len(line) for line in lines]
    column = max((w for w in widths if w <= _WIDEST), default=_WIDEST)
    digits = len(str(source.first_line + len(lines) - 1))
    out: list[str] = []
    for number, line in enumerate(lines, source.first_line):
        if number in skipped:
            out += ["..."] if number == skipped.start else []
            continue
        margin = [
            part
            for remark in remarks.get(Line(source.filename, number), ())
            for part in _wrapped(remark)
        ]
        start = f"{number:{digits}}  {line}"
        out += _beside(start, margin, digits + 2 + column, colour)
    return "\n".join(out) + "\n"


def _wrapped(remark: str) -> list[str]:
    # A number stays beside the word "line".
    held = re.sub(r"\b(lines?) (?=\d)", "\\1\xa0", remark)
    lines = textwrap.wrap(held, _MARGIN, subsequent_indent="  ", break_on_hyphens=False)
    return [line.replace("\xa0", " ") for line in lines]


def _beside(start: str, margin: list[str], column: int, colour: bool) -> Iterable[str]:
    if not margin:
        yield start
        return
    rows = [start] + [""] * (len(margin) - 1)
    if len(start) > column:
        rows, margin = [*rows, ""], ["", *margin]
    yield from _rows(rows, margin, column, colour)


def _rows(
    rows: list[str], margin: list[str], column: int, colour: bool
) -> Iterator[str]:
    for row, remark in zip(rows, margin, strict=True):
        shown = f"| {remark}" if remark else ""
        if colour and shown:
            shown = f"\x1b[32m{shown}\x1b[0m"
        yield f"{row:{column}}  {shown}".rstrip()

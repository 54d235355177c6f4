"""The source of a function whose loader rewrote its asserts, as pytest does.

No text compiles to such code. The file must be what it was at the first decoration;
where that came late, all but the assert statements must also do the same, line by line.
"""

from __future__ import annotations

import dis
from collections.abc import Iterator
from types import CodeType

from autograd_src.live import extent, proof
from autograd_src.live.digests import Field
from autograd_src.live.source import Source

_Line = tuple[int, Field]


def unproved_source(
    code: CodeType, text: str, lines: list[str], strictly: bool
) -> Source | None:
    """Return the def at the code's own line, if it can be what was rewritten."""
    module = proof.compile_quietly(text, code.co_flags & proof.FUTURE_FLAGS)
    first = code.co_firstlineno - 1
    reach = extent.def_extent_by_tokens(lines, first)
    if module is None or reach is None:
        return None
    asserts = set(_assert_lines(lines, first, reach.lines))
    for candidate in proof.nested_codes(module):
        if _same_outline(candidate, code) and (
            not strictly or _same_lines(candidate, code, asserts)
        ):
            kept = "".join(lines[first : first + reach.lines])
            return Source(kept, code.co_filename, first + 1, "def")
    return None


def _same_outline(a: CodeType, b: CodeType) -> bool:
    counts = [
        (c.co_name, c.co_firstlineno, c.co_argcount, c.co_kwonlyargcount)
        for c in (a, b)
    ]
    total = a.co_argcount + a.co_kwonlyargcount
    names = [c.co_varnames[:total] for c in (a, b)]
    return counts[0] == counts[1] and names[0] == names[1]


def _assert_lines(lines: list[str], first: int, count: int) -> Iterator[int]:
    for start, end in extent.logical_lines(lines[: first + count], first):
        if lines[start].split(None, 1)[0].startswith("assert"):
            yield from range(start + 1, end + 1)


def _same_lines(a: CodeType, b: CodeType, asserts: set[int]) -> bool:
    if sorted(_work(a, asserts), key=ascii) != sorted(_work(b, asserts), key=ascii):
        return False
    inner = [[c for c in part.co_consts if isinstance(c, CodeType)] for part in (a, b)]
    inner = [[c for c in part if c.co_firstlineno not in asserts] for part in inner]
    return len(inner[0]) == len(inner[1]) and all(
        _same_outline(p, q) and _same_lines(p, q, asserts) for p, q in zip(*inner)
    )


# Where control leaves a line, and how a function ends, depends on its neighbours.
_FLOW = ("NOP", "RESUME", "CACHE", "EXTENDED_ARG", "RETURN_VALUE", "MAKE_CELL")


def _work(code: CodeType, asserts: set[int]) -> Iterator[_Line]:
    """Yield what each line outside asserts loads, stores, computes and calls."""
    starts = {start: line for start, _, line in code.co_lines()}
    line: int | None = None
    for step in dis.get_instructions(code):
        line = starts.get(step.offset, line)
        name = step.opname.replace("LOAD_FAST_CHECK", "LOAD_FAST")
        if line is None or line in asserts or name in _FLOW or "JUMP" in name:
            continue
        yields_none = name in ("LOAD_CONST", "RETURN_CONST") and step.argval is None
        if not yields_none:
            yield line, (name, _argument(step))


def _argument(step: dis.Instruction) -> Field:
    if step.opcode in dis.hasjrel or step.opcode in dis.hasjabs:
        return None
    if isinstance(step.argval, CodeType):
        return step.argval.co_name
    if step.opcode in dis.hasconst:
        return proof.constant_field(step.argval)
    return str(step.argval), step.argrepr

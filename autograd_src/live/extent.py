"""How far a `def` or a `lambda` reaches in its file's text, without a parser.

A scan that knows strings, comments, brackets and indentation. It only proposes: what
it finds is proved by compiling it (`proof`), and the tokenizer stands behind it.
"""

from __future__ import annotations

import functools
import re
import sys
from collections.abc import Iterator
from typing import NamedTuple

_STRING = (
    r'"""[^"\\]*(?:(?:\\.|"(?!""))[^"\\]*)*"""'
    r"|'''[^'\\]*(?:(?:\\.|'(?!''))[^'\\]*)*'''"
    r'|"[^"\\\n]*(?:\\.[^"\\\n]*)*"'
    r"|'[^'\\\n]*(?:\\.[^'\\\n]*)*'"
)
_LEX = rf"#[^\n]*|{_STRING}|[\[\](){{}}]|\\\n|\n"
_LAMBDA_LEX = rf"#[^\n]*|{_STRING}|[\[\](){{}},:;=]|\n|\b(?:for|async|if|else|lambda)\b"
_DEF_LINE = re.compile(r"^([ \t\f]*)(?:async[ \t]+)?def\b", re.MULTILINE)
_DEF = re.compile(r"(?:async[ \t]+)?def\b")
_INDENT = re.compile(r"[ \t\f]*")


# Since 3.12, f-strings may hold their own quotes: only the tokenizer knows these.
_F_STRING = r"""\b[rR]?[fF][rR]?['"]"""
_FREE_QUOTES = sys.version_info >= (3, 12)


@functools.cache
def _compiled(pattern: str) -> re.Pattern[str]:
    """Compile on first use: a warm start never does, and that takes a millisecond."""
    return re.compile(pattern, re.DOTALL)


class Extent(NamedTuple):
    """The lines of one definition: their number, and where `def` stands in them."""

    lines: int
    def_line: int


def indent_of(line: str) -> str:
    """Return the white space that a line begins with."""
    found = _INDENT.match(line)
    return found[0] if found else ""


def _width(line: str) -> int:
    return len(indent_of(line).rpartition("\f")[2].expandtabs(8))


def def_extent(lines: list[str], first: int) -> Extent | None:
    """Find the extent of the (decorated) def that begins at index `first`.

    >>> def_extent(["@cached\\n", "def f(x):\\n", "    return x\\n", "y = 1\\n"], 0)
    Extent(lines=3, def_line=1)
    """
    if not 0 <= first < len(lines):
        return None
    outer = _width(lines[first])
    def_line = last = -1
    for start, end in logical_lines(lines, first):
        line = lines[start]
        if def_line < 0:
            stripped = line.strip()
            if _DEF.match(stripped):
                def_line, last = start - first, end
            elif not stripped.startswith("@"):
                return None
        elif _width(line) > outer:
            last = end
        else:
            break
    if def_line < 0:
        return None
    if _FREE_QUOTES and _compiled(_F_STRING).search("".join(lines[first:last])):
        return def_extent_by_tokens(lines, first)
    return Extent(last - first, def_line)


def may_end(lines: list[str], first: int, count: int) -> bool:
    r"""Tell whether what follows so many lines of a def is outside of it.

    >>> lines = ["def f(x):\n", "    return x\n", "    # end\n", "y = 1\n"]
    >>> may_end(lines, 0, 2), may_end(lines, 0, 1)
    (True, False)
    """
    if count < 1 or first < 0 or first + count > len(lines):
        return False
    for line in lines[first + count :]:
        content = line.strip()
        if content and content[0] != "#":
            return _width(line) <= _width(lines[first])
    return True


def looks_single(text: str) -> bool:
    """Tell cheaply whether nothing can follow a def in the text that ends with it.

    False where in doubt: a multi-line string may look like another statement.

    >>> looks_single("@a\\ndef f(\\n  x\\n):\\n  return x\\n")
    True
    >>> looks_single("def f(x):\\n  return x\\ny = 1\\n")
    False
    """
    head = _DEF_LINE.search(text)
    if head is None or text.endswith(("\n\n", " \n")):
        return False
    inner = rf"\n(?!{head[1]}[ \t])[ \t]*[^\s)\]}}]"
    return re.compile(inner).search(text, head.end()) is None


def logical_lines(lines: list[str], first: int) -> Iterator[tuple[int, int]]:
    """Yield the (first, past the last) line of each statement line from `first`."""
    depth = 0
    line = start = first
    text = "".join(lines[first:])
    blank_from = 0
    for found in _compiled(_LEX).finditer(text):
        token = found[0]
        if token in "([{":
            depth += 1
        elif token in ")]}":
            depth = max(depth - 1, 0)
        elif token != "\n":
            line += token.count("\n")
        else:
            line += 1
            if depth:
                continue
            content = text[blank_from : found.start()].lstrip()
            if content and content[0] != "#":
                yield start, line
            start, blank_from = line, found.end()
    if text[blank_from:].strip():
        yield start, len(lines)


def def_extent_by_tokens(lines: list[str], first: int) -> Extent | None:
    """Find the same by Python's tokenizer: slower, but right on nested f-strings."""
    import tokenize

    def_line = last = -1
    depth = base = 0
    try:
        for token in tokenize.generate_tokens(iter(lines[first:]).__next__):
            if token.type == tokenize.INDENT:
                depth += 1
            elif token.type == tokenize.DEDENT:
                depth -= 1
                if def_line >= 0 and depth <= base:
                    break
            elif def_line < 0 and token.string == "def":
                def_line, base = token.start[0] - 1, depth
            elif token.type == tokenize.NEWLINE:
                if last >= 0 and depth <= base:
                    break
                last = token.end[0] if def_line >= 0 else -1
    except (tokenize.TokenError, SyntaxError):
        pass  # the text before the def's own level ends in the middle of something
    return None if last < 0 else Extent(last, def_line)


def definitions(text: str, name: str) -> Iterator[int]:
    """Yield the indices of all lines of the text that may define the function."""
    pattern = rf"^[ \t\f]*(?:async[ \t]+)?def[ \t]+{re.escape(name)}\b"
    for found in re.finditer(pattern, text, re.MULTILINE):
        yield text.count("\n", 0, found.start())


def with_decorators(lines: list[str], def_index: int) -> int:
    """Return the index of the first decorator of the def at `def_index`."""
    outer = _width(lines[def_index])
    first = def_index
    for above in range(def_index - 1, max(def_index - 200, -1), -1):
        line = lines[above]
        if line.strip() and _width(line) < outer:
            break
        if line.lstrip().startswith("@") and _width(line) == outer:
            extent = def_extent(lines, above)
            if extent is None or above + extent.def_line != def_index:
                break
            first = above
    return first


def enclosing_classes(lines: list[str], index: int) -> list[str]:
    """Return the names of the classes around the line, innermost first.

    Read off the indentation alone, so a multi-line string can mislead it.
    """
    names = []
    width = _width(lines[index])
    for above in range(index - 1, -1, -1):
        if not width:
            break
        line = lines[above]
        content = line.lstrip()
        if content in ("", "\n") or content[0] == "#" or _width(line) >= width:
            continue
        width = _width(line)
        found = re.match(r"class[ \t]+(\w+)", content)
        if found:
            names.append(found[1])
    return names


def lambdas(lines: list[str], first: int) -> Iterator[tuple[int, list[int]]]:
    """Yield each `lambda` on a line: its offset and the offsets where it may end.

    Offsets count from the beginning of the line at index `first`. Which end is right
    is for the proof to say.
    """
    text = "".join(lines[first : first + 400])
    line_end = text.find("\n")
    for found in _compiled(_LAMBDA_LEX).finditer(text):
        if line_end != -1 and found.start() > line_end:
            return
        if found[0] == "lambda":
            yield found.start(), _ends(text, found.start())


def _ends(text: str, start: int) -> list[int]:
    depth, ends = 0, []
    for found in _compiled(_LAMBDA_LEX).finditer(text, start + len("lambda")):
        token = found[0]
        if token in "([{":
            depth += 1
        elif token in ")]}":
            if depth == 0:
                ends.append(found.start())
                break
            depth -= 1
        elif depth == 0 and token != "lambda" and token[0] not in "\"'":
            ends.append(found.start())
    else:
        ends.append(len(text))
    return ends

"""The comment lines at the head of an entry: written, read, and proved.

The first line holds the digest of everything after it. Where entries lie, and whether
a header is the one looked for, is not decided here.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from autograd_src.store.digest import FORMAT, bytes_digest

__all__ = ["Damaged", "Header", "Ingredient", "parse", "render"]

WIDTH = 88
_FIRST = f"# autograd_src {FORMAT} sha256 "
# A second line may name an encoding, wherever it says `coding:`; this one never does.
_SECOND = "# Generated, and not run once edited: .eject(path) makes a copy to edit."
_WRAPPED = "#     "
_ITEM = "# - "
_NONE = "\\e"


class Damaged(Exception):
    """The text is not an entry exactly as one was written."""


class Ingredient(NamedTuple):
    """One thing that generation consulted."""

    kind: str
    path: str
    digest: str
    lines: int = 0


class Header(NamedTuple):
    """What an entry says about itself.

    `generator` is filled in by the cache that the entry is published to: a digest in
    the user's, a version in a project's. `imports` are (module, alias).
    """

    function: str
    mode: str
    wrt: tuple[str, ...]
    signature: str
    options: tuple[str, ...]
    key: str
    generator: str
    imports: tuple[tuple[str, str], ...]
    entry: str
    ingredients: tuple[tuple[str, str, str, int], ...]


def render(header: Header, body: str) -> str:
    """The whole file: the header as comments, an empty line, the module."""
    lines = [_SECOND, *_lines(header), "", body]
    rest = "\n".join(lines)
    if not rest.endswith("\n"):
        rest += "\n"
    return f"{_FIRST}{bytes_digest(rest.encode('utf-8', 'surrogatepass'))}\n{rest}"


def parse(data: bytes) -> tuple[Header, str]:
    """Header and module of a whole file.

    Raises
    ------
    Damaged
        Unless every byte is one that `render` wrote.
    """
    first, _, rest = data.partition(b"\n")
    if first != (_FIRST + bytes_digest(rest)).encode("ascii"):
        raise Damaged("the digest in its first line is not that of the rest")
    try:
        head, _, body = rest.decode("utf-8").partition("\n\n")
        return _header(head.split("\n")), body
    except (ValueError, IndexError, KeyError) as error:
        raise Damaged(f"its header can't be read: {error}") from None


# ---------------------------------------------------------------------------
# Writing


def _lines(header: Header) -> Iterator[str]:
    imports = (f"{_word(name)} as {_word(alias)}" for name, alias in header.imports)
    for label, value in (
        ("function", _text(header.function)),
        ("mode", _text(header.mode)),
        ("wrt", ", ".join(map(_word, header.wrt))),
        ("signature", _text(header.signature)),
        ("options", ", ".join(map(_word, header.options))),
        ("key", _text(header.key)),
        ("generator", _text(header.generator)),
        ("imports", ", ".join(imports)),
        ("entry", _text(header.entry)),
    ):
        yield from _wrap(f"# {label}:{' ' if value else ''}{value}")
    yield "# ingredients:"
    for kind, path, digest, lines in header.ingredients:
        many = f", {lines} line{'s' if lines != 1 else ''}" if lines else ""
        yield from _wrap(f"{_ITEM}{_word(kind)} {_word(path)}{many}: {_word(digest)}")


def _wrap(line: str) -> Iterator[str]:
    """Break at spaces only, so that joining with a space undoes it."""
    while len(line) > WIDTH:
        at = line.rfind(" ", len(_WRAPPED), WIDTH + 1)
        if at < 0:
            at = line.find(" ", WIDTH)
        if at < 0:
            break
        yield line[:at]
        line = _WRAPPED + line[at + 1 :]
    yield line


def _is_plain(char: str) -> bool:
    """Whether a character may stand in a comment as it is.

    A list of what may not, and not `str.isprintable`, whose answer depends on the
    release of Python: line ends, controls, invisible and direction-changing marks.
    """
    code = ord(char)
    return not (
        code < 0x20
        or 0x7F <= code <= 0xA0
        or 0x200B <= code <= 0x200F
        or 0x2028 <= code <= 0x202E
        or 0x2060 <= code <= 0x206F
        or 0xD800 <= code <= 0xDFFF
        or code in (0x5C, 0xFEFF)
    )


def _code(char: str) -> str:
    return f"\\u{ord(char):04x}"


def _text(value: str) -> str:
    """A line of text: single spaces stand, for lines are broken at these."""
    shown = "".join(c if _is_plain(c) else _code(c) for c in value)
    while "  " in shown:
        shown = shown.replace("  ", " \\u0020")
    if shown.startswith(" "):
        shown = _code(" ") + shown[1:]
    if shown.endswith(" "):
        shown = shown[:-1] + _code(" ")
    return shown


def _word(value: str) -> str:
    """Text without a space or a comma, and never nothing."""
    shown = _text(value).replace(" ", _code(" ")).replace(",", _code(","))
    return shown or _NONE


# ---------------------------------------------------------------------------
# Reading


def _plain(shown: str) -> str:
    """What `_text` or `_word` was given."""
    if "\\" not in shown:
        return shown
    if shown == _NONE:
        return ""
    first, *rest = shown.split("\\u")
    return first + "".join(chr(int(part[:4], 16)) + part[4:] for part in rest)


def _unwrapped(lines: list[str]) -> list[str]:
    whole: list[str] = []
    for line in lines:
        if line.startswith(_WRAPPED):
            whole[-1] += " " + line[len(_WRAPPED) :]
        else:
            whole.append(line)
    return whole


def _words(value: str) -> tuple[str, ...]:
    return tuple(map(_plain, value.split(", "))) if value else ()


def _import(words: str) -> tuple[str, str]:
    module, alias = words.split(" as ")
    return _plain(module), _plain(alias)


def _ingredient(line: str) -> Ingredient:
    kind, path, *many, digest = line[len(_ITEM) :].split(" ")
    lines = int(many[0]) if many else 0
    return Ingredient(_plain(kind), _plain(path[:-1]), _plain(digest), lines)


def _header(lines: list[str]) -> Header:
    whole = _unwrapped(lines)
    end = whole.index("# ingredients:")
    pairs = (line[2:].split(":", 1) for line in whole[1:end])
    values = {label: value.strip(" ") for label, value in pairs}
    imports = values["imports"]
    return Header(
        function=_plain(values["function"]),
        mode=_plain(values["mode"]),
        wrt=_words(values["wrt"]),
        signature=_plain(values["signature"]),
        options=_words(values["options"]),
        key=_plain(values["key"]),
        generator=_plain(values["generator"]),
        imports=tuple(map(_import, imports.split(", "))) if imports else (),
        entry=_plain(values["entry"]),
        ingredients=tuple(map(_ingredient, whole[end + 1 :])),
    )

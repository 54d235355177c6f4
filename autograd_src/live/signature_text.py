"""The printable form of abstract values, and its inverse.

Stable: it stands in the headers of cached modules and in their names.
"""

from __future__ import annotations

import re

from autograd_src.live.values import (
    Abstract,
    Array,
    Dict,
    Instance,
    List,
    Record,
    Scalar,
    Static,
    Tuple,
    Unknown,
)


def text(value: Abstract) -> str:
    """Print an abstract value.

    >>> text(Tuple((Array("float64", ("n", "1")), Scalar("float"))))
    '(float64[n,1], float)'
    >>> text(Dict(("w", 3), (Static("'adam'"), Unknown())))
    "{'w': static('adam'), 3: unknown}"
    """
    if isinstance(value, Scalar):
        return value.kind
    if isinstance(value, Array):
        return f"{value.dtype}[{','.join(value.dims)}]"
    if isinstance(value, Record):
        return f"{_escape(value.cls)}{{{_fields_text(value)}}}"
    if isinstance(value, Tuple):
        return _tuple_text(value)
    if isinstance(value, List):
        return f"[{_joined(value.items)}]"
    if isinstance(value, Dict):
        pairs = zip(value.keys, value.items)
        return "{" + ", ".join(f"{k!a}: {text(v)}" for k, v in pairs) + "}"
    if isinstance(value, Instance):
        return f"instance({_escape(value.cls)})"
    if isinstance(value, Static):
        return f"static({value.value})"
    return "unknown"


def _joined(items: tuple[Abstract, ...]) -> str:
    return ", ".join(text(item) for item in items)


def _tuple_text(value: Tuple) -> str:
    if not value.cls:
        return f"({_joined(value.items)}{',' * (len(value.items) == 1)})"
    return f"{_escape(value.cls)}({_fields_text(value)})"


def _fields_text(value: Tuple) -> str:
    pairs = zip(value.fields, value.items)
    return ", ".join(f"{field}={text(item)}" for field, item in pairs)


def _escape(path: str) -> str:
    """Escape what a class may be named but this grammar uses."""
    return re.sub(r"[^\w.:<>]", lambda found: f"%{ord(found[0]):x};", path)


def _unescape(path: str) -> str:
    return re.sub(r"%([0-9a-f]+);", lambda found: chr(int(found[1], 16)), path)


def parse_text(printed: str) -> Abstract:
    """Read what `text` printed.

    Raises
    ------
    ValueError
        The text is not the printed form of an abstract value.

    >>> parse_text("(float64[n,1], float)")
    Tuple(items=(Array(dtype='float64', dims=('n', '1')), Scalar(kind='float')), \
cls='', fields=())
    """
    reader = _Reader(printed)
    value = reader.value()
    reader.expect_end()
    return value


# Compiled on first use: reading is rarer than importing.
_TOKEN = r"[\w.:<>%;]+"
_DIMS = r"\[((?:[1n?](?:,[1n?])*)?)\]"
_STRING = r"'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\""
_KEY = rf"(?:{_STRING})|-?\d+"
_FIELD = r"(\w+)="


class _Reader:
    """A position in the printed text."""

    def __init__(self, printed: str) -> None:
        self.printed = printed
        self.at = 0

    def value(self) -> Abstract:
        if self.took("("):
            return Tuple(self.items(")"))
        if self.took("["):
            return List(self.items("]"))
        if self.took("{"):
            return self.dict()
        name = self.match(_TOKEN)[0]
        if self.took("("):
            return self.call(name)
        if self.took("{"):
            return Record(*self.fields(name, "}"))
        dims = self.seen(_DIMS)
        if dims:
            self.at = dims.end()
            return Array(name, tuple(dims[1].split(",")) if dims[1] else ())
        return Unknown() if name == "unknown" else Scalar(name)

    def items(self, closing: str) -> tuple[Abstract, ...]:
        found: list[Abstract] = []
        while not self.took(closing):
            found.append(self.value())
            self.separator(closing)
        return tuple(found)

    def dict(self) -> Dict:
        keys: list[str | int] = []
        items: list[Abstract] = []
        while not self.took("}"):
            key = self.match(_KEY)[0]
            keys.append(_unquote(key) if key[0] in "'\"" else int(key))
            self.expect(": ")
            items.append(self.value())
            self.separator("}")
        return Dict(tuple(keys), tuple(items))

    def call(self, name: str) -> Abstract:
        if name == "static":
            return Static(self.balanced())
        if name == "instance":
            cls = self.match(_TOKEN)[0]
            self.expect(")")
            return Instance(_unescape(cls))
        return Tuple(*self.fields(name, ")"))

    def fields(
        self, name: str, closing: str
    ) -> tuple[tuple[Abstract, ...], str, tuple[str, ...]]:
        fields: list[str] = []
        items: list[Abstract] = []
        while not self.took(closing):
            fields.append(self.match(_FIELD)[1])
            items.append(self.value())
            self.separator(closing)
        return tuple(items), _unescape(name), tuple(fields)

    def balanced(self) -> str:
        """Take everything up to the parenthesis that closes the one just taken."""
        start, depth = self.at, 1
        while self.at < len(self.printed):
            quoted = self.seen(_STRING)
            if quoted:
                self.at = quoted.end()
                continue
            if self.printed[self.at] in "'\"":
                break
            depth += {"(": 1, ")": -1}.get(self.printed[self.at], 0)
            self.at += 1
            if not depth:
                return self.printed[start : self.at - 1]
        raise self.wrong()

    def took(self, literal: str) -> bool:
        if self.printed.startswith(literal, self.at):
            self.at += len(literal)
            return True
        return False

    def separator(self, closing: str) -> None:
        if not self.printed.startswith(closing, self.at):
            self.expect(",")
            self.took(" ")

    def expect(self, literal: str) -> None:
        if not self.took(literal):
            raise self.wrong()

    def expect_end(self) -> None:
        if self.at != len(self.printed):
            raise self.wrong()

    def seen(self, pattern: str) -> re.Match[str] | None:
        return re.compile(pattern).match(self.printed, self.at)

    def match(self, pattern: str) -> re.Match[str]:
        found = self.seen(pattern)
        if not found:
            raise self.wrong()
        self.at = found.end()
        return found

    def wrong(self) -> ValueError:
        return ValueError(f"not an abstract value: {self.printed!r}, at {self.at}")


def _unquote(quoted: str) -> str:
    return quoted[1:-1].encode("ascii").decode("unicode_escape")

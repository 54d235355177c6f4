"""Line breaking: documents with possible breaks, laid out within a given width.

A document says where a line may be broken; the printer decides, from the outside in,
which of these places are used, so that the result is what `black` would have written.
What the documents of Python's expressions are stands in `expressions`; which value of
a statement gets parentheses of its own when it is broken, in `wrapping`.

Every document is printed in one of these modes:

- FLAT: on one line;
- HUG: outside all brackets, where a break would end the statement. Only the brackets
  inside may be opened over several lines;
- BREAK: inside brackets that are open over several lines.

ALL only measures: every bracket open, and every line of it within the width.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple, Union
from unicodedata import east_asian_width

INDENT = 4
FLAT, HUG, BREAK, ALL = "flat", "hug", "break", "all"


class Line(NamedTuple):
    """A break of the brackets around it, or `flat`."""

    flat: str = " "


class Operator(NamedTuple):
    """A break before an operator: used only inside open brackets."""

    flat: str = " "


class IfBroken(NamedTuple):
    """A text that stands only where the lines around it are broken."""

    text: str


class Indent(NamedTuple):
    """Lines broken inside are indented by one more level."""

    content: Doc


class Brackets(NamedTuple):
    """What may be opened over several lines anywhere: it begins with a bracket."""

    content: Doc


class Group(NamedTuple):
    """What is on one line if it fits, without brackets of its own."""

    content: Doc


class Wrapped(NamedTuple):
    """The value of a statement, in parentheses where it must be broken.

    `how` is "expand"; "hug": rather open the value's own brackets; "head": the same,
    and use parentheses only if what is before these brackets then fits on its line;
    "fit": use parentheses only if the whole value then fits on the line between them;
    "": none. It may be a question, asked where a line is too long.
    """

    content: Doc
    how: str | Callable[[], str]


Doc = Union[  # noqa: UP007
    str, tuple["Doc", ...], Line, Operator, IfBroken, Indent, Brackets, Group, Wrapped
]
_CLASSES = (Line, Operator, IfBroken, Indent, Brackets, Group, Wrapped)
_Item = tuple[int, str, Doc]  # indentation, mode, document


def cat(*parts: Doc) -> Doc:
    """One document after the other."""
    return tuple(parts)


def join(parts: Iterable[Doc], separator: Doc) -> Doc:
    """The parts with a separator between them."""
    result: list[Doc] = []
    for part in parts:
        result += [separator, part] if result else [part]
    return tuple(result)


def brackets(left: str, content: Doc, right: str) -> Doc:
    """Brackets around something that stands on lines of its own when they open."""
    inside = Indent(cat(Line(""), content))
    return Brackets(cat(left, inside, Line(""), right))


def items(parts: Sequence[Doc], last: str = ",") -> Doc:
    """Comma-separated; one a line, with a comma after the last, where broken."""
    return cat(join(parts, cat(",", Line())), IfBroken(last))


def columns(text: str) -> int:
    """How wide a text is on the screen, where some characters take two columns."""
    if text.isascii():
        return len(text)
    return sum(2 if east_asian_width(c) in "WF" else 1 for c in text)


class _Printer:
    """Prints one document, beginning at a column."""

    def __init__(self, width: int, indent: int) -> None:
        self.width = width
        self.column = indent
        self.parts: list[str] = []
        self.stack: list[_Item] = []

    def run(self, doc: Doc, indent: int) -> str:
        self.stack.append((indent, HUG, doc))
        while self.stack:
            self.step(*self.stack.pop())
        return "".join(self.parts)

    def text(self, text: str) -> None:
        self.parts.append(text)
        self.column += columns(text)

    def newline(self, indent: int) -> None:
        self.parts.append("\n" + " " * indent)
        self.column = indent

    def step(self, indent: int, mode: str, doc: Doc) -> None:
        if isinstance(doc, str):
            self.text(doc)
        elif not isinstance(doc, _CLASSES):
            self.stack += [(indent, mode, part) for part in reversed(doc)]
        elif isinstance(doc, (Line, Operator)):
            self.newline(indent) if mode == BREAK else self.text(doc.flat)
        elif isinstance(doc, IfBroken):
            self.text(doc.text if mode == BREAK else "")
        elif isinstance(doc, Indent):
            self.stack.append((indent + INDENT, mode, doc.content))
        elif isinstance(doc, Wrapped):
            self.wrapped(indent, mode, doc)
        else:
            self.group(indent, mode, doc)

    def group(self, indent: int, mode: str, doc: Brackets | Group) -> None:
        if mode == BREAK or (mode == HUG and isinstance(doc, Brackets)):
            fits = self.fits(indent, FLAT, doc.content)
            mode = FLAT if fits else BREAK
        self.stack.append((indent, mode, doc.content))

    def wrapped(self, indent: int, mode: str, doc: Wrapped) -> None:
        how = doc.how if isinstance(doc.how, str) else doc.how()
        if not how:
            self.step(indent, mode, doc.content)
            return
        plain = HUG if how in ("hug", "head") else FLAT
        if mode == FLAT or self.fits(indent, plain, doc.content):
            self.stack.append((indent, mode if mode == FLAT else plain, doc.content))
        elif how in ("fit", "head") and not self.fits_alone(indent, plain, doc):
            self.stack.append((indent, plain, doc.content))
        else:
            opened = brackets("(", doc.content, ")")
            assert isinstance(opened, Brackets)
            self.stack.append((indent, BREAK, opened.content))

    def fits_alone(self, indent: int, mode: str, doc: Wrapped) -> bool:
        """Whether the value fits on the line after its parenthesis."""
        indent += INDENT
        return _Measure(self.width, indent, []).run(indent, mode, doc.content)

    def fits(self, indent: int, mode: str, doc: Doc) -> bool:
        """Whether a document fits here, with what follows it on the line."""
        return _Measure(self.width, self.column, self.stack).run(indent, mode, doc)


class _Measure:
    """Follows a document up to the first line break, and says whether it fits."""

    def __init__(self, width: int, column: int, rest: list[_Item]) -> None:
        self.width = width
        self.column = column
        self.rest = rest
        self.work: list[_Item] = []

    def run(self, indent: int, mode: str, doc: Doc) -> bool:
        self.work.append((indent, mode, doc))
        following = reversed(self.rest)
        while self.column <= self.width:
            if not self.work:
                item = next(following, None)
                if item is None:
                    return True
                self.work.append(item)
            if self.ends(*self.work.pop()):
                return self.column <= self.width
        return False

    def ends(self, indent: int, mode: str, doc: Doc) -> bool:
        """Advance over one document; true at the first line break."""
        if isinstance(doc, str):
            self.column += columns(doc)
        elif not isinstance(doc, _CLASSES):
            self.work += [(indent, mode, part) for part in reversed(doc)]
        elif isinstance(doc, (Line, Operator)):
            return self.breaks(indent, mode, doc.flat)
        elif isinstance(doc, IfBroken):
            self.column += len(doc.text) if mode in (BREAK, ALL) else 0
        elif isinstance(doc, Indent):
            self.work.append((indent + INDENT, mode, doc.content))
        elif (
            isinstance(doc, Wrapped)
            and mode in (HUG, BREAK)
            and (doc.how if isinstance(doc.how, str) else doc.how())
        ):
            # It may open parentheses, and ends the line there.
            self.column += 1
            return True
        else:
            opens = mode == HUG and isinstance(doc, Brackets)
            self.work.append((indent, ALL if opens else mode, doc.content))
        return False

    def breaks(self, indent: int, mode: str, flat: str) -> bool:
        if mode in (FLAT, HUG):
            self.column += len(flat)
        return mode in (BREAK, ALL)


def render(doc: Doc, width: int, indent: int) -> str:
    """
    Lay a document out, without the indentation of its first line.

    Examples
    --------
    >>> doc = cat("f", brackets("(", items(["first", "second"]), ")"))
    >>> render(doc, 20, 0)
    'f(first, second)'
    >>> print(render(doc, 14, 0))
    f(
        first,
        second,
    )
    """
    whole = flat(doc)
    if indent + columns(whole) <= width:
        return whole
    return _Printer(width, indent).run(doc, indent)


def flat(doc: Doc) -> str:
    """The document on one line."""
    parts: list[str] = []
    rest: list[Any] = [doc]
    while rest:
        part = rest.pop()
        kind = type(part)
        if kind is str:
            parts.append(part)
        elif kind is tuple:
            rest += part[::-1]
        elif kind is Line or kind is Operator:
            parts.append(part.flat)
        elif kind is not IfBroken:
            rest.append(part.content)
    return "".join(parts)

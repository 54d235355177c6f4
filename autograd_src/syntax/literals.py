"""Constants and strings as literals: plain Python values only, in double quotes.

A value of another class is refused, a NumPy scalar too: its repr depends on the version
of NumPy, and what is emitted must read the same everywhere.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

_INFINITY = "1e309"  # overflows: there is no literal for it
_ESCAPES = {"\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}
_MOST_DIGITS = 4000  # of an int in decimal: Python refuses to read longer ones
QUOTES = ('"', "'", '"""', "'''")


class Unquotable(ValueError):
    """A text that can't be written between the quotes that are left."""


def constant(value: object) -> str:
    """
    The literal of a plain constant.

    Examples
    --------
    >>> constant("it's"), constant(1e16), constant(-2.5), constant(float("inf"))
    ('"it\\'s"', '1e16', '-2.5', '1e309')
    """
    if value is None or value is True or value is False:
        return str(value)
    if value is Ellipsis:
        return "..."
    if type(value) is int:
        return _integer(value)
    if type(value) is float:
        return _real(value)
    if type(value) is complex:
        return _complex(value)
    if type(value) is str:
        return string(value)
    if type(value) is bytes:
        return _bytes(value)
    if type(value) is tuple:
        return _tuple(value)
    raise TypeError(f"no literal for a constant of {type(value)}; use a plain one")


def _tuple(value: tuple[object, ...]) -> str:
    inside = ", ".join(constant(item) for item in value)
    return f"({inside},)" if len(value) == 1 else f"({inside})"


def _integer(value: int) -> str:
    """Decimal, unless it has more digits than Python is willing to convert."""
    return str(value) if value.bit_length() < 3 * _MOST_DIGITS else hex(value)


def _real(value: float) -> str:
    if value != value:
        return f"{_INFINITY} - {_INFINITY}"
    sign = "-" if math.copysign(1.0, value) < 0 else ""
    if math.isinf(value):
        return sign + _INFINITY
    return repr(value).replace("e+", "e").replace("e-0", "e-")


def _complex(value: complex) -> str:
    """An expression that evaluates to the value, to the signs of its zeros."""
    real, imaginary = value.real, value.imag
    negative = math.copysign(1.0, imaginary) < 0
    size = _imaginary(abs(imaginary))
    if real != 0:
        # A sum loses the sign of an imaginary zero.
        if negative and imaginary == 0:
            return f"({_summand(real)} + {size}).conjugate()"
        return f"{_summand(real)} {'-' if negative else '+'} {size}"
    conjugate = f"{size}.conjugate()"
    if math.copysign(1.0, real) < 0:
        return f"-{size}" if negative else f"-{conjugate}"
    return conjugate if negative else size


def _imaginary(value: float) -> str:
    if value != value:
        return f"({_INFINITY}j - {_INFINITY}j)"
    text = _real(value)
    return (text[:-2] if text.endswith(".0") else text) + "j"


def _summand(value: float) -> str:
    return f"({_real(value)})" if value != value else _real(value)


def escaped(text: str, quote: str) -> str:
    """The text as it stands between the quotes, everything unprintable escaped."""
    return _guarded("".join(map(_escape, text)), quote)


def _guarded(body: str, quote: str) -> str:
    if len(quote) == 1:
        return body.replace(quote, "\\" + quote)
    # Only what would end the literal early needs a backslash.
    body = body.replace(quote, "\\" + "\\".join(quote))
    return body[:-1] + "\\" + quote[0] if body.endswith(quote[0]) else body


def _escape(character: str) -> str:
    if character in _ESCAPES:
        return _ESCAPES[character]
    return character if character.isprintable() else _code(ord(character))


def _code(number: int) -> str:
    if number < 0x100:
        return f"\\x{number:02x}"
    return f"\\u{number:04x}" if number < 0x10000 else f"\\U{number:08x}"


def _quote(text: str) -> str:
    """Double quotes, unless single ones save escapes."""
    return "'" if text.count('"') > text.count("'") else '"'


def string(text: str, quote: str = "") -> str:
    """
    A string literal on one line, in the better quotes if none are given.

    Examples
    --------
    >>> print(string("a 'b'"), string('say "hi"'), string("1\\n"))
    "a 'b'" 'say "hi"' "1\\n"
    """
    quote = quote or _quote(text)
    return f"{quote}{escaped(text, quote)}{quote}"


def _bytes(value: bytes) -> str:
    text = value.decode("latin-1")
    quote = _quote(text)
    body = escaped(text, quote)
    ascii_only = "".join(c if ord(c) < 0x80 else _code(ord(c)) for c in body)
    return f"b{quote}{ascii_only}{quote}"


def docstring(text: str) -> str:
    '''
    A docstring in triple quotes, its lines as they are.

    Examples
    --------
    >>> print(docstring("Gradient of `f`.\\n\\n    Any shape."))
    """Gradient of `f`.
    <BLANKLINE>
        Any shape."""
    '''
    quote = '"""'
    lines = ["".join(map(_escape, line)) for line in text.split("\n")]
    lines[:-1] = map(_visible_end, lines[:-1])
    return quote + _guarded("\n".join(lines), quote) + quote


def _visible_end(line: str) -> str:
    """A space at the end of a line, written so that no editor removes it."""
    return line[:-1] + "\\x20" if line.endswith(" ") else line


def nested(text: str, outer: Sequence[str]) -> str:
    """
    A string literal inside the braces of f-strings that use the `outer` quotes.

    Before Python 3.12 such a literal has no backslash and none of these quotes.
    """
    for quote in QUOTES:
        literal = f"{quote}{text}{quote}"
        long = len(quote) == 3
        lines = text.split("\n") if long and any(len(q) == 3 for q in outer) else [text]
        if (
            all(line.isprintable() for line in lines)
            and "\\" not in text
            and quote not in text
            and not text.endswith(quote[0])
            and not any(q in literal for q in outer)
        ):
            return literal
    raise Unquotable("a string within an f-string needs Python 3.12 to be written")

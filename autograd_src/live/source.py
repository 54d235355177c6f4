"""The source of a live function, proved to be what is running.

`inspect.getsource` is not that: after an edit it returns text that does not run, and
it follows `functools.wraps` to another function. Where a text ends is in `extent`,
how it is proved in `proof`.
"""

from __future__ import annotations

import re
import types
import weakref
from typing import Any, NamedTuple

from autograd_src.errors import NotDifferentiable
from autograd_src.live import extent, proof
from autograd_src.live.digests import digest_of
from autograd_src.live.files import File, read_source, remember_file, remembered
from autograd_src.live.proof import code_fingerprint

__all__ = ["Source", "code_fingerprint", "remember_file", "source_of"]

_NO_FILE = ("<stdin>", "<string>")
_LAMBDA = "<lambda>"


class Source(NamedTuple):
    """A function's text exactly as it stands in its file, never dedented.

    Attributes
    ----------
    text : str
        Its whole lines, decorators included.
    filename : str
        The file, as the code object names it.
    first_line : int
        Number of its first line there, from 1.
    kind : str
        "def" or "lambda".
    span : tuple of int or None
        For a lambda: offsets in `text` of the beginning and end of its expression.
    """

    text: str
    filename: str
    first_line: int
    kind: str
    span: tuple[int, int] | None = None

    @property
    def lines(self) -> int:
        """Number of lines."""
        return self.text.count("\n") + (not self.text.endswith("\n"))

    def digest(self) -> str:
        """Digest of the text alone; where it stands does not count."""
        start, end = self.span or (0, len(self.text))
        return digest_of("source", self.kind, self.text[start:end])


# By id, because code objects of two files can be equal.
_proved: dict[int, tuple[weakref.ref[types.CodeType], Source]] = {}


def source_of(function: Any, lines: int | None = None) -> Source:
    """Return the proved source of a Python function.

    Parameters
    ----------
    function : function
        A plain function or a bound method; what `functools.wraps` says is ignored.
    lines : int, optional
        The number of lines it had before: saves looking for its end.

    Raises
    ------
    NotDifferentiable
        There is no source, or it is not what is running.
    """
    if isinstance(function, types.MethodType):
        function = function.__func__
    if type(function) is not types.FunctionType:
        raise NotDifferentiable(_no_source(function))
    code = function.__code__
    known = _proved.get(id(code))
    if known is not None and known[0]() is code:
        return known[1]
    source = _prove(function, lines)
    _remember_proof(code, source)
    return source


def _remember_proof(code: types.CodeType, source: Source) -> None:
    place = id(code)
    reference = weakref.ref(code, lambda _: _proved.pop(place, None))
    _proved[place] = reference, source


def _no_source(function: object) -> str:
    name = getattr(function, "__name__", type(function).__name__)
    return f"`{name}` has no source: it is not a Python function; write a recipe for it"


def _prove(function: types.FunctionType, lines: int | None) -> Source:
    code = function.__code__
    name = code.co_name
    file = None if code.co_filename in _NO_FILE else read_source(function)
    if file is None:
        raise NotDifferentiable(
            f"`{name}` has no source: {code.co_filename} cannot be read; "
            "save this in a file and import it",
            code.co_filename,
            code.co_firstlineno,
            1,
        )
    finder = _find_lambda if name == _LAMBDA else _find_def
    source = finder(function, file, lines) or _trusted(function, file)
    if source is None:
        raise _changed(code, file)
    return source


def _changed(code: types.CodeType, file: File) -> NotDifferentiable:
    number = code.co_firstlineno
    line = file.lines[number - 1] if 0 < number <= len(file.lines) else None
    return NotDifferentiable(
        f"source changed since import: the code of `{code.co_name}` that is running "
        "is no longer in its file; import it again",
        filename=code.co_filename,
        lineno=number,
        offset=len(extent.indent_of(line)) + 1 if line else None,
        text=line,
    )


# Definitions.


def _find_def(
    function: types.FunctionType, file: File, lines: int | None
) -> Source | None:
    code = function.__code__
    first = code.co_firstlineno - 1
    reach = _last_line(code) - first
    if extent.may_end(file.lines, first, reach):
        # What follows is another statement, so that the proof of these lines is one
        # of the whole definition.
        source = _proved_lines(function, file, first, reach)
        if source is not None:
            return source
    if lines and extent.looks_single("".join(file.lines[first : first + lines])):
        source = _proved_lines(function, file, first, lines)
        if source is not None:
            return source
    source = _proved_def(function, file, first)
    if source is not None:
        return source
    for def_index in extent.definitions(file.text, code.co_name):
        start = extent.with_decorators(file.lines, def_index)
        if start != first:
            source = _proved_def(function, file, start)
            if source is not None:
                return source
    return _in_whole_file(function, file)


def _last_line(code: types.CodeType) -> int:
    """The number of the last line from which there is code."""
    parts = (code, *proof.nested_codes(code))
    return max(line for part in parts for _, _, line in part.co_lines() if line)


def _proved_def(function: types.FunctionType, file: File, first: int) -> Source | None:
    found = extent.def_extent(file.lines, first)
    if found is None:
        return None
    return _proved_lines(function, file, first, found.lines)


def _proved_lines(
    function: types.FunctionType, file: File, first: int, count: int
) -> Source | None:
    if count < 1 or not 0 <= first <= len(file.lines) - count:
        return None
    text = "".join(file.lines[first : first + count])
    classes = _classes(function, file, first)
    code = function.__code__
    if not proof.proves(text, code, classes, file.text, is_lambda=False):
        return None
    return Source(text, code.co_filename, first + 1, "def")


def _classes(function: types.FunctionType, file: File, first: int) -> list[str]:
    """Return the classes that may enclose the line: only private names tell."""
    code = function.__code__
    if not any("__" in name[1:] for name in proof.all_names(code)):
        return []
    names = function.__qualname__.split(".")[-2::-1]
    names += extent.enclosing_classes(file.lines, first)
    return list(dict.fromkeys(name for name in names if name.isidentifier()))


def _in_whole_file(function: types.FunctionType, file: File) -> Source | None:
    """Compile the whole file: right wherever the wrapping is not."""
    found = proof.find_code(file.text, function.__code__)
    if found is None:
        return None
    first = found.co_firstlineno - 1
    reach = extent.def_extent_by_tokens(file.lines, first)
    if reach is None:
        return None
    text = "".join(file.lines[first : first + reach.lines])
    return Source(text, function.__code__.co_filename, first + 1, "def")


# Lambdas.


def _find_lambda(
    function: types.FunctionType, file: File, lines: int | None
) -> Source | None:
    first = function.__code__.co_firstlineno - 1
    source = _proved_lambda(function, file, first)
    if source is not None:
        return source
    for found in re.finditer(r"\blambda\b", file.text):
        index = file.text.count("\n", 0, found.start())
        if index != first:
            first = index
            source = _proved_lambda(function, file, index)
            if source is not None:
                return source
    return None


def _proved_lambda(
    function: types.FunctionType, file: File, first: int
) -> Source | None:
    if not 0 <= first < len(file.lines):
        return None
    code = function.__code__
    text = "".join(file.lines[first : first + 400])
    classes = _classes(function, file, first)
    spans = extent.lambdas(file.lines, first)
    candidates = ((end - start, start, end) for start, ends in spans for end in ends)
    # Shortest first: a longer text may hold the lambda among other things.
    for _, start, end in sorted(candidates):
        expression = text[start:end].rstrip()
        if proof.proves(expression, code, classes, file.text, is_lambda=True):
            span = start, start + len(expression)
            count = text.count("\n", 0, span[1]) + 1
            kept = "".join(file.lines[first : first + count])
            return Source(kept, code.co_filename, first + 1, "lambda", span)
    return None


# Loaders that rewrite what they load.


def _trusted(function: types.FunctionType, file: File) -> Source | None:
    """Return the source that a rewriting loader started from, if it still stands."""
    code = function.__code__
    digest, was_executing = remembered(code.co_filename)
    if digest != digest_of(file.text) or not _rewrites(function):
        return None
    from autograd_src.live import rewritten

    return rewritten.unproved_source(
        code, file.text, file.lines, strictly=not was_executing
    )


def note_decoration(function: types.FunctionType) -> None:
    """Remember the file of a function that is decorated, if its loader rewrites.

    What the loader started from can't be proved later.
    """
    if _rewrites(function):
        remember_file(function.__code__.co_filename)


def _rewrites(function: types.FunctionType) -> bool:
    loader = function.__globals__.get("__loader__")
    module = type(loader).__module__.partition(".")[0]
    standard = ("builtins", "importlib", "_frozen_importlib", "zipimport")
    return module not in (*standard, "_frozen_importlib_external")

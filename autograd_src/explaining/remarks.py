"""All remarks on a function, put together and in order."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from typing import Any

import gast

from autograd_src import ir
from autograd_src.analyses.ownership import written
from autograd_src.errors import NotDifferentiable
from autograd_src.explaining.coarse import first_look, left_out, without_documentation
from autograd_src.explaining.kept import Kept
from autograd_src.explaining.margin import Remarks, printed
from autograd_src.explaining.places import (
    Line,
    Text,
    Texts,
    line_of,
    listed,
    texts,
    where,
)
from autograd_src.explaining.reasons import Reasons
from autograd_src.explaining.shadowing import shadows
from autograd_src.explaining.stages import Part, Planner, Stages, run
from autograd_src.syntax.walking import walk

__all__ = ["told"]

Remark = tuple[Line, str]


def told(
    planned: Planner,
    request: Any,
    of: str,
    colour: bool,
    refusal: NotDifferentiable | None,
) -> str:
    """The explanation of a request, or of why there is none, as text.

    Parameters
    ----------
    planned
        the pipeline's own way to the function that is differentiated
    request
        as for the pipeline
    of
        what is explained, in words
    colour
        whether the margin is coloured
    refusal
        what speaks against the arguments
    """
    stages = Stages("grad", (), (request.function,), refusal)
    if refusal is None:
        stages = run(request, planned)
    first = f"{stages.mode} of {of}\n"
    try:
        every = texts(stages.functions)
    except NotDifferentiable as error:  # there is no source to print
        return f"{first}\nrefused: {error.msg}\n"
    if not every:
        assert stages.refusal is not None
        return f"{first}\nrefused: {stages.refusal.msg}\n"
    remarks = gathered(stages, every, request)
    shown = [t for k, t in enumerate(every) if not k or any(map(t.holds, remarks))]
    if stages.refusal is None:
        for t in shown:
            for line, remark in left_out(t):
                remarks.setdefault(line, [remark])
    home = every[0].source.filename
    parts = [first]
    for t in shown:
        file = os.path.basename(t.source.filename)
        elsewhere = f"in {file}:\n" if t.source.filename != home else ""
        skipped = without_documentation(t)
        parts.append(elsewhere + printed(t, remarks, colour, skipped))
    return "\n".join(parts)


def gathered(stages: Stages, every: Texts, request: Any) -> Remarks:
    """The remarks by line, each once."""
    found: Remarks = {}
    for line, text in remarks_of(stages, every, request):
        at = found.setdefault(line, [])
        if text not in at:
            at.append(text)
    return found


def remarks_of(stages: Stages, every: Texts, request: Any) -> Iterator[Remark]:
    code = request.function.__code__
    names = code.co_varnames[: code.co_argcount + code.co_kwonlyargcount]
    yield _start(every[0]), _differentiated(names, request.wrt)
    for part in stages.parts:
        yield from _parameters(part.read, part.inner, every)
        yield from _reasons(part, every)
        yield from _inside(part.read)
    for part in stages.parts:
        if part.halves is not None:
            yield from Kept(part.halves, every).all()
        if part.facts is not None:
            yield from _shadows(part)
    if not stages.parts:
        yield from first_look(request.function, every[0], request.wrt)
    for w in stages.warnings:
        yield Line(w.filename, w.lineno), f"warning: {w.message}"
    if stages.refusal is not None:
        place = _place(stages.refusal, every)
        yield place, f"refused: {stages.refusal.msg}"
        if request.signature is None:
            yield place, "with arguments, explain(...), more is known"


def _reasons(part: Part, every: Texts) -> Iterator[Remark]:
    """The reasons, for statements that only give names as well."""
    told = dict.fromkeys(map(line_of, ir.walk(part.function.body)))
    yield from Reasons(part, every).all()
    if part.earlier is not None:
        for line, text in Reasons(part.earlier, every).all():
            if line not in told:
                yield line, text


def _shadows(part: Part) -> Iterator[Remark]:
    assert part.facts is not None
    # What is refused there is told as the refusal that it is.
    with contextlib.suppress(NotDifferentiable):
        yield from shadows(part.facts)


def _start(text: Text) -> Line:
    """The line at which a function begins, after its decorators."""
    lines = text.source.text.split("\n")
    starts = (k for k, s in enumerate(lines) if s.lstrip().startswith("def "))
    return Line(text.source.filename, text.source.first_line + next(starts, 0))


def _differentiated(names: tuple[str, ...], wrt: tuple[str, ...]) -> str:
    others = [n for n in names if n not in wrt]
    rest = f"; {listed(others)} constant" if others else ""
    return f"differentiated by {listed(wrt)}{rest}"


def _parameters(part: Part, inner: bool, every: Texts) -> Iterator[Remark]:
    """What becomes of the parameters, at the line where they stand."""
    places = [p for s in ir.walk(part.function.body) if (p := line_of(s))]
    text = next((t for t in every if places and t.holds(places[0])), None)
    if text is None:
        return
    params = [p.var for p in part.function.params]
    hot = tuple(v.base for v in params if v in part.seeds)
    if inner and hot:
        yield _start(text), _differentiated(tuple(v.base for v in params), hot)
    for v in params:
        lines = {
            place
            for s in ir.walk(part.function.body)
            if any(part.aliases.may_alias(v, w) for w in written(s, part.aliases))
            and (place := line_of(s))
        }
        if lines:
            at = where(sorted(lines), _start(text), every)
            yield _start(text), f"copied: {v.base}, because {at} would change it"


def _place(error: NotDifferentiable, every: Texts) -> Line:
    line = Line(error.filename or "", error.lineno or 1)
    return line if any(t.holds(line) for t in every) else _start(every[0])


def _inside(part: Part) -> Iterator[Remark]:
    """The lines within passive statements that are kept whole."""
    for s in ir.walk(part.function.body):
        line = line_of(s)
        if isinstance(s, ir.Carry) and line is not None:
            for node in walk(s.node):
                number = getattr(node, "lineno", line.number)
                if number > line.number and isinstance(node, gast.stmt):
                    inside = line._replace(number=number)
                    yield inside, f"passive: part of line {line.number}"

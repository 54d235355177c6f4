"""Branches and loops."""

from __future__ import annotations

from tests.fuzz import loops
from tests.fuzz.expressions import condition, expression
from tests.fuzz.scope import Array, Whole, Writer
from tests.fuzz.statements import DEEP, STATEMENTS, block, result, some_shape


@STATEMENTS.add(DEEP, weight=2.5, topic="if")
def _if(w: Writer) -> str:
    w.line(f"if {condition(w)}:")
    leaves = "early return" in w.topics and w.chance(0.3)
    with w.block():
        block(w, w.pick([1, 2]))
        if leaves:
            w.notes.add("early return")
            w.line(f"return {result(w)}")
    if "elif" in w.topics and w.chance(0.5):
        w.notes.add("elif")
        w.line(f"elif {condition(w)}:")
        with w.block():
            block(w, 1)
    if "else" in w.topics and w.chance(0.6):
        w.notes.add("else")
        w.line("else:")
        with w.block():
            block(w, w.pick([1, 2]))
    return "if"


@STATEMENTS.add(DEEP, weight=1.5, topic="else")
def _bound_in_both_arms(w: Writer) -> str:
    dims = some_shape(w)
    name = w.fresh_array(dims)
    w.line(f"if {condition(w)}:")
    for last in (False, True):
        with w.block():
            if w.chance(0.3):
                block(w, 1)
            w.line(f"{name} = {expression(w, dims, 2)}")
        if not last:
            w.line("else:")
    w.bind(name, Array(dims))
    return "if else"


@STATEMENTS.add(DEEP, weight=4, topic="for")
def _for(w: Writer) -> str:
    at = len(w.lines)
    with w.block(in_loop=True):
        target, iterable = loops.header(w)
        block(w, w.pick([1, 2]))
        if w.chance(0.35):
            loops.exit_(w)
            block(w, 1)
    bare = target[1:-1] if target.startswith("(") else target
    w.lines.insert(at, "    " * w.scope.indent + f"for {bare} in {iterable}:")
    return "for"


@STATEMENTS.add(DEEP, weight=1.5, topic="while")
def _while(w: Writer) -> str:
    counter = w.fresh("count step")
    w.line(f"{counter} = 0")
    w.bind(counter, Whole(0, 3))
    w.fix(counter)
    endless = "break" in w.topics and w.chance(0.25)
    test = f"{counter} < 3"
    if not endless and w.chance(0.3):
        test = f"{test} and {condition(w, 0)}"
    w.line("while True:" if endless else f"while {test}:")
    with w.block(in_loop=True):
        if endless:
            w.notes.add("break")
            w.line(f"if {counter} == 3:")
            w.line("    break")
        block(w, w.pick([1, 2]))
        w.line(f"{counter} += 1")
        if w.chance(0.3):
            loops.exit_(w)
            block(w, 1)
    return "while"

"""Whole programs: a module with helpers, a function, and arguments to call it with."""

from __future__ import annotations

import ast
import random
from typing import NamedTuple

from tests.fuzz import (
    along,
    arrays,
    calls,
    chosen,
    compound,
    displays,
    gathered,
    moments,
    reuse,
    state,
    storing,
    tangled,
    worked,
)
from tests.fuzz.functions import (
    PARAMETERS,
    constant,
    derived,
    filler,
    helper,
    model,
    nested,
)
from tests.fuzz.scope import (
    Array,
    Dims,
    Keyed,
    Listed,
    Scope,
    Tupled,
    Variable,
    Whole,
    Writer,
)
from tests.fuzz.statements import block, result
from tests.fuzz.topics import TOPICS

# Imported for the options that they add to the tables.
OPTIONS = (
    along,
    arrays,
    calls,
    chosen,
    compound,
    displays,
    gathered,
    moments,
    reuse,
    state,
    storing,
    tangled,
    worked,
)

NOTHING: frozenset[str] = frozenset()


class Program(NamedTuple):
    """A module as text.

    Attributes
    ----------
    text
        It binds `program`, `ARGS` (its positional arguments) and `WRT`
        (names of the arguments to differentiate, None for the first one).
    notes
        What its writer says it holds, where that can't be read off the text.
    """

    text: str
    notes: frozenset[str]


HEAD = """\
import math
import warnings
from collections import namedtuple
from dataclasses import dataclass
from functools import reduce
from typing import Any

import numpy as np

from autograd_src import differentiable

Pair = namedtuple("Pair", "left right")
"""


def generate(
    seed: str, about: frozenset[str] = NOTHING, without: frozenset[str] = NOTHING
) -> Program:
    """The program that belongs to a seed; some topics always taken up, some never."""
    rng = random.Random(seed)
    topics = frozenset(topic for topic, often in TOPICS.items() if rng.random() < often)
    w = Writer(rng, (topics | about) - without)
    topics = w.topics
    w.taken |= {
        "x",
        "np",
        "math",
        "Pair",
        "scale",
        "gain",
        "out",
        "one",
        "total",
        *PARAMETERS,
    }
    sizes = [rng.choice([2, 3])]
    _module(w, sizes)
    arguments = _program(w, sizes)
    wrt = None
    if "several arguments" in topics:
        others = [name for name in arguments if name not in ("x", "n", "net")]
        wrt = ("x", *others[:2]) if others else None
    w.lines += w.tail
    w.lines.append(f"ARGS = ({', '.join(arguments.values())},)")
    w.lines.append(f"WRT = {wrt!r}")
    text = HEAD + "\n".join(w.lines) + "\n"
    return Program(ast.unparse(ast.parse(text)) + "\n", frozenset(w.notes))


def _module(w: Writer, sizes: list[int]) -> None:
    """Globals, helpers and a class."""
    w.scope = Scope(indent=0)
    if w.chance(0.3):
        w.line(f"SCALE = {w.number()}")
        w.bind("SCALE", Array(()))
        w.fix("SCALE")
    if w.chance(0.3):
        dims = (sizes[0],)
        w.line(f"WEIGHTS = {constant(w, dims)}")
        w.bind("WEIGHTS", Array(dims))
        w.fix("WEIGHTS")
    first = "derivatives inside" in w.topics and w.chance(0.6)
    if first:
        derived(w, sizes)
    if "helpers that work" in w.topics or (first and w.chance(0.4)):
        for _ in range(w.pick([1, 1, 2])):
            worked.worker(w, sizes)
    if "calls" in w.topics:
        for _ in range(w.pick([1, 1, 2])):
            helper(w, sizes)
    if "buffers" in w.topics and "calls again" in w.topics:
        filler(w, sizes)
    if "state" in w.topics:
        state.state(w, sizes)
    if "derivatives inside" in w.topics and not first:
        derived(w, sizes)
    if "methods" in w.topics:
        made = model(w, sizes)
        w.line(f"MODEL = {made}")
        w.scope.names["MODEL"] = w.scope.names.pop("Model")


def _program(w: Writer, sizes: list[int]) -> dict[str, str]:
    """The function to differentiate; returns the text of its arguments."""
    first: Dims = w.pick([(), (sizes[0],), (sizes[0],), (3,), (4,)])
    if "matrices" in w.topics and w.chance(0.4):
        first = (sizes[0], w.pick([2, 3]))
    scope = Scope(indent=1)
    for name, variable in w.scope.names.items():
        scope.names[name] = Variable(variable.type, fixed=True)
    params: dict[str, str] = {}
    arguments: dict[str, str] = {}

    def add(name: str, type_: object, value: str, default: str = "") -> None:
        w.taken.add(name)
        scope.names[name] = Variable(type_)
        params[name] = f"{name}={default}" if default else name
        if not default or w.chance(0.5):
            arguments[name] = value

    add("x", Array(first), _kind(w, constant(w, first)))
    if w.chance(0.5) or "several arguments" in w.topics:
        dims: Dims = w.pick([(), first, (sizes[0],)])
        add("a", Array(dims), _kind(w, constant(w, dims)))
    _container(w, add)
    if w.chance(0.2):
        add("n", Whole(1, 3), "2", "3")
        scope.names["n"] = Variable(Whole(0, 3), fixed=True)
    if "MODEL" in scope.names and w.chance(0.4):
        type_ = scope.names.pop("MODEL").type
        for name in [name for name, text in params.items() if "=" in text]:
            params.pop(name)
            arguments.pop(name, None)
            scope.names.pop(name)
        add("net", type_, "MODEL")
        scope.names["net"] = Variable(type_, fixed=True)
    results = w.pick([((),)] * 14 + [(sizes[:1],), ((), sizes[:1])])
    with w.function(scope, tuple(map(tuple, results))):
        _define(w, params)
        _body(w)
    return arguments


def _kind(w: Writer, value: str) -> str:
    """The text of an argument, perhaps in single precision."""
    if "single precision" not in w.topics or w.chance(0.2):
        return value
    w.notes.add("single precision")
    return f"np.float32({value})"


def _define(w: Writer, params: dict[str, str]) -> None:
    """The line that begins the program: a function, or a method reached by a name."""
    if "MODEL" not in w.scope.names or "net" in params or w.chance(0.6):
        w.scope.indent = 0
        w.line(f"def program({', '.join(params.values())}):")
        w.scope.indent = 1
        return
    w.notes.add("method of an instance")
    made = w.lines[-1].removeprefix("MODEL = ")
    w.scope.indent = 0
    w.line("class Task(Model):")
    w.scope.indent = 1
    w.line(f"def program(self, {', '.join(params.values())}):")
    w.scope.names["self"] = w.scope.names.pop("MODEL")
    w.tail.append(f"program = Task{made.removeprefix('Model')}.program")
    w.scope.indent = 2


def _container(w: Writer, add: object) -> None:
    """An argument that is a container."""
    if "container arguments" not in w.topics:
        return
    assert callable(add)
    kind = w.pick(["list", "tuple", "dict", "named tuple"])
    one, two = constant(w, ()), constant(w, ())
    if kind == "list":
        add("parts", Listed((), 2), f"[{one}, {two}]")
        w.topics |= {"lists"}
    elif kind == "tuple":
        add("both", Tupled(((), ())), f"({one}, {two})")
    elif kind == "dict":
        add("p", Keyed((("w", ()), ("bias", ()))), f'{{"w": {one}, "bias": {two}}}')
        w.topics |= {"dicts"}
    else:
        add("pair", Tupled(((), ()), ("left", "right")), f"Pair({one}, {two})")
        w.notes.add("named tuples")


def _body(w: Writer) -> None:
    for _ in range(w.pick([1, 2, 3])):
        block(w, w.pick([1, 2, 3, 4]))
        if "nested functions" in w.topics and w.chance(0.6):
            nested(w)
    w.line(f"return {result(w)}")

"""Names, their types, and the lines written so far.

A program is typed while it is drawn, so that it runs: every expression is asked for by
type, and every name knows what it holds. What is drawn is decided in the other modules.
"""

from __future__ import annotations

import ast
import random
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

Dims = tuple[int, ...]  # () is a Python float


class Whole(NamedTuple):
    """An integer between two bounds, both included."""

    low: int
    high: int


class Listed(NamedTuple):
    """A list of arrays (or floats) of one shape, at least so many."""

    item: Dims
    least: int


class Keyed(NamedTuple):
    """A dict with constant keys."""

    fields: tuple[tuple[str, Dims], ...]


class Tupled(NamedTuple):
    """A tuple; a named one where it has names."""

    items: tuple[Dims, ...]
    names: tuple[str, ...] = ()


class Parameter(NamedTuple):
    name: str
    dims: Dims
    default: str = ""
    by_keyword: bool = False


class Function(NamedTuple):
    """A function of arrays; with several results where `results` has several."""

    params: tuple[Parameter, ...]
    results: tuple[Dims, ...]


class Object(NamedTuple):
    """An instance of a class: arrays as attributes, methods."""

    fields: tuple[tuple[str, Dims], ...]
    methods: tuple[tuple[str, Function], ...]


class Filler(NamedTuple):
    """A function that writes its first argument and gives nothing."""

    out: Dims
    arg: Dims


class Chosen(NamedTuple):
    """An array of `count` integers from -1 up to `high`."""

    high: int
    count: int


class Stated(NamedTuple):
    """An object whose attributes change."""

    cls: str
    fields: tuple[tuple[str, Dims], ...]


class Derived(NamedTuple):
    """A function of one array whose derivatives may be called."""

    dims: Dims


class Array(NamedTuple):
    dims: Dims


@dataclass(frozen=True)
class Variable:
    type: Any
    own: bool = False  # may be written in place: nothing else names its memory
    fixed: bool = False  # may not be rebound: a closure or a loop depends on it


@dataclass
class Scope:
    """What is visible, and where we are."""

    names: dict[str, Variable] = field(default_factory=dict)
    indent: int = 1
    in_loop: bool = False
    loop_variables: tuple[str, ...] = ()


LETTERS = {
    0: "s t r c p q e",
    1: "u v y z h g",
    2: "m a b k",
}
# Names that an emitter might want for itself.
AWKWARD = "x_bar y_dot x_saved t_1 s_2 np_ bar y_bar x_dot z_bar_dot"


FRESH = frozenset(
    "np.sin np.cos np.tanh np.exp np.log1p np.sqrt np.arctan np.log np.array np.outer "
    "np.maximum np.minimum np.clip np.where np.abs np.concatenate np.stack".split()
)


class Writer:
    """The program so far, and where it draws from.

    Parameters
    ----------
    rng
        The only source of chance.
    topics
        What this program is about; each statement and expression that belongs to
        a topic is drawn only when it is among them. Programs with few topics are
        small and go deep.
    """

    def __init__(self, rng: random.Random, topics: frozenset[str]) -> None:
        self.rng = rng
        self.topics = topics
        self.lines: list[str] = []
        self.tail: list[str] = []  # lines after the program
        self.scope = Scope()
        self.notes: set[str] = set()
        self.taken: set[str] = set()
        self.results: tuple[Dims, ...] = ((),)
        self.nesting = 0

    # ------------------------------------------------------------------- chance

    def chance(self, probability: float) -> bool:
        return self.rng.random() < probability

    def pick(self, options: Sequence[Any]) -> Any:
        return self.rng.choice(options)

    def number(self) -> str:
        return self.pick("0.5 1.5 0.3 2.0 0.7 1.2 0.25 -0.6 0.9 -1.1".split())

    def first(self, options: Sequence[Option], *args: Any) -> str | None:
        """What the first option that applies gives, in a weighted random order."""
        left = [o for o in options if not o.topic or o.topic in self.topics]
        while left:
            weights = [o.weight for o in left]
            option = self.rng.choices(left, weights)[0]
            left.remove(option)
            made: str | None = option.write(self, *args)
            if made is not None:
                if option.topic:
                    self.notes.add(option.topic)
                return made
        return None

    # -------------------------------------------------------------------- names

    def fresh(self, letters: str) -> str:
        """A name that the program does not use yet."""
        words = letters.split()
        if "awkward names" in self.topics and self.chance(0.4):
            words = AWKWARD.split()
        for number in ("", "2", "3", "4"):
            free = [w + number for w in words if w + number not in self.taken]
            if free:
                name: str = self.pick(free)
                break
        else:
            name = f"{words[0]}{len(self.taken)}"
        self.taken.add(name)
        return name

    def fresh_array(self, dims: Dims) -> str:
        return self.fresh(LETTERS[len(dims)])

    def bind(self, name: str, type_: Any, own: bool = False) -> None:
        self.scope.names[name] = Variable(type_, own)

    def fix(self, name: str) -> None:
        """From here on the name keeps its value."""
        known = self.scope.names[name]
        self.scope.names[name] = replace(known, own=False, fixed=True)

    def share(self, text: str) -> None:
        """What `text` mentions now has other names: it is written no more."""
        if "aliases" in self.topics:
            return
        for node in ast.walk(ast.parse(text, mode="eval")):
            if isinstance(node, ast.Name) and node.id in self.scope.names:
                known = self.scope.names[node.id]
                self.scope.names[node.id] = replace(known, own=False)

    def of(self, kind: type) -> list[tuple[str, Any]]:
        """Visible names of a type."""
        names = self.scope.names.items()
        return [(name, v.type) for name, v in names if isinstance(v.type, kind)]

    def arrays(self, dims: Dims) -> list[str]:
        return [name for name, type_ in self.of(Array) if type_.dims == dims]

    def rebindable(self, dims: Dims) -> list[str]:
        names = self.scope.names
        return [name for name in self.arrays(dims) if not names[name].fixed]

    def buffers(self) -> list[tuple[str, Dims]]:
        """Arrays that may be written in place."""
        names = self.scope.names
        return [
            (name, type_.dims)
            for name, type_ in self.of(Array)
            if type_.dims
            and not names[name].fixed
            and (names[name].own or "aliases" in self.topics)
        ]

    # -------------------------------------------------------------------- lines

    def line(self, text: str) -> str:
        self.lines.append("    " * self.scope.indent + text)
        return text

    @contextmanager
    def block(self, **changes: Any) -> Iterator[None]:
        """An indented block: names that it binds are gone after it."""
        outer = self.scope
        names = dict(outer.names)
        self.scope = replace(outer, names=names, indent=outer.indent + 1, **changes)
        self.nesting += 1
        yield
        self.nesting -= 1
        for name, variable in outer.names.items():
            inner = self.scope.names[name]
            fixed, own = variable.fixed or inner.fixed, variable.own and inner.own
            outer.names[name] = replace(variable, own=own, fixed=fixed)
        self.scope = outer

    @contextmanager
    def function(self, scope: Scope, results: tuple[Dims, ...]) -> Iterator[None]:
        """The body of another function."""
        outer, outer_results, nesting = self.scope, self.results, self.nesting
        self.scope, self.results, self.nesting = scope, results, 0
        yield
        self.scope, self.results, self.nesting = outer, outer_results, nesting


def is_fresh(text: str) -> bool:
    """Whether an array expression certainly gives memory of its own."""
    node = ast.parse(text, mode="eval").body
    if isinstance(node, ast.Call):
        return ast.unparse(node.func) in FRESH
    return isinstance(node, (ast.BinOp, ast.UnaryOp))


class Option(NamedTuple):
    write: Callable[..., str | None]
    weight: float
    topic: str


class Table(dict[int, list[Option]]):
    """Options by rank (or any number)."""

    def add(self, *ranks: int, weight: float = 1.0, topic: str = "") -> Any:
        def keep(write: Callable[..., str | None]) -> Callable[..., str | None]:
            for rank in ranks:
                self.setdefault(rank, []).append(Option(write, weight, topic))
            return write

        return keep

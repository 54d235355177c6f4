"""How activity spreads over names: by what is bound, stored, passed and shared. The
question is put in `passive`; here is the search, and what may be told it beforehand.
"""

from __future__ import annotations

import builtins
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

import gast

from autograd_src.frontend.names import identifiers, own_identifiers
from autograd_src.syntax.walking import children, walk

__all__ = ["MUTATORS", "Facts", "Search"]

_NAMED = (gast.FunctionDef, gast.AsyncFunctionDef, gast.ClassDef)
_FUNCTIONS = (gast.FunctionDef, gast.AsyncFunctionDef, gast.Lambda)
_BINDING = (
    gast.Assign, gast.AnnAssign, gast.AugAssign, gast.NamedExpr, gast.For,
    gast.AsyncFor, gast.comprehension, gast.withitem,
)  # fmt: skip
_TRIES = (gast.Try, gast.TryStar) if hasattr(gast, "TryStar") else (gast.Try,)
_VISITED = (*_BINDING, *_NAMED, gast.Call, gast.Match, *_TRIES)
# Frequent nodes that neither bind nor call.
_LEAVES = frozenset(
    {gast.Name, gast.Constant, gast.BinOp, gast.Attribute, gast.Subscript}
)
_BY_STRING = ("eval", "exec", "locals", "vars", "globals")
# Results that are new numbers or types: they share no memory with an argument.
_SCALARS = frozenset({"len", "int", "float", "bool", "complex", "isinstance", "range"})
MUTATORS = frozenset(
    "add append appendleft clear discard extend extendleft insert pop popitem popleft"
    " push put remove reverse setdefault sort update".split()
)


def _nothing(call: Any) -> bool:
    return False


class Facts(NamedTuple):
    """What the caller knows about names that the syntax does not tell.

    The defaults know nothing: they are right for every function, and coarse.
    """

    builtin: Callable[[str], bool] = lambda name: hasattr(builtins, name)
    """whether a free name is Python's builtin of that name"""
    pure: Callable[[Any], bool] = _nothing
    """whether a call has no effect and writes none of its arguments"""
    fresh: Callable[[Any], bool] = _nothing
    """whether the result of a call shares no memory with its arguments"""
    transparent: Callable[[Any], bool] = _nothing
    """whether an expression makes a context manager that lets exceptions pass"""
    module: Callable[[str], bool] | None = None
    """whether a free name is a module (None: guess from its uses)"""


class Search:
    """A fixpoint over all nodes of a function, in one namespace: names of nested scopes
    are not told apart, which only makes more of them active.
    """

    def __init__(self, function: Any, facts: Facts) -> None:
        self.facts = facts
        self.active: set[str] = set()
        self.held: dict[int, frozenset[str]] = {}
        every = walk(function)
        self.nodes = every[1:]
        self.local = _bound(every)
        self.nested = {
            n.name: n.args
            for n in self.nodes
            if isinstance(n, (gast.FunctionDef, gast.AsyncFunctionDef))
        }
        self.inner = [n.args for n in self.nodes if isinstance(n, _FUNCTIONS)]
        self.modules = self._modules()
        self.parent: dict[str, str] = {}
        for node in self.nodes:
            if type(node) in _LEAVES:
                continue
            for target, value in _bindings(node):
                self._alias(self._shared(target), self._shared(value))
            if type(node) is gast.FunctionDef:
                # What it returns is reached through its name.
                returned = [n for n in walk(node) if isinstance(n, gast.Return)]
                for r in returned:
                    self._alias([node.name], self._shared(r.value) if r.value else [])

    def run(self, parameters: Iterable[str]) -> set[str]:
        self.active.update(parameters)
        for node in self.nodes:
            if isinstance(node, gast.Name) and node.id in _BY_STRING:
                self.active.add(node.id)
        inner = [n for n in self.nodes if type(n) not in _LEAVES]
        visited = [n for n in inner if isinstance(n, _VISITED)]
        before = -1
        while before != len(self.active):
            before = len(self.active)
            # What has told all that it can has nothing to add in another round.
            visited = [node for node in visited if not self._visit(node)]
        return self.active

    def _is_active(self, node: Any) -> bool:
        held = self.held.get(id(node))
        if held is None:
            held = self.held[id(node)] = identifiers(node)
        return not held.isdisjoint(self.active)

    def _visit(self, node: Any) -> bool:
        """Spread activity through `node`; whether it can't spread any further."""
        if type(node) is gast.Call:
            return self._is_active(node) and self._call(node)
        bindings = _bindings(node)
        for target, value in bindings:
            if not self._is_active(value):
                return False  # all that a node binds, it binds to one value
            self._write(target)
        if isinstance(node, _NAMED) and self._is_active(node):
            self.active.add(node.name)
        if isinstance(node, gast.Match) and self._is_active(node.subject):
            for case in node.cases:
                self.active.update(_strings(case.pattern))
        if isinstance(node, _TRIES) and any(self._is_active(n) for n in node.body):
            # What is raised may carry what it was computed from.
            caught = [h.name for h in node.handlers if h.name is not None]
            self.active.update(name for target in caught for name in _names(target))
        return bool(bindings)

    def _write(self, target: Any) -> None:
        self.active.update(_names(target))
        for node in walk(target):
            if isinstance(node, (gast.Subscript, gast.Attribute)):
                self._mutate(self._shared(node.value))

    def _mutate(self, names: Iterable[str]) -> None:
        """Content of these becomes active, and of everything that shares it."""
        for name in names:
            if name in self.local or name not in self.modules:
                self.active.add(name)
                root = self._root(name)
                self.active.update(n for n in self.parent if self._root(n) == root)

    def _call(self, node: Any) -> bool:
        """Spread what a call holds; whether its arguments did that already."""
        name = node.func.id if isinstance(node.func, gast.Name) else None
        arguments = [*node.args, *(k.value for k in node.keywords)]
        given = any(self._is_active(a) for a in arguments)
        if given:
            self._parameters(name, arguments)
        if self.facts.pure(node) or (name in _SCALARS and self._builtin(name)):
            return given
        for argument in arguments:
            self._mutate(self._shared(argument))
        if isinstance(node.func, gast.Attribute):
            self._mutate(self._shared(node.func.value))
        elif name is None or (name in self.local and name not in self.nested):
            # An object that is called may keep what it was given.
            self._mutate(self._shared(node.func))
        return given

    def _parameters(self, name: str | None, arguments: list[Any]) -> None:
        """Nested functions' parameters that this call may bind to something active."""
        passed = any(
            isinstance(n, gast.Lambda) or getattr(n, "id", "") in self.nested
            for argument in arguments
            for n in walk(argument)
        )
        reached = self.inner
        if name in self.nested and not passed:
            reached = [self.nested[name]]
        elif name is not None and name not in self.local and not passed:
            reached = []
        for args in reached:
            self.active.update(_bound(walk(args)))

    # ------------------------------------------------------------ shared memory

    def _builtin(self, name: str) -> bool:
        return name not in self.local and self.facts.builtin(name)

    def _shared(self, value: Any) -> list[str]:
        """Names whose memory the value may share or hold."""
        if isinstance(value, gast.Name):
            return [value.id]
        if isinstance(value, (gast.BinOp, gast.UnaryOp, gast.Compare, gast.JoinedStr)):
            # Operators make new values; a walrus inside is a binding of its own.
            return []
        if isinstance(value, gast.Subscript):
            return self._shared(value.value)
        if isinstance(value, gast.Call):
            func = getattr(value.func, "id", "")
            if self.facts.fresh(value) or (func in _SCALARS and self._builtin(func)):
                return []
        below = children(value)
        found = [name for child in below for name in self._shared(child)]
        return [n for n in found if n in self.local or n not in self.modules]

    def _alias(self, targets: list[str], sources: list[str]) -> None:
        names = [*targets, *sources]
        for name in names:
            self.parent.setdefault(name, name)
        for name in names[1:]:
            self.parent[self._root(name)] = self._root(names[0])

    def _root(self, name: str) -> str:
        while self.parent.get(name, name) != name:
            name = self.parent[name]
        return name

    def _modules(self) -> set[str]:
        """Free names that stand for modules, as `numpy` in `numpy.linalg.norm(x)`."""
        free = {n.id for n in self.nodes if isinstance(n, gast.Name)} - self.local
        if self.facts.module is not None:
            return {n for n in sorted(free) if self.facts.module(n)}
        dotted = [n for n in self.nodes if isinstance(n, gast.Attribute)]
        roots = {id(n.value) for n in dotted if n.attr not in MUTATORS}
        others = {
            n.id for n in self.nodes if isinstance(n, gast.Name) and id(n) not in roots
        }
        return free - others


def _bindings(node: Any) -> list[tuple[Any, Any]]:
    """(target, value) for everything that this one node binds."""
    if isinstance(node, gast.Assign):
        return [(target, node.value) for target in node.targets]
    if isinstance(node, (gast.AnnAssign, gast.AugAssign, gast.NamedExpr)):
        return [] if node.value is None else [(node.target, node.value)]
    if isinstance(node, (gast.For, gast.AsyncFor, gast.comprehension)):
        return [(node.target, node.iter)]
    if isinstance(node, gast.withitem):
        target = node.optional_vars
        return [] if target is None else [(target, node.context_expr)]
    return []


def _names(target: Any) -> list[str]:
    """The names that a target binds; what it writes into is not counted."""
    if isinstance(target, gast.Name):
        return [target.id]
    if isinstance(target, gast.Starred):
        return _names(target.value)
    if isinstance(target, (gast.Tuple, gast.List)):
        return [name for element in target.elts for name in _names(element)]
    return []


def _strings(tree: Any) -> list[str]:
    """Names that a pattern captures."""
    captures = (gast.MatchAs, gast.MatchStar, gast.MatchMapping)
    nodes = [n for n in walk(tree) if isinstance(n, captures)]
    return [name for n in nodes for name in own_identifiers(n)]


def _bound(nodes: list[Any]) -> set[str]:
    """Names bound by any of `nodes`."""
    found: set[str] = set()
    for node in nodes:
        if isinstance(node, gast.Name):
            if not isinstance(node.ctx, gast.Load):
                found.add(node.id)
        elif not isinstance(node, (gast.expr, gast.Global, gast.Nonlocal)):
            found.update(name.partition(".")[0] for name in own_identifiers(node))
    return found

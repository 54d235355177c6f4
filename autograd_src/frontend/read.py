"""A function's source, read into the intermediate form."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import FunctionType
from typing import Any, NamedTuple

import gast

from autograd_src import ir
from autograd_src.frontend import scoping
from autograd_src.frontend.aggregates import without_aggregates
from autograd_src.frontend.build import Builder, Closure
from autograd_src.frontend.canonicalize import canonicalize
from autograd_src.frontend.defaults import literal_defaults
from autograd_src.frontend.facts import facts_of
from autograd_src.frontend.generators import MARK, YIELD, is_generator, marked
from autograd_src.frontend.imports import imports, without_imports
from autograd_src.frontend.resolve import Resolver
from autograd_src.frontend.superclass import with_super
from autograd_src.frontend.trees import tree_of
from autograd_src.ir import Expr, Symbol, Var
from autograd_src.live.consulted import Ledger
from autograd_src.live.values import ANYTHING, Abstract, Unknown
from autograd_src.syntax.walking import walk

__all__ = ["Definition", "Home", "Reading", "define", "read", "read_live"]


class Home(NamedTuple):
    """Where a tree stands: its file, and the live function whose names it sees."""

    resolver: Resolver
    filename: str
    lines: list[str]
    origins: dict[int, str]


class Definition(NamedTuple):
    """A function in the intermediate form, one variable for each of its names.

    Attributes
    ----------
    function
        its last parameters are the variables in `captured`
    captured
        variables of a live closure, by name
    closures
        the functions that it defines, by the id of their node
    by_position
        how many of its parameters can't be given by name
    home
        where it stands
    """

    function: ir.Function
    captured: dict[str, Var]
    closures: dict[int, Closure]
    by_position: int
    home: Home


class Reading(NamedTuple):
    """The entry function as read, and what its free names stand for."""

    name: str
    definition: Definition
    resolver: Resolver

    @property
    def function(self) -> ir.Function:
        return self.definition.function

    def values(
        self, signature: tuple[tuple[str, Abstract], ...] | None
    ) -> dict[Var, Abstract]:
        """The abstract values of the parameters, captured variables included."""
        given = dict(signature or ())
        found: dict[Var, Abstract] = {}
        for p in self.function.params:
            name = p.var.base
            if name in self.resolver.closure:
                found[p.var] = self.resolver.ledger.abstract_of(
                    self.resolver.closure[name]
                )
            else:
                found[p.var] = given.get(name, Unknown())
        return found

    def outside(self, ref: ir.Ref) -> Abstract:
        """The abstract value of a global, which is consulted and recorded (S17)."""
        binding = self.resolver.bindings.get(ref)
        if binding is None or binding.kind == "builtin" or callable(binding.value):
            return ANYTHING
        return self.resolver.ledger.abstract_of(binding)


def read(function: FunctionType, ledger: Ledger, wrt: Iterable[str]) -> Reading:
    """Read `function`, which is differentiated with respect to the parameters `wrt`."""
    definition = read_live(function, ledger, wrt, {})
    entry = definition.function
    entry = ir.replace(entry, params=literal_defaults(entry.params))
    definition = definition._replace(function=entry)
    return Reading(entry.symbol.base, definition, definition.home.resolver)


def read_live(
    function: FunctionType,
    ledger: Ledger,
    active: Iterable[str],
    bindings: dict[Expr, Any],
    iterated: bool = False,
) -> Definition:
    """Read a live function; `bindings` collects what its references stand for."""
    source = ledger.source(function)
    node = as_definition(tree_of(source))
    lines = source.text.splitlines()
    resolver = Resolver(ledger, function, scoping.bound_anywhere(node), bindings)
    origins = _origins(node, lines, source.first_line)
    home = Home(resolver, source.filename, lines, origins)
    definition = define(node, home, active, {}, iterated, in_place=True)
    found = with_super(definition.function, function, resolver)
    return definition._replace(function=found)


def define(
    node: Any,
    home: Home,
    active: Iterable[str],
    outer: Mapping[str, Expr],
    iterated: bool = False,
    in_place: bool = False,
) -> Definition:
    """The definition at `node`, canonical where it depends on the names `active`.

    `outer` tells what the variables of enclosing functions stand for; `iterated`, that
    a loop goes through what the function yields; `in_place`, that nobody else needs the
    tree.
    """
    node = as_definition(node)
    if iterated and is_generator(node):
        node, active = marked(node, home.filename), {*active, MARK}
        outer = {**outer, MARK: YIELD}
    names = imports(node, home.resolver.function)
    found = {n: home.resolver.imported(*names[n]) for n in names}
    refs = {n: ref for n, ref in found.items() if ref is not None}
    if refs:
        node, outer = without_imports(node, refs), {**outer, **refs}
    local = scoping.bound(node) | frozenset(outer)
    by_position = len(node.args.posonlyargs)
    facts = facts_of(home.resolver.function, local)
    core = canonicalize(
        node,
        active,
        home.filename,
        home.lines,
        facts,
        in_place=in_place,
    )
    builder = Builder(
        home.resolver, home.filename, home.origins, core.introduced, core.active, outer
    )
    function = without_aggregates(builder.function(core.function, Symbol(node.name)))
    return Definition(function, builder.captured, builder.closures, by_position, home)


def as_definition(node: Any) -> Any:
    """A lambda as a function that returns its body."""
    if not isinstance(node, gast.Lambda):
        return node
    body = gast.copy_location(gast.Return(node.body), node.body)
    made = gast.FunctionDef("function", node.args, [body], [], None, None, [])
    return gast.copy_location(made, node)


def _origins(node: gast.AST, lines: list[str], first: int) -> dict[int, str]:
    """The user's statements by the line at which they start."""
    found: dict[int, str] = {}
    for n in walk(node):
        if isinstance(n, gast.stmt) and n is not node:
            found.setdefault(n.lineno, _text(n, lines, first))
    return found


def _text(n: gast.AST, lines: list[str], first: int) -> str:
    """A statement on one line; of a compound one, its header."""
    start, end = n.lineno - first, n.end_lineno - first
    body = getattr(n, "body", None)
    if isinstance(body, list) and body:
        end = min(end, max(start, body[0].lineno - first - 1))
        return " ".join(x.strip() for x in lines[start : end + 1])
    if start == end:
        return str(lines[start].encode()[n.col_offset : n.end_col_offset].decode())
    parts = [lines[start].encode()[n.col_offset :].decode().strip()]
    parts += [x.strip() for x in lines[start + 1 : end]]
    parts.append(lines[end].encode()[: n.end_col_offset].decode().strip())
    return " ".join(parts).replace("( ", "(").replace(" )", ")").replace("[ ", "[")

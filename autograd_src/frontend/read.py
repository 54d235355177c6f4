"""A function's source, read into the intermediate form."""

from __future__ import annotations

from types import FunctionType
from typing import NamedTuple

import gast

from autograd_src import ir
from autograd_src.analyses.ranks import entry
from autograd_src.frontend.build import Builder, local_names
from autograd_src.frontend.canonicalize import canonicalize
from autograd_src.frontend.facts import facts_of
from autograd_src.frontend.resolve import Resolver
from autograd_src.frontend.trees import tree_of
from autograd_src.ir import Symbol, Var
from autograd_src.live.consulted import Ledger
from autograd_src.live.values import ANYTHING, Abstract, Unknown

__all__ = ["Reading", "read"]


class Reading(NamedTuple):
    """A function as read, and what its free names stand for."""

    name: str
    function: ir.Function
    resolver: Resolver

    def values(self, signature: tuple[tuple[str, Abstract], ...] | None) -> dict[Var, Abstract]:
        """The abstract values of the parameters, captured variables included."""
        given = dict(signature or ())
        found: dict[Var, Abstract] = {}
        for p in self.function.params:
            name = p.var.base
            if name in self.resolver.closure:
                found[p.var] = entry(name, self.resolver.ledger.abstract_of(self.resolver.closure[name]))
            else:
                found[p.var] = entry(name, given.get(name, Unknown()))
        return found

    def outside(self, ref: ir.Ref) -> Abstract:
        """The abstract value of a global, which is consulted and recorded (S17)."""
        binding = self.resolver.bindings.get(ref)
        if binding is None or binding.kind == "builtin" or callable(binding.value):
            return ANYTHING
        return entry(ref.text, self.resolver.ledger.abstract_of(binding))


def read(function: FunctionType, ledger: Ledger, wrt: tuple[str, ...]) -> Reading:
    """Read `function`, which is differentiated with respect to the parameters `wrt`."""
    source = ledger.source(function)
    node = as_definition(tree_of(source))
    lines = source.text.splitlines()
    facts = facts_of(function, local_names(node))
    core = canonicalize(node, wrt, source.filename, lines, facts)
    resolver = Resolver(ledger, function, local_names(core.function))
    origins = _origins(node, lines, source.first_line)
    builder = Builder(resolver, source.filename, origins, core.introduced)
    name = node.name
    return Reading(name, builder.function(core.function, Symbol(name)), resolver)


def as_definition(node: gast.AST) -> gast.FunctionDef:
    """A lambda as a function that returns its body."""
    if not isinstance(node, gast.Lambda):
        return node
    body = gast.copy_location(gast.Return(node.body), node.body)
    made = gast.FunctionDef("function", node.args, [body], [], None, None, [])
    return gast.copy_location(made, node)


def _origins(node: gast.AST, lines: list[str], first: int) -> dict[int, str]:
    """The user's statements by the line at which they start."""
    found: dict[int, str] = {}
    for n in gast.walk(node):
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
        return lines[start].encode()[n.col_offset : n.end_col_offset].decode()
    parts = [lines[start].encode()[n.col_offset :].decode().strip()]
    parts += [x.strip() for x in lines[start + 1 : end]]
    parts.append(lines[end].encode()[: n.end_col_offset].decode().strip())
    return " ".join(parts).replace("( ", "(").replace(" )", ")").replace("[ ", "[")

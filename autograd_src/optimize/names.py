"""What everything in an emitted module is called: decided last, on the whole module.

Copies whose sides never interfere get one name, then versions of one user name do;
an adjoint takes its primal's final name.  Names that can't change come first: those of
parameters, then modules and builtins, then functions, then the user's own.
"""

from __future__ import annotations

import keyword
from collections.abc import Iterator, Mapping, Set

from autograd_src import ir
from autograd_src.ir import Symbol, Var
from autograd_src.optimize.coalesce import Classes, is_temporary, label, roles
from autograd_src.optimize.letters import candidates, hints
from autograd_src.optimize.liveness import mentioned
from autograd_src.optimize.outside import Outside, all_exprs, unique
from autograd_src.syntax.expressions import Naming
from autograd_src.syntax.scopes import hidden

__all__ = ["name_module"]

_KEYWORDS = frozenset(keyword.kwlist)


def name_module(module: ir.Module, letters: Mapping[Var, str] | None = None) -> Naming:
    """Names for all of `module`.

    Parameters
    ----------
    module
        the module, optimized
    letters
        what temporaries would like to be called: those of now (`letters.hints`, which
        are found here if none are given) and those from before they were inlined, as
        their adjoints may have survived them
    """
    fixed = {label(p.var) for f in module.functions for p in f.params} - {""}
    outside = Outside(module, fixed | _KEYWORDS)
    taken = fixed | outside.names | _KEYWORDS
    symbols: dict[Symbol, str] = {}
    for f in reversed(module.functions):
        symbols[f.symbol] = unique(f.symbol.base, taken)
        taken.add(symbols[f.symbol])
    taken -= fixed
    local = {f.symbol: _Names(f, taken, letters).names for f in module.functions}
    names = {v: name for found in local.values() for v, name in found.items()}
    imports = tuple(sorted(outside.imports))
    return Naming(names, symbols, outside.texts, imports, local)


class _Names:
    """The local names of one function."""

    def __init__(
        self, f: ir.Function, taken: Set[str], letters: Mapping[Var, str] | None
    ) -> None:
        self.classes = Classes(f)
        self.mentioned = mentioned(f)
        self.vars = self.classes.vars
        self.taken = {*taken, *_inner_names(f)}
        self.letters = hints(f) if letters is None else letters
        self.name: dict[int, str] = {}
        self.shared: dict[tuple[int, str], list[int]] = {}
        for p in f.params:
            if label(p.var):
                self.fix(self.classes.find(p.var), label(p.var))
        self.assign()
        found = ((v, self.name.get(self.classes.find(v))) for v in self.mentioned)
        self.names = {v: name for v, name in found if name is not None}

    def fix(self, leader: int, name: str) -> None:
        self.name[leader] = name
        self.taken.add(name)
        self.shared[len(roles(self.vars[leader])), name] = [leader]

    def assign(self) -> None:
        """Primals before what belongs to them; the user's names before ours; what is
        read first before what follows.
        """
        depths = {i: len(roles(self.vars[i])) for i in self.in_order()}
        for depth in sorted(set(depths.values())):
            level = [i for i, d in depths.items() if d == depth and i not in self.name]
            plain = [i for i in level if depth == 0 and is_temporary(self.vars[i])]
            for i in level:
                if i not in plain:
                    self.share(i, depth, self.wanted(self.vars[i]))
            for i in plain:
                if self.classes.mentioned >> i & 1:
                    self.temporary(i)

    def in_order(self) -> list[int]:
        """The classes as the text mentions them; those that it doesn't come last."""
        found = dict.fromkeys(self.classes.find(v) for v in self.mentioned)
        return [*found, *(i for i in self.classes.leaders() if i not in found)]

    def wanted(self, v: Var) -> str:
        if v.of is None:
            return f"{v.base}_{v.role}" if v.role else v.base
        of = self.classes.find(v.of)
        if of not in self.name:
            self.temporary(of)
        return f"{self.name[of]}_{v.role}"

    def share(self, i: int, depth: int, wanted: str) -> None:
        """Give `i` the first name of its kind that it can share, else a new one."""
        bins = self.shared.setdefault((depth, wanted), [])
        for other in bins:
            if not self.classes.interfere(i, other):
                self.classes.join(other, i)
                return
        bins.append(i)
        self.name[i] = unique(wanted, self.taken)
        self.taken.add(self.name[i])

    def temporary(self, i: int) -> None:
        hint = self.letters.get(self.vars[i], "")
        name = next(n for n in candidates(hint) if n not in self.taken)
        self.name[i] = name
        self.taken.add(name)


def _inner_names(f: ir.Function) -> Iterator[str]:
    """Names that belong to scopes inside expressions and statements kept whole."""
    for e in all_exprs(f):
        if isinstance(e, ir.Raw):
            yield from hidden(e.node)
    for s in ir.walk(f.body):
        if isinstance(s, ir.Carry):
            yield from hidden(s.node)

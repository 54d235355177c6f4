"""Names from outside an emitted module: the modules it imports and the builtins.

A parameter can't be renamed; so when one is called `np` or `len`, it is the module or
the builtin that goes by another name.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from autograd_src import ir
from autograd_src.ir import Expr, Ref

__all__ = ["Outside", "all_exprs", "unique"]


def unique(base: str, taken: Collection[str]) -> str:
    """`base`, or `base_2`, ...: the first that is free.

    >>> unique("x", {"y"}), unique("x", {"x", "x_2"})
    ('x', 'x_3')
    """
    name, n = base, 2
    while name in taken:
        name, n = f"{base}_{n}", n + 1
    return name


def all_exprs(f: ir.Function) -> Iterator[Expr]:
    """Every expression in `f`, subexpressions included."""
    for p in f.params:
        if p.default is not None:
            yield from ir.walk_expr(p.default)
    for s in ir.walk(f.body):
        for e in ir.exprs(s):
            yield from ir.walk_expr(e)


class Outside:
    """How a module reaches what lives outside it.

    Attributes
    ----------
    names
        the global names in use: those of modules and builtins
    texts
        the references whose own path another name is in the way of
    imports
        pairs of a module and its alias
    """

    def __init__(self, module: ir.Module, fixed: Collection[str]) -> None:
        used = [e for f in module.functions for e in all_exprs(f)]
        refs = list(dict.fromkeys(e for e in used if isinstance(e, Ref)))
        self.fixed = fixed
        self.names = _implied(used)
        self.texts: dict[Ref, str] = {}
        self.imports: dict[tuple[str, str], None] = {}
        self._owners: dict[str, str] = {}
        self._aliases: dict[tuple[str, str], str] = {}
        named = sorted((r.module, r.alias, r.text) for r in refs if r.module)
        for text in sorted(r.text for r in refs if not r.module):
            if _top(text) not in fixed:
                self.names.add(_top(text))
            else:
                named.append(("builtins", "builtins", f"builtins.{text}"))
        for path, alias, text in named:
            self._reach(path, alias, text)

    def _reach(self, path: str, alias: str, text: str) -> None:
        if (path, alias) not in self._aliases:
            self._aliases[path, alias] = self._import(path, alias)
        new = self._aliases[path, alias]
        if path == "builtins":
            self.texts[Ref(text.removeprefix("builtins."))] = text.replace(
                alias, new, 1
            )
        elif new != alias:
            self.texts[Ref(text, path, alias)] = new + text.removeprefix(alias)

    def _import(self, path: str, alias: str) -> str:
        """What `path` is imported as: `alias` if that name is free.

        Modules of one package that are imported without an alias share its name.
        """
        owner = _top(path) if alias == path else f"{path} as"
        bound = _top(alias)
        free = bound not in self.fixed and bound not in self.names
        if not (free or bound in self._owners) or (
            self._owners.setdefault(bound, owner) != owner
        ):
            alias = unique(alias.rpartition(".")[2], {*self.fixed, *self.names})
            bound = alias
        self._owners.setdefault(bound, owner)
        self.names.add(bound)
        self.imports[path, alias] = None
        return alias


def _top(path: str) -> str:
    return path.partition(".")[0]


def _implied(used: list[Expr]) -> set[str]:
    """Builtins that constants without a literal are written with."""
    values = [e.value for e in used if isinstance(e, ir.Const)]
    kinds = {type(v).__name__ for v in values if type(v) in (float, complex)}
    empty = any(isinstance(e, ir.Seq) and e.kind == "set" for e in used)
    return kinds | ({"set"} if empty else set())

"""What the free names of a function stand for, and the public path that prints them.

Every answer is recorded in the ledger.  Values are not looked at here: a global is
read at call time, and only what is resolved as itself (a module, a function, a type)
is known by identity.
"""

from __future__ import annotations

import builtins
import sys
from types import FunctionType, ModuleType
from typing import Any

import numpy as np

from autograd_src.ir import Expr, Ref
from autograd_src.live.consulted import Ledger
from autograd_src.live.identity import module_of
from autograd_src.recipes import registry

__all__ = ["Resolver"]

_ALIASES = {"numpy": "np"}


class Resolver:
    """The free names of one function.

    `taken` holds the function's local names: an import that the emitted module adds
    must not be shadowed by one of them.  `bindings` may be shared by several functions:
    it tells where what a reference names was found.
    """

    def __init__(
        self,
        ledger: Ledger,
        function: FunctionType,
        taken: frozenset[str],
        bindings: dict[Expr, Any] | None = None,
    ) -> None:
        self.ledger = ledger
        self.function = function
        self.taken = taken
        self.bindings: dict[Expr, Any] = {} if bindings is None else bindings
        self.closure: dict[str, Any] = {}

    def name(self, name: str) -> Ref | None:
        """What the free name stands for; None for a variable of a closure."""
        binding = self.ledger.lookup(self.function, name)
        if binding.kind == "closure":
            return self._captured(name, binding)
        ref = self._path(name, binding)
        self.bindings[ref] = binding
        if resolved_as_itself(binding.value) and binding.kind == "global":
            self.ledger.identity_of(binding)
        return ref

    def _captured(self, name: str, binding: Any) -> Ref | None:
        """Only what has a public path of its own needs no variable."""
        if isinstance(binding.value, ModuleType):
            alias = self._alias(name)
            ref = Ref(alias, binding.value.__name__, alias, binding.value)
        elif (public := _public_path(binding.value)) is not None:
            ref = self._public(public, binding.value)
        else:
            self.closure[name] = binding
            return None
        self.bindings[ref] = binding
        self.ledger.identity_of(binding)
        return ref

    def imported(self, module: str, attribute: str) -> Ref | None:
        """What an import in the body of the function binds."""
        binding = self.ledger.module(module)
        if attribute:
            found = self.ledger.attribute(binding, attribute)
            if found is None:
                return None
            binding = found
        value = binding.value
        if isinstance(value, ModuleType):
            name = _ALIASES.get(value.__name__, value.__name__.rpartition(".")[2])
            alias = self._alias(name)
            ref = Ref(alias, value.__name__, alias, value)
        elif (public := _public_path(value)) is not None:
            ref = self._public(public, value)
        else:
            alias = self._alias(module.rpartition(".")[2])
            ref = Ref(f"{alias}.{attribute}", module, alias, value)
        self.bindings[ref] = binding
        if resolved_as_itself(value):
            self.ledger.identity_of(binding)
        return ref

    def known(self, binding: Any) -> Ref | None:
        """The public path of a function found in another way, if it has one."""
        public = _public_path(binding.value)
        if public is None:
            return None
        ref = self._public(public, binding.value)
        self.bindings[ref] = binding
        self.ledger.identity_of(binding)
        return ref

    def numpy(self, name: str) -> Ref:
        """A function of NumPy that stands for a notation."""
        return self._public(("numpy", name), getattr(np, name))

    def attribute(self, ref: Ref, name: str) -> Ref | None:
        """`ref.name` where that can be told without running anything, else None."""
        binding = self.bindings.get(ref)
        if binding is None:
            return None
        if registry.is_distribution(binding.value):
            return self._method(ref, binding, name)
        if not isinstance(binding.value, (ModuleType, type, np.ufunc, np.vectorize)):
            return None
        found = self.ledger.attribute(binding, name)
        if found is None:
            return None
        new = Ref(f"{ref.text}.{name}", ref.module, ref.alias, found.value)
        self.bindings[new] = found
        if resolved_as_itself(found.value):
            self.ledger.identity_of(found)
        return new

    def _method(self, ref: Ref, binding: Any, name: str) -> Ref | None:
        """A method of a distribution, if that has a recipe."""
        self.ledger.identity_of(binding)
        method = getattr(binding.value, name, None)
        if registry.lookup(method) is None:
            return None
        return Ref(f"{ref.text}.{name}", ref.module, ref.alias, method)

    def _path(self, name: str, binding: Any) -> Ref:
        value = binding.value
        if binding.kind == "builtin":
            return Ref(name, "", "", value)
        if binding.kind == "global" and isinstance(value, ModuleType):
            alias = self._alias(name)
            return Ref(alias, value.__name__, alias, value)
        public = _public_path(value)
        if binding.kind == "global" and public is not None:
            return self._public(public, value)
        module = module_of(self.function)
        alias = self._alias(module.rpartition(".")[2])
        return Ref(f"{alias}.{name}", module, alias, value)

    def _public(self, path: tuple[str, str], value: Any) -> Ref:
        module, attribute = path
        alias = self._alias(_ALIASES.get(module, module.rpartition(".")[2]))
        return Ref(f"{alias}.{attribute}", module, alias, value)

    def _alias(self, name: str) -> str:
        while name in self.taken:
            name += "_"
        return name


def resolved_as_itself(value: Any) -> bool:
    """Whether generation may look at what `value` is, not only at its type."""
    return isinstance(value, (ModuleType, type)) or callable(value)


def _public_path(value: Any) -> tuple[str, str] | None:
    """(module, name) of a function of NumPy, SciPy or the standard library."""
    name = getattr(value, "__name__", None)
    home = getattr(value, "__module__", None)
    if isinstance(value, np.ufunc):
        known = getattr(np, value.__name__, None) is value
        home = "numpy" if known else "scipy.special"
    if not (callable(value) and isinstance(name, str) and isinstance(home, str)):
        return None
    if home == "builtins":
        return None
    library = home.partition(".")[0]
    if library not in ("numpy", "scipy") and library not in sys.stdlib_module_names:
        return None
    if library == "__main__" or getattr(builtins, name, None) is value:
        return None
    while "._" in home:
        home = home.rpartition(".")[0]
    found = getattr(sys.modules.get(home), name, None)
    return (home, name) if found is value and not home.startswith("_") else None

"""The ledger: everything beside the arguments that generation consulted (S17).

What is looked up here and then relied on becomes an ingredient; what only was looked
at, in order to decide whether to rely on it, does not.
"""

from __future__ import annotations

import types

from autograd_src.live import access, ingredients
from autograd_src.live.access import ENTRY, Binding
from autograd_src.live.guards import Guard, guards
from autograd_src.live.ingredients import Ingredient, holds
from autograd_src.live.signature import Abstract, abstract
from autograd_src.live.source import Source, source_of

__all__ = ["Binding", "Guard", "Ingredient", "Ledger", "guards", "holds"]


class Ledger:
    """What generation for one entry function consulted.

    Parameters
    ----------
    function : function
        The entry function; access paths begin at it.
    """

    def __init__(self, function: types.FunctionType) -> None:
        self.function = function
        self._found: dict[tuple[str, str], Ingredient] = {}
        # The functions are kept alive: their ids are the keys.
        self._paths: dict[int, tuple[types.FunctionType, list[str]]] = {}
        self._sources: dict[int, tuple[str, int]] = {}
        self._reached(function, ENTRY)

    def lookup(self, function: types.FunctionType, name: str) -> Binding:
        """Find a free name of the entry function or of a callee already reached.

        That a name is missing is recorded at once: nothing else could be relied on.
        """
        found = access.find_name(function, name)
        scope = "globals" if found.kind == "missing" else _SCOPES[found.kind]
        path = access.scoped(self.path_of(function), scope, name)
        if found.kind == "missing":
            digest = ingredients.missing_digest(path, self.function, None)
            self._record(Ingredient("missing", path, digest))
        return self._bound(Binding(found.kind, found.value, path))

    def argument(self, name: str, value: object) -> Binding:
        """Return an argument of the entry function as a binding to start from."""
        return self._bound(Binding("argument", value, f"argument:{name}"))

    def module(self, name: str) -> Binding:
        """Return a module that the body of a function imports."""
        path = f"import:{name.replace('.', ':')}"
        return Binding("module", access.imported(name), path)

    def attribute(self, binding: Binding, name: str) -> Binding | None:
        """Find an attribute without running code; None when that cannot be proved.

        A method comes as the function its class holds, a property as the property.
        """
        found = access.static_attribute(binding.value, name)
        if found is None:
            return None
        path = f"{binding.path}.{name}"
        return self._bound(Binding(found.kind, found.value, path, found.owner))

    def element(self, binding: Binding, index: str | int) -> Binding | None:
        """Find an element of a built-in list, tuple or dict; None if there is none."""
        try:
            value = access.element(binding.value, index)
        except access.Unreachable:
            return None
        return self._bound(Binding("element", value, f"{binding.path}[{index!a}]"))

    def abstract_of(self, binding: Binding) -> Abstract:
        """Return the abstract value of what is bound: a rank, a kind, a structure."""
        digest = ingredients.abstract_digest(binding)
        self._record(Ingredient("abstract", binding.path, digest))
        return abstract(binding.value)

    def identity_of(self, binding: Binding) -> None:
        """Record that this object was resolved and used as itself."""
        digest = ingredients.identity_digest(binding)
        self._record(Ingredient("identity", binding.path, digest))

    def members_of(self, binding: Binding) -> None:
        """Record which methods and attributes a class has, or that of an object."""
        digest = ingredients.class_digest(binding)
        self._record(Ingredient("class", binding.path, digest))

    def source(self, function: types.FunctionType) -> Source:
        """Return the proved source of a function reached; record it and its defaults.

        Raises
        ------
        NotDifferentiable
            There is no source, or it is not what is running.
        """
        self.path_of(function)
        source = source_of(function)
        digest = ingredients.source_digest(function, source)
        self._sources[id(function)] = digest, source.lines
        return source

    def functions(self) -> tuple[types.FunctionType, ...]:
        """Return the functions whose source was read, in the order of reading."""
        return tuple(self._paths[place][0] for place in self._sources)

    def recipe(self, name: str, digest: str | None) -> None:
        """Record a user's recipe that was used, or (None) looked up and absent."""
        recorded = ingredients.recipe_digest(digest)
        self._record(Ingredient("recipe", name, recorded))

    def ingredients(self) -> tuple[Ingredient, ...]:
        """Return what was consulted, sorted: the order of consulting does not count."""
        for place, (digest, lines) in self._sources.items():
            function, paths = self._paths[place]
            defaults = ingredients.defaults_digest(function)
            # Under another name the same text was read, and that may be rebound too.
            for path in paths:
                self._record(Ingredient("source", path, digest, lines))
                self._record(Ingredient("defaults", path, defaults))
        return tuple(sorted(self._found.values()))

    def reached(self, binding: Binding) -> Binding:
        """Say how something was reached that was found in another way."""
        return self._bound(binding)

    def path_of(self, function: types.FunctionType) -> str:
        """Return the access path at which a function was first reached."""
        known = self._paths.get(id(function))
        if known is None:
            raise LookupError(f"{function.__name__} was not reached through the ledger")
        return known[1][0]

    def _reached(self, function: types.FunctionType, path: str) -> None:
        paths = self._paths.setdefault(id(function), (function, []))[1]
        if path not in paths:
            paths.append(path)

    def _bound(self, binding: Binding) -> Binding:
        if type(binding.value) is types.FunctionType:
            self._reached(binding.value, binding.path)
        return binding

    def _record(self, ingredient: Ingredient) -> None:
        key = ingredient.kind, ingredient.path
        known = self._found.setdefault(key, ingredient)
        if known != ingredient:
            raise RuntimeError(f"{ingredient.path} changed while it was read")


_SCOPES = {"global": "globals", "closure": "closure", "builtin": "builtins"}

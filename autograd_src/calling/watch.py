"""What generation consulted, watched at every call by inline expressions.

Each guard says what was found at an access path. Where the path can be followed by
plain lookups that run no code of a user's, the check is written out; elsewhere the
guard is evaluated by a function.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from types import CellType, FunctionType, ModuleType
from typing import Any

from autograd_src.calling.guards import Constants, condition, example
from autograd_src.errors import NotDifferentiable
from autograd_src.live.access import (
    Unreachable,
    parent,
    resolve,
    static_attribute,
    steps,
)
from autograd_src.live.cells import cell_name
from autograd_src.live.consulted import Guard, Ingredient, holds
from autograd_src.live.guards import is_users
from autograd_src.live.objects import members_of
from autograd_src.live.signature import abstract, key

Arguments = Mapping[str, object]


def still_hold(
    ingredients: Sequence[Ingredient], function: FunctionType, arguments: Arguments
) -> bool:
    """Whether everything that generation consulted is as it was."""
    return all(holds(i, function, arguments, user_recipe) for i in ingredients)


def user_recipe(name: str) -> str | None:
    """Digest of the user's recipe of that name; None if there is none."""
    from autograd_src.live.source import source_of
    from autograd_src.recipes import registry

    for recipe in recipes_of_user().values():
        if registry.name_of(recipe.key) == name:
            return source_of(recipe.definition).digest()
    return None


def replaced_recipes() -> tuple[str, ...]:
    """The user's recipes of functions that are not the user's: name, digest, ….

    What uses such a function does not know it by a name of its own.
    """
    import sys

    registry = sys.modules.get("autograd_src.recipes.registry")
    if registry is None or not registry._user:
        return ()
    found = sorted(
        (registry.name_of(r.key), user_recipe(registry.name_of(r.key)) or "")
        for r in registry._user.values()
        if not (isinstance(r.key, FunctionType) and is_users(r.key))
    )
    return tuple(text for pair in found for text in pair)


def cell_of(
    name: str, function: FunctionType, ingredients: Sequence[Ingredient]
) -> CellType:
    """The cell of a closure variable: the function's own, or that of a callee."""
    own = _cells(function).get(name)
    if own is not None:
        return own
    named = (i.path for i in ingredients if i.kind != "recipe" and i.path)
    paths = [p for p in dict.fromkeys(named) if steps(p)[-1][0] == "closure"]
    found = [p for p in paths if cell_name(p) == name]
    found = found or [p for p in paths if steps(p)[-1][1] == name]
    cells = [c for c in (_cell_at(p, function) for p in found) if c is not None]
    if not cells:
        raise NameError(f"{name!r} is no closure variable of {function.__qualname__}")
    if any(cell is not cells[0] for cell in cells):
        raise NotDifferentiable(
            f"{name!r} is a closure variable of several functions that "
            f"{function.__qualname__} calls: give one of them another name"
        )
    return cells[0]


def _cell_at(path: str, function: FunctionType) -> CellType | None:
    callee = resolve(parent(path), function).value
    if not isinstance(callee, FunctionType):
        return None
    return _cells(callee).get(steps(path)[-1][1])


def _cells(function: FunctionType) -> dict[str, CellType]:
    return dict(zip(function.__code__.co_freevars, function.__closure__ or ()))


def recipes_of_user() -> dict[Any, Any]:
    """The table of recipes that the user registered, itself."""
    from autograd_src.recipes import registry

    return registry._user


def is_satisfied(guard: Guard, function: FunctionType, arguments: Arguments) -> bool:
    """Whether what a guard found is there still."""
    try:
        value = resolve(guard.path, function, arguments).value
    except Unreachable:
        return guard.by == "absent"
    if guard.by == "is":
        return value is guard.expected
    if guard.by == "type":
        return type(value) is guard.expected
    if guard.by == "class":
        return members_of(value) == guard.expected
    return guard.by == "key" and key(value) == guard.expected


def unchanged_recipes(
    ingredients: Sequence[Ingredient], constants: Constants
) -> list[str]:
    """An expression: are the user's recipes those of now? None where none count."""
    if all(ingredient.kind != "recipe" for ingredient in ingredients):
        return []
    table = recipes_of_user()
    now = constants.name(dict(table), "recipes")
    return [f"{constants.name(table, 'table')} == {now}"]


def expressions(
    found: Sequence[Guard],
    function: FunctionType,
    arguments: Arguments,
    constants: Constants,
) -> list[str]:
    """One expression for each guard, to be joined by `and` as they come."""
    writer = _Writer(function, arguments, constants)
    # Identities first, from the function outwards: what lies behind an object that
    # was checked is reached through the object itself.
    order = sorted(found, key=lambda g: (g.by != "is", len(steps(g.path))))
    return [writer.written(guard) for guard in order]


class _Writer:
    """Writes guards as expressions on the arguments and on constants."""

    def __init__(
        self, function: FunctionType, arguments: Arguments, constants: Constants
    ) -> None:
        self.function = function
        self.arguments = arguments
        self.constants = constants
        # Objects whose identity an earlier guard has checked stand for their paths.
        self.known: dict[str, object] = {"": function}

    def written(self, guard: Guard) -> str:
        if guard.by == "absent":
            return self._absent(guard)
        expression = self._lookup(guard.path)
        if not expression:
            return self._evaluated(guard)
        if guard.by == "is":
            self.known[guard.path] = guard.expected
            return f"{expression} is {self.constants.name(guard.expected, 'found')}"
        if guard.by == "class":
            members = self.constants.name(members_of, "members_of")
            expected = self.constants.name(guard.expected, "members")
            return f"{members}({expression}) == {expected}"
        if guard.by == "type":
            return f"type({expression}) is {self.constants.name(guard.expected, 'cls')}"
        return self._as_described(guard.path, expression)

    def _absent(self, guard: Guard) -> str:
        holder = self.known.get(parent(guard.path))
        step, name = steps(guard.path)[-1]
        if step != "globals" or not isinstance(holder, FunctionType):
            return self._evaluated(guard)
        names = self.constants.name(holder.__globals__, "globals")
        return f"{name!r} not in {names}"

    def _as_described(self, path: str, expression: str) -> str:
        value = resolve(path, self.function, self.arguments).value
        described = abstract(value)
        name = self.constants.fresh("value")
        text = condition(name, described, example(value), self.constants)
        # Looked up once: conditions are evaluated from the left.
        return text.replace(name, f"({name} := {expression})", 1)

    def _evaluated(self, guard: Guard) -> str:
        check = self.constants.name(is_satisfied, "is_satisfied")
        function = self.constants.name(self.function, "function")
        given = ", ".join(f"{name!r}: {name}" for name in self.arguments)
        arguments = f"{{{given}}}" if guard.path.startswith("argument:") else "{}"
        return (
            f"{check}({self.constants.name(guard, 'guard')}, {function}, {arguments})"
        )

    def _lookup(self, path: str) -> str:
        """An expression for what is at a path; empty where there is no safe one."""
        if path in self.known:
            return self.constants.name(self.known[path], "known")
        step, name = steps(path)[-1]
        head = parent(path)
        if step == "argument":
            return name
        if step == "import":
            modules = self.constants.name(sys.modules, "modules")
            return f"{modules}.get({name.replace(':', '.')!r})"
        if step == "globals" and isinstance(self.known.get(head), FunctionType):
            names = self.known[head].__globals__  # type: ignore[attr-defined]
            return f"{self.constants.name(names, 'globals')}.get({name!r})"
        if step == "closure" and isinstance(self.known.get(head), FunctionType):
            return self._cell(self.known[head], name)
        if step == ".":
            return self._attribute(head, name)
        return ""

    def _cell(self, function: Any, name: str) -> str:
        cell = _cells(function)[name]
        return f"{self.constants.name(cell, 'cell')}.cell_contents"

    def _attribute(self, head: str, name: str) -> str:
        if name == "__class__" and head.startswith("argument:"):
            outer = self._lookup(head)
            return f"type({outer})" if outer else ""
        if head in self.known:
            holder: Any = self.known[head]
            if isinstance(holder, type):
                held = static_attribute(holder, name)
                if held is None or held.kind not in ("method", "property"):
                    return ""
                return f"{self.constants.name(holder, 'known')}.{name}"
            if isinstance(holder, FunctionType):
                return f"{self.constants.name(holder, 'known')}.{name}"
            if type(holder) is ModuleType:
                return f"{self.constants.name(vars(holder), 'module')}.get({name!r})"
            return ""
        # The class of an argument is part of the signature, and checked before.
        if not (head.startswith("argument:") and len(steps(head)) == 1):
            return ""
        instance = resolve(head, self.function, self.arguments).value
        found = static_attribute(instance, name)
        argument = steps(head)[-1][1]
        if found is not None and found.kind == "instance":
            return f"{argument}.__dict__.get({name!r})"
        if found is None or found.kind not in ("method", "staticmethod", "property"):
            return ""
        if found.kind == "property" or not hasattr(instance, "__dict__"):
            return f"type({argument}).{name}"
        # An attribute of the instance would hide the method.
        plain = f"({name!r} not in {argument}.__dict__ or None)"
        return f"{plain} and type({argument}).{name}"

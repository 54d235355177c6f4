"""Access paths: how what was consulted is reached from a function, found statically.

A path is a string of steps that begins at a function: `globals:NAME`, `closure:NAME`,
`builtins:NAME`, `argument:NAME`, `import:PACKAGE:MODULE`, then `.attribute`, `[0]`,
`['key']`. Where a step ends at a function, `/globals:NAME` and so on go on in that one.
No property, no `__getattr__` and no `__get__` of a user's is ever run.
"""

from __future__ import annotations

import contextlib
import functools
import importlib
import re
import types
from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from autograd_src.live.identity import class_path

ENTRY = ""
_STEP = re.compile(
    r"/?(globals|closure|builtins|argument|import):([^./\[\]]+)"
    r"|(\.)([^./\[\]]+)"
    r"|(\[)('(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"|-?\d+)\]"
)
_SCOPES = {"globals": "global", "closure": "closure", "builtins": "builtin"}


class Unreachable(LookupError):
    """Nothing can be proved to be at the end of the path."""


class Binding(NamedTuple):
    """What a name, attribute or element is bound to, and how it was reached.

    Attributes
    ----------
    kind : str
        For names "global", "closure", "builtin", "argument" or "missing"; for
        attributes "module", "instance", "slot", "class", "method", "classmethod",
        "staticmethod", "property" or "descriptor"; "element"; "function" for the entry.
    value : object
        The object; of a method, property or descriptor what the class holds, unbound.
    path : str
        The access path.
    owner : str
        Public path of the class that an attribute was found on.
    """

    kind: str
    value: object
    path: str
    owner: str = ""


class Found(NamedTuple):
    """A static attribute: how it is held, what it is, the class that holds it."""

    kind: str
    value: object
    owner: str = ""


@functools.cache
def steps(path: str) -> tuple[tuple[str, str], ...]:
    """Split a path into its steps.

    >>> steps("globals:model.scale/globals:np['k']")
    (('globals', 'model'), ('.', 'scale'), ('globals', 'np'), ('[', "'k'"))
    """
    found, at = [], 0
    while at < len(path):
        step = _STEP.match(path, at)
        if step is None:
            raise ValueError(f"not an access path: {path!r}")
        scope, name, dot, attribute, bracket, index = step.groups()
        found.append((scope or dot or bracket, name or attribute or index))
        at = step.end()
    return tuple(found)


def scoped(path: str, scope: str, name: str) -> str:
    """Return the path of a name seen from the function at `path`."""
    return f"{path}/{scope}:{name}" if path else f"{scope}:{name}"


def parent(path: str) -> str:
    """Return the path without its last step."""
    ends = [found.start() for found in _STEP.finditer(path)]
    return path[: ends[-1]] if ends else path


def resolve(
    path: str,
    function: types.FunctionType,
    arguments: Mapping[str, object] | None = None,
) -> Binding:
    """Follow a path from the function (or from its arguments) as things stand now.

    Raises
    ------
    Unreachable
        A step leads nowhere, or would have to run code.
    """
    found = Found("function", function)
    for step, name in steps(path):
        found = _follow(found.value, step, name, arguments)
    return Binding(found.kind, found.value, path, found.owner)


def _follow(
    value: object, step: str, name: str, arguments: Mapping[str, object] | None
) -> Found:
    if step == ".":
        attribute = static_attribute(value, name)
        if attribute is None:
            raise Unreachable(name)
        return attribute
    if step == "[":
        return Found("element", element(value, constant(name)))
    if step == "argument":
        if arguments is None or name not in arguments:
            raise Unreachable(name)
        return Found("argument", arguments[name])
    if step == "import":
        return Found("module", imported(name.replace(":", ".")))
    if type(value) is not types.FunctionType:
        raise Unreachable(name)
    found = find_name(value, name)
    if found.kind != _SCOPES[step]:
        raise Unreachable(name)
    return found


def imported(module: str) -> types.ModuleType:
    """The module that an import in a function's body gives, as running it would."""
    try:
        return importlib.import_module(module)
    except Exception:  # whatever it is, the function meets it when it runs
        raise Unreachable(module) from None


def find_name(function: types.FunctionType, name: str) -> Found:
    """Find a free name of a function as Python would: cells, globals, builtins."""
    code = function.__code__
    if name in code.co_freevars:
        cell = (function.__closure__ or ())[code.co_freevars.index(name)]
        try:
            return Found("closure", cell.cell_contents)
        except ValueError:  # not bound yet
            return Found("missing", None)
    if name in function.__globals__:
        return Found("global", function.__globals__[name])
    builtins: Mapping[str, object] = getattr(function, "__builtins__")  # noqa: B009 (not typed everywhere)
    if name in builtins:
        return Found("builtin", builtins[name])
    return Found("missing", None)


def constant(printed: str) -> str | int:
    """Read the index of an element step."""
    if printed[0] in "'\"":
        return printed[1:-1].encode("ascii").decode("unicode_escape")
    return int(printed)


def element(container: object, index: str | int) -> object:
    """Read an element of a built-in container; others could run code."""
    held, _ = _in_mro(type(container), "__getitem__")
    if not any(held is method for method in _GETITEMS):
        raise Unreachable(str(index))
    if isinstance(container, dict) and not dict.__contains__(container, index):
        raise Unreachable(str(index))  # a defaultdict would make one
    try:
        return container[index]  # type: ignore[index]
    except (LookupError, TypeError):
        raise Unreachable(str(index)) from None


_GETITEMS = tuple(vars(cls)["__getitem__"] for cls in (list, tuple, dict))


# Attributes.

_mro = type.__dict__["__mro__"].__get__
_GENERIC = (object, types.ModuleType, types.FunctionType, types.MethodType, type)
_BUILT_IN = (functools.partial, np.ndarray, np.ufunc, property)
_PLAIN_OWNERS = (types.FunctionType, np.ndarray)
_ABSENT = object()


def static_attribute(value: object, name: str) -> Found | None:
    """Find an attribute without running any code; None if that cannot be proved.

    A class has the attribute `__mro__`, and everything else its class.
    """
    if name == "__class__":
        return Found("class", type(value))
    if issubclass(type(value), type) and name == "__mro__":
        return Found("class", _mro(value))
    if issubclass(type(value), type):
        return _class_attribute(value, name)  # type: ignore[arg-type]
    cls = type(value)
    if not _looks_up_plainly(cls):
        return None
    held, owner = _in_mro(cls, name)
    if held is not _ABSENT and _is_data_descriptor(held):
        return _data(held, owner, value)
    own = _own_dict(value)
    if own is not None and name not in own and cls is types.ModuleType:
        _load(own, name)
    if own is not None and name in own:
        kind = "module" if issubclass(cls, types.ModuleType) else "instance"
        return Found(kind, own[name])
    if type(held) is types.MethodDescriptorType and cls is np.ufunc:
        # `np.add.at` and `np.multiply.at` are one descriptor, bound to two ufuncs.
        return Found("method", held.__get__(value, cls), class_path(owner))
    return None if held is _ABSENT else _class_found(held, owner)


def _load(module: Mapping[str, object], name: str) -> None:
    """Import a part that a package imports when asked for it, as `scipy.special` is."""
    public = module.get("__all__", ())
    if "__getattr__" in module and name in public:  # type: ignore[operator]
        with contextlib.suppress(Unreachable):
            imported(f"{module['__name__']}.{name}")


def _class_attribute(cls: type, name: str) -> Found | None:
    for meta in _mro(type(cls)):
        if meta in (type, object):
            continue
        if name in vars(meta) or "__getattribute__" in vars(meta):
            return None
    held, owner = _in_mro(cls, name)
    return None if held is _ABSENT else _class_found(held, owner)


def _looks_up_plainly(cls: type) -> bool:
    held, _ = _in_mro(cls, "__getattribute__")
    if not isinstance(held, types.WrapperDescriptorType):
        return False
    owner = held.__objclass__
    # What C code of the standard library does with a name is generic lookup.
    return owner in _GENERIC or owner in _BUILT_IN


def _in_mro(cls: type, name: str) -> tuple[object, type]:
    for base in _mro(cls):
        if name in vars(base):
            return vars(base)[name], base
    return _ABSENT, cls


def _is_data_descriptor(held: object) -> bool:
    kind = type(held)
    names = ("__set__", "__delete__")
    return any(_in_mro(kind, name)[0] is not _ABSENT for name in names)


def _data(held: object, owner: type, value: object) -> Found | None:
    if type(held) is property:
        return Found("property", held, class_path(owner))
    plain = type(held) is types.GetSetDescriptorType and type(value) in _PLAIN_OWNERS
    if type(held) is types.MemberDescriptorType or plain:
        try:
            return Found("slot", held.__get__(value, type(value)), class_path(owner))  # type: ignore
        except AttributeError:
            return None
    return Found("descriptor", held, class_path(owner))


def _own_dict(value: object) -> dict[str, object] | None:
    held, _ = _in_mro(type(value), "__dict__")
    if type(held) is types.GetSetDescriptorType:
        own: dict[str, object] = held.__get__(value, type(value))
        return own
    if type(value) is types.ModuleType or type(held) is types.MemberDescriptorType:
        return vars(value)
    return None


def _class_found(held: object, owner: type) -> Found:
    path = class_path(owner)
    kind = type(held)
    if kind is staticmethod or kind is classmethod:
        return Found(kind.__name__, held.__func__, path)  # type: ignore[attr-defined]
    if kind is property:
        return Found("property", held, path)
    if kind in (types.FunctionType, types.MethodDescriptorType):
        return Found("method", held, path)
    if _in_mro(kind, "__get__")[0] is not _ABSENT:
        return Found("descriptor", held, path)
    return Found("class", held, path)

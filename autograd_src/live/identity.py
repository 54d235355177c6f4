"""What an object is, described intrinsically: by type, module and name, never by id.

Neither the path at which an object was found nor what `functools.wraps` wrote on it
counts. Abstract values are in `signature`; the proof of sources is in `source`.
"""

from __future__ import annotations

import functools
import os
import sys
import threading
import types
from collections.abc import Callable, Mapping

import numpy as np

from autograd_src.errors import NotDifferentiable
from autograd_src.live.digests import digest_of
from autograd_src.live.source import code_fingerprint, source_of

__all__ = [
    "class_path",
    "describe",
    "digest",
    "module_identity",
    "module_of",
    "static_description",
]

_MAIN = ("__main__", "__mp_main__")
_LONGEST = 80


def module_of(function: types.FunctionType) -> str:
    """Return the identity of the module whose globals the function reads."""
    return module_identity(function.__globals__)


def module_identity(namespace: Mapping[str, object]) -> str:
    """Return the name by which a module is the same however it was started.

    The name of its spec when it is live: imported, or run with `-m`. A script is its
    file's dotted path up to the first folder without `__init__.py`.
    """
    name = namespace.get("__name__")
    spec = getattr(namespace.get("__spec__"), "name", None)
    if isinstance(spec, str) and spec not in _MAIN:
        owner = sys.modules.get(spec)
        if name in _MAIN or (owner is not None and vars(owner) is namespace):
            return spec
    file = namespace.get("__file__")
    if isinstance(file, str):
        return _dotted(file)
    return name if isinstance(name, str) else "?"


@functools.cache
def _dotted(file: str) -> str:
    folder, base = os.path.split(os.path.abspath(file))
    parts = [os.path.splitext(base)[0]]
    while os.path.isfile(os.path.join(folder, "__init__.py")):
        folder, package = os.path.split(folder)
        parts.insert(0, package)
    if len(parts) > 1 and parts[-1] == "__init__":
        parts.pop()
    return ".".join(parts)


def class_path(cls: type) -> str:
    """Return the public path of a class, "module:qualname".

    `__mp_main__.M`, `__main__.M` and `m.M` of one file are one class.
    """
    module = cls.__module__
    if module in _MAIN and module in sys.modules:
        module = module_identity(vars(sys.modules[module]))
    return f"{module}:{cls.__qualname__}"


def digest(value: object) -> str:
    """Return the digest of what the object is."""
    return digest_of("object", describe(value))


def describe(value: object) -> str:
    """Describe an object by what it is: functions by module, name and captures.

    >>> describe(len), describe(np.sin), describe(np.add.at)
    ('builtin builtins.len', 'ufunc numpy.sin', 'ufunc method numpy.add.at')
    """
    return _static(value, with_source=False) or f"instance {class_path(type(value))}"


def static_description(value: object) -> str | None:
    """Describe a value that can be a constant to generation; None for any other.

    Functions count with their source: another body is another value.
    """
    return _static(value, with_source=True)


def _static(value: object, with_source: bool) -> str | None:
    if value is None or value is Ellipsis or value is NotImplemented:
        return repr(value)
    # `isinstance` would ask the object for its class, and so might run user code.
    cls = type(value)
    if cls is types.FunctionType:
        return _function(value, with_source)  # type: ignore[arg-type]
    if cls in (str, bytes, np.str_, np.bytes_):
        return _quoted(value)
    for kind, describer in _BY_TYPE:
        if issubclass(cls, kind):
            return describer(value, with_source)
    if cls.__name__ == "_ArrayFunctionDispatcher":
        # The type's own module moved between releases of NumPy.
        return f"builtin {_dotted_name(value)}"
    return _enum_member(value)


# Functions.


class _Visiting(threading.local):
    def __init__(self) -> None:
        self.functions: list[object] = []


_visiting = _Visiting()


def _function(function: types.FunctionType, with_source: bool) -> str:
    name = f"function {module_of(function)}:{function.__code__.co_name}"
    if any(function is seen for seen in _visiting.functions):
        return f"{name}(itself)"  # a recursive function captures itself
    _visiting.functions.append(function)
    try:
        body = f"#{_source_digest(function)[:16]}" if with_source else ""
        return f"{name}{body}({', '.join(_captures(function))})"
    finally:
        _visiting.functions.pop()


def _source_digest(function: types.FunctionType) -> str:
    try:
        return source_of(function).digest()
    except NotDifferentiable:
        # Nothing to read: still told apart from every other function.
        return digest_of("code", code_fingerprint(function.__code__))


def _captures(function: types.FunctionType) -> list[str]:
    found = [_value(value) for value in function.__defaults__ or ()]
    for name, value in (function.__kwdefaults__ or {}).items():
        found.append(f"{name}={_value(value)}")
    cells = function.__closure__ or ()
    for name, cell in zip(function.__code__.co_freevars, cells):
        try:
            found.append(f"{name}: {_value(cell.cell_contents)}")
        except ValueError:
            found.append(f"{name}: unset")
    return found


def _value(value: object) -> str:
    # Needed only here, and `signature` needs this module.
    from autograd_src.live.signature import abstract, text

    return text(abstract(value))


# Everything else.


def _quoted(value: object) -> str:
    """Quote a string: in full if short, else its beginning, size and digest.

    `ascii`, because what `repr` escapes depends on the Unicode tables of a Python.
    """
    printed = ascii(value)
    if len(printed) <= _LONGEST:
        return printed
    content = bytes(value) if isinstance(value, bytes) else str(value)
    return f"'{_plain(printed)}...' {digest_of(content)[:32]}"


def _plain(printed: str) -> str:
    return "".join(c for c in printed[1:_LONGEST] if c.isalnum() or c == " ")


def _dotted_name(value: object) -> str:
    module = getattr(value, "__module__", None) or ""
    name = getattr(value, "__qualname__", None) or getattr(value, "__name__", "?")
    return f"{module}.{name}" if module else str(name)


def _builtin(value: types.BuiltinFunctionType, with_source: bool) -> str:
    owner = value.__self__
    if isinstance(owner, types.ModuleType) or owner is None:
        return f"builtin {_dotted_name(value)}"
    if isinstance(owner, np.ufunc):
        return f"ufunc method {_ufunc_name(owner)}.{value.__name__}"
    if isinstance(owner, type):
        return f"builtin {class_path(owner)}.{value.__name__}"
    return f"method {value.__name__}({_value(owner)})"


def _ufunc(value: np.ufunc, with_source: bool) -> str:
    return f"ufunc {_ufunc_name(value)}"


def _ufunc_name(value: np.ufunc) -> str:
    """Find the module of a ufunc: older releases of NumPy do not say it."""
    name = value.__name__
    for module in ("numpy", "scipy.special"):
        if vars(sys.modules.get(module, types)).get(name) is value:
            return f"{module}.{name}"
    return (
        f"{_plain(' ' + name)} {value.nin}:{value.nout} {digest_of(*value.types)[:8]}"
    )


def _module(value: types.ModuleType, with_source: bool) -> str:
    return f"module {module_identity(vars(value))}"


def _class(value: type, with_source: bool) -> str:
    return f"type {class_path(value)}"


def _method(value: types.MethodType, with_source: bool) -> str:
    function = _static(value.__func__, with_source) or _value(value.__func__)
    return f"method({function}, {_value(value.__self__)})"


def _partial(value: functools.partial[object], with_source: bool) -> str:
    function = _static(value.func, with_source) or _value(value.func)
    parts = [function, *map(_value, value.args)]
    parts += [f"{name}={_value(item)}" for name, item in value.keywords.items()]
    return f"partial({', '.join(parts)})"


def _wrapper(value: staticmethod[..., object], with_source: bool) -> str:
    function = _static(value.__func__, with_source) or _value(value.__func__)
    return f"{type(value).__name__}({function})"


def _property(value: property, with_source: bool) -> str:
    parts = (value.fget, value.fset, value.fdel)
    return f"property({', '.join(_static(p, with_source) or '?' for p in parts)})"


def _descriptor(value: types.MethodDescriptorType, with_source: bool) -> str:
    return f"descriptor {class_path(value.__objclass__)}.{value.__name__}"


def _slice(value: slice, with_source: bool) -> str:
    return f"slice({', '.join(map(_bound, (value.start, value.stop, value.step)))})"


def _bound(value: object) -> str:
    return str(value) if type(value) in (int, type(None)) else _value(value)


def _dtype(value: np.dtype[np.generic], with_source: bool) -> str:
    return f"dtype({value.str if value.names is None else str(value.descr)!a})"


def _enum_member(value: object) -> str | None:
    enum = sys.modules.get("enum")
    if enum is not None and issubclass(type(value), enum.Enum):
        return f"member {class_path(type(value))}.{value._name_}"  # type: ignore
    return None


_Describer = Callable[..., str]
_BY_TYPE: tuple[tuple[type | tuple[type, ...], _Describer], ...] = (
    (np.ufunc, _ufunc),
    (types.BuiltinFunctionType, _builtin),
    (type, _class),
    (types.ModuleType, _module),
    (types.MethodType, _method),
    (functools.partial, _partial),
    ((staticmethod, classmethod), _wrapper),
    (property, _property),
    (
        (
            types.MethodDescriptorType,
            types.WrapperDescriptorType,
            types.GetSetDescriptorType,
            types.MemberDescriptorType,
            types.ClassMethodDescriptorType,
        ),
        _descriptor,
    ),
    (slice, _slice),
    (np.dtype, _dtype),
)

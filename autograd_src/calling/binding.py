"""The loader: from the text of an emitted module to its functions.

The text is compiled as it stands in the file, except that the lines which import the
modules of the differentiated functions are blank: those names are bound to the live
modules, so that a module run as a script is not imported a second time.
"""

from __future__ import annotations

import linecache
import re
import sys
from collections.abc import Iterable
from types import FunctionType, ModuleType
from typing import Any
from weakref import WeakValueDictionary

from autograd_src.live.identity import module_identity


class GlobalsView:
    """Attribute access to a globals dict that no module owns."""

    __slots__ = ("_globals",)

    def __init__(self, namespace: dict[str, Any]) -> None:
        self._globals = namespace

    def __getattr__(self, name: str) -> Any:
        try:
            return self._globals[name]
        except KeyError:
            raise AttributeError(f"name {name!r} is not defined") from None

    def __setattr__(self, name: str, value: Any) -> None:
        if name == "_globals":
            object.__setattr__(self, name, value)
        else:
            self._globals[name] = value


_executed: WeakValueDictionary[tuple[str, int], ModuleType] = WeakValueDictionary()


def load(
    text: str,
    imports: Iterable[tuple[str, str]],
    filename: str,
    function: FunctionType,
) -> ModuleType:
    """Execute an emitted module once for each globals dict, and return it.

    The module is in no table of Python's: it lives as long as somebody holds it.

    Parameters
    ----------
    text
        The module as it stands in the cache (or would).
    imports
        (module, alias) of the imports that are bound to live modules instead.
    filename
        Where tracebacks, `pdb` and `inspect` find the text.
    function
        The differentiated function, whose globals are read.
    """
    key = (text, id(function.__globals__))
    known = _executed.get(key)
    if known is not None:
        return known
    imports = tuple(imports)
    show(filename, text)
    code = compile(blank_imports(text, imports), filename, "exec", dont_inherit=True)
    module = ModuleType(_module_name(filename))
    module.__file__ = filename
    # The key holds an id: these globals must live as long as the module does.
    module.__dict__["__differentiated_globals__"] = function.__globals__
    for name, alias in imports:
        module.__dict__[alias] = live_module(name, function)
    exec(code, module.__dict__)
    _executed[key] = module
    return module


def _module_name(filename: str) -> str:
    stem = filename.replace("\\", "/").rpartition("/")[2].removesuffix(".py")
    return f"autograd_src_cache.{stem}"


def show(filename: str, text: str) -> None:
    """Let tracebacks, debuggers and `inspect.getsource` find the text of a module."""
    # No mtime: the text that runs is shown, whatever becomes of the file.
    lines = text.splitlines(keepends=True)
    linecache.cache[filename] = (len(text), None, lines, filename)


def blank_imports(text: str, imports: Iterable[tuple[str, str]]) -> str:
    """Empty the lines that import the given modules; line numbers stay.

    >>> blank_imports("import math\\nimport model\\nx = 1\\n", [("model", "model")])
    'import math\\n\\nx = 1\\n'
    """
    for module, alias in imports:
        pattern = "|".join(map(re.escape, _spellings(module, alias)))
        text, count = re.subn(rf"^(?:{pattern})[ \t]*$", "", text, flags=re.MULTILINE)
        if not count:
            raise ImportError(f"no line imports {module} as {alias}")
    return text


def _spellings(module: str, alias: str) -> list[str]:
    package, _, name = module.rpartition(".")
    spellings = [f"import {module} as {alias}"]
    if module == alias:
        spellings.append(f"import {module}")
    if package:
        spellings.append(f"from {package} import {name} as {alias}")
    if package and name == alias:
        spellings.append(f"from {package} import {name}")
    return spellings


def live_module(name: str, function: FunctionType) -> ModuleType | GlobalsView:
    """The module of that identity which is live in this process."""
    own = function.__globals__
    if name == module_identity(own):
        return _owner(own) or GlobalsView(own)
    for module in (sys.modules.get(name), *_run_as_main()):
        if module is not None and module_identity(vars(module)) == name:
            return module
    raise ImportError(f"module {name} is not imported in this process", name=name)


def _owner(namespace: dict[str, Any]) -> ModuleType | None:
    names = (namespace.get("__name__"), "__main__", "__mp_main__")
    for name in names:
        module = sys.modules.get(name) if isinstance(name, str) else None
        if module is not None and getattr(module, "__dict__", None) is namespace:
            return module
    return None


def _run_as_main() -> tuple[ModuleType | None, ...]:
    return sys.modules.get("__main__"), sys.modules.get("__mp_main__")

"""The proof that a text is what is running: compile it, compare the code objects.

The text is compiled where it stood: at its indentation, with its closure's names
bound around it, in a class of its class's name (private names are mangled), under its
own future flags.
"""

from __future__ import annotations

import re
import sys
import threading
import warnings
from collections.abc import Iterator
from functools import lru_cache
from types import CodeType

from autograd_src.live.digests import Field
from autograd_src.live.extent import indent_of

FUTURE_FLAGS = 0x1FE0000
_NESTED = 0x10
# Since 3.11, `np.sin(x)` compiles differently if the module imports `np`.
_IMPORTS_SHOW = sys.version_info >= (3, 11)
_QUALNAMES_INSIDE = sys.version_info >= (3, 11)
_MANGLED = re.compile(r"_[^_].*__")
_lock = threading.Lock()


def proves(
    text: str, code: CodeType, classes: list[str], module_text: str, is_lambda: bool
) -> bool:
    """Tell whether the text, where it stood, compiles to the code.

    Parameters
    ----------
    text : str
        The lines of a def, never dedented, or one lambda expression.
    code : CodeType
        The live code object.
    classes : list of str
        Names of the classes that may enclose the text, the likeliest first.
    module_text : str
        Text of the whole file, for its imports.
    is_lambda : bool
        What `text` is.
    """
    around: list[str | None] = [None, *classes]
    if any(_MANGLED.match(name) for name in all_names(code)):
        around = [*classes, None]
    for imports in _imports_for(code, module_text):
        for cls in around:
            wrapped = _wrap(text, code, cls, imports, is_lambda)
            if wrapped is not None and find_code(wrapped, code):
                return True
    return False


def find_code(text: str, code: CodeType) -> CodeType | None:
    """Compile a module's text; return what in it is the same as the live code."""
    module = compile_quietly(text, code.co_flags & FUTURE_FLAGS)
    if module is None:
        return None
    for candidate in nested_codes(module):
        if candidate.co_name == code.co_name and same_code(candidate, code):
            return candidate
    return None


def compile_quietly(text: str, flags: int) -> CodeType | None:
    """Compile without warnings: they were given when the module was imported."""
    try:
        # The filters are global; the lock keeps two proofs from swapping them.
        with _lock, warnings.catch_warnings():
            warnings.simplefilter("ignore")
            code: CodeType = compile(text, "<proof>", "exec", flags, True)
            return code
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def nested_codes(code: CodeType) -> Iterator[CodeType]:
    """Yield all code objects inside one, outermost first."""
    inner = [const for const in code.co_consts if isinstance(const, CodeType)]
    yield from inner
    for const in inner:
        yield from nested_codes(const)


def _wrap(
    text: str, code: CodeType, cls: str | None, imports: str, is_lambda: bool
) -> str | None:
    indent = "  " if is_lambda else indent_of(text)
    free = [name for name in code.co_freevars if cls is None or name != "__class__"]
    header = imports
    if indent and free:
        header += f"def _({', '.join(free)}):\n"
    if indent and cls is not None:
        if free and len(indent) < 2:
            return None
        header += f"{indent[:1] if free else ''}class {cls}:\n"
    elif indent and not free:
        header += "if 1:\n"
    if is_lambda:
        return f"{header}{indent}({text}\n)\n"
    return header + text


def all_names(code: CodeType) -> Iterator[str]:
    """Yield the names that a code object and those inside it use."""
    for part in (code, *nested_codes(code)):
        yield from part.co_names
        yield from part.co_varnames
        yield from part.co_freevars
        yield from part.co_cellvars


def _imports_for(code: CodeType, module_text: str) -> Iterator[str]:
    """Yield the import lines to try above the text."""
    if not _IMPORTS_SHOW:
        yield ""
        return
    used = set(code.co_names)
    for part in nested_codes(code):
        used.update(part.co_names)
    tried = set()
    for names in imported_names(module_text):
        common = sorted(used & names)
        line = f"import {', '.join(common)}\n" if common else ""
        if line not in tried:
            tried.add(line)
            yield line


_IMPORT = re.compile(
    r"^([ \t]*)(?:from[ \t]+[.\w]+[ \t]*)?import[ \t]*(\([^)]*\)|(?:[^\n\\]|\\\n)*)",
    re.MULTILINE,
)


@lru_cache(maxsize=64)
def imported_names(text: str) -> tuple[frozenset[str], frozenset[str]]:
    """Return the names that a module's text imports: at the margin, and anywhere."""
    margin, anywhere = set(), set()
    for found in _IMPORT.finditer(text):
        clauses = found[2]
        if not clauses.isascii() or not clauses.replace(" ", "").isidentifier():
            clauses = re.sub(r"#[^\n]*|[()\\]", " ", clauses)
        for clause in clauses.split(","):
            words = clause.replace(";", " ; ").split()
            if words:
                aliased = len(words) > 2 and words[1] == "as"
                name = words[2] if aliased else words[0].partition(".")[0]
                if name.isidentifier():
                    anywhere.add(name)
                    if not found[1]:
                        margin.add(name)
    return frozenset(margin), frozenset(anywhere)


# Comparison.


def same_code(a: CodeType, b: CodeType) -> bool:
    """Compare two code objects: all that runs, nothing of where it stands."""
    return (
        a.co_code == b.co_code
        and a.co_name == b.co_name
        and a.co_names == b.co_names
        and a.co_varnames == b.co_varnames
        and a.co_freevars == b.co_freevars
        and a.co_cellvars == b.co_cellvars
        and _counts(a) == _counts(b)
        and len(a.co_consts) == len(b.co_consts)
        and all(map(_same_constant, _constants(a), _constants(b)))
    )


def _constants(code: CodeType) -> Iterator[object]:
    """Yield the constants, of qualified names only what does not say where they stood.

    Until 3.10 each inner function has its own as the constant after its code.
    """
    before: object = None
    for constant in code.co_consts:
        named = not _QUALNAMES_INSIDE and isinstance(before, CodeType)
        if named and isinstance(constant, str):
            yield constant.rpartition(".<locals>.")[2]
        else:
            yield constant
        before = constant


def _counts(code: CodeType) -> tuple[object, ...]:
    return (
        code.co_argcount,
        code.co_posonlyargcount,
        code.co_kwonlyargcount,
        # A function of the file's top level is nested in nothing, ours is.
        code.co_flags & ~_NESTED,
        getattr(code, "co_exceptiontable", b""),
    )


def _same_constant(a: object, b: object) -> bool:
    if type(a) is not type(b):
        return False
    if isinstance(a, CodeType) and isinstance(b, CodeType):
        return same_code(a, b)
    if isinstance(a, tuple) and isinstance(b, tuple):
        return len(a) == len(b) and all(map(_same_constant, a, b))
    if isinstance(a, (float, complex, frozenset)):
        return constant_field(a) == constant_field(b)
    return a == b


def constant_field(value: object) -> Field:
    """Return a constant of a code object as a field of a digest, type and sign kept."""
    if value is None or isinstance(value, (str, bytes)):
        return value
    if isinstance(value, float):
        return ("float", value.hex())
    if isinstance(value, complex):
        return ("complex", value.real.hex(), value.imag.hex())
    if isinstance(value, tuple):
        return ("tuple", *map(constant_field, value))
    if isinstance(value, frozenset):
        return ("frozenset", *sorted(map(constant_field, value), key=ascii))
    if isinstance(value, CodeType):
        return code_fingerprint(value)
    # int, bool, Ellipsis: told apart by type, and written in full by `repr`.
    return (type(value).__name__, hex(value) if isinstance(value, int) else "...")


def code_fingerprint(code: CodeType) -> Field:
    """Return all that `same_code` compares, as a field of a digest."""
    argcount, posonly, kwonly, flags, table = _counts(code)
    return (
        code.co_name,
        code.co_code,
        code.co_names,
        code.co_varnames,
        code.co_freevars,
        code.co_cellvars,
        (str(argcount), str(posonly), str(kwonly), str(flags), str(table)),
        constant_field(code.co_consts),
    )

"""The command `autograd-src`: derivatives shown, explained, checked; and the cache."""

from __future__ import annotations

import argparse
import importlib
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from autograd_src import store
from autograd_src.api import Differentiable, differentiable
from autograd_src.calling.entries import function_path
from autograd_src.calling.naming import reach
from autograd_src.calling.warming import warm
from autograd_src.errors import NotDifferentiable
from autograd_src.explaining import wants_colour

__all__ = ["main"]


class _Unusable(Exception):
    """What was asked for can't be done; the message says why."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; returns its exit status."""
    options = _parser().parse_args(arguments)
    # What `python -m` finds is found here too.
    if os.getcwd() not in sys.path:
        sys.path.insert(0, os.getcwd())
    run: Callable[[argparse.Namespace], int] = options.run
    try:
        return run(options)
    except NotDifferentiable as error:
        return _failed(f"{_place(error)}{error.msg}")
    except _Unusable as error:
        return _failed(str(error))
    except BrokenPipeError:
        # Whoever read the output has seen enough; nothing is left to flush.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1


def _failed(message: str) -> int:
    print(f"autograd-src: {message}", file=sys.stderr)
    return 1


def _place(error: NotDifferentiable) -> str:
    return f"{error.filename}:{error.lineno}: " if error.filename else ""


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("autograd-src", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def command(where: Any, name: str, run: Any, text: str) -> argparse.ArgumentParser:
        added: argparse.ArgumentParser
        added = where.add_parser(name, help=text, description=text)
        added.set_defaults(run=run)
        return added

    show = command(commands, "show", _show, "print an emitted module")
    show.add_argument("function", metavar="MODULE:FUNCTION")
    show.add_argument(
        "--mode", default="grad", help="grad, jvp, hvp, … (default: grad)"
    )
    show.add_argument("--wrt", help=_WRT)
    show.add_argument("--signature", help="as listed; the generic text is printed else")

    text = "print a function's source with what derivatives make of it, and why"
    explain = command(commands, "explain", _explain, text)
    explain.add_argument("function", metavar="MODULE:FUNCTION")
    explain.add_argument("--wrt", help=_WRT)
    explain.add_argument("arguments", nargs="*", metavar="ARGUMENT", help=_EXPRESSIONS)

    text = "compare every mode with numerical differences"
    check = command(commands, "check", _check, text)
    check.add_argument("function", metavar="MODULE:FUNCTION")
    check.add_argument("--wrt", help=_WRT)
    check.add_argument("arguments", nargs="*", metavar="ARGUMENT", help=_EXPRESSIONS)

    cache = commands.add_parser("cache", help="look after the cache")
    caches = cache.add_subparsers(required=True, metavar="COMMAND")
    command(caches, "ls", _ls, "list what is in the cache")
    command(caches, "path", _path, "print where the cache is, and why there")
    command(caches, "clear", _clear, "remove everything from the user's cache")
    warming = command(caches, "warm", _warm, "regenerate the project's own cache")
    warming.add_argument("modules", nargs="*", metavar="MODULE")
    warming.add_argument("--check", action="store_true", help="compare, write nothing")
    return parser


_WRT = "names of arguments, with commas between"
_EXPRESSIONS = "Python expressions, in which the module's names and np are known"


def _function(options: argparse.Namespace) -> Differentiable[..., Any]:
    module, colon, qualname = options.function.partition(":")
    if not colon:
        raise _Unusable(f"write MODULE:FUNCTION, not {options.function!r}")
    try:
        found: Any = importlib.import_module(module)
        for name in qualname.split("."):
            found = getattr(found, name)
    except ModuleNotFoundError as error:
        raise _Unusable(str(error)) from error
    except AttributeError as error:
        raise _Unusable(f"{module} has no {qualname}: {error}") from error
    f = found if isinstance(found, Differentiable) else differentiable(found)
    if options.wrt is None:
        return f
    names = options.wrt.split(",")
    try:
        return f.wrt(*names)
    except ValueError as error:
        raise _Unusable(str(error)) from error


def _show(options: argparse.Namespace) -> int:
    f = _function(options)
    try:
        derivative = reach(f, options.mode)
    except AttributeError as error:
        raise _Unusable(str(error)) from error
    found = dict(_cached(f, options.mode))
    shown = "".join(f"# in the cache: ({signature})\n" for signature in found)
    if options.signature is None:
        shown += "# This is the generic text: nothing is known of the arguments.\n"
        shown += derivative.source
    else:
        wanted = options.signature.strip("()")
        if wanted not in found:
            raise _Unusable(f"({wanted}) is not in the cache")
        shown += found[wanted]
    print(_coloured(shown) if wants_colour() else shown, end="")
    return 0


def _cached(f: Differentiable[..., Any], mode: str) -> Iterator[tuple[str, str]]:
    """(signature, text) of the entries for a derivative."""
    function = function_path(f._target.function)
    settings = store.settings()
    for path, header in _entries(settings):
        asked = header.function, header.mode, header.wrt
        if asked == (function, mode, f._selection.names) and header.signature:
            with open(path, encoding="utf-8") as file:
                yield header.signature, file.read().partition("\n\n")[2]


def _entries(settings: Any) -> Iterator[tuple[str, store.Header]]:
    """Path and header of everything in both caches that this version can use."""
    if settings.project is not None:
        for name, header in store.project_entries(settings.project):
            if header is not None and header.generator == store.package_version():
                yield os.path.join(settings.project, *name.split("/")), header
    if settings.user is not None:
        for file, header in store.entries(settings.user):
            if header is not None and header.generator == store.generator_digest():
                yield file.path, header


def _coloured(source: str) -> str:
    """Comments, strings and keywords in colour, for a terminal."""
    import io
    import keyword
    import tokenize

    lines = source.splitlines(keepends=True)
    colours = {tokenize.COMMENT: "32", tokenize.STRING: "33"}
    for token in reversed(list(tokenize.generate_tokens(io.StringIO(source).readline))):
        colour = colours.get(token.type, "")
        if token.type == tokenize.NAME and keyword.iskeyword(token.string):
            colour = "34"
        if not colour:
            continue
        (top, left), (bottom, right) = token.start, token.end
        # The end first, so that the beginning stays where it was.
        for row, column, code in ((bottom, right, "0"), (top, left, colour)):
            line = lines[row - 1]
            lines[row - 1] = f"{line[:column]}\x1b[{code}m{line[column:]}"
    return "".join(lines)


def _arguments(f: Differentiable[..., Any], options: argparse.Namespace) -> list[Any]:
    import numpy as np

    names = {"np": np, **f._target.function.__globals__}
    # The user's own shell runs what the user writes, with the user's own rights.
    return [eval(expression, names) for expression in options.arguments]


def _explain(options: argparse.Namespace) -> int:
    f = _function(options)
    try:
        f.explain(*_arguments(f, options))
    except TypeError as error:
        raise _Unusable(str(error)) from error
    return 0


def _check(options: argparse.Namespace) -> int:
    from autograd_src.checking import CheckFailed

    f = _function(options)
    values = _arguments(f, options)
    try:
        print(f.check(*values))
    except CheckFailed as failed:
        print(failed.report)
        return 1
    except TypeError as error:
        raise _Unusable(
            f"{error}\n  give arguments as expressions: "
            f"autograd-src check {options.function} 'np.ones(3)' 2.0"
        ) from error
    return 0


def _ls(options: argparse.Namespace) -> int:
    for path, header in _entries(store.settings()):
        wrt = ", ".join(header.wrt)
        signature = f"({header.signature})" if header.signature else "generic"
        print(f"{header.function} {header.mode} wrt {wrt} {signature}\n    {path}")
    return 0


def _path(options: argparse.Namespace) -> int:
    print(store.describe())
    return 0


def _clear(options: argparse.Namespace) -> int:
    root = store.settings().user
    if root is None:
        raise _Unusable("there is no user's cache")
    removed = store.clear(root)
    print(f"removed {removed.files} files, {removed.size} bytes")
    return 0


def _warm(options: argparse.Namespace) -> int:
    project = store.settings().project
    if project is None:
        raise _Unusable("set AUTOGRAD_SRC_CACHE_DIR to the project's own cache")
    failed = False
    for finding in warm(project, options.modules, options.check):
        failed |= finding.state not in ("fresh", "written")
        reason = f": {finding.reason}" if finding.reason else ""
        print(f"{finding.state:9}{finding.name}{reason}")
    return int(failed)


if __name__ == "__main__":
    raise SystemExit(main())

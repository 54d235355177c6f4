"""Runs a function before and after canonicalization, and compares all that it does."""

from __future__ import annotations

import ast
import copy
import textwrap
from collections.abc import Callable, Sequence
from typing import Any

import gast

from autograd_src.frontend.canonicalize import Canonical, canonicalize
from autograd_src.frontend.grammar import verify


def canonical(source: str, active: Sequence[str] = ("x",)) -> Canonical:
    source = textwrap.dedent(source)
    function = gast.parse(source).body[0]
    before = gast.dump(function, include_attributes=True)
    found = canonicalize(function, active, "model.py", source.splitlines())
    assert gast.dump(function, include_attributes=True) == before
    verify(found.function, found.active)
    return found


def text(found: Canonical) -> str:
    module = gast.Module(body=[found.function], type_ignores=[])
    return ast.unparse(ast.fix_missing_locations(gast.gast_to_ast(module)))


def outcome(source: str, arguments: Sequence[Any]) -> list[Any]:
    """The result or the kind of error, the arguments afterwards, and the trace."""
    trace: list[Any] = []

    def log(label: Any, value: Any = None) -> Any:
        trace.append((label, copy.deepcopy(value)))
        return value

    space: dict[str, Any] = {"log": log}
    exec(source, space)
    function: Callable[..., Any] = [v for v in space.values() if callable(v)][-1]
    given = copy.deepcopy(list(arguments))
    try:
        result = function(*given)
    except Exception as error:
        result = type(error)
    return [result, given, trace]


def assert_same(
    source: str, inputs: Sequence[Sequence[Any]], active: Sequence[str] = ("x",)
) -> str:
    """Both do the same on all inputs; the canonical text is returned."""
    source = textwrap.dedent(source)
    after = text(canonical(source, active))
    for arguments in inputs:
        expected, got = outcome(source, arguments), outcome(after, arguments)
        assert repr(got) == repr(expected), f"{after}\non {arguments}"
    return after

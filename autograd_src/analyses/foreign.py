"""What functions and globals may do, whatever the function that they stand in."""

from __future__ import annotations

from types import BuiltinFunctionType, FunctionType, MethodType
from typing import Any

from autograd_src import ir
from autograd_src.ir import Expr
from autograd_src.recipes import registry

__all__ = ["is_variable", "may_run", "reads_globals"]


def may_run(argument: Expr) -> bool:
    """Whether a function given as argument may do anything when it is called."""
    match argument:
        case ir.Own():
            return True
        case ir.Ref():
            f = argument.value
            functions = (FunctionType, MethodType, BuiltinFunctionType)
            return isinstance(f, functions) and not registry.pure(f)
    return False


def reads_globals(e: Expr) -> bool:
    refs = [p for p in ir.walk_expr(e) if isinstance(p, ir.Ref)]
    return any(is_variable(p.value) for p in refs)


def is_variable(value: Any) -> bool:
    """Whether a global may be bound anew: functions, types and modules never are."""
    return value is not None and not callable(value) and not _is_module(value)


def _is_module(value: Any) -> bool:
    return type(value).__name__ == "module"

"""What functions and globals may do, whatever the function that they stand in."""

from __future__ import annotations

from types import BuiltinFunctionType, FunctionType, MethodType
from typing import Any

import numpy as np

from autograd_src import ir
from autograd_src.ir import Expr
from autograd_src.recipes import registry

__all__ = ["is_variable", "may_run", "reads_globals", "writes_first"]

# Functions that write their first argument and nothing else.
WRITERS = (np.copyto, np.fill_diagonal, np.place, np.put, np.put_along_axis, np.putmask)


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


def writes_first(f: Any) -> bool:
    at = getattr(f, "__name__", "") == "at"
    owner = getattr(f, "__self__", None)
    return (at and isinstance(owner, np.ufunc)) or any(f is w for w in WRITERS)


def reads_globals(e: Expr) -> bool:
    return any(isinstance(p, ir.Ref) and is_variable(p.value) for p in ir.walk_expr(e))


def is_variable(value: Any) -> bool:
    """Whether a global may be bound anew: functions, types and modules never are."""
    return value is not None and not callable(value) and not _is_module(value)


def _is_module(value: Any) -> bool:
    return type(value).__name__ == "module"

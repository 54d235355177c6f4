"""Kinds: the abstract value of an expression over variables of known kinds.

How variables get theirs is in `ranks`.
"""

from __future__ import annotations

import collections
import operator
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from autograd_src import ir, special
from autograd_src.analyses import subscripts
from autograd_src.analyses.attributes import attribute, length
from autograd_src.analyses.creators import converted, created
from autograd_src.analyses.elements import (
    compares,
    constant,
    element,
    is_starred,
    join_all,
)  # fmt: skip
from autograd_src.analyses.listed import of_list, rows_of
from autograd_src.analyses.lists import ListOf
from autograd_src.analyses.methods import as_call
from autograd_src.analyses.outside import Outside, numbers_of
from autograd_src.analyses.sizes import Size, combined, symbol
from autograd_src.analyses.summaries import Summary
from autograd_src.analyses.trials import is_of_sets, tried
from autograd_src.analyses.writers import outputs
from autograd_src.ir import Expr, Var
from autograd_src.live.values import (
    ANYTHING,
    Abstract,
    Array,
    Dict,
    List,
    Scalar,
    Tuple,
    Unknown,
)  # fmt: skip
from autograd_src.recipes import registry, shapes
from autograd_src.recipes.axes import WEAK
from autograd_src.runtime import grad_hook

__all__ = ["OPERATORS", "UNARY", "Kinds", "Outside", "element", "join_all"]

OPERATORS: dict[str, Any] = {
    "+": operator.add, "-": operator.sub, "*": operator.mul, "/": operator.truediv,
    "//": operator.floordiv, "%": operator.mod, "**": operator.pow,
    "@": operator.matmul, "&": operator.and_, "|": operator.or_, "^": operator.xor,
    "<<": operator.lshift, ">>": operator.rshift,
}  # fmt: skip
UNARY: dict[str, Any] = {"-": operator.neg, "+": operator.pos, "~": operator.invert}

_OTHER_CONTAINERS = (dict, list, set, frozenset, collections.deque)
_NUMBERS = (Scalar, Array, Unknown)


class Kinds:
    """Abstract values of variables and of expressions over them.

    `outside` tells that of a global, `result` that of a call which has no recipe.
    """

    def __init__(
        self,
        outside: Callable[[ir.Ref], Abstract] = lambda ref: ANYTHING,
        result: Callable[[ir.Call, Kinds], Abstract] = lambda call, ranks: Unknown(),
    ) -> None:
        self.types: dict[Var, Abstract] = {}
        self.outside = outside if isinstance(outside, Outside) else Outside(outside)
        self.result = result
        self.changed = False
        self.widening = False
        self.growing: frozenset[Var] = frozenset()
        self.once: frozenset[Var] = frozenset()  # see `distinct.once`

    def of(self, e: Expr) -> Abstract:
        if type(e) is Var:
            return self.types.get(e, ANYTHING)
        if type(e) is ir.Const:
            return constant(e.value)
        # Expressions are looked at again and again; what they mean changes with types.
        types = tuple(map(self.types.get, ir.names_in(e)))
        found = self.outside.found.get(id(e))
        if found is None or found[1] != types:
            found = (e, types, self._of(e))
            # What functions of the module give may not have been found yet.
            if ir.Own not in map(type, ir.walk_expr(e)):
                self.outside.found[id(e)] = found
        return found[2]

    def _of(self, e: Expr) -> Abstract:
        # The two most frequent ones; the others are looked for one after another.
        if type(e) is ir.Bin:
            op = e.op.removesuffix("=") if len(e.op) > 1 else e.op
            return self._binary(op, e.left, e.right)
        if type(e) is ir.Call:
            return self._call(e)
        match e:
            case ir.Ref():
                value = self.outside(e)
                return Size(f"?{e.text}") if value == Scalar("int") else value
            case ir.Seq("tuple", items) if not is_starred(items):
                return Tuple(tuple(map(self.of, items)))
            case ir.Seq("list", items) if not is_starred(items):
                return List(tuple(map(self.of, items)))
            case ir.Dict(keys, values) if all(isinstance(k, ir.Const) for k in keys):
                names = tuple(k.value for k in keys)  # type: ignore[attr-defined]
                return Dict(names, tuple(map(self.of, values)))
            case ir.Un("not", _):
                return Scalar("bool")
            case ir.Un(op, operand):
                return self._apply(UNARY[op], (operand,), {})
            case ir.Cmp():
                return self._compare(e)
            case ir.Bool(_, values):
                return join_all([self.of(v) for v in values])
            case ir.Cond(_, body, orelse):
                return join_all([self.of(body), self.of(orelse)])
            case ir.Attr(value, name):
                return attribute(self.of(value), name)
            case ir.Index(value, index):
                fixed = value not in self.growing
                return subscripts.result(self.of(value), index, self, fixed)
        return ANYTHING

    def _compare(self, e: ir.Cmp) -> Abstract:
        if e.op in ("is", "is not", "in", "not in"):
            return Scalar("bool")
        both = self._apply(operator.add, (e.left, e.right), {})
        if isinstance(both, Array):
            return Array("bool", both.dims)
        if not isinstance(both, Scalar):
            return ANYTHING
        return Scalar("bool" if both.kind in WEAK else "bool_")

    def _binary(self, op: str, left: Expr, right: Expr) -> Abstract:
        a, b = self.argument(left), self.argument(right)
        sizes = symbol(a), symbol(b)
        if sizes[0] is not None and sizes[1] is not None:
            found = combined(op, sizes[0], sizes[1])
            if found is not None:
                return Size(found)
        kinds = (
            a if isinstance(a, _NUMBERS) else self.of(left),
            b if isinstance(b, _NUMBERS) else self.of(right),
        )
        if op == "*" and isinstance(kinds[0], (List, ListOf)):
            if isinstance(kinds[1], Unknown):
                return ANYTHING  # a count, or an array
            if not isinstance(kinds[1], Array):
                return ListOf(None).with_item(element(kinds[0]))
        if (
            op == "+"
            and type(kinds[0]) is type(kinds[1])
            and isinstance(kinds[0], (Tuple, List))
        ):
            return type(kinds[0])(kinds[0].items + kinds[1].items)  # type: ignore[union-attr]
        numbers = isinstance(kinds[0], _NUMBERS) and isinstance(kinds[1], _NUMBERS)
        if not numbers and not any(isinstance(k, Array) for k in kinds):
            return ANYTHING
        return self._given(OPERATORS[op], (a, b), {})

    def argument(self, e: Expr) -> Any:
        """What a shape rule is told of an argument: a constant where it is known."""
        if type(e) is Var:
            return self.types.get(e, ANYTHING)
        if type(e) is ir.Const:
            return e.value
        if type(e) is ir.Bin or type(e) is ir.Call:
            return self.of(e)
        match e:
            case ir.Ref(value=type() as cls):
                return cls
            case ir.Attr(value, "dtype") if isinstance(self.of(value), Array):
                name = shapes.dtype_of(self.of(value))
                if name in np.sctypeDict:
                    return np.dtype(name).type
            case ir.Seq(kind, items) if kind != "set" and not is_starred(items):
                inner = [self.argument(i) for i in items]
                if all(shapes.is_known(i) for i in inner):
                    return tuple(inner) if kind == "tuple" else inner
            case ir.Slice(lower, upper, step):
                edges = [
                    None if p is None else self.argument(p)
                    for p in (lower, upper, step)
                ]
                if all(shapes.is_known(p) for p in edges):
                    return slice(*edges)
        return self.of(e)

    def _apply(
        self, function: Any, args: tuple[Expr, ...], keywords: Mapping[str, Expr]
    ) -> Abstract:
        """The result of a function that NumPy or a recipe knows."""
        values = tuple(map(self.argument, args))
        return self._given(
            function, values, {k: self.argument(v) for k, v in keywords.items()}
        )

    def _given(
        self, function: Any, values: tuple[Any, ...], named: dict[str, Any]
    ) -> Abstract:
        kinds = None if named else numbers_of(function, values)
        if kinds is None:
            return self._applied(function, values, named)
        # What numbers give is asked for by one line after another.
        found = self.outside.applied.get((id(function), kinds))
        if found is None:
            found = (function, self._applied(function, values, named))
            self.outside.applied[id(function), kinds] = found
        return found[1]

    def _applied(
        self, function: Any, values: tuple[Any, ...], named: dict[str, Any]
    ) -> Abstract:
        made = created(function, values, named, self)
        if made is not None:
            return made
        recipe = registry.lookup(function)
        if recipe is not None:
            try:
                binding = registry.bind(recipe, values, named)
            except TypeError:
                return Unknown()
            found: Abstract = shapes.result_shape(recipe, binding, self.fresh)
            return found
        if registry.zero_derivative(function) or is_of_sets(function):
            return tried(function, values, named, self.fresh)
        return ANYTHING

    def _call(self, call: ir.Call) -> Abstract:
        match call:
            case ir.Call(ir.Attr(Var() as receiver, "pop")):
                return element(self.of(receiver))
            case ir.Call(ir.Own(symbol), args) if isinstance(symbol.summary, Summary):
                return symbol.summary.of_call([self.of(a) for a in args]) or ANYTHING
        if given := outputs(call):
            return self.of(given[0]) if len(given) == 1 else ANYTHING
        call = as_call(call, self)
        listed = self.of(call.args[0]) if call.args else ANYTHING
        if isinstance(call.func, ir.Ref) and isinstance(listed, ListOf):
            rest = (*call.args[1:], *(v for _, v in call.keywords))
            return of_list(call.func.value, listed, [*map(self.argument, rest)])
        if any(isinstance(a, ir.Star) for a in call.args) or any(
            not k for k, _ in call.keywords
        ):
            return Unknown()
        function = call.func.value if isinstance(call.func, ir.Ref) else None
        if function is None:
            return converted(call, self) or self.result(call, self)
        if function in (grad_hook, special.private_items) and call.args:
            return self.of(call.args[0])
        if rows_of(call, self) is not None:
            return ListOf(None).with_item(element(self.of(call.args[0])))
        if function in (max, min) and compares([self.of(a) for a in call.args]):
            return ANYTHING
        if function is len and len(call.args) == 1:
            return length(self.of(call.args[0]))
        if function is np.shape and len(call.args) == 1:
            return attribute(self.of(call.args[0]), "shape")
        known = registry.lookup(function) or registry.zero_derivative(function)
        if known or is_of_sets(function) or created(function, (), {}, self, ask=True):
            return self._apply(function, call.args, dict(call.keywords))
        if isinstance(function, type) and issubclass(function, _OTHER_CONTAINERS):
            return ANYTHING
        return self.result(call, self)

    def dim(self, e: Expr) -> str:
        """The length that an integer expression stands for."""
        found = symbol(self.argument(e))
        if found is not None:
            return found
        return self._symbol(e) if isinstance(e, Var) else self.fresh()

    def fresh(self) -> str:
        return "?"

    def _symbol(self, key: object) -> str:
        return self.outside.symbols.setdefault(key, f"?#{len(self.outside.symbols)}")

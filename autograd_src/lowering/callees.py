"""What a call calls: functions found through names, closures, partials and methods.

Nothing is inlined here.  A callee that can't be read is remembered with the reason,
which is told if the call turns out to lie on a path that is differentiated.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from types import FunctionType, ModuleType
from typing import Any

import gast

from autograd_src import ir
from autograd_src.errors import NotDifferentiable
from autograd_src.frontend import read, scoping
from autograd_src.frontend.build import Closure
from autograd_src.frontend.read import Definition, Home
from autograd_src.frontend.ssa import ssa
from autograd_src.ir import Expr, Var
from autograd_src.live.access import Binding
from autograd_src.live.consulted import Ledger
from autograd_src.lowering.callee import (
    Callee,
    Inner,
    is_atom,
    is_numpy,
    is_ours,
    is_written,
)  # fmt: skip
from autograd_src.lowering.classes import makes_object
from autograd_src.lowering.closures import Closures
from autograd_src.lowering.derived import derived
from autograd_src.lowering.partials import Partials
from autograd_src.lowering.receivers import HELD
from autograd_src.lowering.routines import Routines
from autograd_src.recipes import registry
from autograd_src.runtime import grad_hook

__all__ = ["Callees"]


class Callees(Closures, Partials):
    """The functions that one generation reads besides its entry.

    Parameters
    ----------
    entry
        the entry function as read
    ledger
        where all that is consulted is recorded
    arguments
        live arguments by name: what their attributes hold is consulted through them
    every
        functions that are called in several places stay functions
    """

    def __init__(
        self,
        entry: Definition,
        ledger: Ledger,
        arguments: Mapping[str, object] | None = None,
        every: bool = False,
    ) -> None:
        super().__init__()
        self.ledger = ledger
        self.arguments = arguments or {}
        self.bindings: dict[Expr, Any] = entry.home.resolver.bindings
        self._given: dict[Var, str] = {}
        self.parameters: frozenset[Var] = frozenset()
        self._closures: dict[int, tuple[Closure, Home]] = {}
        self.unread: dict[int, NotDifferentiable] = {}
        self.lasting: dict[Var, tuple[Any, dict[str, Expr]]] = {}
        self.routines = Routines(every)
        self.displayed: set[object] = set()
        self._read: dict[tuple[int, tuple[str, ...]], Definition] = {}
        self._resolver = entry.home.resolver
        self._register(entry)
        for name, v in entry.captured.items():
            self._captured[v] = entry.home.resolver.closure[name]

    def _register(self, definition: Definition) -> None:
        for key, closure in definition.closures.items():
            self._closures[key] = closure, definition.home

    def look_at(self, function: ir.Function) -> None:
        """Note what the variables of `function` are defined as."""
        self._given = {
            p.var: p.var.base for p in function.params if p.var.base in self.arguments
        }
        self.parameters = frozenset(p.var for p in function.params)
        self.note(function)
        self.inference.forget()
        self.inner.update(self.lasting)

    # ---------------------------------------------------------------- resolution

    def resolve(self, e: Expr, types: Callable[[Expr], Any]) -> Callee | None:
        """The function that calling `e` runs, if it can be told and has no recipe."""
        match e:
            case ir.Ref(value=value):
                return self.bound(e, value, self.bindings.get(e))
            case Var() if e in self.inner:
                return self._inner(*self.inner[e])
            case Var() if self.made(e) is not None:
                return self.method(e, "__call__", types)
            case Var() if e in self.definitions:
                return self.resolve(self.definitions[e], types)
            case Var() if e in self._captured or e in self._given:
                binding = self._bound(e)
                found = self._live(binding.value, binding)
                if found is not None:
                    self.ledger.identity_of(binding)
                elif not isinstance(binding.value, (type, ModuleType)):
                    found = self.bound(e, binding.value, binding)
                return found
            case ir.Raw(gast.Lambda() as node, reads):
                return self._inner(node, dict(reads))
            case ir.Index(value, ir.Const(which)):
                item = self.item(value, which)
                if item is not None:
                    return self.resolve(item, types)
                return self.held(e, types)
            case ir.Index():
                return self.held(e, types)
            case ir.Call(ir.Ref(value=function), (first, *args), keywords):
                if function is functools.partial and all(
                    map(is_atom, (*args, *(v for _, v in keywords)))
                ):
                    return self._partial(first, tuple(args), keywords, types)
            case ir.Attr(ir.Ref(value=value) as ref, name) if is_ours(value):
                owner = self.bindings.get(ref)
                made = None if owner is None else derived(owner, name, self.ledger)
                return None if made is None else Callee(made)
            case ir.Attr(value, name):
                return self.method(value, name, types)
        return None

    def reference(self, e: Expr) -> ir.Ref | None:
        """What a name or element stands for, if that is a function of the outside."""
        match e:
            case ir.Ref(value=value):
                return e if callable(value) else None
            case Var() if e in self.definitions:
                return self.reference(self.definitions[e])
            case Var() if e in self._given and callable(self.arguments[self._given[e]]):
                return self._resolver.known(self._bound(e))
            case ir.Index(value, ir.Const(which)):
                item = self.item(value, which)
                return self.public(e) if item is None else self.reference(item)
            case ir.Index() | ir.Attr():
                return self.public(e)
        return None

    def public(self, e: Expr) -> ir.Ref | None:
        """A function of a library that an element or attribute is."""
        binding = self.binding_of(e)
        if binding is None or not callable(binding.value):
            return None
        return self._resolver.known(binding) if binding.kind in HELD else None

    def held(self, e: Expr, types: Callable[[Expr], Any]) -> Callee | None:
        """A function that an element of a global or an argument is."""
        binding = self.binding_of(e, types)
        return None if binding is None else self.bound(e, binding.value, binding)

    def bound(self, e: Expr, value: Any, binding: Binding | None) -> Callee | None:
        """A function, or an object that is called, with what it is bound to."""
        if binding is None or type(value) is FunctionType or is_ours(value):
            found = self._live(value, binding)
            if found is None or binding is None:
                return found
            if binding.kind in HELD:
                self.ledger.identity_of(binding)
            owner = self.owner_of(e) if binding.kind == "classmethod" else None
            return found if owner is None else found._replace(args=(owner,))
        if isinstance(value, type) or registry.lookup(value) is not None:
            return None
        if type(value) is functools.partial:
            return self._made_partial(e, binding)
        if type(value) is type(functools.lru_cache(len)):
            inner = self.ledger.attribute(binding, "__wrapped__")
            if inner is None or type(inner.value) is not FunctionType:
                return None
            self.ledger.identity_of(inner)
            return self._live(inner.value, inner)
        return self.called(e, binding)

    def member(self, e: Expr, name: str) -> ir.Ref | None:
        """`e.name`, where `e` stands for a module."""
        e = self.followed(e)
        if not isinstance(e, ir.Ref) or not isinstance(e.value, ModuleType):
            return None
        return self._resolver.attribute(e, name)

    def static(self, ref: ir.Ref, name: str) -> ir.Ref | None:
        """`ref.name`, where that is found without running code."""
        return self._resolver.attribute(ref, name)

    def _bound(self, v: Var) -> Binding:
        """What a captured variable, or an argument that is at hand, is bound to."""
        if v in self._captured:
            return self._captured[v]
        name = self._given[v]
        return self.ledger.argument(name, self.arguments[name])

    def _inner(self, node: Any, reads: dict[str, Expr]) -> Callee | None:
        found = self._closures.get(id(node))
        if found is None or getattr(node, "decorator_list", None):
            return None
        return Callee(Inner(*found, reads))

    def _live(self, value: Any, binding: Binding | None) -> Callee | None:
        if registry.lookup(value) is not None or registry.zero_derivative(value):
            return None
        if value is grad_hook or makes_object(value):  # known as what they are
            return None
        if binding is not None and is_ours(value):
            inner = self.ledger.attribute(binding, "__wrapped__")
            if inner is None or type(inner.value) is not FunctionType:
                return None
            self.ledger.identity_of(binding)
            self.ledger.identity_of(inner)
            return self._live(inner.value, inner)
        if type(value) is not FunctionType or is_numpy(value):
            return None
        # A hook is a mark for the reverse sweep.
        return None if value is grad_hook else Callee(value)

    # ------------------------------------------------------------------- reading

    def read(self, callee: Callee, active: frozenset[str]) -> Definition:
        """The callee's definition in single assignment; `active` are names in it."""
        function = callee.function
        if isinstance(function, Inner):
            node = function.closure.node
            captured = scoping.read(node)
            outer = {n: v for n, v in function.reads.items() if n in captured}
            definition = read.define(node, function.home, active, outer, True)
        else:
            key = id(function), tuple(sorted(active))
            if key in self._read:
                return self._read[key]
            # What the tool itself is made of is no ingredient of a derivative's.
            ledger = Ledger(function) if is_written(function) else self.ledger
            definition = read.read_live(function, ledger, active, self.bindings, True)
        definition = definition._replace(function=ssa(definition.function))
        self._register(definition)
        for name, v in definition.captured.items():
            self._captured[v] = definition.home.resolver.closure[name]
        if not isinstance(function, Inner):
            self._read[key] = definition
        return definition

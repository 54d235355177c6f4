"""Objects whose methods are called: where they are found, and what their class holds.

Nothing is run: attributes are looked up as Python would, and what would run code of the
user's, a property or `__getattr__`, is told apart.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from types import FunctionType, ModuleType
from typing import Any

from autograd_src import ir
from autograd_src.ir import Const, Expr, Var
from autograd_src.live import access
from autograd_src.live.access import Binding
from autograd_src.live.consulted import Ledger
from autograd_src.live.values import Instance, Static
from autograd_src.lowering.callee import Callee, class_at
from autograd_src.lowering.classes import (
    after_init,
    bound_by,
    fields_of,
    has_factory,
    is_plain_class,
    positional_of,
    taken_by,
)
from autograd_src.lowering.definitions import Definitions
from autograd_src.lowering.inferred import Inference

__all__ = ["HELD", "Receivers"]

Types = Callable[[Expr], Any]

HELD = ("instance", "slot", "element")
_ON_CLASSES = ("method", "staticmethod", "classmethod", "property", "class")


class Receivers(Definitions):
    """The part of finding callees that knows objects and classes."""

    ledger: Ledger
    arguments: Mapping[str, object]
    bindings: dict[Expr, Any]
    parameters: frozenset[Var]

    def __init__(self) -> None:
        super().__init__()
        self.inference = Inference(self)
        self.noted: set[ir.Ref] = set()

    def _live(self, value: Any, binding: Binding | None) -> Callee | None:
        raise NotImplementedError

    def bound(self, e: Expr, value: Any, binding: Binding | None) -> Callee | None:
        raise NotImplementedError

    def captured(self, v: Var) -> Binding | None:
        raise NotImplementedError

    def static(self, ref: ir.Ref, name: str) -> ir.Ref | None:
        raise NotImplementedError

    # ------------------------------------------------------------------- methods

    def method(self, receiver: Expr, name: str, types: Types) -> Callee | None:
        """`receiver.name` as a function with its receiver, nothing run."""
        match receiver:
            case ir.Call(ir.Ref(value=f), (ir.Ref() as cls, own)) if f is super:
                above = self.above(cls, own, name, types)
                return None if above is None else self.on(own, above)
        binding = self.binding_of(receiver, types)
        found = None if binding is None else self.attribute(binding, name)
        if found is None or name == "_replace":  # known as what it is
            return None
        if found.kind in HELD:
            return self.bound(ir.Attr(receiver, name), found.value, found)
        return self.on(receiver, found)

    def above(self, cls: ir.Ref, own: Expr, name: str, types: Types) -> Binding | None:
        """What `super(cls, own).name` is, found after `cls` among the bases."""
        made = self.followed(own)
        binding = self.bindings.get(made) if isinstance(made, ir.Ref) else None
        if binding is None or not isinstance(binding.value, type):
            binding = self.binding_of(own, types)
        if binding is None:
            return None
        if not isinstance(binding.value, type):
            binding = self.ledger.attribute(binding, "__class__")
            assert binding is not None
        bases: Any = getattr(binding.value, "__mro__", ())
        if cls.value not in bases:
            return None
        after = range(bases.index(cls.value) + 1, len(bases))
        place = next((k for k in after if name in vars(bases[k])), None)
        order = self.ledger.attribute(binding, "__mro__")
        if place is None or order is None:
            return None
        base = self.ledger.element(order, place)
        return None if base is None else self.ledger.attribute(base, name)

    def on(self, receiver: Expr, found: Binding) -> Callee | None:
        """A function that a class holds, bound to the receiver."""
        first: dict[str, tuple[Expr, ...]] = {
            "method": (receiver,),
            "staticmethod": (),
            "classmethod": (self.class_of(receiver),),
        }
        callee = self._live(found.value, found) if found.kind in first else None
        if callee is None:
            return None
        self.ledger.identity_of(found)
        return callee._replace(args=first[found.kind])

    def called(self, e: Expr, binding: Binding) -> Callee | None:
        """`__call__` of an object."""
        found = self.attribute(binding, "__call__")
        if found is None or found.kind != "method":
            return None
        return self.on(e, found)

    def getter(self, e: ir.Attr, types: Types) -> Callee | None:
        """The function that reading a property runs."""
        binding = self.binding_of(e.value, types)
        found = None if binding is None else self.attribute(binding, e.name)
        if found is None or found.kind != "property":
            return None
        function = self.ledger.attribute(found, "fget")
        if function is None or type(function.value) is not FunctionType:
            return None
        self.ledger.identity_of(function)
        callee = self._live(function.value, function)
        return None if callee is None else callee._replace(args=(e.value,))

    def constructor(self, e: Expr) -> Callee | None:
        """What making a plain object runs: `__init__`, or `__post_init__` of a
        dataclass.
        """
        cls = e.value if isinstance(e, ir.Ref) else None
        binding = self.bindings.get(e)
        if binding is None or fields_of(cls) is not None:
            return None
        name = "__post_init__" if after_init(cls) else "__init__"
        if name == "__init__" and not is_plain_class(cls):
            return None
        found = self.ledger.attribute(binding, name)
        if found is None or type(found.value) is not FunctionType:
            return None
        self.ledger.identity_of(binding)
        self.ledger.identity_of(found)
        return self._live(found.value, found)

    def fields(
        self, ref: ir.Ref, args: Iterable[Expr], named: Mapping[str, Expr]
    ) -> dict[str, Expr] | None:
        """What the fields of a new dataclass or named tuple hold, in their order."""
        args, plain = tuple(args), positional_of(ref.value)
        if len(args) > len(plain) or any(isinstance(a, ir.Star) for a in args):
            return None
        given = dict(zip(plain, args, strict=False))
        if given.keys() & named.keys() or not named.keys() <= set(taken_by(ref.value)):
            return None
        given |= named
        found: dict[str, Expr] = {}
        for name in bound_by(ref.value):
            value = given.get(name) or self.default_of(ref, name)
            if value is None:
                return None
            found[name] = value
        return found

    def default_of(self, ref: ir.Ref, name: str) -> Expr | None:
        """The default of a field, read from the class when the derivative runs."""
        if issubclass(ref.value, tuple):
            if name not in ref.value._field_defaults:
                return None
            held = self.static(ref, "_field_defaults")
            return None if held is None else ir.Index(held, Const(name))
        if not has_factory(ref.value, name):
            return self.static(ref, name)
        held = self.static(ref, "__dataclass_fields__")
        if held is None:
            return None
        field = self.ledger.element(self.bindings[held], name)
        found = field and self.ledger.attribute(field, "default_factory")
        if found is None:
            return None
        self.ledger.identity_of(found)
        if found.value in (list, dict):
            return ir.Seq("list", ()) if found.value is list else ir.Dict((), ())
        factory = ir.Attr(ir.Index(held, Const(name)), "default_factory")
        return ir.Call(factory, ())

    # ---------------------------------------------------------------- attributes

    def class_of(self, receiver: Expr) -> Expr:
        """The class of an object, by its name where the function made the object."""
        made = self.made(receiver)
        return made or ir.Call(ir.Ref("type", value=type), (receiver,))

    def owner_of(self, e: Expr) -> Expr | None:
        """The class on which `Class.method` was found."""
        if not isinstance(e, ir.Ref):
            return None
        owner = e.text.rpartition(".")[0]
        return next(
            (r for r in self.bindings if isinstance(r, ir.Ref) and r.text == owner),
            None,
        )

    def made(self, e: Expr) -> ir.Ref | None:
        """The class of an object that the function itself makes."""
        while isinstance(e, Var) and e in self.definitions:
            e = self.definitions[e]
        found = self.inference.of(e)
        if found is not None and found not in self.noted:
            self.noted.add(found)
            self.ledger.members_of(self.bindings[found])
        return found

    def binding_of(self, e: Expr, types: Types | None = None) -> Binding | None:
        """How an object is reached: from an argument, a global, or by its class."""
        made = self.made(e)
        if made is not None:
            found = self.bindings[made]
            return Binding("class of", found.value, found.path)
        match e:
            case ir.Ref(value=value):
                outside = not isinstance(value, (ModuleType, type, FunctionType))
                return self.bindings.get(e) if outside else None
            case Var() if e in self.definitions:
                return self.binding_of(self.definitions[e], types)
            case Var(base=name):
                return self.captured(e) or self.given(e, name, types)
            case ir.Attr(inner, name):
                outer = self.binding_of(inner, types)
                if outer is not None and outer.kind != "class of":
                    return self.attribute(outer, name)
            case ir.Index(inner, index):
                outer = self.binding_of(inner, types)
                key = _key(index, types)
                if outer is not None and outer.kind != "class of" and key is not None:
                    return self.ledger.element(outer, key)
        return None

    def given(self, e: Var, name: str, types: Types | None) -> Binding | None:
        """An object that is an argument, or its class if it is not at hand."""
        if e not in self.parameters:
            return None
        if name in self.arguments:
            return self.ledger.argument(name, self.arguments[name])
        value = None if types is None else types(e)
        cls = class_at(value.cls) if isinstance(value, Instance) else None
        return None if cls is None else Binding("class of", cls, f"argument:{name}")

    def argument(self, v: Var) -> Binding | None:
        """How an argument is reached, if it is at hand."""
        if v.base not in self.arguments:
            return None
        return self.ledger.argument(v.base, self.arguments[v.base])

    def attribute(self, binding: Binding, name: str) -> Binding | None:
        """An attribute that is found without running code."""
        if binding.kind != "class of":
            return self.ledger.attribute(binding, name)
        found = access.static_attribute(binding.value, name)
        if found is None or found.kind not in _ON_CLASSES:
            return None
        # On the instance it is the same, unless that has an attribute of this name:
        # then the ingredient does not hold.
        return self.ledger.reached(
            Binding(found.kind, found.value, f"{binding.path}.{name}", found.owner)
        )


def _key(index: Expr, types: Types | None) -> str | int | None:
    """A constant subscript; a string that the signature fixes is one."""
    if isinstance(index, Const):
        return index.value if type(index.value) in (str, int) else None
    value = None if types is None else types(index)
    if isinstance(value, Static) and value.value[:1] in ("'", '"'):
        return value.value[1:-1] if "\\" not in value.value else None
    return None

"""Objects that are differentiated, as they come in: made of what they hold.

`p.k * x` becomes `p_k = p.k; p = lent_instance_of(Params, k=p_k); p.k * x`: from there
on an argument is an object that the function makes, and is followed as such.  So is a
list or a dict that the function changes: the caller's stays as it is (S10).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from autograd_src import ir
from autograd_src.analyses.sharing import MUTATORS
from autograd_src.ir import Const, Expr, Let, Stmt, Var
from autograd_src.live.access import Binding
from autograd_src.live.values import Abstract, Dict, List, Record, Tuple
from autograd_src.lowering.callee import class_at
from autograd_src.lowering.callees import Callees
from autograd_src.lowering.displays import LENT_INSTANCE_OF, display
from autograd_src.lowering.operations import refused

__all__ = ["class_ref", "entered", "holds_record"]


def holds_record(value: Abstract | None) -> bool:
    """Whether an argument is an object, or a container of objects."""
    if isinstance(value, Record):
        return True
    if isinstance(value, Tuple) and value.fields and class_at(value.cls) is not None:
        return True
    inside = value.items if isinstance(value, (Tuple, List, Dict)) else ()
    return any(map(holds_record, inside))


def entered(
    function: ir.Function,
    values: dict[Var, Abstract],
    wrt: Iterable[Var],
    callees: Callees,
) -> ir.Function:
    """`function` with the objects among its arguments `wrt` taken apart, and with the
    containers among all of them that it changes.
    """
    objects = [v for v in wrt if holds_record(values.get(v))]
    objects += [v for v in changed(function, values) if v not in objects]
    if not objects:
        return function
    before: list[Stmt] = []
    new: dict[Var, Var] = {}
    origin = next((s.origin for s in ir.walk(function.body) if s.origin), None)
    for v in objects:
        made = _Entry(callees, before, origin).made(v, values[v], v.base, v.base)
        new[v] = Var(v.base)
        before.append(Let(new[v], made))
    body = (*before, *_renamed(function.body, new))
    return ir.replace(function, body=body)


def changed(function: ir.Function, values: dict[Var, Abstract]) -> list[Var]:
    """The lists and dicts among the arguments that a statement of the function's own
    changes.
    """
    kinds = ((p.var, values.get(p.var)) for p in function.params)
    containers = [v for v, kind in kinds if isinstance(kind, (List, Dict))
                  and len(kind.items) <= _LONGEST]  # fmt: skip
    if not containers:
        return []
    written = {v for s in ir.walk(function.body) for v in _changed_by(s)}
    return [v for v in containers if v in written]


_LONGEST = 64


def _changed_by(s: Stmt) -> Iterator[Expr]:
    if isinstance(s, ir.Put):
        yield s.base
    for e in ir.exprs(s):
        for p in ir.walk_expr(e):
            match p:
                case ir.Call(ir.Attr(base, name)) if name in MUTATORS:
                    yield base


def _renamed(body: tuple[Stmt, ...], new: dict[Var, Var]) -> tuple[Stmt, ...]:
    def read(e: Expr) -> Expr:
        return new.get(e, e) if isinstance(e, Var) else ir.rebuild(e, read)

    def block(body: tuple[Stmt, ...]) -> tuple[Stmt, ...]:
        return tuple(ir.map_blocks(ir.map_exprs(s, read), block) for s in body)

    return block(body)


class _Entry:
    def __init__(
        self, callees: Callees, out: list[Stmt], origin: ir.Origin | None
    ) -> None:
        self.callees = callees
        self.out = out
        self.origin = origin

    def made(self, path: Expr, value: Abstract, name: str, access: str) -> Expr:
        """An expression that makes the same of what stands at `path`."""
        if not (isinstance(path, Var) or holds_record(value)):
            v = Var(name)
            self.out.append(Let(v, path))
            return v
        assert isinstance(value, (Tuple, List, Dict))
        keys = _keys(value)
        parts = []
        for key, item in zip(keys, value.items, strict=True):
            field = isinstance(value, Tuple) and bool(value.fields)
            inner = ir.Attr(path, str(key)) if field else ir.Index(path, Const(key))
            step = f".{key}" if field else f"[{key!a}]"
            parts.append(self.made(inner, item, _name(name, key), access + step))
        if isinstance(value, Record):
            cls = self.cls(value, access)
            return ir.Call(LENT_INSTANCE_OF, (cls,), tuple(zip(value.fields, parts)))
        if isinstance(value, Dict):
            return ir.Dict(tuple(map(Const, value.keys)), tuple(parts))
        if isinstance(value, Tuple) and value.fields:
            return display(self.cls(value, access), value.fields, tuple(parts))
        kind = "list" if isinstance(value, List) else "tuple"
        return ir.Seq(kind, tuple(parts))

    def cls(self, value: Tuple, access: str) -> ir.Ref:
        ref = class_ref(value.cls, self.origin)
        binding = Binding("class", ref.value, f"argument:{access}.__class__")
        self.callees.bindings.setdefault(ref, binding)
        self.callees.ledger.members_of(binding)
        return ref


def _keys(value: Tuple | List | Dict) -> Iterable[str | int]:
    if isinstance(value, Dict):
        return value.keys
    return (
        value.fields
        if isinstance(value, Tuple) and value.fields
        else range(len(value.items))
    )


def _name(base: str, key: str | int) -> str:
    name = f"{base}_{key}"
    return name if name.isidentifier() else base


def class_ref(path: str, origin: ir.Origin | None = None) -> ir.Ref:
    """A class by its public path, as a module that is emitted names it."""
    module, _, qualname = path.partition(":")
    cls = class_at(path)
    if cls is None:
        raise refused(
            f"an argument is an instance of {qualname}, which has no public name",
            "define the class at the top of a module",
            origin,
        )
    alias = module.rpartition(".")[2]
    return ir.Ref(f"{alias}.{qualname}", module, alias, cls)

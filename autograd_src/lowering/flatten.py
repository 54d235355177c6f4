"""Active statements as single operations on names and constants.

Passive code keeps its nesting; a passive operand of an active operation gets a name,
except in an index.  Evaluation order is kept: what is taken out comes in order.
"""

from __future__ import annotations

from autograd_src import ir
from autograd_src.analyses.aliases import Aliases
from autograd_src.analyses.distinct import is_distinct
from autograd_src.analyses.lists import ListOf
from autograd_src.analyses.methods import numpy
from autograd_src.analyses.ranks import Ranks
from autograd_src.analyses.sharing import is_scatter
from autograd_src.ir import Const, Expr, Stmt, Var
from autograd_src.live.values import Array, List, Scalar, Static, Tuple, Unknown
from autograd_src.lowering.operands import Operands
from autograd_src.lowering.operations import refused
from autograd_src.lowering.several import along_axes

__all__ = ["flatten"]


def flatten(
    function: ir.Function,
    hot: frozenset[Var],
    known: Ranks,
    found: Aliases,
) -> ir.Function:
    """`function` with every statement that reads a variable in `hot` taken apart."""
    flat = _Flattener(hot, known, found)
    return ir.replace(function, body=flat.block(function.body))


class _Flattener(Operands):
    def stmt(self, s: Stmt) -> None:
        match s:
            case ir.Let(_, ir.Bin(op) as value) if len(op) > 1 and op.endswith("="):
                self.in_place(s, value)
            case ir.Let(target, value) if self.is_hot(value):
                self.let(target, value)
            case ir.Put():
                self.put(s)
            case ir.Ret(value) if self.is_hot(value) or not self.is_plain(value):
                self.out.append(ir.replace(s, value=self.structure(value)))
            case ir.Unpack(_, ir.Call(ir.Own()) as value):
                self.out.append(ir.replace(s, value=self.operands(value)))
            case ir.Unpack(_, value) if self.is_hot(value):
                self.unpack(s)
            case ir.Do(ir.Call(ir.Attr(Var() as base, "pop"), ()) as value) if (
                base in self.hot and isinstance(self.known.of(base), ListOf)
            ):
                # What is taken off has an adjoint, whether it is used or not.
                self.emit(Var(), value)
            case ir.Do(ir.Call(ir.Ref(value=f) as func, (base, index, added))) if (
                is_scatter(f) and self.is_hot(s.value)
            ):
                call = ir.Call(func, (base, index, self.atom(self.stored(added))))
                self.out.append(ir.replace(s, value=self.operands(call)))
            case ir.Do(value) if self.is_hot(value):
                self.out.append(ir.replace(s, value=self.operands(value)))
            case ir.If(test) if self.is_stirred(s):
                test = self.test(test)
                self.out.append(ir.map_blocks(ir.replace(s, test=test), self.block))
            case ir.For(_, iterable) if self.is_stirred(s):
                iterable = self.bounds(iterable)
                self.out.append(ir.map_blocks(ir.replace(s, iter=iterable), self.block))
            case ir.While() | ir.If() | ir.For():
                self.out.append(ir.map_blocks(s, self.block))
            case _:
                self.out.append(s)

    def is_plain(self, e: Expr) -> bool:
        """Whether a result needs no name: a number has no shape to be asked for."""
        return isinstance(self.known.of(e), (Scalar, Static)) or isinstance(e, Const)

    def is_stirred(self, s: Stmt) -> bool:
        """Whether a compound statement has a differentiated value in it."""
        return any(
            v in self.hot for b in ir.walk((s,)) for v in (*ir.defs(b), *ir.uses(b))
        )

    def bounds(self, e: Expr) -> Expr:
        """The iterable of a loop, its operands evaluated once."""
        match e:
            case ir.Call(ir.Ref(value=function), args, ()) if function is range:
                return ir.Call(e.func, tuple(self.bound(a) for a in args))
        return e

    def bound(self, e: Expr) -> Expr:
        """An argument of `range`: sizes of arrays stay where they are written."""
        match e:
            case ir.Call(ir.Ref(value=function), (Var() as v,)) if function is len:
                if isinstance(self.known.of(v), Array):
                    return e
            case ir.Index(ir.Attr(Var() as v, "shape"), Const()):
                if isinstance(self.known.of(v), Array):
                    return e
            case ir.Bin(op, left, right):
                return ir.Bin(op, self.bound(left), self.bound(right))
        return self.test(e)

    def unpack(self, s: ir.Unpack) -> None:
        """`a, b = pair` of known structure becomes two reads."""
        parts = along_axes(s.value, self.known)
        if parts is not None and len(parts) == len(s.targets):
            # One may be bound to a name that the others read.
            atoms = [self.atom(p) for p in parts]
            for target, part in zip(s.targets, atoms, strict=True):
                self.let(target, part)
            return
        value = self.atom(s.value)
        kind = self.known.of(value)
        if isinstance(kind, (Array, Tuple, List, ListOf, Unknown)):
            for k, target in enumerate(s.targets):
                self.let(target, ir.Index(value, Const(k)))
        else:
            self.out.append(ir.replace(s, value=value))

    # ------------------------------------------------------------------ in place

    def in_place(self, s: ir.Let, value: ir.Bin) -> None:
        """`y += e` binds a new number, or writes into an array."""
        kind, op = self.known.of(value.left), value.op[:-1]
        if isinstance(kind, (Scalar, Tuple)) or not (
            self.is_hot(value) or isinstance(kind, Array)
        ):
            plain = ir.Bin(op, value.left, value.right)
            if self.is_hot(value):
                self.let(s.target, plain)
            elif isinstance(kind, (Scalar, Tuple)):
                self.out.append(ir.replace(s, value=plain))
            else:
                self.out.append(s)
            return
        if not isinstance(kind, Array):
            raise refused(
                f"whether `{op}=` writes into an array can't be told here",
                f"write `y = y {op} …`, or `y[...] {op}= …` for an array",
                s.origin,
            )
        assert isinstance(value.left, Var)
        self.store(value.left, None, value.right, op)
        self.out.append(ir.Copies((s.target,), (value.left,), origin=s.origin))

    def put(self, s: ir.Put) -> None:
        hot = self.is_hot(s.value) or s.base in self.hot
        if not hot:
            self.out.append(s)
        elif s.op and self.holds_arrays(s):
            assert s.index is not None
            item = Var()
            self.let(item, ir.Index(s.base, s.index))
            self.hot.add(item)
            self.store(item, None, s.value, s.op)
        else:
            index = None if s.index is None else self.index(s.index)
            self.store(s.base, index, s.value, s.op)

    def stored(self, e: Expr, op: str = "") -> Expr:
        """What NumPy makes of a list or a tuple that is stored into an array."""
        listed = isinstance(self.known.of(e), (List, Tuple, ListOf))
        needed = op == "-" or self.is_hot(e)
        return ir.Call(numpy("array"), (e,)) if listed and needed else e

    def holds_arrays(self, s: ir.Put) -> bool:
        """Whether `ys[i] += e` changes an array that the list `ys` holds."""
        ours = s.base.role in ("bar", "dot")  # never the items of a list
        kind = self.known.of(s.base)
        if s.index is None or ours or isinstance(kind, (Array, Unknown)):
            return False
        item = self.known.of(ir.Index(s.base, s.index))
        if isinstance(item, (Scalar, Array)):
            return isinstance(item, Array)
        raise refused(
            f"whether `{s.op}=` writes into an array can't be told here",
            f"write `y[i] = y[i] {s.op} …`, or `y[i][...] {s.op}= …` for an array",
            s.origin,
        )

    def store(self, base: Var, index: Expr | None, value: Expr, op: str) -> None:
        """A store or an accumulation; other augmented stores read first."""
        if isinstance(self.known.of(base), (Array, Unknown)):
            value = self.stored(value, op)
        if op == "-" and isinstance(self.known.of(base), Array):
            value, op = ir.Un("-", value), "+"
        operand = self.atom(value)
        whole = index is None or is_distinct(index, self.known)
        array = isinstance(self.known.of(base), Array)
        if op and not (op == "+" and array and whole):
            old = Var()
            self.emit(old, ir.Index(base, Const(Ellipsis) if index is None else index))
            new = Var()
            self.emit(new, ir.Bin(op, old, operand))
            operand, op, index = new, "", Const(Ellipsis) if index is None else index
        self.out.append(ir.Put(base, index, operand, op, origin=self.origin))

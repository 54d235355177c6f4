"""What evaluating an expression or running a statement does besides giving a value.

An expression is *pure* if it may be evaluated again, later, or not at all, as long as
the memory that it reads is unchanged.  Which memory two variables share is the
question that `Aliases` answers; the answers come from another analysis.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any, Protocol

import numpy as np

from autograd_src import ir
from autograd_src.analyses.carried import is_mark, is_pure_node, leaves_alone
from autograd_src.analyses.foreign import is_variable, may_run, reads_globals
from autograd_src.analyses.sharing import is_einsum_of_one, is_in_place
from autograd_src.analyses.writers import Writes, outputs, overwritten, union
from autograd_src.ir import Expr, Stmt, Symbol, Var
from autograd_src.recipes import registry

__all__ = ["Aliases", "Anything", "Effects", "is_variable", "method"]

# Attributes of arrays that are computed from their header alone, or are views.
ATTRIBUTES = frozenset("T shape ndim size dtype real imag mT".split())
# Methods of lists and arrays that write their receiver and nothing else.
MUTATORS = frozenset("append pop extend insert clear fill sort reverse update".split())
# Methods of arrays without an effect.
METHODS = frozenset(
    "all any argmax argmin argsort astype clip conj copy cumprod cumsum diagonal dot "
    "flatten item max mean min nonzero prod ravel repeat reshape round squeeze std sum "
    "swapaxes take tolist trace transpose var".split()
)
# Functions that may give back their argument or a view of it.
VIEWS = frozenset(
    "asarray asanyarray ascontiguousarray asfortranarray array_split astype atleast_1d "
    "atleast_2d atleast_3d broadcast_arrays broadcast_to conj conjugate diag diagonal "
    "dsplit expand_dims flip fliplr flipud hsplit imag iter matrix_transpose max "
    "meshgrid min moveaxis nan_to_num next ravel real real_if_close require reshape "
    "reversed rollaxis rot90 sorted split squeeze stop_gradient swapaxes tuple list "
    "zip enumerate transpose unstack vsplit".split()
)


_ACTING = frozenset({ir.Call, ir.Attr, ir.Bin, ir.Raw})


class Aliases(Protocol):
    """Which memory variables refer to, elements of containers included."""

    def may_alias(self, v: Var, w: Var) -> bool:
        """Whether a write through `v` may be seen through `w`."""
        ...

    def written(self, v: Var) -> bool:
        """Whether anything writes what `v` refers to while the function runs."""
        ...


class Anything:
    """Knows nothing: all may be one, written, and seen by others."""

    def may_alias(self, v: Var, w: Var) -> bool:
        return True

    def written(self, v: Var) -> bool:
        return True


def method(e: Expr) -> tuple[Var, str] | None:
    """The receiver and the name, if `e` is a method call on a variable."""
    match e:
        case ir.Call(ir.Attr(Var() as receiver, name)):
            return receiver, name
    return None


def _is_numpys(f: Any) -> bool:
    """Whether a function belongs to NumPy, and gives what NumPy knows."""
    if isinstance(f, np.ufunc):
        return True
    return (getattr(f, "__module__", None) or "").partition(".")[0] == "numpy"


class Effects:
    """The effects of one function's expressions and statements.

    Parameters
    ----------
    aliases
        which variables share memory
    own
        whether a function of the emitted module is pure
    array, fields
        whether a variable is known to be an array or a number, so that its attributes
        are NumPy's; whether something is known to hold what its attributes give
    """

    def __init__(
        self,
        aliases: Aliases | None = None,
        own: Callable[[Symbol], bool] = lambda symbol: symbol.summary is not None,
        array: Callable[[Var], bool] = lambda v: False,
        fields: Callable[[Expr, str], bool] = lambda e, name: False,
    ) -> None:
        self.aliases = aliases or Anything()
        self.own = own
        self.array = array
        self.fields = fields
        self._impure: dict[int, tuple[Expr, tuple[Expr, ...]]] = {}  # kept alive
        self._pure: dict[int, tuple[Any, bool]] = {}
        self._within: dict[int, tuple[Stmt, Writes]] = {}
        self._inside: dict[int, tuple[Stmt, Writes]] = {}

    def pure(self, e: Expr) -> bool:
        """Whether `e` has no effect and depends on its operands and memory alone."""
        return not self.impure(e)

    def impure(self, e: Expr) -> tuple[Expr, ...]:
        """The subexpressions of `e` that have an effect of their own."""
        found = self._impure.get(id(e))
        if found is None:
            acting = [p for p in ir.walk_expr(e) if type(p) in _ACTING]
            found = (e, tuple(self._acting(acting)) if acting else ())
            self._impure[id(e)] = found
        return found[1]

    def _acting(self, among: Iterable[Expr]) -> Iterator[Expr]:
        methods: set[int] = set()  # they belong to their calls
        for p in among:
            match p:
                case ir.Bin():
                    if is_in_place(p):
                        yield p
                case ir.Call(func):
                    if isinstance(func, ir.Attr):
                        methods.add(id(func))
                    if not self._call(p, func):
                        yield p
                case ir.Attr(value, name):
                    if id(p) in methods:
                        methods.remove(id(p))
                    elif name not in ATTRIBUTES and not self.plain(value, name):
                        yield p
                case ir.Raw(node, reads) if not is_pure_node(node, dict(reads)):
                    yield p

    def _call(self, e: ir.Call, func: Expr) -> bool:
        """Whether the call itself is pure, its arguments apart."""
        if (e.keywords and any(not k for k, _ in e.keywords)) or outputs(e):
            return False
        match func:
            case ir.Own(symbol):
                return self.own(symbol)
            case ir.Attr(value, name):
                return name == "copy" or (name in METHODS and self.numeric(value))
            case ir.Ref():
                running = any(map(may_run, ir.parts(e)[1:]))
                return self._function(func.value) and not running
        return False

    def _function(self, f: Any) -> bool:
        """Whether a function that is told to write nothing is pure."""
        found = self._pure.get(id(f))
        if found is None:
            found = self._pure[id(f)] = (f, f is not None and registry.pure(f))
        return found[1]

    def plain(self, e: Expr, name: str) -> bool:
        return self.numeric(e) or self.fields(e, name)

    def numeric(self, e: Expr) -> bool:
        """Whether `e` is known to be a number or an array."""
        match e:
            case Var():
                return self.array(e)
            case ir.Bin() | ir.Un():
                return True
            case ir.Attr(value, name):
                return name in ("T", "real", "imag") and self.numeric(value)
            case ir.Call(ir.Ref(value=f)):
                return _is_numpys(f) and self._function(f) and not outputs(e)
            case ir.Index(value, _):
                return self.numeric(value)
        return False

    def looks_at(self, e: Expr) -> Iterator[Var]:
        """The variables whose contents `e` may read."""
        if type(e) is Var:
            return  # what it refers to is passed on, not looked at
        if not isinstance(e, ir.Seq):
            yield from ir.names_in(e)
            return
        for item in e.items:
            yield from self.looks_at(item)

    def reads(self, e: Expr) -> Iterator[Var]:
        """The variables whose contents `e` may read and something may write."""
        return (v for v in self.looks_at(e) if self.aliases.written(v))

    def reads_memory(self, e: Expr) -> bool:
        """Whether the value of `e` depends on memory that something may write."""
        return any(map(self.aliases.written, self.looks_at(e))) or reads_globals(e)

    def fresh(self, e: Expr) -> bool:
        """Whether `e` shares no memory with anything: its value is newly made."""
        match e:
            case ir.Const() | ir.Bin() | ir.Un() | ir.Cmp():
                return not (isinstance(e, ir.Bin) and e.op.endswith("="))
            case ir.Call(ir.Attr(_, "copy"), ()):
                return True
            case ir.Call(ir.Ref(text)) if self._call(e, e.func):
                return text.rpartition(".")[2] not in VIEWS and not is_einsum_of_one(e)
            case ir.Seq(_, items) | ir.Dict(_, items):
                return all(self.fresh(i) for i in items)
        return False

    def writes(self, s: Stmt) -> Writes:
        """The variables whose memory `s` itself may write; None stands for any."""
        if isinstance(s, ir.Carry) and is_mark(s.node):
            return () if leaves_alone(s.node) else None
        if isinstance(s, ir.Carry):
            return () if is_pure_node(s.node, dict(s.reads)) else None
        inside = self._written_in(ir.exprs(s))
        if inside is None or not isinstance(s, ir.Put):
            return inside
        return tuple(dict.fromkeys((s.base, *inside)))

    def _written_in(self, values: tuple[Expr, ...]) -> Writes:
        acting = [p for e in values for p in self.impure(e)]
        return union(map(self.written_by, acting)) if acting else ()

    def written_by(self, e: Expr) -> Writes:
        """What an impure expression may write, its operands apart."""
        if (called := method(e)) and called[1] in MUTATORS:
            return (called[0],)
        first = overwritten(e) if isinstance(e, ir.Call) and not outputs(e) else None
        if isinstance(first, Var):
            return (first,)
        match e:
            case ir.Call(ir.Ref(value=f)) if registry.harmless(f):
                return ()
            case ir.Bin(_, Var() as left, _):
                return (left,)
        return None

    def store(self, s: Stmt) -> Var | None:
        """The variable whose memory `s` writes, if `s` does nothing else."""
        match s:
            case ir.Let(_, ir.Bin(_, Var() as left, right) as e) if is_in_place(e):
                return left if self.pure(right) else None
            case ir.Put(base):
                return base if all(self.pure(e) for e in ir.exprs(s)) else None
            case ir.Do(ir.Call(_, args, keywords) as call):
                operands = (*args, *(v for _, v in keywords))
                written = self.written_by(call)
                alone = not self.pure(call) and all(self.pure(a) for a in operands)
                return written[0] if alone and written else None
        return None

    def clobbers(self, s: Stmt, e: Expr) -> bool:
        """Whether running `s`, blocks included, may change the value of `e`."""
        found = self._inside.get(id(s))
        if found is None:
            found = self._inside[id(s)] = (s, union(map(self.writes, ir.walk((s,)))))
        return self._changes(found[1], e)

    def clobbered_within(self, s: Stmt, e: Expr) -> bool:
        """Whether evaluating what `s` itself reads may change the value of `e`.

        A store is not counted: it comes after all that it reads.
        """
        found = self._within.get(id(s))
        if found is None:
            found = self._within[id(s)] = (s, self._written_in(ir.exprs(s)))
        return self._changes(found[1], e)

    def _changes(self, written: Writes, e: Expr) -> bool:
        """Whether writes to some memory, or to any, may change the value of `e`."""
        if written is None:
            return reads_globals(e) or any(True for _ in self.looks_at(e))
        if not written:
            return False
        may = self.aliases.may_alias
        return any(v is w or may(w, v) for w in written for v in self.reads(e))

    def acts(self, s: Stmt) -> bool:
        """Whether `s` itself does anything that others could notice or wait for."""
        if type(s) is ir.Let:
            return bool(self.impure(s.value))
        if isinstance(s, ir.Carry):
            return not is_pure_node(s.node, dict(s.reads))
        return isinstance(s, ir.Put) or any(map(self.impure, ir.exprs(s)))

"""The intermediate form: a few statements over immutable expressions.

Expressions are trees with names and constants as leaves; they are compared by
structure, so equal text means equal objects.  A `Var` is compared by identity:
what it is called in the emitted module is decided last, in `optimize.names`.
A body is a tuple of statements; nothing here is ever changed in place.

What lives elsewhere: the algebra that simplifies while it builds (`algebra`), which
forms are legal at which stage (`frontend.grammar`), and printing (`syntax.emit`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

__all__ = [
    "Attr", "Bin", "Bool", "Break", "Call", "Carry", "Cmp", "Cond", "Const", "Copies",
    "Dict", "Do", "Expr", "For", "Function", "If", "Index", "Let", "Module", "Origin",
    "Note", "Own", "Param", "Put", "Raw", "Ref", "Ret", "Seq", "Slice", "Star", "Stmt", "Symbol",
    "UNBOUND", "Un", "Unpack", "Var", "While", "blocks", "defs", "exprs", "map_blocks",
    "map_exprs", "names_in", "parts", "rebuild", "replace", "substitute", "uses", "walk",
    "walk_expr",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Origin:
    """The user's statement that a statement comes from, for comments and errors."""

    text: str
    line: int
    column: int = 0
    filename: str = ""


# --------------------------------------------------------------------------------------
# Expressions.


class Expr:
    """An immutable expression."""

    __slots__ = ()


class Var(Expr):
    """A local variable; two of them are equal only if they are the same object.

    `base` is the name it would like to have: the user's own where there is one, else ""
    for a temporary.  `role` and `of` say what it holds: the "bar" (adjoint), "dot"
    (tangent), "saved" (record) of another variable; "" stands for a primal.
    """

    __slots__ = ("base", "of", "role")

    def __init__(self, base: str = "", role: str = "", of: Var | None = None) -> None:
        self.base = base
        self.role = role
        self.of = of

    def __repr__(self) -> str:
        return (repr(self.of) if self.of else self.base or "t") + (
            f"_{self.role}" if self.role else ""
        )


class Symbol:
    """What a function of the emitted module is known by until it is named."""

    __slots__ = ("base",)

    def __init__(self, base: str) -> None:
        self.base = base

    def __repr__(self) -> str:
        return self.base


@dataclass(frozen=True, slots=True, eq=False)
class Const(Expr):
    """A constant; unlike in Python, `1`, `1.0`, `True` and `-0.0` differ from each other."""

    value: Any

    def _key(self) -> tuple[type, str]:
        return type(self.value), repr(self.value)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Const) and self._key() == other._key()

    def __hash__(self) -> int:
        return hash(self._key())


@dataclass(frozen=True, slots=True)
class Ref(Expr):
    """Something that lives outside the function, under its public path (`np.exp`).

    `module` and `alias` are the import that `text` starts from (none for built-ins);
    `value` is the live object seen at generation, never part of the text.
    """

    text: str
    module: str = ""
    alias: str = ""
    value: Any = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Own(Expr):
    """A function of the emitted module itself."""

    symbol: Symbol


@dataclass(frozen=True, slots=True)
class Call(Expr):
    func: Expr
    args: tuple[Expr, ...] = ()
    keywords: tuple[tuple[str, Expr], ...] = ()  # the name "" stands for `**mapping`


@dataclass(frozen=True, slots=True)
class Attr(Expr):
    value: Expr
    name: str


@dataclass(frozen=True, slots=True)
class Index(Expr):
    value: Expr
    index: Expr


@dataclass(frozen=True, slots=True)
class Slice(Expr):
    lower: Expr | None = None
    upper: Expr | None = None
    step: Expr | None = None


@dataclass(frozen=True, slots=True)
class Bin(Expr):
    """An operation; `left += right` is Python's in-place operator, as an expression.

    It returns `left` itself where that is mutable, a new value elsewhere; `lowering`
    replaces it by one or the other as soon as types are known.
    """

    op: str  # one of + - * / // % ** @ & | ^ << >>, or `+=` and kin
    left: Expr
    right: Expr


@dataclass(frozen=True, slots=True)
class Un(Expr):
    op: str  # one of - + ~ not
    operand: Expr


@dataclass(frozen=True, slots=True)
class Cmp(Expr):
    op: str  # one of < <= > >= == != is, is not, in, not in
    left: Expr
    right: Expr


@dataclass(frozen=True, slots=True)
class Bool(Expr):
    op: str  # and, or
    values: tuple[Expr, ...]


@dataclass(frozen=True, slots=True)
class Cond(Expr):
    test: Expr
    body: Expr
    orelse: Expr


@dataclass(frozen=True, slots=True)
class Seq(Expr):
    kind: str  # tuple, list, set
    items: tuple[Expr, ...]


@dataclass(frozen=True, slots=True)
class Dict(Expr):
    keys: tuple[Expr, ...]
    values: tuple[Expr, ...]


@dataclass(frozen=True, slots=True)
class Star(Expr):
    value: Expr


@dataclass(frozen=True, slots=True)
class Raw(Expr):
    """A passive expression of a kind that nothing here looks into.

    `node` is its syntax tree, which mentions names by text; `reads` maps each of those
    that stands for something outside the expression to what it stands for.
    """

    node: Any
    reads: tuple[tuple[str, Expr], ...]


UNBOUND = Const(Ellipsis)  # the value of a name on a path that has not bound it


# --------------------------------------------------------------------------------------
# Statements.


@dataclass(frozen=True, slots=True)
class Stmt:
    """A statement."""

    origin: Origin | None = field(default=None, compare=False, kw_only=True)


@dataclass(frozen=True, slots=True)
class Let(Stmt):
    target: Var
    value: Expr


@dataclass(frozen=True, slots=True)
class Copies(Stmt):
    """A parallel assignment of names or constants: a join, or a swap."""

    targets: tuple[Var, ...]
    values: tuple[Expr, ...]


@dataclass(frozen=True, slots=True)
class Put(Stmt):
    """`base[index] = value`, or `base[index] op= value`; without an index `base op= value`."""

    base: Var
    index: Expr | None
    value: Expr
    op: str = ""


@dataclass(frozen=True, slots=True)
class Do(Stmt):
    """An expression evaluated for its effect."""

    value: Expr


@dataclass(frozen=True, slots=True)
class If(Stmt):
    test: Expr
    body: tuple[Stmt, ...]
    orelse: tuple[Stmt, ...] = ()


@dataclass(frozen=True, slots=True)
class For(Stmt):
    target: Var
    iter: Expr
    body: tuple[Stmt, ...]


@dataclass(frozen=True, slots=True)
class While(Stmt):
    test: Expr
    body: tuple[Stmt, ...]


@dataclass(frozen=True, slots=True)
class Break(Stmt):
    pass


@dataclass(frozen=True, slots=True)
class Unpack(Stmt):
    targets: tuple[Var, ...]
    value: Expr


@dataclass(frozen=True, slots=True)
class Ret(Stmt):
    value: Expr


@dataclass(frozen=True, slots=True)
class Carry(Stmt):
    """A passive statement kept whole; like `Raw`, with the variables that it binds.

    A variable in `writes` that also stands in `reads` is read before it is bound.
    """

    node: Any
    reads: tuple[tuple[str, Expr], ...]
    writes: tuple[tuple[str, Var], ...]


@dataclass(frozen=True, slots=True)
class Note(Stmt):
    """The heading of a section of the emitted function, such as "Reverse sweep."."""

    text: str


@dataclass(frozen=True, slots=True)
class Param:
    var: Var
    kind: str = "positional"  # or "keyword" (keyword-only), "varargs", "kwargs"
    default: Expr | None = None


@dataclass(frozen=True, slots=True)
class Function:
    symbol: Symbol
    params: tuple[Param, ...]
    body: tuple[Stmt, ...]
    doc: str = ""


@dataclass(frozen=True, slots=True)
class Module:
    doc: str
    functions: tuple[Function, ...]  # the entry last


# --------------------------------------------------------------------------------------
# Traversal.  One table says what an expression is made of; all else follows from it.


def parts(e: Expr) -> tuple[Expr, ...]:
    """The immediate subexpressions of `e`, in the order of their evaluation."""
    match e:
        case Call(func, args, keywords):
            return (func, *args, *(v for _, v in keywords))
        case Attr(value, _) | Star(value):
            return (value,)
        case Index(left, right) | Bin(_, left, right) | Cmp(_, left, right):
            return (left, right)
        case Un(_, operand):
            return (operand,)
        case Bool(_, items) | Seq(_, items):
            return items
        case Cond(test, body, orelse):
            return (test, body, orelse)
        case Slice(lower, upper, step):
            return tuple(p for p in (lower, upper, step) if p is not None)
        case Dict(keys, values):
            return tuple(p for pair in zip(keys, values, strict=True) for p in pair)
        case Raw(_, reads):
            return tuple(v for _, v in reads)
    return ()


def rebuild(e: Expr, f: Callable[[Expr], Expr]) -> Expr:
    """`e` with `f` applied to each immediate subexpression; `e` itself if none changes."""
    new = tuple(f(p) for p in parts(e))
    if all(a is b for a, b in zip(new, parts(e), strict=True)):
        return e
    match e:
        case Call(_, args, keywords):
            named = zip((k for k, _ in keywords), new[1 + len(args) :], strict=True)
            return Call(new[0], new[1 : 1 + len(args)], tuple(named))
        case Attr(_, name):
            return Attr(new[0], name)
        case Star():
            return Star(new[0])
        case Index():
            return Index(new[0], new[1])
        case Bin(op) | Cmp(op):
            return type(e)(op, new[0], new[1])
        case Un(op):
            return Un(op, new[0])
        case Bool(op):
            return Bool(op, new)
        case Seq(kind):
            return Seq(kind, new)
        case Cond():
            return Cond(*new)
        case Slice(lower, upper, step):
            rest = iter(new)
            return Slice(*(None if p is None else next(rest) for p in (lower, upper, step)))
        case Dict():
            return Dict(new[::2], new[1::2])
        case Raw(node, reads):
            return Raw(node, tuple((k, v) for (k, _), v in zip(reads, new, strict=True)))
    raise TypeError(e)


def walk_expr(e: Expr) -> Iterator[Expr]:
    """`e` and everything in it, outermost first."""
    yield e
    for p in parts(e):
        yield from walk_expr(p)


def names_in(e: Expr) -> Iterator[Var]:
    """The variables that `e` reads, in order, with repetitions."""
    return (p for p in walk_expr(e) if isinstance(p, Var))


def substitute(e: Expr, mapping: Mapping[Any, Expr]) -> Expr:
    """`e` with the keys of `mapping` (variables or whole expressions) replaced."""
    if e in mapping:
        return mapping[e]
    return rebuild(e, lambda p: substitute(p, mapping))


def exprs(s: Stmt) -> tuple[Expr, ...]:
    """The expressions that `s` itself evaluates, without those of its blocks."""
    match s:
        case Let(_, value) | Do(value) | Unpack(_, value) | Ret(value):
            return (value,)
        case Copies(_, values):
            return values
        case Put(base, index, value):
            return (base, value) if index is None else (base, index, value)
        case If(test) | While(test):
            return (test,)
        case For(_, iterable):
            return (iterable,)
        case Carry(_, reads):
            return tuple(v for _, v in reads)
    return ()


def map_exprs(s: Stmt, f: Callable[[Expr], Expr]) -> Stmt:
    """`s` with `f` applied to what `exprs` gives; the base of a `Put` stays a variable."""
    match s:
        case Let() | Do() | Unpack() | Ret():
            return replace(s, value=f(s.value))
        case Copies():
            return replace(s, values=tuple(f(v) for v in s.values))
        case Put():
            base = f(s.base)
            assert isinstance(base, Var), base
            index = None if s.index is None else f(s.index)
            return replace(s, base=base, index=index, value=f(s.value))
        case If() | While():
            return replace(s, test=f(s.test))
        case For():
            return replace(s, iter=f(s.iter))
        case Carry():
            return replace(s, reads=tuple((k, f(v)) for k, v in s.reads))
    return s


def blocks(s: Stmt) -> tuple[tuple[Stmt, ...], ...]:
    """The blocks of `s`, in the order of their execution."""
    match s:
        case If(_, body, orelse):
            return (body, orelse)
        case For() | While():
            return (s.body,)
    return ()


def map_blocks(s: Stmt, f: Callable[[tuple[Stmt, ...]], tuple[Stmt, ...]]) -> Stmt:
    """`s` with `f` applied to each of its blocks."""
    match s:
        case If():
            return replace(s, body=f(s.body), orelse=f(s.orelse))
        case For() | While():
            return replace(s, body=f(s.body))
    return s


def defs(s: Stmt) -> tuple[Var, ...]:
    """The variables that `s` itself binds (a `Put` binds none)."""
    match s:
        case Let(target) | For(target):
            return (target,)
        case Copies(targets) | Unpack(targets):
            return targets
        case Carry():
            return tuple(v for _, v in s.writes)
    return ()


def uses(s: Stmt) -> Iterator[Var]:
    """The variables that `s` itself reads, the base of a `Put` included."""
    for e in exprs(s):
        yield from names_in(e)


def walk(body: tuple[Stmt, ...]) -> Iterator[Stmt]:
    """Every statement of `body` and of the blocks in it, in order."""
    for s in body:
        yield s
        for block in blocks(s):
            yield from walk(block)

"""Containers that are followed item by item, where paths meet and in loops."""

from __future__ import annotations

from typing import Any

from autograd_src import ir
from autograd_src.analyses.ranks import Ranks
from autograd_src.ir import Const, Copies, Expr, Var
from autograd_src.live.guards import is_users
from autograd_src.live.values import Dict, List, Tuple
from autograd_src.lowering.struct_writes import Writes
from autograd_src.lowering.structs import (
    Closed,
    Mutated,
    Struct,
    Tree,
    Wanted,
    atom,
    outline,
    structs_in,
)

__all__ = ["Joins"]

_MOST_UNROLLED = 64


class Joins(Writes):
    """Joins, and what loops go through; the subclass walks over the statements."""

    hot: frozenset[Var]
    known: Ranks
    plain: dict[Var, set[Var]]
    idle: set[Var]
    wanted: set[Var]
    unrolled: set[Var]
    stirred: bool  # the loop that is looked at holds what is differentiated

    def is_worth(self, struct: Struct, target: Var) -> bool:
        """Whether a new container holds what is differentiated, or code."""
        if struct.kind == "object" or target in self.hot or target in self.wanted:
            return True
        return any(
            self.is_code(i) or (isinstance(i, Var) and i in self.hot)
            for inner in structs_in(struct)
            for i in (*inner.items, *([inner.cls] if inner.kind == "object" else ()))
        )

    def copies(self, s: Copies) -> None:
        """A join of containers holds items of its own; of one container, that one."""
        targets: list[Var] = []
        values: list[Expr] = []
        for target, value in zip(s.targets, s.values, strict=True):
            self.check_code(value)
            tree = self.tree(value)
            known = self.trees.get(target)
            if isinstance(tree, Struct):
                others = self.plain.get(target)
                if others is not None and others <= self.idle:
                    raise Wanted(others)
                if others is not None or target in self.closed:
                    raise Closed(tree)
                self.join(target, tree, s, targets, values)
                self.touched = True
            elif isinstance(known, Struct):
                if value in self.idle and isinstance(value, Var):
                    raise Wanted({value})
                if value != ir.UNBOUND:
                    raise Closed(known)
                for slot in _slots(known):
                    targets.append(slot)
                    values.append(value)
            else:
                held = {value} if isinstance(value, Var) else {target}
                self.plain.setdefault(target, set()).update(held)
                self.trees.pop(target, None)
                targets.append(target)
                values.append(value)
        if targets:
            made = ir.replace(s, targets=tuple(targets), values=tuple(values))
            self.out.append(made)

    def join(
        self,
        target: Var,
        tree: Struct,
        s: Copies,
        targets: list[Var],
        values: list[Expr],
    ) -> None:
        known = self.trees.get(target)
        if known is tree:
            return
        written = [inner for inner in structs_in(tree) if inner.mutable]
        if isinstance(known, Struct):
            written += [inner for inner in structs_in(known) if inner.mutable]
        if target in self.mutated:
            self.check_moved(tree, known, s)
        elif written and known is None:
            self.trees[target] = tree  # as long as nothing else is joined to it
            return
        elif written and all(inner.kind == "object" for inner in written):
            raise Mutated({target})
        for inner in structs_in(tree):
            inner.shown = True
        if known is None:
            known = self.trees[target] = self.joint(tree, target)
        if not isinstance(known, Struct) or outline(known) != outline(tree):
            raise Closed(tree)
        if any(inner.kind != "object" for inner in written):
            raise Closed(Struct("tuple", [0, 1], [known, tree], target, 0))
        targets += _slots(known)
        values += [atom(i) for i in _leaves(tree)]

    def joint(self, tree: Struct, target: Var) -> Struct:
        """A structure like `tree` with variables of its own."""
        made = Struct(tree.kind, [*tree.keys], [], target, self.block, cls=tree.cls)
        made.mutable = made.kind == "object" and target in self.mutated
        made.is_join = True
        for key, item in zip(tree.keys, tree.items, strict=True):
            if isinstance(item, Struct):
                made.items.append(self.joint(item, target))
            else:
                own = isinstance(item, (Var, Const)) and not self.is_code(item)
                made.items.append(Var(made.slot(key)) if own else item)
        self.slots.update(_slots(made))
        return made

    def items(self, iterable: Expr, target: Var) -> list[Tree] | None:
        """What a loop over something of known structure goes through."""
        match iterable:
            case ir.Call(ir.Ref(value=f), args, ()) if f is range:
                return self.numbers(args, target)
            case Const(str() as text) if target in self.unrolled:
                return [Const(c) for c in text]
            case ir.Call(ir.Ref(value=f), args, keywords) if (
                f in (zip, enumerate, reversed) and args
            ):
                return self.paired(f, args, keywords, target)
            case ir.Call(ir.Attr(value, "items" | "values" | "keys" as name), (), ()):
                found = self.tree(value) or self.outer(value, target)
                if found is None and target in self.unrolled:
                    found = self.made(value, target)
                return self.every(found, name) if isinstance(found, Struct) else None
        found = self.tree(iterable) or self.made(iterable, target)
        found = found or self.outer(iterable, target)
        if found is None:
            return self.live_items(iterable)
        if not isinstance(found, Struct) or found.kind == "object":
            return None
        fixed = isinstance(iterable, (ir.Seq, ir.Dict)) and target not in self.unrolled
        if fixed and not self.is_worth(found, target):
            return None
        if len(found.items) > _MOST_UNROLLED:
            raise Closed(found)
        return (
            [Const(k) for k in found.keys] if found.kind == "dict" else [*found.items]
        )

    def numbers(self, args: tuple[Expr, ...], target: Var) -> list[Tree] | None:
        """What a range goes through, if its index selects items."""
        if target not in self.unrolled:
            return None
        bounds = [e.value for e in map(self.folded, args) if isinstance(e, Const)]
        plain = len(bounds) == len(args) and all(type(b) is int for b in bounds)
        if not plain or len(numbers := range(*bounds)) > _MOST_UNROLLED:
            return None
        return [Const(k) for k in numbers]

    def outer(self, e: Expr, target: Var) -> Struct | None:
        """A container from outside as it is gone through in a loop to be unrolled."""
        kind = self.known.of(e) if target in self.unrolled else None
        if not isinstance(kind, (Dict, List, Tuple)) or not isinstance(e, _PATHS):
            return None
        names = ir.names_in(e)
        if not names or any(map(self.found.written, names)):
            return None  # another one when the loop is reached
        keys = kind.keys if isinstance(kind, Dict) else range(len(kind.items))
        items: list[Tree] = [ir.Index(e, Const(k)) for k in keys]
        name = "dict" if isinstance(kind, Dict) else "tuple"
        return Struct(name, list(keys), items, target, self.block)

    def made_items(self, e: Expr, target: Var) -> list[Tree] | None:
        found = self.made(e, target)
        return (
            None
            if found is None
            else [*map(atom, found.keys)]
            if (found.kind == "dict")
            else [*found.items]
        )

    def live_items(self, iterable: Expr) -> list[Tree] | None:
        """The functions and objects in a list from outside, each by its place."""
        if not self.stirred or not isinstance(
            iterable, (Var, ir.Ref, ir.Attr, ir.Index)
        ):
            return None
        binding = self.callees.binding_of(iterable, self.known.of)
        value = None if binding is None else binding.value
        if type(value) not in (list, tuple) or binding is None:
            return None
        assert isinstance(value, (list, tuple))
        if not value or len(value) > _MOST_UNROLLED or not all(map(_is_code, value)):
            return None
        self.callees.ledger.abstract_of(binding)  # how many there are
        return [ir.Index(iterable, Const(k)) for k in range(len(value))]

    def paired(
        self,
        f: Any,
        args: tuple[Expr, ...],
        keywords: tuple[tuple[str, Expr], ...],
        target: Var,
    ) -> list[Tree] | None:
        if f is enumerate:
            start = dict(keywords).get("start", args[1] if len(args) > 1 else Const(0))
            found = self.items(args[0], target)
            if found is None or not isinstance(start, Const):
                return None
            rows = enumerate(found, start.value)
            return [self.row((Const(k), i), target) for k, i in rows]
        inner = [self.items(a, target) for a in args]
        if any(inner):  # then constants beside them are gone through, too
            displays = [isinstance(a, (ir.Seq, ir.Dict)) for a in args]
            inner = [
                self.made_items(a, target) if i is None and plain else i
                for a, i, plain in zip(args, inner, displays, strict=True)
            ]
        rows_of = [i for i in inner if i is not None]
        if len(rows_of) < len(args):
            return None
        equal = len(set(map(len, rows_of))) == 1
        if keywords and not (equal and keywords[0][0] == "strict"):
            return None
        if f is reversed:
            return rows_of[0][::-1]
        return [self.row(r, target) for r in zip(*rows_of, strict=False)]

    def row(self, items: tuple[Tree, ...], home: Var) -> Struct:
        """Items that a loop binds together."""
        return self.sequence("tuple", list(items), home)


_PATHS = (Var, ir.Ref, ir.Attr, ir.Index)


def _is_code(item: object) -> bool:
    """Whether something is called, or has methods of the user's."""
    return callable(item) or is_users(type(item))


def _slots(tree: Struct) -> list[Var]:
    return [i for i in _leaves(tree) if isinstance(i, Var)]


def _leaves(tree: Struct) -> list[Expr]:
    """The items that are numbers, or names of them."""
    return [i for i in tree.leaves() if isinstance(i, (Var, Const))]

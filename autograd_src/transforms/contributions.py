"""What one operation gives to the adjoints of its operands.

A recipe says what each gets; here it is brought to the operand's shape, and it is told
who may write into it from now on.
"""

from __future__ import annotations

from autograd_src import algebra, ir
from autograd_src.ir import Expr, Stmt, Var
from autograd_src.live.values import Array, Scalar
from autograd_src.lowering import expand
from autograd_src.lowering.operations import operation_of, refused
from autograd_src.transforms.adjoints import Adjoint
from autograd_src.transforms.facts import is_read_only
from autograd_src.transforms.standins import is_rearranging, stand_in
from autograd_src.transforms.stores import Stores

__all__ = ["Contributions"]

Term = tuple[Var, Expr, bool]  # an operand, what it gets, in the result's shape or not


class Contributions(Stores):
    """The part of the reverse sweep that applies recipes."""

    def operation(self, target: Var, value: Expr, adjoint: Adjoint, s: Stmt) -> None:
        op = operation_of(value, self.known, s.origin)
        if adjoint.kind == "small" and self.passes_small(op, target, adjoint):
            return
        lets, found = self.expanded(op, target, adjoint, s)
        if adjoint.kind == "small" and not self.fits_small(op, target, found):
            adjoint = self.full(target, adjoint)
            lets, found = self.expanded(op, target, adjoint, s)
        for let in lets:
            self.emit(ir.replace(let, origin=self.origin))
        holding = sum(self.holds(term, adjoint) for _, term, _ in found)
        alone = adjoint.kind == "owned" and holding == 1
        for operand, term, broadcasts in self.together(found):
            owned = alone and self.holds(term, adjoint) and not is_read_only(term)
            kind = "owned" if owned else ""
            if adjoint.kind == "small":
                kind = "small"
            self.contribution(operand, term, target if broadcasts else None, kind)

    def expanded(
        self, op: expand.Operation, target: Var, adjoint: Adjoint, s: Stmt
    ) -> tuple[list[Stmt], list[Term]]:
        """The statements of a recipe and what it gives to each operand."""

        def wanted(e: Expr) -> bool:
            return isinstance(e, Var) and e in self.facts.active

        try:
            lets, found = expand.reverse(op, target, adjoint.value, wanted, self.known)
        except expand.Refused as error:
            raise refused(str(error), "", s.origin) from None
        shaped = self.facts.shaped_like
        terms = []
        for operand, term, broadcasts in found:
            assert isinstance(operand, Var)
            terms.append((operand, shaped(term), broadcasts))
        return [ir.map_exprs(let, shaped) for let in lets], terms

    def holds(self, term: Expr, adjoint: Adjoint) -> bool:
        """Whether `term` is the memory of an adjoint, or a part of it."""
        return any(v is adjoint.value for v in self.facts.aliases.shares(term))

    def together(self, found: list[Term]) -> list[Term]:
        """`2 * x * y_bar` for the two equal terms of `x * x`, and one line for both."""
        terms: dict[tuple[Var, bool], Expr] = {}
        for operand, term, broadcasts in found:
            key = operand, broadcasts
            alone = operand not in self.facts.views
            first = operand not in {*self.state, *self.facts.shadows} and alone
            if key in terms and (first or terms[key] == term):
                terms[key] = algebra.add(terms[key], term)
            elif key in terms:
                return found
            else:
                terms[key] = term
        return [(operand, term, b) for (operand, b), term in terms.items()]

    def fits_small(self, op: expand.Operation, target: Var, found: list[Term]) -> bool:
        """Whether a recipe may be applied to a stand-in instead of what it means.

        What is summed to the shape of an operand has to have the shape of the result.
        """
        whole, same = self.known.of(target), self.facts.same_shape
        return op.recipe.tier == "elementwise" and all(
            same(self.known.of(e), whole) or same(self.known.of(term), whole)
            for e, term, _ in found
        )

    def passes_small(self, op: expand.Operation, target: Var, adjoint: Adjoint) -> bool:
        """Hand a stand-in on to what `op` reduces or rearranges, if that is right."""
        kind, whole = self.known.of(adjoint.value), self.known.of(target)
        if isinstance(kind, Scalar) and is_rearranging(op.recipe.key):
            (operand, *_) = op.arguments
            if isinstance(operand, Var) and isinstance(self.known.of(operand), Array):
                self.contribute(operand, adjoint.value, "small")
                return True
        if op.recipe.broadcasts or not isinstance(whole, Array):
            return False
        # A reduction gives axes back by their place among all of the operand's.
        if isinstance(kind, Array) and len(kind.dims) != len(whole.dims):
            return False
        try:
            lets, found = expand.reverse(
                op, target, adjoint.value, lambda e: isinstance(e, Var), self.known
            )
        except expand.Refused:
            return False
        given = [stand_in(term, self.known) for _, term, _ in found]
        if len(given) != 1 or given[0] is None:
            return False
        operand = found[0].operand
        if not isinstance(self.known.of(operand), Array):
            return False
        assert isinstance(operand, Var)
        if operand in self.facts.active:
            for let in lets:
                let = ir.map_exprs(let, self.facts.shaped_like)
                self.emit(ir.replace(let, origin=self.origin))
            self.contribute(operand, self.facts.shaped_like(given[0]), "small")
        return True

    def contribution(
        self, operand: Var, term: Expr, result: Var | None, kind: str
    ) -> None:
        """What a recipe gives to an operand, in the operand's shape.

        `kind` is that of the result's adjoint if it passes on to the term, else "".
        """
        own, made = self.known.of(operand), self.known.of(term)
        found = stand_in(term, self.known)
        if found is not None and isinstance(own, (Array, Scalar)):
            self.contribute(operand, found, "small")
            return
        if result is None:
            self.contribute(operand, term, kind if kind == "owned" else "")
            return
        same, whole = self.facts.same_shape, self.known.of(result)
        small = isinstance(own, Array) and isinstance(made, Scalar)
        if not small and not (kind == "small" and same(own, whole)):
            term = self.unbroadcast(term, operand, result)
        elif not same(own, made):
            small = isinstance(own, Array)
        kind = kind if kind == "owned" and isinstance(term, Var) else ""
        self.contribute(operand, term, "small" if small else kind)

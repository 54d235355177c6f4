"""The refusals that no program of the catalogue meets, and why."""

from __future__ import annotations

__all__ = ["UNMET"]

_REASONS = {
    "lists are made arrays, and calls written out, before the recipe is asked": """
        lowering/formulas.py, Formula._constant: Refused( "an
        lowering/formulas.py, Formula._rows:
        recipes/builtin.py, max: refuse("write np.max
        recipes/builtin.py, max: refuse("write max(max(a,
        recipes/builtin.py, min: refuse("write np.min
        recipes/builtin.py, min: refuse("write min(min(a,
        recipes/helpers.py, prod_others:
        recipes/helpers.py, gradient_adjoint:
        recipes/numpy_apart.py, np.dstack: refuse("write np.stack(...,
        recipes/numpy_calculus.py, trapezoid:
        recipes/numpy_calculus.py, np.interp:
        recipes/numpy_calculus.py, np.convolve:
        recipes/numpy_calculus.py, np.correlate: refuse("write
        recipes/numpy_calculus.py, np.gradient: refuse("unpack
        recipes/numpy_calculus.py, np.gradient: refuse("write
        recipes/numpy_calculus.py, np.gradient: refuse("give
        recipes/numpy_calculus.py, np.polyval:
        recipes/numpy_linalg.py, np.linalg.norm: refuse("the
        recipes/numpy_shape.py, np.ascontiguousarray:
        recipes/numpy_shape.py, np.ndarray.astype:
        recipes/numpy_shape.py, np.concatenate:
        recipes/numpy_shape.py, np.vstack: refuse("write np.stack
        recipes/numpy_shape.py, np.column_stack: refuse("write np.stack(...,
        recipes/numpy_statistics.py, np.average: refuse("write np.array(a)
        recipes/numpy_statistics.py, np.quantile: refuse("write
        recipes/numpy_statistics.py, np.percentile: refuse("write
    """,
    "takes thousands of statements, or a hundred functions that call one another": """
        lowering/calls.py, _inlined:
        lowering/generator_loops.py, GeneratorLoops.passed: refused( "the
        lowering/unfolding.py, Unfolder.loop:
    """,
    "guards what the passes before have settled": """
        live/source.py, source_of:
        lowering/zeros.py, without_zeros:
        transforms/forward.py, Forward.called:
        transforms/pairs.py, Pairs.of:
        transforms/pairs.py, not_foreseen:
        transforms/reverse.py, Reverse.called:
    """,
    "what is known to lead there is followed by now, or refused before": """
        calling/unusable.py, _refuse_chosen: _refusal( function, f"`{name}` holds
        calling/watch.py, cell_of:
        frontend/build.py, Builder.carry:
        lowering/expand.py, forward.assign:
        lowering/expand.py, reverse.assign:
        lowering/instances.py, Instances.instance:
        lowering/opaque.py, check_operators:
        lowering/spelled.py, check_read:
        transforms/adjoints.py, Adjoints.contribute:
        transforms/adjoints.py, Adjoints._contribute_to_shadow:
        transforms/forward.py, Forward.stmt:
        transforms/forward.py, Forward.item:
        transforms/forward.py, Forward.fresh:
        transforms/forward.py, Forward.effect:
        transforms/lists.py, Lists.zero_items:
        transforms/lists.py, Lists.rows:
        transforms/lists.py, Lists.whole:
        transforms/memory.py, Memory.undone:
        transforms/refusals.py, _check_parameter:
        transforms/refusals.py, _changed:
        transforms/reverse.py, Reverse.reverse:
    """,
}

# The beginning of a site -> why no program meets it.
UNMET = {
    line.strip(): why
    for why, lines in _REASONS.items()
    for line in lines.strip().splitlines()
}

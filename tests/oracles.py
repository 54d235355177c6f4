"""Every derivative of a function, held against at least two oracles.

`check_all_modes(f, args)` runs each mode and compares. Modes are checked separately,
so that a program may be right in one and refused in another: `outcome(mode, case)`.
The oracles: extrapolated central differences, the complex step where it holds, the
transposition identity, symmetry of the Hessian, forward against reverse, and the
restoring reverse sweep (`grad`) against the one that copies (`vjp`).

Checked beside the numbers: the caller's arrays and tangents are unchanged, gradients
are fresh, writable and share no memory, shapes and kinds are those of the arguments.
"""

from __future__ import annotations

import inspect
import linecache
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property
from typing import Any

import numpy as np

from tests.numeric import (
    complex_step_jvp,
    copied,
    inner,
    is_number,
    leaves,
    numbers,
    numeric_grad,
    numeric_hvp,
    numeric_jacobian,
    numeric_jvp,
    randoms,
    tree_map,
)

__all__ = [
    "MODES",
    "Case",
    "check_all_modes",
    "complex_step_jvp",
    "numeric_grad",
    "numeric_hvp",
    "numeric_jacobian",
    "numeric_jvp",
    "outcome",
    "right_or_refused",
]

SEEDS = (1.0, -0.75, 2.5)


def _differentiable(f: Callable[..., Any], wrt: tuple[str, ...] | None) -> Any:
    from autograd_src import differentiable

    return differentiable(f) if wrt is None else differentiable(f, wrt=wrt)


class Case:
    """A function at a point, with its reference derivatives computed when asked for.

    Parameters
    ----------
    f, args
        The program and its positional arguments.
    wrt : tuple of str, optional
        Names of the arguments differentiated; the first one by default, bare.
    derive : callable, optional
        Makes the object under test from (f, wrt); `differentiable` by default.
    scale : float
        Widens every tolerance, for ill-conditioned programs.
    """

    def __init__(
        self,
        f: Callable[..., Any],
        args: Sequence[Any],
        wrt: tuple[str, ...] | None = None,
        derive: Callable[..., Any] = _differentiable,
        scale: float = 1.0,
    ) -> None:
        self.f = f
        self.args = tuple(args)
        self.bare = wrt is None
        names = list(inspect.signature(f).parameters)
        self.at = [0] if wrt is None else [names.index(name) for name in wrt]
        self.derive = lambda: derive(f, wrt)
        self.scale = scale

    @cached_property
    def under_test(self) -> Any:
        return self.derive()

    @property
    def points(self) -> list[Any]:
        """The arguments differentiated."""
        return [self.args[i] for i in self.at]

    def fresh(self) -> list[Any]:
        return [copied(arg) for arg in self.args]

    @cached_property
    def value(self) -> Any:
        return self.f(*self.fresh())

    @cached_property
    def is_scalar(self) -> bool:
        found = numbers(self.value)
        return len(leaves(self.value)) == len(found) == 1 and np.size(found[0]) == 1

    @cached_property
    def single(self) -> np.dtype[Any] | bool:
        """Whether anything is in single precision, which limits every comparison."""
        return any(
            getattr(x, "dtype", None) in (np.float32, np.float16)
            for x in numbers([*self.args, self.value])
        )

    @property
    def tolerance(self) -> float:
        return self.scale * (2e-3 if self.single else 2e-7)

    @property
    def exact(self) -> float:
        """For comparisons without differences: rounding alone."""
        return self.scale * (1e-4 if self.single else 1e-9)

    def tangents(self, seed: int) -> list[Any]:
        return [randoms(x, seed + k) for k, x in enumerate(self.points)]

    def interleaved(self, args: list[Any], tangents: list[Any]) -> list[Any]:
        """Each tangent right after its argument."""
        follows = dict(zip(self.at, tangents, strict=True))
        together: list[Any] = []
        for i, arg in enumerate(args):
            together += [arg, follows[i]] if i in follows else [arg]
        return together

    def split(self, result: Any) -> list[Any]:
        """The gradients as a list, bare or not."""
        if self.bare:
            return [result]
        assert isinstance(result, tuple), "several arguments: a tuple of gradients"
        return list(result)

    def slope(self, tangents: list[Any]) -> Any:
        """The reference tangent of the result."""
        return numeric_jvp(self.f, self.args, dict(zip(self.at, tangents)))

    @cached_property
    def gradients(self) -> list[Any]:
        return [numeric_grad(self.f, self.args, i) for i in self.at]

    def curvature(self, tangents: list[Any]) -> list[Any]:
        """Reference Hessian-vector products, by differences of differences."""
        along = dict(zip(self.at, tangents))

        def gradients(*moved: Any) -> list[Any]:
            return [numeric_grad(self.f, moved, i) for i in self.at]

        return list(numeric_jvp(gradients, self.args, along))


# --------------------------------------------------------------------- comparisons


def _size(tree: Any) -> float:
    return max((float(np.max(np.abs(x), initial=0)) for x in numbers(tree)), default=0)


def assert_close(got: Any, want: Any, tolerance: float, what: str) -> None:
    """Equal structure and numbers, relative to the largest number involved."""
    got_leaves, want_leaves = numbers(got), numbers(want)
    assert len(got_leaves) == len(want_leaves), f"{what}: structure {got!r} {want!r}"
    bound = tolerance * max(1.0, _size(want))
    for g, w in zip(got_leaves, want_leaves):
        assert np.shape(g) == np.shape(w), f"{what}: shape {np.shape(g)}, {np.shape(w)}"
        gap = np.max(np.abs(np.subtract(g, w)), initial=0)
        assert gap <= bound, f"{what}: {g!r} instead of {w!r} (off by {gap:.2g})"


def assert_like(gradient: Any, point: Any, what: str) -> None:
    """The structure, shape and floating kind of the argument."""

    def compare(x: Any, g: Any) -> None:
        if not is_number(x):
            assert g is None, f"{what}: {g!r} for a leaf that is no number"
            return
        assert np.shape(g) == np.shape(x), f"{what}: shape {np.shape(g)}"
        if np.ndim(x) or not isinstance(x, np.ndarray):  # 0-d arrays turn to scalars
            same = isinstance(g, np.ndarray) == isinstance(x, np.ndarray)
            assert same, f"{what}: {type(g)} for {type(x)}"
        kind = np.asarray(g).dtype
        assert np.issubdtype(kind, np.inexact), f"{what}: {kind} is not floating"
        wanted = getattr(x, "dtype", np.dtype(float))
        if np.issubdtype(wanted, np.inexact):
            assert kind == wanted, f"{what}: {kind} for {wanted}"

    tree_map(compare, point, gradient)


def _arrays(tree: Any) -> list[np.ndarray]:
    return [leaf for leaf in leaves(tree) if isinstance(leaf, np.ndarray)]


def assert_fresh(results: Any, others: Any, what: str) -> None:
    """Writable arrays that share memory neither with each other nor with `others`."""
    arrays = _arrays(results)
    theirs = _arrays(others)
    for k, array in enumerate(arrays):
        assert array.flags.writeable, f"{what}: a result can't be written"
        for other in arrays[:k]:
            assert not np.shares_memory(array, other), f"{what}: two results share"
        for other in theirs:
            assert not np.shares_memory(array, other), f"{what}: shares with the caller"


@contextmanager
def unchanged(*trees: Any) -> Iterator[None]:
    """The arrays in `trees` keep their bytes and their layout."""
    arrays = _arrays(list(trees))
    before = [(a.tobytes("A"), a.strides, a.flags.writeable) for a in arrays]
    yield
    after = [(a.tobytes("A"), a.strides, a.flags.writeable) for a in arrays]
    assert before == after, "the caller's arrays were changed"


# --------------------------------------------------------------------------- modes


def _check_gradients(case: Case, gradients: list[Any], args: list[Any]) -> None:
    for gradient, want, point in zip(gradients, case.gradients, case.points):
        assert_like(gradient, point, "grad")
        assert_close(gradient, want, case.tolerance, "grad against differences")
    assert_fresh(gradients, args, "grad")
    v = case.tangents(1)
    exact = complex_step_jvp(case.f, case.args, dict(zip(case.at, v)))
    if exact is not None:
        got = np.asarray(inner(gradients, v))
        want = np.reshape(exact[0], ())
        assert_close(got, want, case.exact, "grad against the complex step")


def grad(case: Case) -> None:
    args = case.fresh()
    with unchanged(args):
        gradients = case.split(case.under_test.grad(*args))
    _check_gradients(case, gradients, args)
    again = case.split(case.under_test.grad(*args))
    assert_close(again, gradients, 0.0, "grad called again")
    assert_fresh([gradients, again], args, "grad called again")


def value_and_grad(case: Case) -> None:
    args = case.fresh()
    with unchanged(args):
        value, gradient = case.under_test.value_and_grad(*args)
    assert_close(value, case.value, 1e-13, "value")
    _check_gradients(case, case.split(gradient), args)


def unchecked(case: Case) -> None:
    """The bare emitted function gives what the guarded one gives."""
    args = case.fresh()
    derivative = case.under_test.grad
    bare = derivative.specialize(*args).unchecked
    got = case.split(bare(*args))
    assert_close(got, case.split(derivative(*case.fresh())), 0.0, ".unchecked")


def jvp(case: Case) -> None:
    for seed in (1, 5):
        args, v = case.fresh(), case.tangents(seed)
        with unchanged(args, v):
            value, tangent = case.under_test.jvp(*case.interleaved(args, v))
        assert_close(value, case.value, 1e-13, "value of jvp")
        want = case.slope(v)
        assert_close(tangent, want, case.tolerance, "jvp against differences")
        assert_fresh(tangent, [args, v, value], "jvp")
        exact = complex_step_jvp(case.f, case.args, dict(zip(case.at, v)))
        if exact is not None:
            got = numbers(tangent)
            assert_close(got, exact, case.exact, "jvp against the complex step")


def _seeds(case: Case) -> list[Any]:
    """Three seeds in the structure of the result, then the first again."""

    def seed(k: int) -> Any:
        if case.is_scalar:
            return tree_map(lambda y: _like(y, SEEDS[k]), case.value)
        return randoms(case.value, 11 + k)

    return [seed(k) for k in (0, 1, 2, 0)]


def _like(y: Any, number: float) -> Any:
    return np.full(y.shape, number) if isinstance(y, np.ndarray) else number


def vjp(case: Case) -> None:
    args = case.fresh()
    with unchanged(args):
        value, pullback = case.under_test.vjp(*args)
    assert_close(value, case.value, 1e-13, "value of vjp")
    kept = copied(value)
    v = case.tangents(1)
    slope = case.slope(v)
    cotangents = []
    for seed in _seeds(case):
        with unchanged(args, seed, cotangents):
            got = case.split(pullback(seed))
        for cotangent, point in zip(got, case.points):
            assert_like(cotangent, point, "pullback")
        bound = case.tolerance * max(1.0, _size(got))
        gap = abs(inner(got, v) - inner(slope, seed))
        assert gap <= bound, f"transposition identity: off by {gap:.2g}"
        assert_fresh([*got, *cotangents], [args, seed, value], "pullback")
        cotangents.append(got)
    assert_close(cotangents[3], cotangents[0], 0.0, "pullback called again")
    assert_close(value, kept, 0.0, "value after pullbacks")
    if case.is_scalar:
        for got, seed in zip(cotangents, (*SEEDS, SEEDS[0])):
            want = tree_map(
                lambda g, s=seed: None if g is None else s * g, case.gradients
            )
            assert_close(got, want, case.tolerance, "pullback against differences")


def _check_products(case: Case, product: Callable[[list[Any]], list[Any]]) -> None:
    """Hessian times vector against differences, and symmetric."""
    u, v = case.tangents(1), case.tangents(5)
    along_u, along_v = product(u), product(v)
    for got, want, point in zip(along_u, case.curvature(u), case.points):
        assert_like(got, point, "Hessian-vector product")
        # Differences of differences lose half of the digits.
        assert_close(got, want, 200 * case.tolerance, "second order, differences")
    left, right = inner(v, along_u), inner(u, along_v)
    bound = case.exact * max(1.0, _size(along_u), _size(along_v))
    assert abs(left - right) <= bound, f"not symmetric: {left} and {right}"


def hvp(case: Case) -> None:
    def product(v: list[Any]) -> list[Any]:
        args = case.fresh()
        with unchanged(args, v):
            found = case.split(case.under_test.hvp(*case.interleaved(args, v)))
        assert_fresh(found, [args, v], "hvp")
        return found

    _check_products(case, product)
    if case.bare:
        v = case.tangents(1)
        want = numeric_hvp(case.f, case.args, v[0], case.at[0], case.under_test.grad)
        assert_close(product(v), [want], case.tolerance, "hvp, differences of grad")


def forward_over_reverse(case: Case) -> None:
    """The emitted reverse text is itself differentiated, forward."""

    def product(v: list[Any]) -> list[Any]:
        args = case.fresh()
        together = case.interleaved(args, v)
        with unchanged(args, v):
            gradient, tangent = case.under_test.grad.jvp(*together)
        for got, want in zip(case.split(gradient), case.gradients):
            assert_close(got, want, case.tolerance, "value of grad.jvp")
        assert_fresh([gradient, tangent], [args, v], "grad.jvp")
        return case.split(tangent)

    _check_products(case, product)


def reverse_over_reverse(case: Case) -> None:
    """The emitted reverse text is itself differentiated, in reverse."""

    def product(v: list[Any]) -> list[Any]:
        args = case.fresh()
        with unchanged(args, v):
            _, pullback = case.under_test.grad.vjp(*args)
            return case.split(pullback(v[0] if case.bare else tuple(v)))

    _check_products(case, product)


def jacobian(case: Case) -> None:
    """Dense, one array or number in and one out."""
    args = case.fresh()
    with unchanged(args):
        found = case.split(case.under_test.jacobian(*args))
    for got, i in zip(found, case.at):
        want = numeric_jacobian(case.f, case.args, i)
        assert_close(np.asarray(got), want, case.tolerance, "jacobian")
    v = case.tangents(1)
    slope = sum(
        np.tensordot(got, x, axes=np.ndim(x)) for got, x in zip(found, v, strict=True)
    )
    _, tangent = case.under_test.jvp(*case.interleaved(case.fresh(), v))
    assert_close(slope, np.asarray(tangent), case.exact, "jacobian against jvp")


# Modes of a function with a result of size one.
MODES: dict[str, Callable[[Case], None]] = {
    "grad": grad,
    "value_and_grad": value_and_grad,
    "unchecked": unchecked,
    "jvp": jvp,
    "vjp": vjp,
    "hvp": hvp,
    "forward_over_reverse": forward_over_reverse,
    "reverse_over_reverse": reverse_over_reverse,
}
# Modes of any other function.
DENSE: dict[str, Callable[[Case], None]] = {"jvp": jvp, "vjp": vjp}


def _checks(case: Case, modes: Sequence[str] | None) -> dict[str, Callable[..., None]]:
    every = {**MODES, "jacobian": jacobian}
    if modes is not None:
        return {mode: every[mode] for mode in modes}
    if case.is_scalar:
        return MODES
    lone = isinstance(case.value, np.ndarray) and all(map(is_number, case.points))
    return {**DENSE, "jacobian": jacobian} if lone else DENSE


def check_all_modes(
    f: Callable[..., Any],
    args: Sequence[Any],
    wrt: tuple[str, ...] | None = None,
    modes: Sequence[str] | None = None,
    **options: Any,
) -> None:
    """Every mode of `f` at `args` is right; a refusal is raised.

    Parameters
    ----------
    f, args, wrt
        The program, where to differentiate it, and with respect to what.
    modes : sequence of str, optional
        A choice of `MODES` and "jacobian"; all that fit the result by default.
    **options
        For `Case`: `scale`, `derive`.
    """
    case = Case(f, args, wrt, **options)
    for check in _checks(case, modes).values():
        check(case)


# ----------------------------------------------------------------------- refusals


def assert_located(error: SyntaxError) -> None:
    """File, line and column are set, point at text, and something is said."""
    assert error.msg, "a refusal without a message"
    assert error.filename, "a refusal without a file"
    assert error.lineno is not None, "a refusal without a line"
    assert error.lineno >= 1, "a refusal without a line"
    assert error.offset is not None, "a refusal without a column"
    assert error.offset >= 1, "a refusal without a column"
    line = linecache.getline(error.filename, error.lineno)
    assert line.strip(), f"{error.filename}:{error.lineno} is no line of a program"
    assert error.offset <= len(line), "the column lies outside the line"


def outcome(check: Callable[[Case], None], case: Case) -> str:
    """'right' or 'refused'; a wrong number or any other error is raised."""
    from autograd_src.errors import NotDifferentiable

    try:
        check(case)
    except NotDifferentiable as error:
        assert_located(error)
        return "refused"
    return "right"


def right_or_refused(
    f: Callable[..., Any],
    args: Sequence[Any],
    wrt: tuple[str, ...] | None = None,
    modes: Sequence[str] | None = None,
    **options: Any,
) -> dict[str, str]:
    """For each mode whether it is right or refused with a located error.

    Takes what `check_all_modes` takes; anything else than these two is raised.
    """
    case = Case(f, args, wrt, **options)
    return {mode: outcome(c, case) for mode, c in _checks(case, modes).items()}

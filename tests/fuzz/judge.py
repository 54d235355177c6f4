"""The judge: what came of each mode of a program.

Second order is held against differences of a gradient that was found right before, and
must be symmetric.
"""

from __future__ import annotations

import inspect
import re
import traceback
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

import autograd_src
from autograd_src import NotDifferentiable, ZeroGradientWarning
from tests import oracles
from tests.fuzz.oracle import SECONDS, Hang, Trial, Unfit, alarm, close
from tests.numeric import (
    NoDerivative,
    inner,
    numbers,
    numeric_grad,
    numeric_jvp,
    randoms,
    tree_map,
)
from tests.oracles import assert_fresh, assert_like, assert_located, unchanged

PACKAGE = Path(autograd_src.__file__).parent
MODES = (
    "grad",
    "value_and_grad",
    "generic",
    "jvp",
    "vjp",
    "hvp",
    "grad.jvp",
    "grad.vjp",
)


class Verdict(NamedTuple):
    """What came of one mode of one program.

    Attributes
    ----------
    kind
        "right", "refused", "wrong" or "crashed"
    mode
        the mode
    cause
        what tells this verdict from others of its kind: the same for the same flaw
    detail
        numbers or traceback
    """

    kind: str
    mode: str
    cause: str = ""
    detail: str = ""


class Wrong(AssertionError):
    """A derivative that is not what the oracles say."""


def _demand(t: Trial, got: Any, want: Any, tolerance: float, what: str) -> None:
    tolerance = t.within(tolerance)
    if len(numbers(got)) != len(numbers(want)) or not close(got, want, tolerance):
        raise Wrong(f"{what}\n  got  {got!r}\n  want {want!r}")


# --------------------------------------------------------------------------- modes


def _grad(t: Trial) -> None:
    args = t.fresh()
    with unchanged(args):
        gradients = t.split(t.under_test.grad(*args))
    for got, want, point in zip(gradients, t.gradients, t.points):
        _demand(t, got, want, 1e-6, "grad against differences")
        assert_like(got, point, "grad")
    assert_fresh(gradients, args, "grad")
    v = t.tangents(1)
    along = [t.like_value(inner(gradients, v))]
    _demand(t, along, t.reference(1), 1e-6, "grad along a direction")


def _value_and_grad(t: Trial) -> None:
    """In one process, called twice: what a call leaves behind must not matter."""
    for _ in range(2):
        args = t.fresh()
        with unchanged(args):
            value, gradients = t.under_test.value_and_grad(*args)
        _demand(t, value, t.value, 1e-12, "value of value_and_grad")
        _demand(t, t.split(gradients), t.gradients, 1e-6, "value_and_grad")


def _generic(t: Trial) -> None:
    """The text that is emitted before the arguments are known."""
    if not all(isinstance(x, (float, int, np.ndarray)) for x in t.args):
        raise Unfit("the generic text is about numbers and arrays")
    text = t.derive().grad.source
    names: dict[str, Any] = {"__name__": "generic"}
    exec(compile(text, "<generic>", "exec"), names)
    emitted = names[next(n for n in reversed(list(names)) if n.endswith("_grad"))]
    receiver = [t.f.__self__] if inspect.ismethod(t.f) else []
    gradients = t.split(emitted(*receiver, *t.fresh()))
    _demand(t, gradients, t.gradients, 1e-6, "generic text against differences")


def _jvp(t: Trial) -> None:
    for seed in (1, 5):
        args, v = t.fresh(), t.tangents(seed)
        with unchanged(args, v):
            value, tangent = t.under_test.jvp(*t.interleaved(args, v))
        _demand(t, value, t.value, 1e-12, "value of jvp")
        _demand(t, numbers(tangent), t.reference(seed), 1e-6, "jvp against differences")
        assert_fresh(tangent, [args, v], "jvp")


def _vjp(t: Trial) -> None:
    args = t.fresh()
    with unchanged(args):
        value, pullback = t.under_test.vjp(*args)
    _demand(t, value, t.value, 1e-12, "value of vjp")
    v = t.tangents(1)
    slopes = t.reference(1)
    for seed in (3, 4, 3):
        weights = randoms(t.value, seed)
        got = t.split(pullback(weights))
        transposed, forward = inner(got, v), inner(slopes, numbers(weights))
        _demand(t, np.asarray(transposed), np.asarray(forward), 1e-6, "transposition")
        assert_fresh(got, [args, weights, value], "pullback")
        for cotangent, point in zip(got, t.points):
            assert_like(cotangent, point, "pullback")
        if t.is_scalar:
            want = [tree_map(lambda g, s=weights: s * g, g) for g in t.gradients]
            _demand(t, got, want, 1e-6, "pullback against differences")


def _products(t: Trial, product: Callable[[list[Any]], list[Any]]) -> None:
    """Hessian times vector: against differences of the gradient, and symmetric."""
    u, v = t.tangents(1), t.tangents(5)
    along_u, along_v = product(u), product(v)
    _demand(
        t, inner(v, along_u), inner(u, along_v), 1e-7, "the Hessian is not symmetric"
    )

    def gradients(*moved: Any) -> Any:
        return t.split(t.under_test.grad(*moved))

    along = dict(zip(t.at, u))
    with np.errstate(all="ignore"):
        want, finer = (
            list(numeric_jvp(gradients, t.args, along, step)) for step in (0.02, 0.003)
        )
        other = [
            numeric_jvp(
                lambda *m, i=i: numeric_grad(t.f, m, i), t.args, {t.at[0]: u[0]}
            )
            for i in t.at[:1]
            if len(t.at) == 1
        ]
    if not close(finer, want, 5e-6) or (other and not close(want, other, 1e-3)):
        raise Unfit("second differences disagree")
    _demand(t, along_u, want, 1e-5, "Hessian times vector, differences")


def _second(call: Callable[[Trial, list[Any]], Any]) -> Callable[[Trial], None]:
    def check(t: Trial) -> None:
        def product(v: list[Any]) -> list[Any]:
            found = t.split(call(t, v))
            for got, point in zip(found, t.points):
                assert_like(got, point, "Hessian times vector")
            return found

        _products(t, product)

    return check


def _hvp(t: Trial, v: list[Any]) -> Any:
    args = t.fresh()
    with unchanged(args, v):
        return t.under_test.hvp(*t.interleaved(args, v))


def _grad_jvp(t: Trial, v: list[Any]) -> Any:
    return t.under_test.grad.jvp(*t.interleaved(t.fresh(), v))[1]


def _grad_vjp(t: Trial, v: list[Any]) -> Any:
    _, pullback = t.under_test.grad.vjp(*t.fresh())
    return pullback(v[0] if t.bare else tuple(v))


CHECKS: dict[str, Callable[[Trial], None]] = {
    "grad": _grad,
    "value_and_grad": _value_and_grad,
    "generic": _generic,
    "jvp": _jvp,
    "vjp": _vjp,
    "hvp": _second(_hvp),
    "grad.jvp": _second(_grad_jvp),
    "grad.vjp": _second(_grad_vjp),
}


def judge(trial: Trial, mode: str, seconds: float = SECONDS) -> Verdict:
    """The verdict on one mode."""
    if mode not in ("jvp", "vjp") and not trial.is_scalar:
        return Verdict("unfit", mode)
    try:
        with alarm(seconds), warnings.catch_warnings(), np.errstate(all="ignore"):
            warnings.simplefilter("error")
            warnings.simplefilter("ignore", RuntimeWarning)
            warnings.simplefilter("ignore", ZeroGradientWarning)
            CHECKS[mode](trial)
    except NotDifferentiable as error:
        return _refused(error, mode)
    except (Unfit, NoDerivative):
        return Verdict("unfit", mode)
    except (Exception, Hang) as error:
        return _failed(error, mode)
    return Verdict("right", mode)


def _refused(error: SyntaxError, mode: str) -> Verdict:
    """Refused, if the error says where and why."""
    try:
        assert_located(error)
    except AssertionError as flaw:
        return Verdict("crashed", mode, f"bad refusal: {flaw}", str(error))
    reason = re.sub(r"fuzzed_\d+\.", "", str(error.msg))
    return Verdict("refused", mode, reason, (error.text or "").strip())


def _failed(error: BaseException, mode: str) -> Verdict:
    """Wrong where our own comparison raised, crashed where anything else did."""
    frames = traceback.extract_tb(error.__traceback__)
    text = "".join(traceback.format_exception(error)[-7:])
    last = frames[-1]
    ours = last.filename in (__file__, oracles.__file__)
    if isinstance(error, Wrong) or ours:
        return Verdict("wrong", mode, str(error).split("\n")[0], str(error))
    inside = [f for f in frames if PACKAGE in Path(f.filename).parents]
    place = "nowhere"
    if inside:
        place = f"{Path(inside[-1].filename).name}:{inside[-1].name}"
    if isinstance(error, Hang):
        place = "a hang"
    return Verdict("crashed", mode, f"{type(error).__name__} at {place}", text)

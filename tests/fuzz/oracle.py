"""The judge: a program's derivatives, each held against at least two oracles.

Reference values come from differences of the program itself and never from the tool;
second order is differences of a gradient that was found right. A program whose
differences disagree with each other (a kink nearby, a step across a branch) is no
oracle and is left out.
"""

from __future__ import annotations

import importlib.util
import itertools
import signal
import sys
import traceback
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import cached_property
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

import numpy as np

import autograd_src
from autograd_src import NotDifferentiable, ZeroGradientWarning
from tests import oracles
from tests.numeric import (
    NoDerivative,
    extrapolated,
    inner,
    numbers,
    numeric_grad,
    numeric_jvp,
    tree_map,
)
from tests.oracles import Case, assert_fresh, assert_like, assert_located, unchanged

PACKAGE = Path(autograd_src.__file__).parent
MODES = ("grad", "jvp", "vjp", "hvp", "grad.jvp", "grad.vjp")
LARGE = 1e5
SECONDS = 5  # of computing; longer is a hang


class Unfit(Exception):
    """The program tells nothing: it fails, is not finite, or has a kink here."""


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


_numbers = itertools.count()


def load(text: str, folder: Path) -> ModuleType:
    """The module with this text, from a file of its own."""
    name = f"fuzzed_{next(_numbers)}"
    path = folder / f"{name}.py"
    path.write_text(text, encoding="utf-8")
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


class Hang(BaseException):
    """It computes for too long; not an Exception, so that nothing swallows it."""


@contextmanager
def alarm(seconds: float) -> Iterator[None]:
    """Ends what computes for too long, with Hang."""

    def stop(*_: Any) -> None:
        raise Hang(f"longer than {seconds} s")

    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, seconds, 0.5)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


class Trial(Case):
    """A program at its point, with references that it must agree on with itself."""

    def __init__(self, module: ModuleType) -> None:
        super().__init__(module.program, module.ARGS, module.WRT)
        if self.bare:
            self.at = [0]

    def fit(self) -> bool:
        """Raise Unfit, or say whether some derivative is not zero."""
        try:
            with alarm(SECONDS), np.errstate(all="ignore"), warnings.catch_warnings():
                warnings.simplefilter("ignore")
                return self._fit()
        except (ArithmeticError, TypeError, ValueError, LookupError) as error:
            raise Unfit(f"{type(error).__name__}: {error}") from error
        except (NameError, AttributeError, Hang) as error:
            raise Unfit(f"{type(error).__name__}: {error}") from error

    def run(self) -> None:
        """Raise Unfit unless the program gives one number."""
        with np.errstate(all="ignore"):
            if not self.is_scalar:
                raise Unfit("the result is not one number")

    def _fit(self) -> bool:
        self.run()
        found = [self.value, *self.gradients]
        if not all(np.all(np.isfinite(y)) and _size(y) < LARGE for y in found):
            raise Unfit("not finite, or large")
        for seed in (1, 5):
            v = self.tangents(seed)
            slope = inner(self.gradients, v)
            for step in (0.02, 0.003):
                other = self.slope_from(v, step)
                if not close(slope, other, 1e-5):
                    raise Unfit("differences disagree")
        return any(_size(g) > 1e-9 for g in self.gradients)

    def slope_from(self, tangents: Sequence[Any], step: float) -> float:
        along = dict(zip(self.at, tangents))

        def value(h: float) -> Any:
            moved = self.fresh()
            for i, v in along.items():
                moved[i] = tree_map(lambda x, d: x + h * d, moved[i], v)
            return np.array(self.f(*moved))

        return float(np.sum(extrapolated(value, step)[0]))

    @cached_property
    def kept(self) -> list[Any]:
        return self.fresh()


def _size(tree: Any) -> float:
    return max((float(np.max(np.abs(x), initial=0)) for x in numbers(tree)), default=0)


def close(a: Any, b: Any, tolerance: float) -> bool:
    """Whether all numbers agree, relative to the largest of them."""
    bound = tolerance * max(1.0, _size(b))
    pairs = zip(numbers(a), numbers(b), strict=True)
    return all(
        np.shape(x) == np.shape(y) and bool(np.all(np.abs(np.subtract(x, y)) <= bound))
        for x, y in pairs
    )


def _demand(got: Any, want: Any, tolerance: float, what: str) -> None:
    if len(numbers(got)) != len(numbers(want)) or not close(got, want, tolerance):
        raise Wrong(f"{what}\n  got  {got!r}\n  want {want!r}")


# --------------------------------------------------------------------------- modes


def _grad(t: Trial) -> None:
    args = t.fresh()
    with unchanged(args):
        gradients = t.split(t.under_test.grad(*args))
    for got, want, point in zip(gradients, t.gradients, t.points):
        _demand(got, want, 1e-6, "grad against differences")
        assert_like(got, point, "grad")
    assert_fresh(gradients, args, "grad")
    v = t.tangents(1)
    _demand(inner(gradients, v), t.slope_from(v, 0.01), 1e-6, "grad along a direction")


def _jvp(t: Trial) -> None:
    for seed in (1, 5):
        args, v = t.fresh(), t.tangents(seed)
        with unchanged(args, v):
            value, tangent = t.under_test.jvp(*t.interleaved(args, v))
        _demand(value, t.value, 1e-12, "value of jvp")
        _demand(tangent, np.asarray(inner(t.gradients, v)), 1e-6, "jvp, differences")


def _vjp(t: Trial) -> None:
    args = t.fresh()
    with unchanged(args):
        value, pullback = t.under_test.vjp(*args)
    _demand(value, t.value, 1e-12, "value of vjp")
    for seed in (1.0, -0.75, 1.0):
        got = t.split(pullback(seed))
        want = [tree_map(lambda g, s=seed: s * g, g) for g in t.gradients]
        _demand(got, want, 1e-6, "pullback against differences")
        assert_fresh(got, args, "pullback")


def _products(t: Trial, product: Callable[[list[Any]], list[Any]]) -> None:
    """Hessian times vector: against differences of the gradient, and symmetric."""
    u, v = t.tangents(1), t.tangents(5)
    along_u, along_v = product(u), product(v)
    _demand(inner(v, along_u), inner(u, along_v), 1e-7, "the Hessian is not symmetric")

    def gradients(*moved: Any) -> Any:
        return t.split(t.under_test.grad(*moved))

    with np.errstate(all="ignore"):
        want = numeric_jvp(gradients, t.args, dict(zip(t.at, u)))
        other = [
            numeric_jvp(
                lambda *m, i=i: numeric_grad(t.f, m, i), t.args, {t.at[0]: u[0]}
            )
            for i in t.at[:1]
            if len(t.at) == 1
        ]
    if other and not close(list(want), other, 1e-3):
        raise Unfit("second differences disagree")
    _demand(along_u, list(want), 1e-5, "Hessian times vector, differences")


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
    "jvp": _jvp,
    "vjp": _vjp,
    "hvp": _second(_hvp),
    "grad.jvp": _second(_grad_jvp),
    "grad.vjp": _second(_grad_vjp),
}


def judge(trial: Trial, mode: str, seconds: float = SECONDS) -> Verdict:
    """The verdict on one mode."""
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
    return Verdict("refused", mode, str(error.msg), (error.text or "").strip())


def _failed(error: BaseException, mode: str) -> Verdict:
    """Wrong where our own comparison raised, crashed where anything else did."""
    frames = traceback.extract_tb(error.__traceback__)
    text = "".join(traceback.format_exception(error)[-7:])
    last = frames[-1]
    ours = last.filename in (__file__, oracles.__file__) and last.name != "stop"
    if isinstance(error, Wrong) or ours:
        return Verdict("wrong", mode, str(error).split("\n")[0], str(error))
    inside = [f for f in frames if PACKAGE in Path(f.filename).parents]
    place = "nowhere"
    if inside:
        place = f"{Path(inside[-1].filename).name}:{inside[-1].name}"
    if isinstance(error, Hang):
        place = "a hang"
    return Verdict("crashed", mode, f"{type(error).__name__} at {place}", text)


@contextmanager
def loaded(text: str, folder: Path) -> Iterator[Trial]:
    """A trial of a program's text; its module is forgotten afterwards."""
    module = None
    try:
        module = load(text, folder)
        yield Trial(module)
    finally:
        if module is not None:
            sys.modules.pop(module.__name__, None)
            with suppress(OSError):
                Path(str(module.__file__)).unlink()


__all__ = ["CHECKS", "MODES", "Trial", "Unfit", "Verdict", "judge", "loaded"]

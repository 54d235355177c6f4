"""Programs on trial: loaded from a file, with references that agree with each other.

References come from differences of the program itself, never from the tool. A program
whose differences disagree (a kink nearby, a step across a branch) is no oracle and is
left out.
"""

from __future__ import annotations

import importlib.util
import itertools
import signal
import sys
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import cached_property
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np

from autograd_src import NotDifferentiable
from tests.numeric import (
    extrapolated,
    inner,
    leaves,
    numbers,
    numeric_grad,
    tree_map,
)
from tests.oracles import Case

LARGE = 1e5
SECONDS = 120  # of computing; longer is a hang, shorter a long derivative


class Unfit(Exception):
    """The program tells nothing: it fails, is not finite, or has a kink here."""


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
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
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
        self.references: dict[int, list[np.ndarray]] = {}

    def fit(self) -> bool:
        """Raise Unfit, or say whether some derivative is not zero."""
        try:
            with alarm(SECONDS), np.errstate(all="ignore"), warnings.catch_warnings():
                warnings.simplefilter("ignore")
                return self._fit()
        except (ArithmeticError, TypeError, ValueError, LookupError) as error:
            raise Unfit(f"{type(error).__name__}: {error}") from error
        except (NameError, AttributeError, NotDifferentiable, Hang) as error:
            raise Unfit(f"{type(error).__name__}: {error}") from error

    def run(self) -> None:
        """Raise Unfit unless the program gives numbers."""
        with np.errstate(all="ignore"):
            found = numbers(self.value)
        if not found or len(found) != len(leaves(self.value)):
            raise Unfit("the result is not made of numbers")
        if not all(np.all(np.isfinite(y)) and size(y) < LARGE for y in found):
            raise Unfit("not finite, or large")

    def _fit(self) -> bool:
        self.run()
        if not close(self.f(*self.fresh()), self.value, 0.0):
            raise Unfit("another value when called again")
        if self.single and not close(self.f(*self.wide()), self.value, 1e-3):
            raise Unfit("another value in double precision")
        for seed in range(8):
            if not close(self.f(*self.nearly(seed)), self.value, self.within(1e-6)):
                raise Unfit("rounding decides")
        moves = False
        for seed in (1, 5):
            v = self.tangents(seed)
            slopes = [self.slopes(v, step) for step in (0.02, 0.003)]
            slopes.append(self.reference(seed))
            if self.is_scalar:
                slopes.append([self.like_value(inner(self.gradients, v))])
            if not all(close(slope, slopes[0], 1e-5) for slope in slopes):
                raise Unfit("differences disagree")
            if not size(slopes[0]) < LARGE:
                raise Unfit("not finite, or large")
            moves = moves or size(slopes[0]) > 1e-9
        return moves

    @cached_property
    def gradients(self) -> list[Any]:
        """By differences that don't depend on their first step: else they are Unfit."""
        found, again = (
            [numeric_grad(self.f, self.args, i, step=step) for i in self.at]
            for step in (0.02, 0.004)
        )
        if not self.single and not close(again, found, 4e-7):
            raise Unfit("differences are not exact enough")
        return found

    def like_value(self, slope: float) -> np.ndarray:
        """The slope of a result of size one, in its shape."""
        return np.reshape(slope, np.shape(numbers(self.value)[0]))

    def wide(self) -> list[Any]:
        """The arguments in double precision, which differences need."""
        return [tree_map(_wide, arg) for arg in self.fresh()]

    def nearly(self, seed: int) -> list[Any]:
        """The arguments but for their last digits, on which no test may turn."""
        return self.moved(self.tangents(seed), 1e-13)

    def moved(self, tangents: Sequence[Any], by: float) -> list[Any]:
        """The arguments some way along their tangents."""
        args = self.wide()
        for i, v in zip(self.at, tangents, strict=True):
            args[i] = tree_map(lambda x, d: x + by * d, args[i], v)
        return args

    def within(self, tolerance: float) -> float:
        """The tolerance that a comparison needs in this program's precision."""
        return max(tolerance, 5e-3) if self.single else tolerance

    def reference(self, seed: int) -> list[np.ndarray]:
        """What the derivatives along the tangents of this seed have to give."""
        if seed not in self.references:
            self.references[seed] = self.slopes(self.tangents(seed), 0.01)
        return self.references[seed]

    def slopes(self, tangents: Sequence[Any], step: float) -> list[np.ndarray]:
        """The tangent of each number in the result, from a step of this size."""

        def value(h: float) -> Any:
            return [np.array(y) for y in numbers(self.f(*self.moved(tangents, h)))]

        return extrapolated(value, step)


def _wide(leaf: Any) -> Any:
    if getattr(leaf, "dtype", None) != np.float32:
        return leaf
    return leaf.astype(np.float64) if np.ndim(leaf) else np.float64(leaf)


def size(tree: Any) -> float:
    return max((float(np.max(np.abs(x), initial=0)) for x in numbers(tree)), default=0)


def close(a: Any, b: Any, tolerance: float) -> bool:
    """Whether all numbers agree, relative to the largest of them."""
    bound = tolerance * max(1.0, size(b))
    pairs = zip(numbers(a), numbers(b), strict=True)
    return all(
        np.shape(x) == np.shape(y) and bool(np.all(np.abs(np.subtract(x, y)) <= bound))
        for x, y in pairs
    )


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

"""Operations counted instead of timed: NumPy calls and executed lines of Python.

Arrays are handed in as `Counted`, a subclass that sees every ufunc (operators too)
and every function of NumPy's that it takes part in; what those call in turn is not
counted. Lines are counted in the function itself and in what it calls outside of
installed libraries.
"""

import sys
import sysconfig
from collections import Counter
from typing import ClassVar, NamedTuple

import numpy as np

_LIBRARIES = tuple(
    sysconfig.get_path(name) for name in ("stdlib", "platstdlib", "purelib", "platlib")
)


class Count(NamedTuple):
    """What one call executed."""

    calls: Counter
    lines: int

    @property
    def total(self):
        return sum(self.calls.values())


class Counted(np.ndarray):
    """An array that counts the operations it takes part in."""

    _calls: ClassVar[Counter] = Counter()
    _depth: ClassVar[int] = 0

    @classmethod
    def _counting(cls, name, function, *args, **kwargs):
        if cls._depth == 0:
            cls._calls[name] += 1
        cls._depth += 1
        try:
            return function(*args, **kwargs)
        finally:
            cls._depth -= 1

    def __array_ufunc__(self, ufunc, method, *inputs, **kwargs):
        if "out" in kwargs:
            kwargs["out"] = tuple(map(_plain, kwargs["out"]))
        result = self._counting(
            ufunc.__name__, getattr(ufunc, method), *map(_plain, inputs), **kwargs
        )
        if "out" in kwargs and isinstance(inputs[0], Counted):
            return inputs[0] if kwargs["out"][0].base is inputs[0].base else result
        return _counted(result)

    def __array_function__(self, function, types, args, kwargs):
        inside = super().__array_function__
        name = function.__name__
        return _counted(self._counting(name, inside, function, types, args, kwargs))


def _plain(x):
    return x.view(np.ndarray) if isinstance(x, Counted) else x


def _counted(x):
    """The same with arrays that count: some functions return plain ones."""
    if isinstance(x, (tuple, list)):
        return type(x)(map(_counted, x)) if type(x) in (tuple, list) else x
    return x.view(Counted) if type(x) is np.ndarray else x


def _is_library(filename):
    return filename.startswith((*_LIBRARIES, "<frozen")) or filename == __file__


def count(function, *args):
    """What `function(*args)` executes."""
    lines = 0

    def trace(frame, event, arg):
        nonlocal lines
        if _is_library(frame.f_code.co_filename):
            return None
        lines += event == "line"
        return trace

    args = [
        _counted(arg.copy()) if isinstance(arg, np.ndarray) else arg for arg in args
    ]
    Counted._calls = Counter()
    before = sys.gettrace()
    sys.settrace(trace)
    try:
        function(*args)
    finally:
        sys.settrace(before)
    return Count(Counted._calls, lines)

"""Functions in tables and lists, and with some of their arguments bound."""

from __future__ import annotations

import operator
from functools import partial

import numpy as np
import pytest
from scipy import special

from tests.oracles import check_all_modes

X = np.array([0.7, 0.4, 1.3])

TABLE = {
    "square": lambda z: z * z,
    "sigmoid": special.expit,
    "tanh": np.tanh,
}


def layer(x, *, scale, last):
    return x * scale if last else np.tanh(x * scale)


LAYERS = [partial(layer, scale=2.0, last=False), partial(layer, scale=0.5, last=True)]


def by_names(x, names=("tanh", "square", "sigmoid")):
    for name, factor in zip(names, (1.0, 2.0, 3.0)):
        x = TABLE[name](factor * x)
    return np.sum(x)


def bound_outside(x):
    for apply in LAYERS:
        x = apply(x)
    return np.sum(x)


def chosen(x, kind):
    table = {"square": np.square, "tanh": np.tanh}
    if (function := table.get(kind)) is None:
        raise KeyError(kind)
    return np.sum(function(x))


def chosen_in_a_loop(x):
    weights = {"square": 1.0, "tanh": 0.5}
    return sum(w * chosen(x, kind) for kind, w in weights.items())


def looked_up(x):
    total = 0.0
    for kind in ("square", "tanh"):
        table = {"square": np.square, "tanh": np.tanh}
        if kind not in table:
            raise KeyError(kind)
        total = total + np.sum(table[kind](x))
    return total


def of_library_functions(x):
    for function in [partial(np.power, 2.0), partial(operator.mul, x[0])]:
        x = function(x)
    return np.sum(x)


def collected(x, stages=(("gain", 2.0), ("offset", 0.5), ("tanh", None))):
    functions = []
    for kind, amount in stages:
        if kind == "gain":
            functions.append(partial(operator.mul, amount))
        elif kind == "offset":
            functions.append(lambda v, a=amount: v + a)
        else:
            functions.append(np.tanh)
    for function in functions:
        x = function(x)
    return np.sum(x)


def collected_at_once(x):
    functions = [partial(layer, scale=k, last=True) for k in (1.0, 2.0)]
    return sum(np.sum(f(x) ** 2) for f in functions)


PROGRAMS = [
    by_names,
    bound_outside,
    chosen_in_a_loop,
    looked_up,
    of_library_functions,
    collected,
    collected_at_once,
]


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda p: p.__name__)
def test_the_function_that_is_called_is_known(program):
    check_all_modes(program, (X,), wrt=("x",))

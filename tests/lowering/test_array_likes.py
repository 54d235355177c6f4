"""Lists and tuples, also lists of rows, where NumPy and SciPy take arrays.

The adjoint of an operand that stayed a list was a list: `a + a` put two of them
together, and a gradient of second order was wrong.
"""

from __future__ import annotations

import numpy as np
import pytest
import scipy.linalg

from autograd_src.analyses.lists import ListOf
from autograd_src.live.values import Array, Dict, List, Scalar, Tuple
from autograd_src.lowering.array_likes import of_numbers, puts_together, takes_arrays
from tests.oracles import check_all_modes

X = np.array([0.3, 0.8])
ROW = [1.0, 2.0]
PAIR = (1.0, 2.0)
ROWS = [[1.0, 2.0], [3.0, 4.0]]
VECTORS = [np.array([1.0, 2.0]), np.array([1.0, 3.0])]


def solved(x):
    return np.sum(np.linalg.solve([[x[0], 1.0], [0.0, 2.0]], [1.0, 2.0]))


def solved_for_columns(x):
    return np.sum(np.linalg.solve([[x[0], 1.0], [2.0, 3.0]], [[1.0], [x[1]]]))


def solved_by_scipy(x):
    return np.sum(scipy.linalg.solve([[x[0], 2.0], [1.0, x[1]]], x))


def rotated(x):
    c, s = np.cos(x[0]), np.sin(x[0])
    return np.sum(np.dot([[c, -s], [s, c]], x) ** 3)


def rotated_by_a_name(x):
    turn = [[np.cos(x[0]), -np.sin(x[0])], [np.sin(x[0]), np.cos(x[0])]]
    return np.sum((turn @ x) ** 3)


def two_displays(x):
    return np.trace(np.matmul([[x[0], 2.0], [1.0, x[1]]], [[1.0, 2.0], [3.0, 4.0]]))


def a_chain_of_products(x):
    return np.sum(x @ [[x[0], 1.0], [2.0, 3.0]] @ [1.0, x[1]])


def to_a_number(x):
    return (x @ [1.0, x[1]]) ** 2 + [1.0, x[1]] @ x


def of_tuples(x):
    weights = (1.0, x[1])
    return x @ weights + (x[0], x[1]) @ x + np.sum(x * weights)


def made_by_a_loop(x):
    items = [x[i] for i in range(2)]
    return np.sum(x @ items)


def times_a_list(x):
    return np.sum([x[0], x[1]] * np.arange(2) + [1.0, x[0]] * x)


def times_rows(x):
    return np.sum(x * [[1.0, x[0]], [2.0, 3.0]] + ROWS * x)


def of_globals(x):
    return (x @ ROW) * np.sum(ROWS @ x) + np.sum(VECTORS @ x) + np.sum(x / PAIR)


def given_to_functions(x):
    rows = np.dot(ROWS, x) * PAIR
    return np.dot(ROW, x) + np.vdot(x, PAIR) + np.sum(np.linalg.solve(ROWS, rows))


def rows_of_two_kinds(x):
    return np.sum([x * 1.15, PAIR] @ np.array([x[1], x[0]]))


def through_a_passive_list(x):
    return (x @ [*ROW]) * (np.array(PAIR).tolist() @ x)


def by_what_is_of_unknown_kind(x):
    return sum([x] * 2) @ [x[1], x[0]]


def of_unknown_length(x):
    return np.einsum("i,i", [v * 0.5 for v in x], sorted((x[0], 2.0)))


def put_together(x):
    twice = [v * 2.0 for v in x]
    rows = np.array([twice, [1.0, x[0]]])
    return np.sum(rows**2) + np.sum(np.stack([sorted([x[1], x[0]]), x])[0] ** 3)


def joined(x):
    twice = [v * 2.0 for v in x]
    return np.sum(np.concatenate([twice, [1.0], x]) ** 2)


def chosen(x):
    kept = [[True, False], [False, True]]
    return np.sum(np.where(kept, [[x[0], 2.0], [1.0, x[1]]], 0.0))


def mapped(x):
    return np.sum(np.exp([[x[0], 2.0], [2.0, x[1]]]))


def changed_in_place(x):
    y = x.copy()
    y -= (1.0, 2.0)
    y *= [2.0, x[0]]
    y += [x[1], x[0]]
    return np.sum(y**3)


def changed_in_parts(x):
    y = np.zeros((2, 2))
    y[:] = [[x[0], 2.0], [2.5, x[1]]]
    y -= [[x[0], 0.0], [x[1], 1.0]]
    y[0] -= [1.0, x[1]]
    y[1] -= (1.0, 2.0)
    y[0, 1:1] -= ()
    return np.sum(y**2)


PROGRAMS = [
    solved, solved_for_columns, solved_by_scipy, rotated, rotated_by_a_name,
    two_displays, a_chain_of_products, to_a_number, of_tuples, made_by_a_loop,
    times_a_list, times_rows, of_globals, given_to_functions, chosen, mapped,
    put_together, joined, rows_of_two_kinds, through_a_passive_list,
    by_what_is_of_unknown_kind, of_unknown_length,
    changed_in_place, changed_in_parts,
]  # fmt: skip


@pytest.mark.parametrize("program", PROGRAMS)
def test_what_numpy_takes_for_an_array_is_one(program):
    check_all_modes(program, (X,))


def weighted(x, w):
    return x @ w + np.sum(x * w) + np.dot(w, x)


@pytest.mark.parametrize("w", [ROW, PAIR], ids=["list", "tuple"])
def test_arguments_that_are_lists(w):
    check_all_modes(weighted, (X, w), ("x",))


def test_rows_hold_numbers():
    number = Scalar("float")
    row = List((number, Array("float64", ("n",))))
    assert of_numbers(row)
    assert of_numbers(Tuple((row, row)))
    assert of_numbers(ListOf(number))
    assert not of_numbers(List(()))
    assert not of_numbers(List((row, Dict(("a",), (number,)))))
    assert not of_numbers(number)


def test_functions_that_put_together_take_lists():
    assert takes_arrays(np.dot)
    assert takes_arrays(np.einsum)
    assert takes_arrays(scipy.linalg.solve)
    assert puts_together(np.concatenate)
    assert not takes_arrays(np.concatenate)
    assert not takes_arrays(max)

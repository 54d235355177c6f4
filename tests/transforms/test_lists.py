"""Adjoints and tangents of lists whose items are arrays."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from autograd_src import NotDifferentiable, differentiable
from tests.oracles import assert_located, check_all_modes

X = np.array([0.7, -0.4])


def popped_item_in_a_sum(x):
    """The adjoint of `v` is that of `u` too; what is added to one is not to both."""
    items = [x * 1.0]
    u = x * x
    for k in range(len(x)):
        items.append(x * k)
    s = np.sum(items[-1] ** 2)
    v = items.pop()
    y = v + u
    return s + np.sum(y**2) + np.sum(items[0]) ** 2


def longer_item(x):
    """What overwrites an item need not have its shape."""
    items = [x[:1] * 2.0]
    t = np.sum(items[0] ** 2)
    for _ in x:
        items.append(x)
    items[0] = x * t
    return np.sum(items[0] ** 2)


def longer_item_in_a_loop(x):
    items = [np.array([np.mean(x)])]
    for _ in x:
        items.append(x)
        items[0] = x
    return np.sum(np.array(items) ** 3)


def thrown_away(x):
    """What nothing uses leaves the list of tangents, too."""
    items = []
    for k in range(2):
        items.append(x[k] ** 2)
        items.append(x[0] * x[k])
        items.pop()
    return sum(items) * items[0]


FIRST = ("grad", "jvp", "vjp")


@pytest.mark.parametrize(
    ("f", "modes"),
    [
        (popped_item_in_a_sum, (*FIRST, "hvp")),
        (longer_item, (*FIRST, "hvp")),
        (longer_item_in_a_loop, FIRST),
        (thrown_away, (*FIRST, "hvp")),
    ],
)
def test_items_of_lists(f, modes):
    check_all_modes(f, (X,), modes=modes)


def passive_item(x):
    items = [x * x]
    for _ in x:
        items.append(x)
    items[0] = np.array([1.5, 2.0])
    return items[0]


def test_the_tangent_of_a_passive_item_has_its_shape():
    _, tangent = differentiable(passive_item).jvp(X, np.ones(2))
    np.testing.assert_array_equal(tangent, np.zeros(2))


def taken_off_and_looked_at(x):
    items = [x[0] * 1.0]
    for v in x:
        items.append(v * v)
    last = items.pop()
    assert last > -1.0
    return sum(items)


def taken_off_in_branches(x):
    items = []
    for k in range(3):
        items.append(x[k] * x[k])
        if k % 2:
            items.pop()
    items.append(3.0 * x[0])
    return sum(items) * items[0]


def stack(x):
    items = [x[0]]
    for v in x:
        items.append(items[-1] * v)
    items.pop()
    return items[-1] ** 2


def summed_while_it_grows(x):
    found = []
    for v in x:
        found.append((1.0 - v * sum(found)) / (1.0 + v))
    return np.sum(np.array(found) ** 2)


def of_unknown_rank(x):
    found = []
    for weights in itertools.product([-1.0, 1.0], repeat=3):
        s = np.array(weights)
        found.append(s @ (x * s[0]))
    return np.sum(np.exp(np.array(found)))


ITEMS = [
    taken_off_and_looked_at,
    taken_off_in_branches,
    stack,
    summed_while_it_grows,
    of_unknown_rank,
]


@pytest.mark.parametrize("f", ITEMS, ids=lambda f: f.__name__)
def test_lists_that_grow_and_shrink(f):
    modes = ("grad", "jvp", "vjp", "hvp")
    check_all_modes(f, (np.array([0.2, 0.3, 0.7]),), modes=modes)


W = np.arange(9.0).reshape(3, 3)


def vectors(x):
    return [x * (x[k] + k) ** 2 for k in range(len(x))]


def matrices(x):
    return [np.outer(x, W[1] * x) * (x[k] + k) for k in range(len(x))]


JOINED = {
    "stack": lambda x: np.stack(vectors(x)),
    "stack along the last axis": lambda x: np.stack(vectors(x), axis=-1),
    "stack along the second axis": lambda x: np.stack(vectors(x), 1),
    "stack of matrices": lambda x: np.stack(matrices(x), axis=1)[0],
    "stack of matrices, last but one": lambda x: np.stack(matrices(x), axis=-2)[0],
    "array of a kind": lambda x: np.array(vectors(x), dtype=float),
    "asarray": lambda x: np.asarray(vectors(x), float),
    "rows": lambda x: np.vstack(vectors(x)),
    "columns": lambda x: np.column_stack(vectors(x)),
    "one after the other": lambda x: np.concatenate(vectors(x)).reshape(3, 3),
    "side by side": lambda x: np.hstack(matrices(x))[:, 2:5],
    "below one another": lambda x: np.concatenate(matrices(x))[2:5],
    "along an axis": lambda x: np.concatenate(matrices(x), axis=1)[:, 4:7],
    "along the last": lambda x: np.concatenate(matrices(x), -1)[:, 4:7],
    "matrices as rows": lambda x: np.vstack(matrices(x))[1:4],
    "in depth": lambda x: np.dstack(matrices(x))[0],
    "vectors in depth": lambda x: np.dstack(vectors(x))[0],
}


@pytest.mark.parametrize("join", JOINED.values(), ids=JOINED)
def test_what_is_made_of_a_list_of_unknown_length(join):
    def f(x):
        return np.sum(join(x) ** 2 * W)

    modes = ("grad", "jvp", "vjp", "hvp")
    check_all_modes(f, (np.array([0.2, 0.3, 0.7]),), modes=modes)


def test_parts_of_different_lengths_are_put_together():
    def f(x):
        parts = [x[: k + 1] * (k + 1.0) for k in range(len(x))]
        return np.sum(np.concatenate(parts) ** 2) + np.hstack(parts)[3]

    modes = ("grad", "jvp", "vjp", "hvp")
    check_all_modes(f, (np.array([0.2, 0.3, 0.7]),), modes=modes)


def test_a_sum_may_start_from_a_number():
    def f(x):
        return sum(x, 2.0) * sum([v * v for v in x], start=1)

    check_all_modes(f, (np.array([0.2, 0.3, 0.7]),), modes=("grad", "jvp", "hvp"))


def layers(params, x):
    for w, b in params[:-1]:
        x = np.tanh(x @ w + b)
    first, *_ = params[1:]
    return np.sum(x @ params[-1][0] * first[1])


def test_parts_of_a_list_of_arguments_are_gone_through():
    params = [(W / 9.0, W[0]), (W / 5.0, W[1]), (W / 3.0, W[2])]
    check_all_modes(layers, (params, X @ np.ones((2, 3))), modes=("grad", "jvp"))


def neighbours(x):
    items = [x[0]]
    for v in x:
        items.append(items[-1] * v + v)
    s = 0.0
    for p, q in zip(items, items[1:], strict=False):  # noqa: RUF007
        s += (q - p) ** 2 * p
    for p in items[1:-1]:
        s += p**3
    for k, p in enumerate(items[2:]):
        s += p * k
    for p in items[:-2]:
        s -= p
    return s


def triangle(x):
    items = [v * 1.0 for v in x]
    while len(items) > 1:
        items = [0.3 * p + 0.7 * q for p, q in zip(items[:-1], items[1:], strict=True)]  # noqa: RUF007
    return items[0]


def products_of_items(x):
    items = [np.outer(x, x) * v for v in x]
    s = 0.0
    for m, n in zip(items[:-1], reversed(items), strict=False):
        s += np.sum(m @ n)
    return s


PARTS = [neighbours, triangle, products_of_items]


@pytest.mark.parametrize("f", PARTS, ids=lambda f: f.__name__)
def test_loops_over_parts_of_a_list(f):
    modes = ("grad", "jvp", "vjp", "hvp")
    check_all_modes(f, (np.array([0.2, 0.3, 0.7]),), modes=modes)


def grows_meanwhile(x):
    items = [v * v for v in x]
    for p in items[1:]:
        items.append(p * 2.0)
    return sum(items)


def changes_meanwhile(x):
    items = [v * v for v in x]
    for k, p in enumerate(items[1:]):
        items[k + 1] = p * items[0]
        items[0] = p
    return sum(items)


@pytest.mark.parametrize("f", [grows_meanwhile, changes_meanwhile])
def test_a_part_of_a_list_that_changes_is_refused(f):
    with pytest.raises(NotDifferentiable) as caught:
        differentiable(f).grad(np.array([0.2, 0.3, 0.7]))
    assert_located(caught.value)


def test_the_pullback_finds_lists_in_records_as_they_were():
    def f(x):
        rows = [row for row in x]  # noqa: C416
        while len(rows) > 1:
            new = []
            for k in range(len(rows) - 1):
                new.append(0.3 * rows[k] + 0.7 * rows[k + 1] ** 2)
            rows = new
        return rows[0] * x[0]

    check_all_modes(f, (np.arange(8.0).reshape(4, 2) / 5.0,), modes=("vjp", "jacobian"))


def rows_of_it(x):
    total = 0.0
    for k, row in enumerate(list(x.T)):
        total = total + np.sum(np.sin(row)) * k
    return total


def rows_stored(x):
    rows = list(x)
    rows[0] = rows[1] * rows[0]
    return np.sum(np.vstack(rows) ** 2)


def rows_taken(x):
    rows = list(x * x)
    total = rows.pop()
    for row in rows:
        total = total + row * total
    return np.sum(total)


def numbers_appended(x):
    items = list(x[0])
    for _ in range(3):
        items.append(items[-1] * items[-2])
    return items[-1] + max(items)


def trajectory(x):
    y = x[0]
    path = [y]
    for _ in range(3):
        y = y + 0.1 * np.sin(y) * y[0]
        path.append(y)
    return np.sum(np.array(path) ** 2)


def row_written(x):
    y = x * 2.0
    for row in list(y):
        row[0] = row[1] * row[0]
    return np.sum(y**2)


MATRIX = np.array([[0.3, 0.5], [0.7, 0.2]])


@pytest.mark.parametrize(
    "f",
    [rows_of_it, rows_stored, rows_taken, numbers_appended, trajectory, row_written],
)
def test_a_list_of_the_rows_of_an_array(f):
    check_all_modes(f, (MATRIX,))


def test_the_adjoint_of_a_list_that_becomes_an_array_is_the_list_of_its_rows():
    source = differentiable(trajectory).grad.specialize(MATRIX).source
    assert "path_bar = list(2 * np.array(path))" in source


def array_written(x):
    y = x * 2.0
    rows = list(y)
    y[0] = y[1] ** 2
    return rows[0][1] * rows[1][0]


def test_rows_in_a_list_are_views():
    with pytest.raises(NotDifferentiable, match="written"):
        differentiable(array_written).grad(MATRIX)


def a_stack_of_pairs(x, y):
    stack = [(x, 0)]
    total = 0.0
    while stack:
        v, depth = stack.pop()
        total = total + v
        if depth < 2:
            stack.append((v * y, depth + 1))
            stack.append((v + x, depth + 1))
    return total


def pairs_taken_by_place(x, y):
    pairs = []
    for k in range(3):
        pairs.append((x * k, y))
    total = 0.0
    while len(pairs) > 0:
        pair = pairs.pop()
        total = total + pair[0] * pair[1]
    return total


@pytest.mark.parametrize("f", [a_stack_of_pairs, pairs_taken_by_place])
def test_tuples_taken_out_of_a_list_are_never_forgotten(f):
    check_all_modes(f, (0.7, 0.4), modes=("jvp",))
    with pytest.raises(NotDifferentiable, match="a tuple is taken out of a list"):
        differentiable(f).grad(0.7, 0.4)


def pairs_in_a_matrix(x):
    rows = [(x[0] * x[1], 1.0)]
    for a in x:
        rows.append((a**2, x[0]))
    m = np.array(rows)
    return m[:, 0] @ m[:, 1]


def nested_rows_in_an_array(x):
    rows = []
    for a in x:
        rows.append(((a, x[0]), (x[1] * a, 1.0)))
    m = np.array(rows)
    return np.sum(m**2) + m[1, 0, 1]


def arrays_in_pairs(x):
    rows = []
    for k in range(len(x)):
        rows.append((x * k, x[k] * x))
    return np.stack(rows)[1, 0] @ np.array(rows)[0, 1]


@pytest.mark.parametrize(
    "f", [pairs_in_a_matrix, nested_rows_in_an_array, arrays_in_pairs]
)
def test_rows_that_are_written_out_get_their_part(f):
    modes = ("grad", "value_and_grad", "jvp")
    check_all_modes(f, (np.array([0.7, 0.4, 1.3]),), modes=modes)

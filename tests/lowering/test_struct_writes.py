"""Lists and dicts of known structure, changed and put together by their methods."""

from __future__ import annotations

import numpy as np
import pytest

from autograd_src import NotDifferentiable, differentiable
from tests.oracles import assert_located, check_all_modes

X = np.array([0.7, 0.4, 1.3, 0.9])


def taken_from_a_list(x):
    items = [x[0], x[1] ** 2, x[2]]
    a = items.pop()
    b = items.pop(0)
    items.append(a * b)
    return a * b * items[0] + items[-1] ** 2


def taken_under_another_name(x):
    items = [x[0], x[1], x[2]]
    same = items
    a = same.pop()
    items.append(a * 2)
    return same[-1] * items[0] * len(same)


def parts_stored(x):
    items = [x[0], x[1] ** 2, x[2], x[3]]
    items[1:3] = [x[0] * x[1]]
    items[:1] = []
    del items[-1]
    kept = items[0]
    items.clear()
    items.extend([x[1], x[2]])
    return kept * items[0] * items[-1]


def taken_from_a_dict(x):
    d = {"a": x[0]}
    v = d.setdefault("a", x[1])
    d.setdefault("b", x[1] ** 2)
    d.update(c=x[2], a=x[3])
    w = d.pop("c")
    del d["b"]
    z = d.pop("z", 2.0)
    return v * w * d["a"] * z * len(d)


def lists_in_a_dict(x):
    d = {}
    w = d.setdefault("b", [])
    w.append(x[2])
    d["b"].append(x[3])
    return d["b"][0] * sum(d["b"])


def merged(x):
    a = {"u": x[0], "v": x[1]}
    c = a | {"w": x[3], "u": x[2]}
    e = dict(a, v=x[2])
    a["u"] = 9.0
    return c["w"] * c["v"] + c["u"] ** 2 * e["u"] * e["v"] + len(c)


def of_pairs(x):
    d = dict((("a", x[0]), ("b", x[1])))  # noqa: C406 (pairs are the point)
    e = dict(zip("uv", (x[2], x[3])))
    s = 0.0
    for k, (_, v) in enumerate(d.items()):
        s = s + (k + 1) * v**2
    return s * e["u"] * e["v"] ** 2


def turned_round(x):
    rows = [(x[0], x[1]), (x[2], x[3])]
    firsts, seconds = zip(*rows)
    columns = list(zip(*rows))
    return firsts[0] * seconds[1] + columns[0][1] * columns[1][0] ** 2


PROGRAMS = [
    taken_from_a_list,
    taken_under_another_name,
    parts_stored,
    taken_from_a_dict,
    lists_in_a_dict,
    merged,
    of_pairs,
    turned_round,
]


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda p: p.__name__)
def test_methods_change_what_is_followed(program):
    check_all_modes(program, (X,))


def overridden(p):
    q = p | {"a": 3.0}
    return q["a"] * q["b"] + p["a"]


def test_an_argument_is_merged():
    assert differentiable(overridden).grad({"a": 1.5, "b": 2.0}) == {"a": 1, "b": 3}


def deleted_in_a_branch(x):
    items = [x[0], x[1], x[2]]
    if x[0] > 0:
        del items[0]
    return sum(items) * len(items)


def part_of_a_list_that_grew(x):
    items = [a**2 for a in x]
    items[0:2] = [x[0], x[1]]
    return sum(items)


def merged_with_keys_from_the_run(x):
    a = {}
    for v in x:
        a[round(v)] = v
    c = a | {5: x[3]}
    return c[5]


@pytest.mark.parametrize(
    "program",
    [deleted_in_a_branch, part_of_a_list_that_grew, merged_with_keys_from_the_run],
    ids=lambda p: p.__name__,
)
@pytest.mark.parametrize("mode", ["grad", "jvp"])
def test_what_only_the_run_decides_is_refused(program, mode):
    arguments = (X,) if mode == "grad" else (X, X)
    with pytest.raises(NotDifferentiable) as caught:
        getattr(differentiable(program), mode)(*arguments)
    assert_located(caught.value)

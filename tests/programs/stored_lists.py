"""Lists and tuples of differentiated values that are stored into arrays."""

from __future__ import annotations

import numpy as np


def a_list_through_a_mask(x):
    o = np.zeros(2)
    o[np.array([True, False])] = [x]
    return o[0]


def a_list_through_places(x):
    o = np.zeros(2)
    o[[0, 1]] = [x, x * 2]
    return o[0] * o[1]


def a_list_into_a_slice(x):
    o = np.zeros(2)
    o[:] = [x, x * 2]
    return o[0] * o[1]


def a_tuple_into_a_slice(x):
    o = np.zeros(2)
    o[0:2] = (x, x * 3)
    return o[0] * o[1]


def a_tuple_into_a_row(x):
    o = np.zeros((2, 2))
    o[0] = x, x * 3
    return o[0, 0] * o[0, 1]


def nested_lists(x):
    o = np.zeros((2, 2))
    o[:] = [[x, 1.0], [2.0, x]]
    return o[0, 0] * o[1, 1]


def a_list_placed(x):
    o = np.zeros(2)
    a = np.array([True, True])
    np.place(o, a, [x, x * x])
    return o[0] * o[1]


def a_list_copied(x):
    o = np.zeros(2)
    np.copyto(o, [x, x * 2])
    return o[0] * o[1]


def a_list_put(x):
    o = np.zeros(2)
    np.put(o, [0, 1], [x, x * 2])
    return o[0] * o[1]


def a_list_added(x):
    o = np.zeros(2)
    o += [x, x * 2]
    return o[0] * o[1]


def a_list_multiplied_in(x):
    o = np.ones(2)
    o[:] *= [x, x * 2]
    return o[0] * o[1]


def a_list_added_at(x):
    o = np.zeros(2)
    np.add.at(o, [0, 0], [x, x * 2])
    return o[0]


def a_list_put_by_the_method(x):
    o = np.zeros(2)
    o.put([0, 1], [x, x])
    return o[0] * o[1]


def a_comprehension_into_a_slice(x):
    o = np.zeros(2)
    o[:] = [x * v for v in (1, 2)]
    return o[0] * o[1]


def a_map_into_a_slice(x):
    o = np.zeros(2)
    o[:] = list(map(lambda v: x * v, (1, 2)))
    return o[0] * o[1]

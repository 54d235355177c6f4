"""Differentiated values put somewhere by calls: methods and functions of every kind."""

from __future__ import annotations

import bisect
import collections
import functools
import heapq
import operator

import numpy as np

G = [0.0]
GA = np.zeros(2)
LOG = []


def an_item_by_operator(x):
    ys = [1.0, 2.0]
    operator.setitem(ys, 0, x)
    return ys[0]


def an_item_by_the_class(x):
    ys = [1.0, 2.0]
    list.append(ys, x)
    return ys[2]


def a_key_by_the_class(x):
    d = {"b": 1.0}
    dict.update(d, w=x)
    return d["w"]


def added_to_a_list_by_name(x):
    ys = [1.0, 2.0]
    ys.__iadd__([x])
    return ys[2]


def filled_by_the_class(x):
    o = np.zeros(2)
    np.ndarray.fill(o, x)
    return o[0]


def an_element_by_the_class(x):
    o = np.zeros(2)
    np.ndarray.__setitem__(o, 0, x)
    return o[0]


def pushed_on_a_heap(x):
    ys = [1.0, 2.0]
    heapq.heappush(ys, x)
    return ys[0]


def sorted_in(x):
    ys = [1.0, 2.0]
    bisect.insort(ys, x)
    return ys[0]


def an_element_by_name(x):
    o = np.zeros(2)
    r = o.__setitem__(0, x)
    return o[0]


def added_by_name(x):
    o = np.zeros(2)
    o.__iadd__(x)
    return o[0]


def added_by_operator(x):
    o = np.zeros(2)
    operator.iadd(o, x)
    return o[0]


def elements_in_a_comprehension(x):
    o = np.zeros(2)
    [o.__setitem__(i, x) for i in range(2)]
    return o[0]


def elements_by_a_lambda(x):
    o = np.zeros(2)
    list(map(lambda i: o.__setitem__(i, x), range(2)))
    return o[0]


def a_key_of_an_ordered_dict(x):
    d = collections.OrderedDict()
    d["a"] = x
    return d["a"]


def a_method_with_a_name(x):
    ys = [3.0, 1.0]
    f = ys.append
    f(x)
    return ys[2]


def a_method_of_an_array_with_a_name(x):
    o = np.zeros(2)
    f = o.fill
    f(x)
    return o[0]


def a_partial_of_a_writer(x):
    o = np.zeros(2)
    f = functools.partial(np.copyto, o)
    f(x)
    return o[0]


def a_global_by_its_name(x):
    globals()["ZZ"] = x
    return ZZ


def a_key_by_name(x):
    d = dict()
    d.__setitem__("a", x)
    return d["a"]


def an_attribute_by_its_dict(x):
    from types import SimpleNamespace

    s = SimpleNamespace(a=1.0)
    s.__dict__.update(a=x)
    return s.a


def copied_with_keywords(x):
    o = np.zeros(2)
    np.copyto(dst=o, src=x, where=np.array([True, False]))
    return o[0]


def a_diagonal_with_keywords(x):
    o = np.zeros(2)
    np.fill_diagonal(a=o.reshape(1, 2), val=x)
    return o[0]


def along_an_axis_with_keywords(x):
    o = np.zeros(2)
    np.put_along_axis(arr=o, indices=np.array([0]), values=x, axis=0)
    return o[0]


def placed_with_keywords(x):
    o = np.zeros(2)
    np.place(arr=o, mask=np.array([True, False]), vals=[x])
    return o[0]


def copied_into_a_global(x):
    np.copyto(GA, x)
    return GA[0]


def out_is_a_global(x):
    np.add(x, 1.0, out=GA)
    return GA[0]


def an_item_of_a_global_by_operator(x):
    operator.setitem(G, 0, x)
    return G[0]


def an_item_of_a_global_by_name(x):
    G.__setitem__(0, x)
    return G[0]


def a_global_array_as_a_whole(x):
    GA[:] = x
    return GA.sum()


def put_into_a_global(x):
    np.put(GA, 0, x)
    return GA[0]


def a_global_under_two_names(x):
    a = G
    b = G
    a[0] = x
    return b[0]


def a_global_array_augmented(x):
    GA[0] += x
    return GA[0]


def an_item_of_a_global_augmented(x):
    G[0] += x
    return G[0]


def an_item_of_a_global(x):
    G[0] = x
    return G[0]


def updated_by_keyword(x):
    p = {"b": 2.0, "w": 1.0}
    p.update(w=x * 2.0)
    return p["w"] * p["b"]


def copied_by_keywords(x):
    ys = []
    out = np.zeros(2)
    np.copyto(dst=out, src=x)
    return out[0] * out[1]


def put_by_keywords(x):
    out = np.zeros(2)
    np.put(a=out, ind=[0, 1], v=x)
    return out[0] * out[1]


def updated_by_unpacking(x):
    d = {}
    for k in ("a", "b"):
        d.update(**{k: x})
    return d["a"] * d["b"]


def a_log_in_a_list(x):
    LOG.append(x)
    return x * x


def a_global_that_nobody_reads(x):
    G[0] = x
    return x * x


def a_log_in_a_loop(x):
    h = []
    for i in range(3):
        x = x * 0.9
        h.append(x)
        LOG.append((i, x))
    return sum(h)


class Memory:
    """It can't be followed: it finds attributes of its own."""

    def __init__(self, v):
        self.v = v

    def __call__(self, u):
        self.v = self.v * u

    def __getattr__(self, name):
        raise AttributeError(name)


MEMORY = Memory(1.0)


def an_object_that_is_called(x):
    memory = Memory(2.0)
    memory(x)
    return memory.v


def a_global_object_that_is_called(x):
    MEMORY(x)
    return MEMORY.v

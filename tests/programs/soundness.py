"""Programs that a naive derivative emitter gets wrong, one for each rule of soundness.

`CASES` maps a name to (function, arguments); the first argument is differentiated.
Each comes out wrong in some mode when the rule that it stands for is left out.
Further down, the functions behind the behaviours that are no plain gradient.
"""

import itertools

import numpy as np

Y = np.arange(21.0).reshape(7, 3) / 10
X = np.linspace(-1, 1, 21).reshape(7, 3)
MASK = np.array([True, False, True])


def list_of_aliases(x):
    h = x.copy()
    hs = []
    for _ in range(2):
        hs.append(h)
        h *= x
    return np.sum(hs[0] * hs[1])


def swap_stencil(x):
    u = x.copy()
    v = np.zeros_like(x)
    for _ in range(3):
        v[1:-1] = u[1:-1] + 0.1 * u[:-2] * u[2:]
        u, v = v, u
    return np.sum(u**2)


def reshape_copy_or_view(x):
    y = x[:, :2] * 1.0
    r = np.asfortranarray(y).T.reshape(-1)
    r[0] = 0.0
    q = y.reshape(-1)
    q[1] = r[2] * q[0]
    return np.sum(y**2) + np.sum(r)


def branch_without_else(x):
    e = 0.0
    for i in range(len(x)):
        v = np.sin(1.3 * x[i])
        if v > 0:
            e = e + v**2
    return e


def killed_in_loop(x):
    y = x
    for i in range(3):
        y = x * i
    return np.sum(y)


def shared_adjoint(x, w):
    p = x[0]
    y = x + w
    return np.sum(p * y**2)


def simplified_to_argument(x, w):
    return x[0] ** 2 + x @ w


def broadcast_seed(x):
    y = np.zeros(4)
    y[0] = x[0]
    for i in range(1, 4):
        y[i] = np.sin(y[i - 1]) + x[1]
    return np.sum(y)


def tangent_broadcast(x):
    return np.sum(x + Y) + np.sum(np.where(MASK, x[0], Y))


def store_drops_axis(x):
    y = np.zeros((2, 3))
    y[0] = x[None, :] * 2.0
    return np.sum(y**2)


def integer_argument(x):
    return np.sum(np.sqrt(x) * 0.7)


def recorded_reference(x):
    v = x.copy()
    s = 0.0
    for _ in range(3):
        v += 0.1 * np.sin(v)
        s = s + np.sum(v**3)
    return s


def rows_in_place(x):
    y = np.zeros((3, 2))
    y[0] = x
    for _ in range(2):
        for i in range(1, 3):
            y[i] = np.sin(y[i - 1]) + y[i] ** 2 + x
    return np.sum(y**2)


def passive_buffer(x):
    c = np.ones(3)
    s = 0.0
    for i in range(3):
        c[i] = c[i] + i + 1
        s = s + np.sum(c * x**2)
    return s


def passive_sort(x):
    c = np.array([3.0, 1.0, 2.0])
    s = np.sum(c * x)
    c.sort()
    return s + np.sum(c * x * x)


def loop_index_reassigned(x):
    s = 0.0
    for i in range(2):
        i = i + 1
        s = s + x[i] ** 2
    return s


def loop_bound_rebound(x):
    n = 3
    s = 0.0
    for i in range(n):
        s = s + x[i] ** 2
        n = n - 1
    return s


def branch_writes_its_test(x):
    y = x.copy()
    for i in range(3):
        if y[i] > 0:
            y[i] = -(y[i] ** 2)
        else:
            y[i] = 3 * y[i]
    return np.sum(y)


def recipe_reads_result(x):
    y = np.zeros(4)
    y[0] = x[0]
    for i in range(1, 4):
        y[i] = np.tanh(y[i - 1])
    return np.sum(y)


def carried_late(x):
    s = 0.0
    for i in range(len(x)):
        if i > 0:
            s = s + prev * x[i]  # noqa: F821 (bound in the previous iteration)
        prev = np.sin(x[i])
    return s


def break_from_count(x):
    s = 0.0
    for k in itertools.count():
        if k == len(x):
            break
        s = s + x[k] ** (k + 1)
    return s


def late_binding(x):
    w = x[0]
    g = lambda t: t * w  # noqa: E731
    w = w * w
    return g(3.0) * x[1]


def duplicate_read(x):
    return np.sum(x[np.array([0, 0, 1])] ** 2)


def duplicate_store(x):
    y = np.zeros(3)
    y[[0, 0]] = x[:2]
    return y[0] * x[2]


def duplicate_augmented(x):
    y = np.ones(3)
    y[[0, 0]] += x[:2]
    return y[0] * x[2]


def global_rank(x):
    return np.sum((X + x) ** 2)


def scalar_then_row(x):
    s = 0.0
    for row in x:
        s = s + row
    return np.sum(s**2)


def inplace_on_unknown(x):
    y = x * 1.0
    z = y
    y += 1.0
    return np.sum(z * x)


def tangent_is_fresh(x):
    y = x * 1.0
    y[0] = x[1] * 2.0
    return np.sum(y * y)


def copy_keeps_old(x):
    y = x * 1.0
    z = y * 1.0
    y[1] = 0.5
    return np.sum(z * y)


def layout_of_tangent(x):
    y = x[:, :2] * 1.0
    r = y.reshape(-1)
    r[0] = r[1] * 2.0
    return np.sum(y * y)


def mask_changed_between(x):
    c = x * 1.0
    m = np.array([True, False, True])
    c[m] = 5.0
    m[0] = False
    s = np.sum(c * x)
    c[m] = 7.0 * x[0]
    return s + np.sum(c * x * x)


def growing_list(x):
    ys = [x[0]]
    for i in range(1, 3):
        ys.append(np.sin(ys[-1]) * x[i])
    return ys[-1] * ys[0] * len(ys)


def break_in_nested_if(x):
    s = 1.0
    for i in range(3):
        if x[i] > 0:
            if x[i] > 1:
                s = s * x[i]
                break
            s = s + x[i]
        s = s * s * x[0]
    return s


def shrinking_carried(x):
    p = x
    q = x * 1.0
    s = 0.0
    for _ in range(3):
        s = s + np.sum(p * q * q)
        p = q
        q = q[:1]
    return s


def _bump(v, x_dot):
    y = v * x_dot
    z = y
    z += np.sin(v)
    return y * z


def pair_called_twice(x):
    return np.sum(_bump(_bump(x, 2.0), x[0]))


def none_default(x, w=None):
    if w is None:
        w = x * 2.0
    return np.dot(w, x)


def names_like_ours(x):
    x_bar = x * 2.0
    x_dot = np.sin(x_bar)
    x_saved = [x_dot]
    return np.sum(x_bar * x_dot * x_saved[0])


_V = np.array([0.7, -0.4, 1.3])
CASES = {
    "list_of_aliases": (list_of_aliases, (_V,)),
    "swap_stencil": (swap_stencil, (np.linspace(0.3, 1.9, 6),)),
    "reshape_copy_or_view": (
        reshape_copy_or_view,
        (np.arange(1.0, 13.0).reshape(3, 4) / 7,),
    ),
    "branch_without_else": (branch_without_else, (np.array([0.3, -0.4, 0.5, 0.7]),)),
    "killed_in_loop": (killed_in_loop, (_V,)),
    "shared_adjoint": (shared_adjoint, (_V, np.array([1.0, 2.0, 3.0]))),
    "shared_adjoint, second argument": (
        lambda w, x: shared_adjoint(x, w),
        (_V, np.array([1.0, 2.0, 3.0])),
    ),
    "simplified_to_argument": (simplified_to_argument, (_V, np.array([1.0, 2.0, 3.0]))),
    "broadcast_seed": (broadcast_seed, (np.array([0.4, 0.2]),)),
    "tangent_broadcast": (tangent_broadcast, (_V,)),
    "store_drops_axis": (store_drops_axis, (_V,)),
    "integer_argument": (integer_argument, (np.array([1, 4, 9]),)),
    "recorded_reference": (recorded_reference, (_V,)),
    "rows_in_place": (rows_in_place, (np.array([0.1, 0.2]),)),
    "passive_buffer": (passive_buffer, (_V,)),
    "passive_sort": (passive_sort, (_V,)),
    "loop_index_reassigned": (loop_index_reassigned, (_V,)),
    "loop_bound_rebound": (loop_bound_rebound, (_V,)),
    "branch_writes_its_test": (branch_writes_its_test, (np.array([0.5, -0.4, 0.3]),)),
    "recipe_reads_result": (recipe_reads_result, (np.array([0.4]),)),
    "carried_late": (carried_late, (_V,)),
    "break_from_count": (break_from_count, (_V,)),
    "late_binding": (late_binding, (np.array([2.0, 0.5]),)),
    "duplicate_read": (duplicate_read, (_V,)),
    "duplicate_store": (duplicate_store, (_V,)),
    "duplicate_augmented": (duplicate_augmented, (_V,)),
    "global_rank": (global_rank, (_V,)),
    "global_rank, scalar": (global_rank, (0.3,)),
    "scalar_then_row": (scalar_then_row, (np.arange(6.0).reshape(3, 2) / 5,)),
    "inplace_on_unknown": (inplace_on_unknown, (_V,)),
    "inplace_on_unknown, float": (inplace_on_unknown, (2.0,)),
    "tangent_is_fresh": (tangent_is_fresh, (_V,)),
    "copy_keeps_old": (copy_keeps_old, (_V,)),
    "layout_of_tangent": (layout_of_tangent, (np.arange(1.0, 13.0).reshape(3, 4) / 7,)),
    "mask_changed_between": (mask_changed_between, (_V,)),
    "growing_list": (growing_list, (_V,)),
    "break_in_nested_if": (break_in_nested_if, (_V,)),
    "shrinking_carried": (shrinking_carried, (_V,)),
    "pair_called_twice": (pair_called_twice, (_V,)),
    "none_default": (none_default, (_V,)),
    "names_like_ours": (names_like_ours, (_V,)),
}


def writes_what_it_returns_beside(x):
    """The array returned beside the value is written in place between reads."""
    y = x * 2.0
    s = np.sum(y**2)
    y[0] = x[1] * x[2]
    s = s + np.sum(y**3)
    y[1] = 0.0
    return s, y


class Layer:
    """Keeps a buffer of its own, as code that avoids allocation does."""

    def __init__(self):
        self.buf = np.zeros(3)

    def loss(self, x):
        self.buf[:] = x**2
        return np.sum(self.buf * x)


def _soften(v, x):
    v[0] = np.tanh(v[0]) * x[1]
    return v * 2.0


def in_place_with_records(x):
    """Buffers, records in a loop, a branch on the buffer, and a helper that writes."""
    y = x.copy()
    s = 0.0
    for i in range(3):
        if y[i] > 0:
            y[i] = y[i] ** 2 + x[0]
        else:
            y[i] = 3 * y[i]
        z = _soften(y, x)
        s = s + np.sum(z * y)
    return s


def in_place_without_helper(x):
    """The same kind of program without the helper: buffers, records, a branch."""
    y = np.zeros(3)
    s = 0.0
    for i in range(3):
        y[i] = np.sin(x[i]) + s
        if y[i] > 0:
            y[i] = y[i] ** 2
        s = s + y[i] * x[0]
    return s * np.sum(y)


def writes_its_argument(a, b):
    a *= 2
    return np.sum(a * b)


def stores_into_integers(x):
    y = np.zeros(3, int)
    y[0] = x[0]
    return np.sum(y * x)

"""Arrays that are written and go by several names: which one, the run decides."""

from __future__ import annotations

import numpy as np
import pytest

from autograd_src import differentiable
from tests.oracles import check_all_modes
from tests.programs.soundness import list_of_aliases

V = np.array([0.7, -0.4, 1.3])
M = np.arange(1.0, 10.0).reshape(3, 3) / 7
W = np.arange(1.0, 13.0).reshape(3, 4) / 7
LINE = np.arange(1.0, 9.0) / 4
MODES = ("grad", "jvp", "vjp", "hvp")


def _either(a, b, c):
    return a if c else b


def history(x):
    y = x.copy()
    hist = []
    for i in range(3):
        y[i] = y[i] ** 2 + x[0]
        hist.append(y)
    return np.sum(hist[0] * hist[2])


def rows_in_a_list(x):
    y = x * 1.0
    rows = [y[i] for i in range(3)]
    rows[1][0] = x[0, 0] ** 2
    return np.sum(y * y)


def buffers_in_a_list(x):
    bufs = [np.zeros(3) for _ in range(2)]
    for i in range(4):
        bufs[i % 2][:] = x * (i + 1) + bufs[(i + 1) % 2] ** 2
    return np.sum(bufs[0] * bufs[1])


def twice_in_a_list(x):
    y = x.copy()
    ys = []
    for _ in range(2):
        ys.append(y)
    ys[0][1] = x[0] ** 2
    return np.sum(y * x)


def summed(x):
    h = x * 1.0
    hs = []
    for i in range(3):
        hs.append(h)
        h[i] *= x[0]
    return np.sum(sum(hs) * x)


def stacked(x):
    h = x * 1.0
    hs = []
    for i in range(3):
        hs.append(h)
        h[i] *= x[0]
    return np.sum(np.stack(hs) ** 2)


def changed_while_they_are_summed(x):
    h = x * 1.0
    hs = []
    s = 0.0
    for i in range(3):
        hs.append(h)
        h[i] *= x[0]
    for g in hs:
        s = s + np.sum(g * x)
        g[0] = g[0] + s
    return s


def taken_out_and_changed(x):
    h = x * 1.0
    hs = [h]
    hs.append(h)
    g = hs.pop()
    g *= x
    return np.sum(h * x)


def one_row_or_another(x):
    y = np.outer(x, x)
    if x[0] > 0:
        v = y[0]
    else:
        v = y[1]
    v[1] = x[2] ** 2
    return np.sum(y * y) + np.sum(v)


def one_array_or_another(x):
    y = x.copy()
    z = y if x[0] < 0 else x * 2.0
    z[0] = x[1] ** 2
    return np.sum(y * y * x) + np.sum(z * z)


def rows_by_a_test(x):
    a = np.zeros((2, 3))
    for i in range(3):
        if x[i] > 0:
            r = a[0]
        else:
            r = a[1]
        r += x * (i + 1)
        r[i] = r[i] * x[0]
    return np.sum(a[0] * a[1] * x)


def loop_view_carried(x):
    a = np.zeros((3, 3))
    r = a[0]
    for i in range(3):
        r[:] = x * (i + 1) + r * x[0]
        r = a[i]
    return np.sum(a * a)


def while_alias(x):
    y = x * 1.0
    z = y
    k = 0
    while k < 3:
        z = y if k % 2 else y[::-1]
        z += x * x
        k += 1
    return np.sum(y * x)


def best_so_far(x):
    y = x * 1.0
    best = y
    for i in range(3):
        z = y * x[i]
        z[0] += x[1]
        if np.sum(z) > 0:
            best = z
        best[1] = best[1] * 2
        y = z
    return np.sum(best * y)


def the_one_before(x):
    u = x.copy()
    prev = u
    s = 0.0
    for _ in range(3):
        u[0] = u[0] * x[1] + 1
        s = s + np.sum(prev * u)
        prev = u
    return s


def chosen_by_a_helper(x):
    a = x * 1.0
    b = x * 2.0
    z = _either(a, b, x[0] > 0)
    z[0] = x[1] * x[2]
    return np.sum(a * b)


def helper_gives_one_of_two(x):
    def upd(dst, src, k):
        dst[:] = src * k + dst
        return dst if k > 1 else src

    a = x * 1.0
    b = x * 0.5
    for k in range(3):
        a = upd(b, a, k)
    return np.sum(a * b)


def reshape_view(x):
    y = x * 2.0
    r = y.reshape(-1)
    r[0] = r[1] * r[2]
    return np.sum(y * y)


def layout_of_tangent(x):
    y = x[:, :2] * 1.0
    r = y.reshape(-1)
    r[0] = r[1] * 2.0
    return np.sum(y * y)


def reshape_copy(x):
    y = np.zeros((4, 3))
    y[...] = x.T
    z = y.T
    r = z.reshape(-1)
    r[0] = r[1] * r[2]
    y[0, 0] = 5.0
    return np.sum(y * y) + np.sum(r * r)


def ravel_view(x):
    y = x * 2.0
    r = y.ravel()
    r *= x.ravel()
    return np.sum(y * y)


def reshape_copy_or_view(x):
    y = x[:, :2] * 1.0
    r = np.asfortranarray(y).T.reshape(-1)
    r[0] = 0.0
    q = y.reshape(-1)
    q[1] = r[2] * q[0]
    return np.sum(y**2) + np.sum(r)


def made_contiguous(x):
    y = x.T * 1.0
    r = np.ascontiguousarray(y)
    r[0] = x[1] ** 2
    y[1] = 0.0
    return np.sum(y * y * x) + np.sum(r * r)


def views_of_views_of_views(x):
    y = np.outer(x, x)
    z = y.reshape(-1)
    w = z[2:8]
    v = w[::2]
    q = v.reshape(3, 1)
    q[0] = x[0] ** 3
    w *= x[1]
    return np.sum(y * y) + np.sum(q)


def flattened_in_a_loop(x):
    y = np.zeros((3, 3))
    for i in range(3):
        f = y.reshape(9)
        f[i * 3 : (i + 1) * 3] = x * (i + 1)
        f[0] += f[4] * x[0]
    return np.sum(y * y)


def flattened_slice(x):
    y = x * 2.0
    s = y[:, 1:]
    r = s.reshape(-1)
    r[0] = x[0, 0] ** 2
    y[0] *= 2
    return np.sum(y * y) + np.sum(r * r)


def flattened_transpose(x):
    y = x * 2.0
    r = y.T.ravel()
    r[0] = x[0, 0] ** 2
    r[1] *= 2
    return np.sum(y * y) + np.sum(r * r)


def split_views(x):
    y = x * 1.0
    a, b = np.split(y, 2)
    a *= b
    b[0] = a[1]
    return np.sum(y * y)


def split_list(x):
    y = x * 1.0
    for p in np.split(y, 4):
        p[0] = p[1] ** 2
    return np.sum(y * y)


def split_both_ways(x):
    y = x * 2.0
    a, b, c = np.vsplit(y, 3)
    p, q = np.hsplit(a, 2)
    p[:] = q * x[0, 0]
    b *= c
    return np.sum(y * y)


def items_of_a_split(x):
    y = x * 2.0
    parts = np.array_split(y, 2)
    parts[0][1] = parts[1][0] * x[0]
    return np.sum(y * y)


def axes_moved(x):
    y = x * 2.0
    v = np.moveaxis(y, 0, 1)
    v[0] = x[:, 1] ** 2
    u = np.expand_dims(v, 0)
    u[0, 1] *= 2
    return np.sum(y * y)


def turned(x):
    y = x * 2.0
    r = np.rot90(y)
    r[0] = x[:, 0] ** 2
    f = np.fliplr(y)
    f[:, 0] *= 3
    return np.sum(y * y)


def squeeze_view(x):
    y = x * 1.0
    r = y[:, None, :]
    q = np.squeeze(r, 1)
    q[0] = x[1] ** 2
    return np.sum(y * y * x)


def einsum_diag(x):
    K = x @ x
    d = np.einsum("ii->i", K)
    d[...] = x[0]
    return np.sum(K * K)


def einsum_transposes(x):
    K = x @ x
    d = np.einsum("ij->ji", K)
    d[0] = x[0]
    return np.sum(K * K * x)


def an_axis_more(x):
    y = x * 2.0
    r = np.atleast_2d(y)
    r[0, 1] = x[0] ** 2
    return np.sum(y * y)


def nested_loops(x):
    bufs = []
    for k in range(2):
        b = np.zeros(3)
        for i in range(3):
            b[i] = x[i] * k + (bufs[-1][i] if bufs else 1.0)
        bufs.append(b)
    for b in bufs:
        b *= x
    return np.sum(bufs[0] * bufs[1])


def pingpong_list(x):
    u = [x.copy(), np.zeros_like(x)]
    for k in range(4):
        new, old = u[(k + 1) % 2], u[k % 2]
        new[:] = old * x + k
    return np.sum(u[0] * u[1])


def list_comp_views(x):
    y = np.outer(x, x)
    cols = [y[:, j] for j in range(3)]
    for j in range(3):
        cols[j][0] = cols[(j + 1) % 3][2] * x[j]
    return np.sum(y * y)


def stack_of_arrays(x):
    st = [x.copy()]
    for k in range(2):
        t = st[-1]
        t[k] = t[k] * x[3]
        st.append(t[1:] * 1.0 if k == 5 else t)
    return np.sum(st[0] * st[-1])


def zip_rows(x):
    a = np.zeros((3, 3))
    b = np.outer(x, x)
    for r, s in zip(a, b):
        r[:] = s * x
        s[0] = r[1]
    return np.sum(a * b)


def neighbours_in_a_list(x):
    bufs = [np.zeros(3) for _ in range(3)]
    for i, b in enumerate(bufs):
        b[:] = x * i
        b[i] = x[0] * bufs[i - 1][0]
    return np.sum(bufs[2] * bufs[1])


def another_view_each_pass(x):
    y = x * 1.0
    for i in range(1, 5):
        b = y[2 * (i % 2) :]
        v = b[i - 1]
        b[i] = np.sin(v) * x[0]
    return np.sum(y * y)


def another_buffer_each_pass(x):
    y = x * 1.0
    bufs = []
    for k in range(2):
        bufs.append(y[2 * k :])
    for i in range(1, 5):
        b = bufs[i % 2]
        v = b[i - 1]
        b[i] = np.sin(v) * v
    return np.sum(y * y)


def an_item_added_to(x):
    h = x * 1.0
    hs = []
    for _ in range(2):
        hs.append(h)
    hs[0] += x * x
    return np.sum(h * x)


def another_argument_in_a_list(x, w):
    hs = []
    for _ in range(2):
        hs.append(w)
    hs[0] *= x
    return np.sum(hs[1] * x)


def an_argument_in_a_list(x):
    hs = []
    for _ in range(2):
        hs.append(x)
    hs[0][0] = x[1] ** 2
    return np.sum(hs[1] * x)


def one_view_of_an_argument(x):
    r = x[1:] if x[0] > 0 else x[:-1]
    r *= 2
    return np.sum(x * x)


def given_back_as_it_is(x):
    y = x.copy()
    ys = []
    for _ in range(2):
        ys.append(y)
    ys[0][1] = 2.0
    return np.sum(y * 3.0)


PROGRAMS = [
    (list_of_aliases, V),
    (history, V),
    (rows_in_a_list, W),
    (buffers_in_a_list, V),
    (twice_in_a_list, V),
    (summed, V),
    (stacked, V),
    (changed_while_they_are_summed, V),
    (taken_out_and_changed, V),
    (one_row_or_another, V),
    (one_array_or_another, V),
    (rows_by_a_test, V),
    (loop_view_carried, V),
    (while_alias, V),
    (best_so_far, V),
    (the_one_before, V),
    (chosen_by_a_helper, V),
    (helper_gives_one_of_two, V),
    (reshape_view, W),
    (layout_of_tangent, W),
    (reshape_copy, W),
    (ravel_view, W),
    (reshape_copy_or_view, W),
    (made_contiguous, M),
    (views_of_views_of_views, V),
    (flattened_in_a_loop, V),
    (flattened_slice, W),
    (flattened_transpose, W),
    (split_views, LINE),
    (split_list, LINE),
    (split_both_ways, W),
    (items_of_a_split, W),
    (axes_moved, W),
    (turned, W),
    (squeeze_view, M),
    (einsum_diag, M),
    (einsum_transposes, M),
    (an_axis_more, V),
    (nested_loops, V),
    (pingpong_list, V),
    (list_comp_views, V),
    (stack_of_arrays, np.array([0.5, 1.5, 2.5, 0.3])),
    (zip_rows, V),
    (neighbours_in_a_list, V),
    (another_view_each_pass, np.arange(1.0, 10.0) / 6),
    (another_buffer_each_pass, np.arange(1.0, 10.0) / 6),
    (an_item_added_to, V),
    (another_argument_in_a_list, V, np.ones(3)),
    (an_argument_in_a_list, V),
    (one_view_of_an_argument, V),
    (given_back_as_it_is, V),
]


@pytest.mark.parametrize(
    ("f", "args"),
    [(f, args) for f, *args in PROGRAMS],
    ids=lambda p: getattr(p, "__name__", ""),
)
def test_writes_are_seen_through_every_name(f, args):
    check_all_modes(f, args, modes=MODES)


LAYOUTS = [
    (reshape_view, W),
    (layout_of_tangent, W),
    (ravel_view, W),
    (flattened_slice, W),
    (flattened_transpose, W),
    (made_contiguous, M),
]


@pytest.mark.parametrize(("f", "x"), LAYOUTS, ids=lambda p: getattr(p, "__name__", ""))
def test_what_is_a_view_is_up_to_the_layout_of_the_argument(f, x):
    x = np.asfortranarray(x)
    want = np.zeros_like(x)
    for i in np.ndindex(x.shape):
        h = np.zeros_like(x)
        h[i] = 1e-6
        want[i] = (f(x + h) - f(x - h)) / 2e-6
    np.testing.assert_allclose(differentiable(f).grad(x), want, rtol=1e-6, atol=1e-8)


@pytest.mark.parametrize(("f", "x"), LAYOUTS, ids=lambda p: getattr(p, "__name__", ""))
def test_a_tangent_does_as_its_primal_does(f, x):
    v = np.random.default_rng(0).standard_normal(x.shape)
    one = differentiable(f).jvp(x, v)[1]
    other = differentiable(f).jvp(x, np.asfortranarray(v))[1]
    np.testing.assert_allclose(one, other, rtol=1e-12)


def fresh_in_every_pass(x):
    items = []
    for k in range(3):
        u = np.zeros(3)
        u[0] = x[k]
        items.append(u)
    return np.sum(np.stack(items) ** 2)


def test_what_is_written_only_before_it_is_kept_has_no_shadow():
    d = differentiable(fresh_in_every_pass)
    d.grad(V)
    forward = d.grad.source.partition("# Reverse sweep.")[0]
    assert "_bar" not in forward

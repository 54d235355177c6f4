"""Why a line is active or passive."""

from __future__ import annotations

import numpy as np

from tests.explaining.margins import ACTIVITY, check

X = np.array([0.5, -1.0, 2.0])


def test_a_line_names_the_nearest_one_through_which_it_depends(tmp_path):
    text = """
        2  def f(x, a):
        3      h = np.tanh(x * a)       | active: depends on x
        4      n = x.shape[0]           | passive: reads only the shape of x
        5      g = h * a + np.sin(h)    | active: depends on x through h (line 3)
        6      return np.sum(g**2) / n  | active: depends on x through g (line 5)
    """
    check(text, tmp_path, X, 2.0, only=ACTIVITY)


def test_another_argument_makes_other_lines_active(tmp_path):
    text = """
        2  def f(x, a):
        3      h = np.tanh(x)        | passive: reads only x
        4      b = 2.0 * a           | active: depends on a
        5      return np.sum(h * b)  | active: depends on a through b (line 4)
    """
    check(text, tmp_path, X, 2.0, wrt="a", only=ACTIVITY)


def test_each_of_several_arguments_is_named(tmp_path):
    text = """
        2  def f(x, a):
        3      b = 2.0 * a       | active: depends on a
        4      y = x * b         | active: depends on x, and on a through b (line 3)
        5      return np.sum(y)  | active: depends on x and a through y (line 4)
    """
    check(text, tmp_path, X, 2.0, wrt=("x", "a"), only=ACTIVITY)


def test_operations_without_derivative_end_a_path(tmp_path):
    text = """
        2  def f(x):
        3      s = np.sign(x)            | passive: the derivative of np.sign is zero
        4      k = int(x[0])             | passive: the derivative of int is zero
        5      q = x[1] // 2.0           | passive: the derivative of `//` is zero
        6      m = x > 0                 | passive: the comparison `>` has no derivative
        7      n = len(x)                | passive: reads only the shape of x
        8      t = k + q + n             | passive: reads only k, q and n
        9      return np.sum(x * s * t * m)  | active: depends on x
    """
    check(text, tmp_path, X, only=ACTIVITY)


def test_a_path_may_end_within_an_active_line(tmp_path):
    text = """
        2  def f(x):
        3      h = x * np.sign(x)    | active: depends on x;
                                     |   the derivative of np.sign is zero
        4      return h * int(h)     | active: depends on x through h (line 3);
                                     |   the derivative of int is zero
    """
    check(text, tmp_path, 2.0, only=ACTIVITY)


def test_a_branch_may_be_passive(tmp_path):
    text = """
        2  def f(x, n):
        3      if n > 2:          | passive: reads only n
        4          w = 3.0        | passive: a constant
        5      else:
        6          w = float(n)   | passive: reads only n
        7      if x > 1.0:        | passive: the comparison `>` has no derivative
        8          return w * x   | active: depends on x
        9      return x**2        | active: depends on x
    """
    check(text, tmp_path, 2.0, 3, only=ACTIVITY)


def test_what_does_not_reach_the_result_is_passive(tmp_path):
    text = """
        2  def f(x):
        3      size = x * x       | passive: no derivative of the result
                                  |   passes through it
        4      if size > 4.0:     | passive: the comparison `>` has no derivative
        5          return x       | active: depends on x
        6      return 2.0 * x     | active: depends on x
    """
    check(text, tmp_path, 2.0, only=ACTIVITY)


def test_an_array_is_active_for_what_is_stored_into_it(tmp_path):
    text = """
        2  def f(x, t):
        3      y = np.zeros(3)        | active: later holds what depends on x (line 4)
        4      y[0] = x[0] * x[1]     | active: depends on x
        5      y[1] = t               | passive: what it stores in y: reads only t
        6      return np.sum(y * y)   | active: depends on x through y (line 4)
    """
    check(text, tmp_path, X, 2.0, only=ACTIVITY)


def test_functions_that_store_make_an_array_active(tmp_path):
    text = """
        2  def f(x, t):
        3      y = np.zeros(3)          | active: later holds what depends on x (line 4)
        4      np.add.at(y, [0, 0], x)  | active: depends on x
        5      y.fill(t)                | passive: what it stores in y: reads only t
        6      return np.sum(y * t)     | active: depends on x through y (line 4)
    """
    check(text, tmp_path, 2.0, 3.0, only=ACTIVITY)


def test_a_loop_carries_from_pass_to_pass(tmp_path):
    text = """
        2  def f(x, t):
        3      h = 0.0               | passive: a constant
        4      for c in t:           | passive: reads only t
                                     | carried: h, from one pass to the next
        5          h = h * c + x     | active: depends on x
        6      s = 0.0               | passive: a constant
        7      while s < 10.0:       | passive: the comparison `<` has no derivative
                                     | carried: s, from one pass to the next
        8          s = s + h * s + h | active: depends on x through
                                     |   s of the pass before and h (line 5)
        9      return s              | active: depends on x through s (line 8)
    """
    check(text, tmp_path, 2.0, X, only=ACTIVITY)


def test_what_a_function_calls_is_explained_with_it(tmp_path):
    text = """
        5  def f(x, w):
        6      a = np.sin(x)           | active: depends on x
        7      return helper(a, w)     | active: depends on x through line 3 of helper
        2  def helper(u, w):
        3      return np.exp(u) * w    | active: depends on x through a (line 6 of f)
    """
    check(text, tmp_path, 2.0, 3.0, only=ACTIVITY)


def test_a_function_called_twice_is_explained_by_its_own_arguments(tmp_path):
    text = """
        6  def f(x, w):
        7      a = helper(x, w)        | active: depends on x
        8      return helper(a, 2.0)   | active: depends on x through a (line 7)
        2  def helper(u, w):
        3      v = np.exp(u)           | active: depends on u
        4      return v * w            | active: depends on u through v (line 3)
    """
    check(text, tmp_path, 2.0, 3.0, only=ACTIVITY)


def test_a_statement_that_only_gives_a_name_says_so(tmp_path):
    text = """
        2  def f(x):
        3      u, v = x**2, x + 1.0    | active: depends on x
        4      for _ in range(3):      | passive: reads no variable
                                       | carried: u and v, from one pass to the next
        5          w = u * v           | active: depends on x through u (line 3) and
                                       |   v (line 3)
        6          u, v = v, w         | renames only
        7      return u                | active: depends on x through u (line 5)
    """
    check(text, tmp_path, 2.0, only=ACTIVITY)


def test_statements_that_cannot_run_are_left_out(tmp_path):
    text = """
        2  def f(x):
        3      if x is None:         | left out: decided or known beforehand
        4          return 0.0        | left out: decided or known beforehand
        5      return x * x          | active: depends on x
    """
    check(text, tmp_path, 2.0, only=ACTIVITY)


def test_passive_statements_are_kept_whole(tmp_path):
    text = """
        2  def f(x, names):
        3      found = {}                   | passive: a constant
        4      for n in names:              | passive: reads only names and found
        5          with np.errstate():      | passive: part of line 4
        6              found[n] = len(n)    | passive: part of line 4
        7      return x * len(found)        | active: depends on x
    """
    check(text, tmp_path, 2.0, ("a", "bc"), only=ACTIVITY)

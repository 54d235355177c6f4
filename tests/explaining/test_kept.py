"""What is kept for the reverse sweep, and for which line."""

from __future__ import annotations

import numpy as np

from tests.explaining.margins import check

X = np.array([0.5, -1.0, 2.0])
KEPT = ("kept", "recorded", "copied")


def test_straight_code_keeps_what_derivatives_read(tmp_path):
    text = """
        2  def f(x):
        3      h = np.tanh(x)       | kept: h, needed by its own derivative and
                                    |   that of line 4
        4      g = np.sin(h)        | kept: g, needed by the derivative of line 5
        5      return np.sum(g**2)
    """
    check(text, tmp_path, X, only=KEPT)


def test_a_name_that_is_bound_again_says_where(tmp_path):
    text = """
        2  def f(x):
        3      x = x * 2.0          | kept: x, overwritten in line 4,
                                    |   needed by the derivative of line 4
        4      x = np.sin(x)        | kept: x, needed by the derivative of line 5
        5      return np.sum(x**2)
    """
    check(text, tmp_path, X, only=KEPT)


def test_a_carried_scalar_is_recorded_in_each_pass(tmp_path):
    text = """
        2  def f(x, n):
        3      h = 0.0
        4      for _ in range(n):
        5          h = np.sin(h + x) * h | recorded: `np.sin(h + x)` in each pass,
                                         |   needed by its own derivative
        6      return h
    """
    printed = check(text, tmp_path, 2.0, 3, only=("recorded: `",))
    assert "| recorded: h at the start of each pass" in printed
    assert "| carried: h, from one pass to the next" in printed


def test_a_store_records_what_it_overwrites(tmp_path):
    text = """
        2  def f(x):
        3      y = x * x
        4      for _ in range(3):
        5          y[1:] = y[1:] * y[:-1]  | recorded: what y held before this write,
                                           |   needed by its own derivative
        6      return np.sum(y)
    """
    check(text, tmp_path, X, only=("recorded",))


def test_an_element_is_kept_before_it_is_overwritten(tmp_path):
    text = """
        2  def f(x):
        3      y = np.zeros(2)       | kept: y, needed by the derivative of line 6
        4      y[0] = x[0]
        5      y[0] = np.sin(y[0])   | kept: `y[0]`, before line 5 writes there,
                                     |   needed by its own derivative
        6      return np.sum(y**2)
    """
    check(text, tmp_path, X, only=KEPT)


def test_an_argument_that_is_written_is_copied_first(tmp_path):
    text = """
        2  def f(x):               | copied: x, because lines 3 and 4 would change it
        3      x[0] = 2.0 * x[1]
        4      x *= 3.0
        5      return np.sum(x)
    """
    check(text, tmp_path, X, only=("copied",))


def test_many_intermediate_values_are_counted(tmp_path):
    text = """
        2  def f(x):
        3      y = np.exp(x) * np.sin(x) * np.tanh(x) * np.sinh(x)
                                | kept: 5 intermediate values,
                                |   needed by its own derivative
        4      return np.sum(y)
    """
    check(text, tmp_path, X, only=("kept",))


def test_branches_and_loops_keep_what_leads_back_through_them(tmp_path):
    text = """
        2  def f(x, t):
        3      n = len(t)              | kept: n, needed to go back through line 5
        4      up = np.sum(t) > 0.0    | kept: up, needed to go back through line 7
        5      for i in range(n):
        6          x = x * t[i]
        7      if up:
        8          x = 2.0 * x
        9      return x
    """
    check(text, tmp_path, 2.0, X, only=("kept",))


def test_passes_are_counted_where_only_the_run_tells_how_many(tmp_path):
    text = """
        2  def f(x):
        3      while x < 100.0:     | counted: its passes, to go back through as many
                                    | recorded: x at the start of each pass,
                                    |   needed by the derivative of line 4
        4          x = x * x
        5      for _ in range(3):
        6          x = 2.0 * x
        7      return x
    """
    check(text, tmp_path, 2.0, only=("recorded", "counted"))


def test_calls_of_functions_keep_what_they_save(tmp_path):
    text = """
        5  def f(x):
        6      a = helper(x)        | kept: what the call saves,
                                    |   needed by its own derivative
        7      return helper(a)     | kept: what the call saves,
                                    |   needed by its own derivative
        2  def helper(u):
        3      v = np.exp(u) * u    | kept: `np.exp(u)`, needed by its own derivative
        4      return v * 2.0
    """
    check(text, tmp_path, 2.0, only=("kept",))


def test_zeros_need_no_more_than_a_shape(tmp_path):
    text = """
        2  def f(x):
        3      y = 2.0 * x[1:]       | kept: the shape of y
        4      return y[0] * 3.0
    """
    check(text, tmp_path, X, only=("kept",))

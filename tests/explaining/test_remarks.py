"""Explanations as a whole: what is printed, for whom, and what is refused."""

from __future__ import annotations

import contextlib
import io

import numpy as np
import pytest

from autograd_src import differentiable
from autograd_src.explaining import explain, explanation
from tests.explaining.margins import check, module_of

X = np.array([0.5, -1.0, 2.0])


def test_a_refusal_stands_at_its_line_with_what_is_known_around_it(tmp_path):
    text = """
        2  def f(x):                  | differentiated by x
        3      h = np.tanh(x)         | active: depends on x
        4      k = np.sign(x)         | passive: the derivative of np.sign is zero
        5      y = np.linalg.eig(h)   | active: depends on x through h (line 3)
                                      | refused: there is no derivative recipe for
                                      |   np.linalg.eig: the eigenvalues of a matrix
                                      |   that is not symmetric are complex; use
                                      |   np.linalg.eigh if it is symmetric
        6      return np.sum(y * k)   | active: depends on x through y (line 5)
    """
    check(text, tmp_path, np.eye(2))


def test_what_cannot_be_read_is_looked_at_by_names(tmp_path):
    text = """
        2  def f(x, t):             | differentiated by x; t constant
        3      c = np.cos(t)        | passive: reads only t
        4      h = x * c            | may be active: reads x
        5      try:                 | refused: `try` around active code:
                                    |   test for the condition with `if`
        6          h = h * 2.0      | may be active: reads h
        7      except ValueError:
        8          pass
        9      return np.sum(h)     | may be active: reads h
    """
    check(text, tmp_path, X, 2.0)


def test_without_arguments_it_is_about_any(tmp_path):
    text = """
        2  def f(x, n):             | differentiated by x; n constant
        3      h = x * n            | active: depends on x
                                    | kept: h, needed by the derivative of line 4
        4      return np.sum(h**2)  | active: depends on x through h (line 3)
                                    | kept: `h**2`, needed by its own derivative
    """
    printed = check(text, tmp_path)
    first = printed.partition("\n")[0]
    assert first == "grad of program.f wrt x, whatever its arguments are"


def test_what_is_refused_for_any_arguments_may_work_for_some(tmp_path):
    text = """
        2  def f(x):
        3      y = 0.0
        4      for u in x:            | refused: this statement binds a differentiated
                                      |   value in a way that isn't followed: write it
                                      |   with plain assignments and loops over range,
                                      |   arrays or lists
                                      | with arguments, explain(...), more is known
        5          y += u
        6      return y
    """
    printed = check(text, tmp_path, only=("refused", "with arguments"))
    assert "whatever its arguments are" in printed
    f = differentiable(module_of(text, tmp_path).f)
    assert "refused" not in explanation(f, (X,), {})


def test_the_kinds_of_arguments_are_stated(tmp_path):
    f = differentiable(module_of("2  def f(x, n): return x * n", tmp_path).f)
    printed = explanation(f, (X[0], 3), {})
    assert printed.startswith("grad of program.f wrt x for (x: float64, n: int)\n")


def test_results_of_several_numbers_have_a_pullback(tmp_path):
    text = """
        2  def f(x):             | differentiated by x
        3      h = np.tanh(x)    | active: depends on x
                                 | kept: h, needed by its own derivative
        4      return 2.0 * h    | active: depends on x through h (line 3)
    """
    assert check(text, tmp_path, X).startswith("vjp of program.f wrt x for")


def test_a_broken_path_is_said_instead_of_warned_of(tmp_path):
    text = """
        2  def f(x):
        3      k = int(x)      | warning: the derivative of f with respect to x is zero:
                               |   an operation without derivative stands on the way:
                               |   k = int(x)
        4      return k * 2.0
    """
    check(text, tmp_path, 2.0, only=("warning",))


def test_recursion_is_explained_once(tmp_path):
    text = """
        2  def f(x, n):                      | differentiated by x; n constant
        3      if n == 0:                    | passive: reads only n
        4          return x                  | active: depends on x
        5      return x * f(np.sin(x), n - 1)  | active: depends on x
    """
    check(text, tmp_path, 2.0, 3, only=("active", "passive", "differentiated"))


def test_methods_are_explained(tmp_path):
    text = """
        2  class Model:
        3      scale = 2.0
        4      def layer(self, x):
        5          return np.tanh(x * self.scale)
        6      def loss(self, x):
        7          h = self.layer(x)
        8          return np.sum(h * h)
    """
    model = module_of(text, tmp_path).Model()
    printed = explanation(differentiable(model.loss), (X,), {})
    assert "7      h = self.layer(x)" in printed
    assert "5      return np.tanh(x * self.scale)  | active: depends on x" in printed


def test_arguments_that_rule_a_derivative_out_are_refused_at_the_top(tmp_path):
    f = differentiable(module_of("2  def f(x): return x", tmp_path).f)
    printed = explanation(f, (1j,), {})
    assert "| refused: " in printed
    assert "complex" in printed


def test_a_wrong_number_of_arguments_is_an_error(tmp_path):
    f = differentiable(module_of("2  def f(x): return x", tmp_path).f)
    with pytest.raises(TypeError, match="f"):
        f.explain(1.0, 2.0)


def test_without_source_the_refusal_is_all_there_is():
    names: dict[str, object] = {}
    exec("def f(x):\n    return x", names)
    printed = explanation(differentiable(names["f"]), (1.0,), {})
    assert "\nrefused: " in printed


def test_it_prints_and_returns_nothing(tmp_path):
    f = differentiable(module_of("2  def f(x): return x * x", tmp_path).f)
    with contextlib.redirect_stdout(io.StringIO()) as out:
        assert f.explain(2.0) is None
        assert explain(f, x=2.0) is None
    assert out.getvalue() == 2 * explanation(f, (2.0,), {})


def test_it_says_the_same_each_time(tmp_path):
    f = differentiable(module_of("2  def f(x, y): return x * x + y", tmp_path).f)
    f = f.wrt("y", "x")
    assert explanation(f, (2.0, 1.0), {}) == explanation(f, (2.0, 1.0), {})


def test_nothing_is_generated_or_stored(tmp_path):
    f = differentiable(module_of("2  def f(x): return x * x", tmp_path).f)
    explanation(f, (2.0,), {})
    assert f.grad.variants == ()

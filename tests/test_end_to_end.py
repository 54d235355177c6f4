"""What users call, with the real generator: every call of the public interface."""

from __future__ import annotations

import functools
import inspect
import logging
import math
import os
import pickle
import subprocess
import sys
import threading
import warnings
from collections import namedtuple
from pathlib import Path

import numpy as np
import pytest
import scipy.optimize

from autograd_src import (
    Derivative,
    NotDifferentiable,
    ZeroGradientWarning,
    differentiable,
    stop_gradient,
)
from tests.oracles import assert_close

ROOT = Path(__file__).resolve().parent.parent
W = np.array([1.0, 2.0, 0.5])
X = np.array([0.3, -1.0, 2.0])
Pair = namedtuple("Pair", "w b")


@differentiable
def loss(w, x, y):
    """Squares of the differences."""
    return np.sum((w * x - y) ** 2)


@differentiable
def scaled(p, x):
    return np.sum(np.tanh(p["w"] * x + p["b"]))


@differentiable(wrt=("w", "b"))
def line(w, b, x):
    return w * x + b


# ------------------------------------------------------------------- the derivatives


def test_each_derivative_has_the_form_that_is_documented():
    gradient = 2 * (W * X - 1.0) * X
    value = loss(W, X, 1.0)
    assert_close(loss.grad(W, X, 1.0), gradient, 1e-14, "grad")
    assert loss.value_and_grad(W, X, 1.0)[0] == value
    assert_close(loss.jvp(W, X, X, 1.0)[1], gradient @ X, 1e-14, "jvp")
    found, pullback = loss.vjp(W, X, 1.0)
    assert found == value
    assert_close(pullback(2.0), 2 * gradient, 1e-14, "vjp")
    assert_close(pullback(1.0), gradient, 1e-14, "vjp again")
    assert_close(loss.hvp(W, X, X, 1.0), 2 * X**3, 1e-14, "hvp")
    assert_close(loss.jacobian(W, X, 1.0), gradient, 1e-14, "jacobian")
    assert_close(loss.value_and_jacobian(W, X, 1.0)[1], gradient, 1e-14, "jacobian")
    assert_close(loss.hessian(W, X, 1.0), np.diag(2 * X**2), 1e-14, "hessian")
    assert_close(loss.wrt("w", "x").grad(W, X, 1.0)[1], 2 * (W * X - 1) * W, 1e-14, "")


def test_derivatives_are_differentiable():
    f = differentiable(lambda x: x**4)
    assert f.grad.grad(2.0) == 48.0
    assert f.grad.grad.grad(2.0) == 48.0
    assert f.grad.jvp(2.0, 1.0) == (32.0, 48.0)
    assert f.jvp.jvp(2.0, 0.0, 1.0) == ((16.0, 32.0), (0.0, 0.0))
    assert f.grad.hvp(2.0, 1.0) == 48.0
    assert f.jvp.grad is not None


def test_tangents_follow_their_argument_and_have_keywords():
    assert_close(line.jvp(2.0, 1.0, 3.0, 0.5, 4.0), (11.0, 4.5), 0, "positions")
    named = {"w": 2.0, "w_dot": 1.0, "b": 3.0, "b_dot": 0.5, "x": 4.0}
    assert_close(line.jvp(**named), (11.0, 4.5), 0, "keywords")
    assert_close(loss.hvp(W, X, x=X, y=1.0), 2 * X**3, 1e-14, "a mixture")


def test_integer_tangents_are_cast():
    direction = np.array([1, 0, 0], np.int8)
    expected = 2 * X**2 * direction
    assert_close(loss.hvp(W, direction, X, 1.0), expected, 1e-14, "hvp")
    assert loss.jvp(W, direction, X, 1.0)[1].dtype == np.float64


def test_keywords_defaults_and_keyword_only_arguments():
    @differentiable
    def f(x, /, y=2.0, *, k=3.0):
        return x * y * k

    assert (f.grad(1.0), f.grad(1.0, k=1.0), f.grad(1.0, y=1.0)) == (6.0, 2.0, 3.0)
    assert f.wrt("k").grad(1.0) == 2.0
    assert f.wrt("k").jvp(1.0, k=3.0, k_dot=1.0) == (6.0, 2.0)
    assert f.wrt(-1).grad(1.0) == 2.0


# ------------------------------------------------------------------ shapes and kinds


def test_shapes_of_jacobians_are_the_results_then_the_arguments():
    f = differentiable(lambda x: np.outer(x, x) @ np.ones((3, 2)))
    assert f.jacobian(W).shape == (3, 2, 3)
    assert differentiable(lambda x: np.sum(x**3)).hessian(W).shape == (3, 3)
    assert differentiable(lambda x: x**3).jacobian(2.0) == 12.0


def test_structures_of_jacobians_result_outside_and_argument_inside():
    f = differentiable(lambda p: {"a": p[0] * p[1], "b": (p[1] ** 2,)})
    found = f.jacobian((2.0, W))
    assert_close(found["a"][0], W, 0, "a by the number")
    assert_close(found["a"][1], 2.0 * np.eye(3), 0, "a by the array")
    assert_close(found["b"][0][0], np.zeros(3), 0, "b by the number")
    assert_close(found["b"][0][1], np.diag(2 * W), 0, "b by the array")


def test_structure_of_a_hessian():
    found = scaled.hessian({"w": W, "b": 0.5}, X)
    assert found["w"]["w"].shape == (3, 3)
    assert found["w"]["b"].shape == (3,)
    assert_close(found["b"]["w"], found["w"]["b"], 1e-12, "symmetric")
    assert np.ndim(found["b"]["b"]) == 0


def test_a_gradient_has_its_arguments_structure():
    gradient = scaled.grad({"w": W, "b": 0.5}, X)
    assert list(gradient) == ["w", "b"]
    nested = differentiable(lambda p: p[0] * np.sum(p[1][0]) * p[1][1]["z"])
    found = nested.grad([2.0, (W, {"z": 3.0, "name": "no number"})])
    assert type(found) is list
    assert type(found[1]) is tuple
    assert found[1][1]["name"] is None
    assert_close(found[1][0], np.full(3, 6.0), 0, "the array")
    named = differentiable(lambda p, x: np.sum(p.w * x + p.b))
    assert type(named.grad(Pair(W, 0.5), X)) is Pair
    assert named.jvp(Pair(W, 0.5), Pair(W, 0.0), X)[1] == W @ X


def test_containers_are_results_too():
    f = differentiable(lambda x: {"a": x * 2, "b": (np.sum(x), [x[0]])})
    value, tangent = f.jvp(W, X)
    assert_close(value["a"], 2 * W, 0, "value")
    assert_close(tangent["a"], 2 * X, 0, "tangent")
    assert tangent["b"][1] == [X[0]]
    cotangent = f.vjp(W)[1]({"a": X, "b": (1.0, [2.0])})
    assert_close(cotangent, 2 * X + [3.0, 1.0, 1.0], 1e-15, "cotangent")


def test_what_comes_beside_a_value_is_passed_on():
    f = differentiable(lambda x: (np.sum(x**2), {"length": len(x)}), has_aux=True)
    aux = {"length": 3}
    gradient, found = f.grad(W)
    assert_close(gradient, 2 * W, 0, "grad")
    assert found == aux
    (value, found), gradient = f.value_and_grad(W)
    assert_close(gradient, 2 * W, 0, "value_and_grad")
    assert (value, found) == (5.25, aux)
    assert_close(f.jvp(W, W)[1], 10.5, 0, "jvp")
    assert f.jvp(W, W)[2] == aux
    value, pullback, found = f.vjp(W)
    assert (float(value), found) == (5.25, aux)
    assert_close(pullback(1.0), 2 * W, 0, "vjp")
    assert_close(f.hvp(W, W), 2 * W, 0, "hvp")
    assert f.jacobian(W)[1] == aux
    assert f.value_and_jacobian(W)[0] == (5.25, aux)
    assert f.check(W).is_right


def test_single_precision_in_single_precision_out():
    f = differentiable(lambda x: np.sum(np.tanh(x) ** 3 * 2.0))
    w = W.astype(np.float32)
    value, gradient = f.value_and_grad(w)
    for found in (value, gradient, *f.jvp(w, w), f.hvp(w, w), f.hessian(w)):
        assert found.dtype == np.float32


def test_arrays_without_axes():
    f = differentiable(lambda x: x**3)
    x = np.array(2.0)
    for found in (f.grad(x), f.jvp(x, 1.0)[1], f.hvp(x, 1.0), f.vjp(x)[1](1.0)):
        assert found == 12.0
        assert np.ndim(found) == 0


def test_arrays_without_elements():
    x = np.zeros(0)
    assert loss.grad(x, x, 1.0).shape == (0,)
    assert loss.jacobian(x, x, 1.0).shape == (0,)
    assert loss.hessian(x, x, 1.0).shape == (0, 0)


def test_results_of_size_one_have_a_gradient():
    f = differentiable(lambda x: np.sum(x, keepdims=True))
    assert_close(f.grad(W), np.ones(3), 0, "grad")
    for result in ((lambda x: x * 2), (lambda x: (x[0], x[1]))):
        with pytest.raises(TypeError, match=r"jacobian.*vjp.*jvp\(x, np\.ones_like"):
            differentiable(result).grad(W)


def forgets_to_return(x):
    total = np.sum(x**2)  # noqa: F841


def first_positive(x):
    for v in x:
        if v > 0:
            return v**2


def in_words(x):
    return str(np.sum(x))


@pytest.mark.parametrize("mode", ["grad", "value_and_grad", "hvp", "hessian"])
def test_a_gradient_is_that_of_a_number(mode):
    extra = (W,) if mode == "hvp" else ()
    place = f"line {forgets_to_return.__code__.co_firstlineno + 1} of .*return a number"
    with pytest.raises(TypeError, match=f"forgets_to_return returns None .{place}"):
        getattr(differentiable(forgets_to_return), mode)(W, *extra)
    first = differentiable(first_positive)
    first.check(X)
    with pytest.raises(TypeError, match=r"a number, not None: return one on"):
        getattr(first, mode)(-W, *extra)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ZeroGradientWarning)
        with pytest.raises(TypeError, match=r"a number, not '3\.5'"):
            getattr(differentiable(in_words), mode)(W, *extra)


def test_arguments_that_are_not_used_have_a_zero_gradient():
    f = differentiable(lambda x, y: y**2)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert_close(f.grad(W, 2.0), np.zeros(3), 0, "grad")


# -------------------------------------------------------------------- broken paths


def rounded(x):
    return np.sum(np.round(x)) * 2.0


def test_a_broken_path_warns_once_and_says_where():
    f = differentiable(rounded)
    with pytest.warns(ZeroGradientWarning, match=r"round") as caught:
        assert_close(f.grad(W), np.zeros(3), 0, "grad")
    [warning] = caught
    place = rounded.__code__.co_filename, rounded.__code__.co_firstlineno + 1
    assert (warning.filename, warning.lineno) == place
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        f.grad(W)


def test_a_branch_that_is_constant_never_warns():
    def relu(x):
        return 0.0 if x < 0 else x

    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert differentiable(relu).grad(-1.0) == 0.0
        assert differentiable(relu).jvp(-1.0, 1.0) == (0.0, 0.0)


def test_stopped_gradients_are_constant_and_never_warn():
    f = differentiable(lambda x: np.sum(stop_gradient(x) * x))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert_close(f.grad(W), W, 0, "grad")


KINKS = {
    "abs": (lambda x: abs(x), 0.0, 0.0),
    "relu": (lambda x: np.maximum(x, 0), 0.0, 0.0),
    "tie": (lambda x: np.maximum(x, 2.0 * x), 0.0, 1.5),
    "max": (lambda x: max(x, 2.0 * x), 0.0, 1.0),
    "norm": (lambda x: np.linalg.norm(np.array([x, x])), 0.0, 0.0),
    "clip": (lambda x: np.clip(x, 0.0, 1.0), 1.0, 1.0),
    "where": (lambda x: np.where(x > 0, x, 3.0 * x), 0.0, 3.0),
}


@pytest.mark.parametrize(("f", "x", "slope"), KINKS.values(), ids=KINKS)
def test_at_a_kink_both_modes_agree_on_the_documented_slope(f, x, slope):
    g = differentiable(lambda x: 1.0 * f(x))
    assert (g.grad(x), g.jvp(x, 1.0)[1], g.vjp(x)[1](1.0)) == (slope,) * 3


# ------------------------------------------------------------ what can be decorated


class Model:
    factor = 2.0

    def __init__(self, gain):
        self.gain = gain

    @differentiable
    def loss(self, x, y=1.0):
        return self.gain * np.sum(self.activation(x)) * y

    def activation(self, x):
        return x**2

    @classmethod
    @differentiable
    def of_class(cls, x):
        return cls.factor * np.sum(x**2)

    @differentiable
    @classmethod
    def of_class_below(cls, x):
        return cls.factor * np.sum(x**2)

    @staticmethod
    @differentiable
    def static(x):
        return np.sum(x**2)

    @differentiable
    def __call__(self, x):
        return self.gain * np.sum(x**2)


class Cubic(Model):
    factor = 3.0

    def activation(self, x):
        return x**3


def test_methods_of_every_kind():
    model = Model(2.0)
    assert_close(model.loss.grad(W), 4 * W, 0, "bound")
    assert_close(Model.loss.grad(model, W), 4 * W, 0, "through the class")
    assert_close(model.loss.hvp(W, X), 4 * X, 0, "hvp")
    assert_close(model.loss.wrt("y").grad(W), 2 * W @ W, 1e-15, "another argument")
    assert_close(model.loss.wrt(0).grad(W), 4 * W, 0, "self is not counted")
    assert_close(model.of_class.grad(W), 4 * W, 0, "class method")
    assert_close(Model.of_class_below.grad(W), 4 * W, 0, "class method")
    assert_close(Model.static.grad(W), 2 * W, 0, "static method")
    assert_close(differentiable(model).grad(W), 4 * W, 0, "callable")
    assert_close(model.__call__.grad(W), 4 * W, 0, "decorated __call__")


def test_subclasses_override_what_a_method_calls():
    assert_close(Cubic(2.0).loss.grad(W), 6 * W**2, 1e-15, "the subclass's")
    assert_close(Model(2.0).loss.grad(W), 4 * W, 0, "the class's")
    assert_close(Cubic.of_class.grad(W), 6 * W, 0, "its factor")
    assert str(inspect.signature(Cubic(1.0).loss.grad)) == "(x, y=1.0)"


def test_functions_of_others():
    rosen = differentiable(scipy.optimize.rosen)
    assert_close(rosen.grad(W), scipy.optimize.rosen_der(W), 1e-12, "rosen")
    assert differentiable(np.sin).grad(1.0) == np.cos(1.0)
    assert differentiable(math.sin).grad(1.0) == math.cos(1.0)
    assert differentiable(np.hypot).wrt(0, 1).grad(3.0, 4.0) == (0.6, 0.8)
    assert_close(differentiable(np.sum).grad(W), np.ones(3), 0, "np.sum")


def test_partials_bind_arguments():
    f = differentiable(functools.partial(loss, x=X))
    assert_close(f.grad(W, y=1.0), loss.grad(W, X, 1.0), 0, "by keyword")
    f = differentiable(functools.partial(loss.__wrapped__, W))
    assert_close(f.grad(X, 1.0), loss.wrt("x").grad(W, X, 1.0), 0, "by position")
    with pytest.raises(TypeError, match=r"bind arguments of the function first"):
        differentiable(functools.partial(loss.grad, x=X))


def test_lambdas_on_one_line_and_closures():
    f, g = differentiable(lambda x: x**2), differentiable(lambda x: x**3)
    assert (f.grad(2.0), g.grad(2.0)) == (4.0, 12.0)

    def power(n):
        return differentiable(lambda x: x**n)

    assert (power(2.0).grad(3.0), power(3.0).grad(3.0)) == (6.0, 27.0)


def test_wrapped_functions_are_what_they_do():
    @functools.wraps(loss)
    def doubled(w, x, y):
        return 2 * loss(w, x, y)

    twice = differentiable(doubled).wrt("w").grad(W, X, 1.0)
    assert_close(twice, 2 * loss.grad(W, X, 1.0), 1e-15, "the wrapper's")


def test_differentiable_again_selects_anew():
    again = differentiable(line, wrt="b")
    assert again.grad(2.0, 3.0, 4.0) == 1.0
    assert line.grad(2.0, 3.0, 4.0) == (4.0, 1.0)


@pytest.mark.parametrize(
    ("wrt", "error", "message"),
    [
        ((), ValueError, "is empty"),
        ("q", ValueError, "no argument 'q'"),
        (1.5, TypeError, "names or positions of arguments, not 1.5"),
        ({"w"}, TypeError, "names or positions"),
        (("w", "w"), ValueError, "'w' twice"),
    ],
)
def test_a_choice_that_makes_no_sense_is_refused_at_once(wrt, error, message):
    with pytest.raises(error, match=message):
        differentiable(loss, wrt=wrt)
    with pytest.raises(ValueError, match="is empty"):
        loss.wrt()


def test_derivatives_say_where_wrt_and_check_belong():
    with pytest.raises(AttributeError, match=r"write f\.wrt\(\.\.\.\)\.grad"):
        loss.grad.wrt("x")
    with pytest.raises(AttributeError, match=r"write f\.check\(\.\.\.\)"):
        loss.grad.check(W, X, 1.0)


# ------------------------------------------------------------------ what is emitted


def test_specialized_modules_can_be_looked_at():
    variant = loss.grad.specialize(W, X, 1.0)
    assert variant.signature == "(w: float64[n], x: float64[n], y: float)"
    assert "def loss_grad(w, x, y):" in variant.source
    assert variant.source in variant.path.read_text(encoding="utf-8")
    gradient = loss.grad(W, X, 1.0)
    assert_close(variant.function(W, X, 1.0), gradient, 0, "function")
    assert_close(variant.unchecked(W, X, 1.0), gradient, 0, "unchecked")
    with pytest.raises(TypeError, match="was emitted for"):
        variant.function(2.0, 3.0, 1.0)
    assert variant in loss.grad.variants
    assert (loss.grad.source, loss.grad.path) == (variant.source, variant.path)


def test_before_a_call_the_text_is_generic_and_says_so():
    f = differentiable(lambda x: np.sum(x**2))
    assert "nothing is known of the arguments" in f.grad.source
    assert f.grad.variants == ()
    for name in ("function", "unchecked"):
        with pytest.raises(AttributeError, match="before a call; see `specialize`"):
            getattr(f.grad, name)


def test_a_derivative_is_ejected_edited_and_used(tmp_path):
    f = differentiable(lambda x: np.sum(x**2))
    f.grad(W)
    path = f.grad.eject(tmp_path / "mine.py")
    with pytest.raises(FileExistsError):
        f.grad.eject(path)
    namespace: dict[str, object] = {}
    exec(path.read_text().replace("2 * x", "20 * x"), namespace)
    f.grad.use(namespace["function_grad"])
    assert_close(f.grad(W), 20 * W, 0, "the edited one")
    f.grad.use(None)
    assert_close(f.grad(W), 2 * W, 0, "the emitted one")
    with pytest.raises(TypeError, match="takes a function"):
        f.grad.use(3)


def test_generation_is_logged_in_one_line(caplog):
    f = differentiable(lambda x: np.sum(x**2) * 3.25)
    with caplog.at_level(logging.INFO, "autograd_src"):
        f.grad(W)
        f.grad(W)
    [record] = [r for r in caplog.records if r.levelno == logging.INFO]
    for part in ("grad", "<lambda>", "x: float64[n]", " ms", str(f.grad.path)):
        assert part in record.getMessage()


def test_first_use_in_many_threads_generates_once(caplog):
    f = differentiable(lambda x: np.sum(np.cos(x) ** 2) * 1.75)
    barrier, found = threading.Barrier(8), []

    def work():
        barrier.wait()
        found.append(f.grad(W))

    with caplog.at_level(logging.INFO, "autograd_src"):
        threads = [threading.Thread(target=work) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert len(found) == 8
    assert all(np.array_equal(one, found[0]) for one in found)
    assert len([r for r in caplog.records if r.levelno == logging.INFO]) == 1


def test_a_table_compares_every_mode():
    table = str(loss.check(W, X, 1.0))
    for mode in ("jvp", "vjp", "jacobian", "value_and_grad", "grad", "hvp"):
        assert f"\n  {mode} " in table
    assert "WRONG" not in table


# ------------------------------------------------------------------ other processes

SPAWNING = """\
import multiprocessing
import pickle
import numpy as np
from autograd_src import differentiable

@differentiable
def f(x):
    return np.sum(x**3)

class Model:
    def __init__(self, gain):
        self.gain = gain

    @differentiable
    def loss(self, x):
        return self.gain * np.sum(x**2)

if __name__ == "__main__":
    x = np.array([1.0, 2.0])
    jobs = [f, f.grad, f.wrt("x").value_and_grad, Model(3.0).loss.grad]
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        for function in jobs:
            print(pool.apply(function, (x,)))
"""

BY_VALUE = """\
import subprocess
import sys
import cloudpickle
import numpy as np
from autograd_src import differentiable

GAIN = 2.0

@differentiable
def f(x):
    return GAIN * np.sum(x**2)

data = cloudpickle.dumps((f, f.grad))
other = "import sys, pickle, numpy as np; f, g = pickle.load(sys.stdin.buffer);"
other += "print(f(np.ones(2)), g(np.ones(2)))"
found = subprocess.run([sys.executable, "-c", other], input=data, capture_output=True)
print(found.stdout.decode(), found.stderr.decode())
"""


def start(path: Path, folder: Path) -> str:
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "XDG_CACHE_HOME": str(folder)}
    command = [sys.executable, str(path)]
    found = subprocess.run(command, env=environment, capture_output=True, text=True)
    assert found.returncode == 0, found.stderr
    return found.stdout


LAZY = """\
import logging
import numpy as np
import scipy
from autograd_src import differentiable

logging.basicConfig(level=logging.INFO, format="%(name)s")

@differentiable
def f(x):
    return np.sum(scipy.special.expit(x))

print(f.grad(np.zeros(2)))
"""


def test_libraries_that_load_their_parts_when_asked(tmp_path):
    path = tmp_path / "lazy.py"
    path.write_text(LAZY)
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    environment["XDG_CACHE_HOME"] = str(tmp_path)
    for said in ("autograd_src", ""):
        found = subprocess.run(
            [sys.executable, str(path)],
            env={
                **os.environ,
                "PYTHONPATH": str(ROOT),
                "XDG_CACHE_HOME": str(tmp_path),
            },
            capture_output=True,
            text=True,
        )
        assert found.stdout == "[0.25 0.25]\n", found.stderr
        assert found.stderr.strip() == said


def test_derivatives_are_sent_to_spawned_processes(tmp_path):
    path = tmp_path / "spawning.py"
    path.write_text(SPAWNING)
    printed = start(path, tmp_path / "cache").splitlines()
    assert printed[0] == "9.0"
    assert printed[1] == "[ 3. 12.]"
    assert printed[2].endswith("array([ 3., 12.]))")
    assert printed[3] == "[ 6. 12.]"


def test_functions_of_a_script_are_sent_by_value(tmp_path):
    path = tmp_path / "by_value.py"
    path.write_text(BY_VALUE)
    assert start(path, tmp_path / "cache").strip() == "4.0 [4. 4.]"


def test_functions_and_derivatives_are_pickled_by_reference():
    for what in (loss, loss.grad, loss.hessian):
        assert pickle.loads(pickle.dumps(what)) is what
    bound = pickle.loads(pickle.dumps(Model(2.0).loss.grad))
    assert isinstance(bound, Derivative)
    assert_close(bound(W), 4 * W, 0, "bound")


@pytest.mark.parametrize("mode", ["grad", "jvp", "hvp", "vjp", "jacobian"])
def test_asynchronous_functions_and_generators_are_refused_in_every_mode(mode):
    async def later(x):
        return x

    def each(x):
        yield x

    for function in (later, each):
        f = getattr(differentiable(function), mode)
        with pytest.raises(NotDifferentiable, match=r"ordinary one|return a list"):
            f(*[1.0] * (2 if mode in ("jvp", "hvp") else 1))

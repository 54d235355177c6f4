"""How derivatives are reached, how they print, and what the wrong name says."""

from __future__ import annotations

import copy
import functools
import inspect
import pickle
import pydoc

import cloudpickle
import numpy as np
import pytest

from autograd_src import Derivative, Differentiable, NotDifferentiable, differentiable
from tests.calling import handmade
from tests.calling.handmade import Net, Wider, loss, pair


def test_the_function_is_what_it_was(fresh):
    assert loss(3.0, 1.0) == 1.0
    assert (loss.__name__, loss.__qualname__) == ("loss", "loss")
    assert (loss.__doc__, loss.__module__) == ("Sum of squares.", handmade.__name__)
    assert inspect.signature(loss) == inspect.signature(loss.__wrapped__)
    assert loss.__defaults__ == (2.0,)
    assert inspect.getsource(loss).startswith("@differentiable\ndef loss")


def test_names_print():
    path = f"{handmade.__name__}.loss"
    assert repr(loss) == f"<differentiable {path} wrt w>"
    assert repr(loss.grad) == f"<grad of {path} wrt w>"
    assert repr(loss.wrt("x", "w").grad.jvp) == f"<grad.jvp of {path} wrt x, w>"
    assert loss.hvp.__name__ == "loss.hvp"


def test_signatures_show_tangents_after_their_argument():
    assert str(inspect.signature(loss.grad)) == "(w, x, y=2.0)"
    assert str(inspect.signature(loss.hvp)) == "(w, w_dot, x, y=2.0)"
    two = loss.wrt("x", "w").jvp
    assert str(inspect.signature(two)) == "(w, w_dot, x, x_dot, y=2.0)"
    assert str(inspect.signature(loss.jvp.jvp)) == "(w, w_dot_2, w_dot, x, y=2.0)"
    assert str(inspect.signature(loss.grad.hessian)) == "(w, x, y=2.0)"
    assert str(inspect.signature(Net(1.0).loss.jvp)) == "(x, x_dot, y=1.0)"
    assert str(inspect.signature(Net.loss.jvp)) == "(self, x, x_dot, y=1.0)"


def test_help_shows_the_parameters():
    text = pydoc.render_doc(loss.hvp, renderer=pydoc.plaintext)
    assert "loss.hvp(w, w_dot, x, y=2.0)" in text
    assert "Hessian-vector product" in text


def test_looking_generates_nothing(generator):
    f = differentiable(loss.__wrapped__)
    assert {"grad", "jvp", "vjp", "hvp", "jacobian", "hessian"} <= set(dir(f))
    assert {"grad", "source", "path", "specialize"} <= set(dir(f.grad))
    assert hasattr(f, "grad")
    assert hasattr(f.grad, "grad")
    assert not hasattr(f, "gradient")
    repr(f), repr(f.grad), inspect.signature(f.hvp), f.grad.variants
    assert generator.requests == []


def test_looking_never_raises():
    f = differentiable(lambda: 0.0)
    assert hasattr(f, "grad")
    assert "<grad of " in repr(f.grad)
    dir(f.grad)
    with pytest.raises(TypeError, match="takes no argument to differentiate by"):
        f.grad()


@pytest.mark.parametrize(
    ("name", "advice"),
    [
        ("gradient", "'grad'"),
        ("jac", "'jacobian'"),
        ("hessp", "'hvp'"),
        ("hesian", "'hessian'"),
        ("value_and_gradient", "'value_and_grad'"),
        ("argnums", "'wrt'"),
    ],
)
def test_a_misspelt_attribute_suggests_the_right_one(name, advice):
    with pytest.raises(AttributeError, match=f"did you mean {advice}"):
        getattr(loss, name)


def test_argnums_is_called_wrt_here():
    with pytest.raises(TypeError, match="wrt="):
        differentiable(loss.__wrapped__, argnums=0)


def test_an_unknown_argument_is_told_at_once():
    with pytest.raises(ValueError, match=r"loss\(\) has no argument 'z' .* w, x, y"):
        differentiable(loss.__wrapped__, wrt="z")
    with pytest.raises(ValueError, match="no argument 'z'"):
        loss.wrt("w", "z")
    with pytest.raises(ValueError, match=r"wrt=3: .* 3 argument"):
        loss.wrt(3).grad(1.0, 2.0)
    with pytest.raises(ValueError, match="'w' twice"):
        loss.wrt("w", 0).grad(1.0, 2.0)


def test_one_name_gives_a_bare_result_and_more_a_tuple(fresh):
    f = fresh(loss)
    assert f.wrt(0).grad(3.0, 1.0) == 2.0
    assert f.wrt("w", "x").grad(3.0, 1.0) == (2.0, 6.0)
    assert f.wrt(("w", "x")).grad(3.0, 1.0) == (2.0, 6.0)
    assert f.wrt(2).grad(3.0, 1.0) == -2.0
    assert f.wrt(-1).grad(3.0, 1.0) == -2.0
    assert fresh(loss, wrt=("w", "x")).grad(3.0, 1.0) == (2.0, 6.0)


def test_differentiable_again_selects_anew(fresh):
    f = fresh(loss, wrt="x")
    assert differentiable(f, wrt="w").grad(3.0, 1.0) == 2.0
    assert differentiable(f).wrt("w").grad(3.0, 1.0) == 2.0
    assert differentiable(f.grad) is f.grad


def test_tangents_of_two_arguments_follow_each(fresh):
    f = fresh(pair, wrt=("w", "b"))
    assert f.jvp(2.0, 1.0, 3.0, 0.0) == (6.0, 3.0)
    assert f.jvp(b=3.0, b_dot=1.0, w=2.0, w_dot=0.0) == (6.0, 2.0)


def test_a_tangent_that_has_an_arguments_name_is_an_error():
    f = differentiable(lambda x, x_dot: x * x_dot)
    with pytest.raises(TypeError, match="'x_dot' is an argument of"):
        f.jvp(1.0, 2.0, 3.0)


# Methods.


def test_methods_don_t_count_self(fresh, generator):
    net = Net(2.0)
    assert net.loss(1.0) == 2.0
    assert net.loss.grad(1.0) == 2.0
    assert Net.loss.grad(net, 1.0) == 2.0
    assert net.loss.wrt(0).grad(1.0, y=3.0) == 6.0
    assert net.loss.jvp(1.0, 1.0) == (2.0, 2.0)
    assert Net(5.0).loss.grad(1.0) == 5.0
    assert {r.wrt for r in generator.requests} == {("x",)}


def test_static_methods(generator):
    assert Net.plain(2.0) == 6.0
    assert Net.plain.grad(2.0) == 3.0
    assert Net(1.0).plain.grad(2.0) == 3.0


def test_class_methods(generator):
    assert (Net.built(1.0), Wider.built(1.0)) == (4.0, 5.0)
    assert (Net.built.grad(1.0), Wider.built.grad(1.0)) == (4.0, 5.0)
    assert Net(1.0).built.grad(1.0) == 4.0


def test_class_methods_decorated_above(generator):
    assert (Net.made(1.0), Wider.made(1.0)) == (4.0, 5.0)
    assert (Net.made.grad(1.0), Wider.made.grad(1.0)) == (4.0, 5.0)
    assert Net(1.0).made.grad(1.0) == 4.0


def test_class_methods_of_a_nested_class(generator):
    class Inner:
        factor = 6.0

        @classmethod
        @differentiable(wrt="x")
        def made(cls, x):
            return cls.factor * x

    class Net(Inner):
        factor = 7.0

    assert [name for name in vars(Inner) if "differentiable" in name] == []
    function = vars(Inner)["made"].__wrapped__
    while not hasattr(function, "__code__") or hasattr(function, "grad"):
        function = function.__wrapped__
    function.__qualname__ = "<locals>.Net.made"
    assert (Inner.made.grad(1.0), Net.made.grad(1.0)) == (6.0, 7.0)


def test_bound_methods_and_callables(generator):
    assert differentiable(Net(3.0)).grad(1.0) == 3.0
    assert differentiable(Net(3.0).__call__).grad(1.0) == 3.0


def test_partials(fresh):
    f = differentiable(functools.partial(loss.__wrapped__, y=3.0))
    assert f.grad(3.0, 1.0) == 0.0
    assert f.grad(3.0, 1.0, y=2.0) == 2.0
    assert str(inspect.signature(f.grad)) == "(w, x)"
    decorated = differentiable(functools.partial(loss, y=3.0))
    assert decorated.grad(3.0, 1.0, y=2.0) == 2.0
    first = differentiable(functools.partial(loss.__wrapped__, 3.0), wrt="y")
    assert first.grad(1.0) == -2.0


def test_functions_written_in_c(generator):
    assert differentiable(np.sin)(0.0) == 0.0
    assert differentiable(np.sin).grad(0.0) == 1.0
    assert repr(differentiable(np.sin).grad) == "<grad of numpy.sin wrt x>"


def test_what_has_no_source_is_refused_at_once():
    with pytest.raises(TypeError, match="takes a function"):
        differentiable(3)
    with pytest.raises(TypeError, match="is a class"):
        differentiable(Net)


def test_what_wraps_a_function_is_refused_and_the_function_named():
    @functools.lru_cache
    def cached(x):
        return x

    with pytest.raises(
        NotDifferentiable, match=r"differentiable\(cached\.__wrapped__\)"
    ):
        differentiable(cached)


# Pickling and copying.


@pytest.mark.parametrize("protocol", [2, pickle.HIGHEST_PROTOCOL])
def test_pickled_by_reference(protocol, generator):
    def again(value):
        return pickle.loads(pickle.dumps(value, protocol))

    assert again(loss) is loss
    assert again(loss.grad) is loss.grad
    assert again(loss.wrt("w", "x").grad)(3.0, 1.0) == (2.0, 6.0)
    assert again(differentiable(pair, wrt="b"))(2.0, 3.0) == 6.0
    assert again(Net(2.0).loss.grad)(1.0) == 2.0
    assert repr(again(Net.loss)) == repr(Net.loss)


def test_nested_functions_are_pickled_like_functions():
    base = 3.0

    def power(x):
        return base * x

    f = differentiable(power)
    with pytest.raises((AttributeError, pickle.PicklingError)):
        pickle.dumps(f)
    assert pickle.loads(cloudpickle.dumps(f))(2.0) == 6.0
    assert isinstance(pickle.loads(cloudpickle.dumps(f.grad)), Derivative)


def test_functions_and_pullbacks_are_not_pickled(fresh):
    f = fresh(loss)
    _, pullback = f.vjp(3.0, 1.0)
    with pytest.raises(TypeError, match="pullback"):
        pickle.dumps(pullback)
    with pytest.raises((AttributeError, pickle.PicklingError)):
        pickle.dumps(f.grad.specialize(3.0, 1.0).function)


def test_a_copy_is_the_same():
    assert copy.copy(loss) is loss
    assert copy.deepcopy(loss.grad) is loss.grad
    assert isinstance(loss, Differentiable)

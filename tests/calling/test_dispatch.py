"""A call reaches the variant for its arguments, whichever way they are passed."""

from __future__ import annotations

import logging
import os
import threading

import numpy as np
import pytest

from autograd_src import NotDifferentiable
from tests.calling import handmade
from tests.calling.handmade import line, loss, raised, scaled, with_keyword


def test_one_text_for_one_signature(fresh, generator):
    f = fresh(loss)
    assert (f.grad(3.0, 1.0), f.grad(4.0, 1.0)) == (2.0, 4.0)
    assert [r.mode for r in generator.requests] == ["grad"]


def test_values(fresh):
    f = fresh(loss)
    assert f.grad(3.0, 1.0) == 2.0
    x = np.array([1.0, 2.0])
    np.testing.assert_array_equal(f.grad(np.ones(2), x), [-2.0, 0.0])


def test_floats_and_arrays_have_a_variant_each(fresh, generator):
    f = fresh(loss)
    for w in (1.0, np.float64(1.0), np.ones(3), np.ones(1), np.ones((2, 3)), 1):
        f.grad(w, 2.0)
    assert [v.signature for v in f.grad.variants] == [
        "(w: float, x: float, y: float)",
        "(w: float64, x: float, y: float)",
        "(w: float64[n], x: float, y: float)",
        "(w: float64[1], x: float, y: float)",
        "(w: float64[n,n], x: float, y: float)",
        "(w: int, x: float, y: float)",
    ]
    for w in (1.0, np.ones(3), np.ones((2, 3))):
        f.grad(w, 2.0)
    assert len(generator.requests) == 6


def test_an_array_of_another_dtype_is_another_signature(fresh, generator):
    f = fresh(loss)
    f.grad(np.ones(3), 2.0)
    f.grad(np.ones(3, np.float32), 2.0)
    assert len(generator.requests) == 2


def test_keywords_and_defaults(fresh):
    f = fresh(loss)
    assert f.grad(w=3.0, x=1.0) == 2.0
    assert f.grad(3.0, y=3.0, x=1.0) == 0.0
    assert f.jvp(3.0, w_dot=2.0, x=1.0)[1] == 4.0


def test_keyword_only_arguments(fresh):
    f = fresh(with_keyword)
    assert f.grad(1.0) == 2.0
    assert f.grad(1.0, power=3.0) == 3.0


def test_a_replaced_default_is_read(fresh):
    def g(x, *, power=2.0):
        return np.sum(x) * power

    g.__qualname__ = "with_keyword"
    h = fresh(g)
    assert h.grad(1.0) == 2.0
    g.__kwdefaults__["power"] = 5.0
    assert h.grad(1.0) == 5.0


def test_the_latest_signature_is_shown(fresh):
    f = fresh(loss)
    f.grad(1.0, 2.0)
    f.grad(np.ones(2), 2.0)
    assert f.grad.function.__name__ == "loss.grad"
    f.grad(1.0, 2.0)
    assert f.grad(1.0, 2.0) is not None
    assert f.grad.unchecked is f.grad.variants[0].unchecked


def test_many_ranks_fall_back_to_one_variant(fresh, generator):
    f = fresh(loss)
    for rank in range(20):
        f.grad(np.ones((2,) * rank), 1.0)
    assert len(generator.requests) == 9
    assert f.grad.variants[-1].signature == "(w: unknown, x: unknown, y: unknown)"
    assert f.grad(np.full((2,) * 15, 3.0), 1.0).shape == (2,) * 15


def test_a_closure_variable_is_read_at_each_call(fresh):
    base = 2.0

    def power(x):
        return base * x

    f = fresh(power)
    assert f.grad(1.0) == 2.0
    base = 7.0
    assert f.grad(1.0) == 7.0


def test_two_closures_of_one_text_keep_apart(fresh):
    two, three = fresh(raised(2.0)), fresh(raised(3.0))
    assert (two.grad(1.0), three.grad(1.0)) == (2.0, 3.0)


def test_a_global_is_read_at_each_call(fresh, generator, monkeypatch):
    f = fresh(scaled)
    assert f.grad(1.0) == 2.0
    monkeypatch.setattr(handmade, "SCALE", 5.0)
    assert f.grad(1.0) == 5.0
    assert len(generator.requests) == 1


def test_a_global_of_another_rank_is_another_text(fresh, generator, monkeypatch):
    f = fresh(scaled)
    f.grad(1.0)
    monkeypatch.setattr(handmade, "SCALE", np.ones(3))
    np.testing.assert_array_equal(f.grad(1.0), np.ones(3))
    assert len(generator.requests) == 2
    monkeypatch.setattr(handmade, "SCALE", 4.0)
    assert f.grad(1.0) == 4.0
    assert len(generator.requests) == 2


def test_new_code_in_the_same_function_is_seen(fresh, generator):
    def pair(w, b):
        return w * b

    def other(w, b, more):
        return w * b * more

    f = fresh(pair, wrt=("w", "b"))
    assert f.jvp(2.0, 1.0, 3.0, 1.0) == (6.0, 5.0)
    pair.__code__ = other.__code__
    with pytest.raises(TypeError, match=r"missing 1 required .*'more'"):
        f.jvp(2.0, 1.0, 3.0, 1.0)


def test_the_process_after_this_one_generates_nothing(fresh, generator):
    first, second = fresh(loss), fresh(loss)
    first.grad(3.0, 1.0)
    assert second.grad(3.0, 1.0) == 2.0
    assert len(generator.requests) == 1
    assert second.grad.path == first.grad.path
    assert second.grad.path.read_text().endswith(second.grad.source)


def test_one_generation_however_many_threads(fresh, generator):
    f, results = fresh(loss), []
    barrier = threading.Barrier(16)

    def call():
        barrier.wait()
        results.append(f.grad(3.0, 1.0))

    threads = [threading.Thread(target=call) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results == [2.0] * 16
    assert len(generator.requests) == 1


def test_a_generation_is_one_line_of_the_log(fresh, caplog):
    caplog.set_level(logging.INFO, "autograd_src")
    f = fresh(loss)
    f.grad(3.0, 1.0)
    f.grad(4.0, 1.0)
    [record] = caplog.records
    text = record.getMessage()
    assert "grad of tests.calling.handmade:loss for (w: float, " in text
    assert text.endswith(os.fspath(f.grad.path))


def test_python_reports_wrong_arguments_by_the_name_of_the_function(fresh):
    f = fresh(loss)
    with pytest.raises(TypeError, match=r"^loss\.grad\(\) missing 1 .*'x'$"):
        f.grad(1.0)
    with pytest.raises(TypeError, match=r"^loss\.grad\(\) takes from 2 to 3 "):
        f.grad(1.0, 2.0, 3.0, 4.0)
    with pytest.raises(TypeError, match=r"loss\.grad\(\) got an unexpected .*'z'"):
        f.grad(1.0, 2.0, z=1.0)


def test_tangents_are_cast_to_their_primal(fresh):
    f = fresh(line)
    p, t = np.array([1.0, 2.0]), np.array([1.0, 2.0, 3.0])
    direction = np.array([1, 0], np.int8)
    np.testing.assert_array_equal(f.jvp(p, direction, t)[1], t)
    single = f.jvp(p.astype(np.float32), direction, t.astype(np.float32))[1]
    assert single.dtype == np.float32
    assert f.jvp(p, [0, 1], t)[1].tolist() == [1.0, 1.0, 1.0]


def test_a_tangent_of_the_wrong_shape_is_an_error(fresh):
    f = fresh(line)
    with pytest.raises(ValueError, match=r"p_dot has shape \(3,\), .* \(2,\)"):
        f.jvp(np.ones(2), np.ones(3), 1.0)
    with pytest.raises(ValueError, match=r"p_dot has shape \(1, 2\)"):
        f.jvp(np.ones(2), np.ones((1, 2)), 1.0)
    with pytest.raises(TypeError, match="p_dot must hold real numbers"):
        f.jvp(np.ones(2), np.ones(2) * 1j, 1.0)


def test_a_pullback_is_called_any_number_of_times(fresh):
    f = fresh(line)
    value, pullback = f.vjp(np.array([1.0, 2.0]), np.array([1.0, 2.0]))
    np.testing.assert_array_equal(value, [3.0, 4.0])
    for seed in ([1.0, 0.0], [1, 0], np.array([1, 0], np.int8)):
        np.testing.assert_array_equal(pullback(seed), [1.0, 1.0])
    with pytest.raises(ValueError, match="the seed has shape"):
        pullback(1.0)


def test_specialize_shows_what_is_emitted_for_arguments(fresh):
    f = fresh(loss)
    variant = f.hvp.specialize(3.0, 1.0)
    assert variant.signature == "(w: float, x: float, y: float)"
    assert "def loss_hvp" in variant.source
    assert variant.path.is_file()
    assert variant.unchecked(3.0, 2.0, 1.0) == 4.0
    assert variant.function(3.0, 2.0, 1.0) == 4.0
    assert f.hvp.specialize(3.0, 2.0, 1.0) is variant


def test_function_refuses_another_signature(fresh):
    function = fresh(loss).grad.specialize(3.0, 1.0).function
    assert function(4.0, 1.0) == 4.0
    with pytest.raises(TypeError, match=r"emitted for \(w: float, .*specialize"):
        function(np.ones(3), 1.0)


def test_before_a_call_the_generic_text_is_shown(fresh, generator):
    f = fresh(loss)
    assert "def loss_grad" in f.grad.source
    assert generator.requests[0].signature is None
    assert f.grad.path.is_file()
    assert f.grad.variants == ()
    with pytest.raises(AttributeError, match="specialize"):
        _ = f.grad.unchecked


def test_a_refusal_is_passed_on(fresh):
    with pytest.raises(NotDifferentiable, match=r"no hvp of line"):
        fresh(line).hvp(np.ones(2), np.ones(2), 1.0)


def test_a_derivative_of_ones_own_is_called_instead(fresh):
    f = fresh(loss)
    f.grad.use(lambda w, x, y=0.0: "mine")
    assert f.grad(1.0, 2.0) == "mine"
    assert f.wrt("w").grad(1.0, 2.0) == "mine"
    assert f.wrt("y").grad(1.0, 2.0) != "mine"
    f.grad.use(None)
    assert f.grad(3.0, 1.0) == 2.0


def test_eject_writes_a_copy_once(fresh, tmp_path):
    f = fresh(loss)
    path = f.grad.eject(tmp_path / "mine.py")
    assert path.read_text() == f.grad.source
    with pytest.raises(FileExistsError):
        f.grad.eject(path)


def test_nothing_of_a_call_is_kept_alive(fresh):
    import weakref

    net = handmade.Net(2.0)
    watched = weakref.ref(net)
    assert handmade.Net.loss.grad(net, 1.0) == 2.0
    del net
    assert watched() is None

"""What is asked for wrongly is refused with its place and with what to write instead.

Each row has the error's type, the code that it points at, the advice, and the advised
rewrite, which passes.
"""

from __future__ import annotations

import inspect
import linecache
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pytest
from scipy import special

from autograd_src import MissingRecipe, NotDifferentiable, differentiable, elementwise
from tests.oracles import assert_close, check_all_modes

X = np.array([0.5, -1.0, 2.0])
TOTAL = 0.0


@differentiable
def squares(x):
    return np.sum(x**2)


@differentiable
def each_squared(x):
    return x**2


@differentiable
def weighted(x, w):
    return np.sum(x**2 * w)


# ------------------------------------------- refused at generation, with its place


def no_recipe(x):
    return np.sum(special.struve(0, x))


def with_recipe(x):
    return np.sum(struve_0(x))


def struve_0(x):
    return special.struve(0, x)


def struve_1(x):
    return special.struve(1, x)


def guarded(x):
    try:
        y = np.sum(x**2)
    except ValueError:
        y = 0.0
    return y


def with_if(x):
    y = np.sum(x**2) if x.ndim == 1 else 0.0
    return y


def in_context(x):
    with np.errstate(all="ignore"):
        if x.ndim == 1:
            return np.sum(x**2)
    return 0.0


def jumping_after_it(x):
    with np.errstate(all="ignore"):
        y = np.sum(x**2) if x.ndim == 1 else 0.0
    return y


def generator(x):
    for item in x:
        yield item**2


def as_list(x):
    return np.sum(np.array([item**2 for item in x]))


async def asynchronous(x):
    return np.sum(x**2)


def ordinary(x):
    return np.sum(x**2)


def writes_a_global(x):
    global TOTAL
    TOTAL = np.sum(x**2)
    return TOTAL


def returns_it(x):
    total = np.sum(x**2)
    return total


class Refused(NamedTuple):
    program: Callable[..., Any]
    type: type[NotDifferentiable]
    at: str  # what the caret points at
    advice: str
    rewritten: Callable[..., Any]


REFUSED = [
    Refused(
        no_recipe,
        MissingRecipe,
        "return np.sum(special.struve(0, x))",
        r"no derivative recipe for special\.struve.*add a recipe",
        with_recipe,
    ),
    Refused(guarded, NotDifferentiable, "try:", "test for the condition", with_if),
    Refused(
        in_context,
        NotDifferentiable,
        "with np.errstate",
        "assign to a name in it, and jump after it",
        jumping_after_it,
    ),
    Refused(generator, NotDifferentiable, "yield item", "return a list", as_list),
    Refused(
        asynchronous, NotDifferentiable, "async def", "write an ordinary one", ordinary
    ),
    Refused(
        writes_a_global,
        NotDifferentiable,
        "global TOTAL",
        "return it instead",
        returns_it,
    ),
]


@pytest.mark.parametrize("row", REFUSED, ids=lambda row: row.program.__name__)
@pytest.mark.parametrize("mode", ["grad", "jvp", "hvp"])
def test_refused_with_its_place(row, mode):
    args = (X,) if mode == "grad" else (X, X)
    with pytest.raises(row.type, match=row.advice) as caught:
        getattr(differentiable(row.program), mode)(*args)
    error = caught.value
    assert type(error) is row.type
    assert error.filename == __file__
    lines, first = inspect.getsourcelines(row.program)
    [line] = [k for k, text in enumerate(lines, first) if row.at in text]
    assert (error.lineno, error.offset) == (line, lines[line - first].index(row.at) + 1)
    assert error.text == lines[line - first]


@pytest.mark.parametrize("row", REFUSED, ids=lambda row: row.program.__name__)
def test_the_advised_rewrite_passes(row):
    # Abramowitz & Stegun, 12.1.11 and 12.1.9.
    elementwise(struve_0, lambda y, x: 2 / np.pi - struve_1(x))
    elementwise(struve_1, lambda y, x: struve_0(x) - y / x)
    check_all_modes(row.rewritten, (X,))


def test_a_missing_recipe_names_the_function_and_what_comes_close():
    with pytest.raises(MissingRecipe) as caught:
        differentiable(no_recipe).grad(X)
    assert caught.value.function_name == "special.struve"
    assert isinstance(caught.value.nearest, tuple)


@pytest.mark.parametrize("mode", ["grad", "jvp"])
@pytest.mark.parametrize(
    ("x", "advice"),
    [
        (np.array(["1", "2"]), r"dtype str.*x\.astype\(float\)"),
        (np.array([1.0, 2.0], dtype=object), r"dtype object.*x\.astype\(float\)"),
    ],
    ids=["strings", "objects"],
)
def test_arrays_that_hold_no_numbers(x, advice, mode):
    with pytest.raises(NotDifferentiable, match=advice) as caught:
        getattr(squares, mode)(*[x] * (1 + (mode == "jvp")))
    error = caught.value
    assert error.filename == __file__
    assert error.lineno == squares.__wrapped__.__code__.co_firstlineno
    assert (error.offset, error.text) == (1, "@differentiable\n")
    assert_close(squares.grad(x.astype(float)), 2 * x.astype(float), 0, "rewritten")


# ------------------------------------------------------------- refused at the call


def assert_at(caught, call):
    """The traceback leads to the call: its file, its line, and its columns."""
    step, last = caught.tb, caught.tb
    while step is not None:
        last = step if step.tb_frame.f_code.co_filename == __file__ else last
        step = step.tb_next
    code = last.tb_frame.f_code
    assert code.co_filename == __file__
    assert call in linecache.getline(__file__, last.tb_lineno)
    if sys.version_info >= (3, 11):
        at = [*code.co_positions()][last.tb_lasti // 2]
        assert at[0] == at[1] == last.tb_lineno
        assert linecache.getline(__file__, at[0])[at[2] : at[3]] == call


def test_a_result_that_is_no_number():
    line = each_squared.__wrapped__.__code__.co_firstlineno + 2
    place = rf"each_squared returns an array \(line {line} of {re.escape(__file__)}\)"
    advice = rf"{place}: use its jacobian.*np\.ones_like"
    with pytest.raises(TypeError, match=advice) as e:
        each_squared.grad(X)
    assert type(e.value) is TypeError
    assert_at(e, "each_squared.grad(X)")
    assert_close(each_squared.jacobian(X), np.diag(2 * X), 1e-12, "as advised")
    assert_close(each_squared.jvp(X, np.ones_like(X))[1], 2 * X, 0, "as advised")


def test_an_unknown_argument_to_differentiate_by():
    advice = r"weighted\(\) .*no argument 'v'.*takes x, w"
    with pytest.raises(ValueError, match=advice) as e:
        weighted.wrt("v")
    assert type(e.value) is ValueError
    assert_at(e, 'weighted.wrt("v")')
    advice = r"wrt=2: weighted\(\) takes 2 argument.*x, w; positions start at 0"
    with pytest.raises(ValueError, match=advice) as e:
        weighted.wrt(2).grad(X, X)
    assert_at(e, "weighted.wrt(2).grad(X, X)")
    assert_close(weighted.wrt("w").grad(X, X), X**2, 0, "as advised")
    assert_close(weighted.wrt(1).grad(X, X), X**2, 0, "as advised")


def test_another_librarys_name_for_wrt():
    with pytest.raises(TypeError, match=r"write wrt=, with names or positions"):
        differentiable(ordinary, argnums=0)


@pytest.mark.parametrize("mode", ["jvp", "hvp"])
def test_a_tangent_of_another_shape(mode):
    advice = r"x_dot has shape \(4,\), but what it belongs to has shape \(3,\)"
    derivative = getattr(squares, mode)
    with pytest.raises(ValueError, match=advice) as e:
        derivative(X, np.ones(4))
    assert type(e.value) is ValueError
    assert_at(e, "derivative(X, np.ones(4))")
    derivative(X, np.ones(3))


def test_a_seed_of_another_shape():
    _, pullback = each_squared.vjp(X)
    advice = r"seed has shape \(2,\).*shape \(3,\)"
    with pytest.raises(ValueError, match=advice) as e:
        pullback(np.ones(2))
    assert_at(e, "pullback(np.ones(2))")
    assert_close(pullback(np.ones(3)), 2 * X, 0, "as advised")


@pytest.mark.parametrize(
    ("args", "advice"),
    [
        ((), r"squares\.grad\(\) missing 1 required positional argument: 'x'"),
        ((X, X), r"squares\.grad\(\) takes 1 positional argument but 2 were given"),
        ((X, X, X), r"squares\.grad\(\) takes 1 positional argument but 3 were given"),
    ],
)
def test_a_wrong_number_of_arguments_names_the_users_function(args, advice):
    with pytest.raises(TypeError, match=advice) as e:
        squares.grad(*args)
    assert type(e.value) is TypeError
    assert_at(e, "squares.grad(*args)")
    squares.grad(X)


def test_an_argument_of_another_name():
    with pytest.raises(TypeError, match=r"squares\.grad\(\).*'y'") as e:
        squares.grad(X, y=X)
    assert_at(e, "squares.grad(X, y=X)")
    squares.grad(x=X)


@pytest.mark.parametrize(
    ("written", "meant"),
    [("gradient", "grad"), ("grads", "grad"), ("hessain", "hessian"), ("JVP", "jvp")],
)
def test_a_misspelt_attribute(written, meant):
    with pytest.raises(AttributeError, match=f"{written}.*did you mean '{meant}'") as e:
        getattr(squares, written)
    assert type(e.value) is AttributeError
    assert_at(e, "getattr(squares, written)")
    assert hasattr(squares, meant)


def test_an_emitted_function_with_another_signature():
    emitted = squares.grad.specialize(X).function
    advice = r"squares\.grad.*x: float64\[n\].*not for.*x: float64\[n,n\].*specialize"
    with pytest.raises(TypeError, match=advice) as e:
        emitted(np.ones((2, 2)))
    assert type(e.value) is TypeError
    assert_at(e, "emitted(np.ones((2, 2)))")
    again = squares.grad.specialize(np.ones((2, 2))).function
    assert_close(again(np.ones((2, 2))), 2 * np.ones((2, 2)), 0, "as advised")
    assert_close(emitted(X), 2 * X, 0, "its own")


# ------------------------------------------------------------------- no source

PROGRAM = """\
from autograd_src import differentiable
f = differentiable(lambda x: x * x)
print(f.grad(3.0))
"""


def start(*command: str) -> subprocess.CompletedProcess[str]:
    """Run Python with the program as its standard input."""
    root = Path(__file__).resolve().parent.parent
    return subprocess.run(
        [sys.executable, *command],
        env={**os.environ, "PYTHONPATH": str(root)},
        input=PROGRAM,
        text=True,
        capture_output=True,
    )


@pytest.mark.parametrize("way", ["standard input", "-c"])
def test_no_source(way):
    found = start(*{"standard input": [], "-c": ["-c", PROGRAM]}[way])
    assert found.returncode == 1
    assert "NotDifferentiable" in found.stderr
    place = {"standard input": "<stdin>", "-c": "<string>"}[way]
    assert f'File "{place}", line 2' in found.stderr
    assert "save this in a file" in found.stderr


def test_the_plain_interpreter_has_no_source_either():
    """Statement by statement; since Python 3.13 it keeps what is typed."""
    found = start("-i", "-q")
    if sys.version_info >= (3, 13):
        assert found.stdout == "6.0\n"
        return
    assert "NotDifferentiable" in found.stderr
    assert 'File "<stdin>", line 1' in found.stderr
    assert "save this in a file" in found.stderr


def test_saved_in_a_file_it_passes(tmp_path):
    path = tmp_path / "program.py"
    path.write_text(PROGRAM)
    assert start(str(path)).stdout == "6.0\n"


def test_source_typed_into_an_interpreter():
    namespace: dict[str, Any] = {}
    exec(compile("def typed(x):\n    return x * x\n", "<input>", "exec"), namespace)
    with pytest.raises(NotDifferentiable, match="save this in a file") as caught:
        differentiable(namespace["typed"]).grad(2.0)
    error = caught.value
    assert (error.filename, error.lineno, error.offset) == ("<input>", 1, 1)

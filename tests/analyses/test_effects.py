"""Effects: what may be evaluated again, what reads memory, what writes it."""

from __future__ import annotations

import pytest

from autograd_src import ir
from autograd_src.analyses.effects import Anything, Effects
from autograd_src.ir import Stmt, Var
from tests.irtext import function


def statement(source: str) -> Stmt:
    return function(f"def f(x, y, k, g):\n    {source}\n    return x").body[0]


def value(source: str) -> ir.Expr:
    return ir.exprs(statement(f"_1 = {source}"))[0]


class Unwritten(Anything):
    def written(self, v: Var) -> bool:
        return False


@pytest.mark.parametrize(
    "source",
    [
        "x + y", "-x", "x < y", "x[k, 1:]", "(x, [y])", "x.T", "x.shape[0]",
        "np.sin(x)",
        "np.sum(x, axis=0)", "len(x)", "range(k)", "x if k else y", "x.copy()",
        "np.where(x > 0, x, y)", "[v + 1 for v in x]", "[np.sin(v) for v in x]",
        "lambda v: g(v)", "np.linspace(0, 1, k)", "reversed(range(k))",
        "np.array([x, y]).min()", "np.outer(x, y).T.sum(axis=0)",
    ],
)  # fmt: skip
def test_pure(source):
    assert Effects().pure(value(source))


@pytest.mark.parametrize(
    "source",
    [
        "g(x)", "x.pop()", "next(x)", "x.normal()", "np.random.normal()", "print(x)",
        "np.sin(x, out=y)", "np.sin(x, y)", "np.sin(x, **k)", "x.attribute",
        "[g(v) for v in x]", "[v.pop() for v in x]", "1 + g(x)", "(lambda v: v)(x)",
        "np.add.at(x, k, y)",
    ],
)  # fmt: skip
def test_impure(source):
    assert not Effects().pure(value(source))


def test_method_of_an_array_is_pure_and_of_anything_else_it_is_not():
    e = value("x.sum()")
    assert not Effects().pure(e)
    assert Effects(array=lambda v: True).pure(e)
    assert Effects().pure(value("(x * y).sum()"))


def test_function_of_the_module_is_as_pure_as_it_is_said_to_be():
    call = ir.Call(ir.Own(ir.Symbol("h")), (ir.Const(1),))
    assert not Effects().pure(call)
    assert Effects(own=lambda symbol: True).pure(call)


def test_passing_a_variable_on_reads_no_memory():
    assert not Effects().reads_memory(value("x"))
    assert not Effects().reads_memory(value("(x, y)"))
    assert Effects().reads_memory(value("x[k]"))
    assert Effects().reads_memory(value("x + 1"))
    assert not Effects(Unwritten()).reads_memory(value("x + 1"))


def test_global_that_is_no_function_may_be_bound_anew():
    pi = ir.Ref("model.SCALE", "model", "model", 2.0)
    assert Effects(Unwritten()).reads_memory(pi)
    assert not Effects(Unwritten()).reads_memory(value("np.sin"))


@pytest.mark.parametrize(
    "source", ["x + y", "-x", "np.sin(x)", "x.copy()", "np.zeros(k)", "[]", "x > 0"]
)
def test_fresh(source):
    assert Effects().fresh(value(source))


@pytest.mark.parametrize(
    "source",
    ["x", "x[1:]", "x.T", "np.reshape(x, 3)", "np.asarray(x)", "x if k else y", "[x]"],
)
def test_not_fresh(source):
    assert not Effects().fresh(value(source))


def written(source: str) -> list[str] | None:
    found = Effects().writes(statement(source))
    return None if found is None else [v.base for v in found]


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("x[k] = y", ["x"]),
        ("x[k] += y", ["x"]),
        ("x[k] = y.pop()", ["x", "y"]),
        ("x.append(y)", ["x"]),
        ("np.add.at(x, k, y)", ["x"]),
        ("np.copyto(x, y)", ["x"]),
        ("_1 = np.sin(y)", []),
        ("print(x)", []),
        ("g(x)", None),
        ("x.unknown(y)", None),
        ("np.copyto(x[0], y)", None),
    ],
)
def test_writes(source, names):
    assert written(source) == names


def test_store_is_a_write_and_nothing_else():
    effects = Effects()
    assert effects.store(statement("x[k] = y + 1")) is not None
    assert effects.store(statement("x.append(y)")) is not None
    assert effects.store(statement("x[k] = g(y)")) is None
    assert effects.store(statement("print(x)")) is None


def test_statement_clobbers_what_it_writes_and_what_may_be_the_same():
    assert Effects().clobbers(statement("x[k] = 1"), value("y[k]"))
    assert not Effects().clobbers(statement("_1 = np.sin(x)"), value("y[k]"))
    assert Effects().clobbers(statement("g(x)"), value("y[k]"))

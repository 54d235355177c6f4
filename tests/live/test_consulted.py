"""The ledger: what was consulted is an ingredient, and any change of it shows (S17)."""

import itertools
import sys
import time

import numpy as np
import pytest

import autograd_src
from autograd_src.errors import NotDifferentiable
from autograd_src.live.consulted import Ingredient, Ledger, guards, holds
from autograd_src.live.guards import is_users
from autograd_src.live.signature import Array, Instance, List, Scalar

MODEL = """
import numpy as np
import helpers
SCALE = 2.0
TABLE = [1.0, np.zeros(2)]

class Net:
    def __init__(self):
        self.w = np.zeros(3)
    def layer(self, x):
        return self.w * x

net = Net()

def helper(x, power=2):
    return SCALE * x**power

def make(k):
    def closed(x):
        return k * x
    return closed

closed = make(1.0)
double, triple = lambda x: 2 * x, lambda x: 3 * x

def loss(x, n=3):
    return helper(x) + helpers.helper(x) + np.sin(x) + closed(x) + len(TABLE) + net.w
"""
HELPERS = """
SCALE = 1.0
def helper(x):
    return SCALE * x
"""


@pytest.fixture
def model(modules):
    modules.write("helpers", HELPERS)
    return modules.load("model", MODEL)


def consult(function):
    """Consult what a generation for `loss` would."""
    ledger = Ledger(function)
    ledger.source(function)
    helper = ledger.lookup(function, "helper")
    ledger.source(helper.value)
    ledger.abstract_of(ledger.lookup(helper.value, "SCALE"))
    other = ledger.attribute(ledger.lookup(function, "helpers"), "helper")
    ledger.source(other.value)
    ledger.identity_of(ledger.attribute(ledger.lookup(function, "np"), "sin"))
    closed = ledger.lookup(function, "closed")
    ledger.source(closed.value)
    ledger.abstract_of(ledger.lookup(closed.value, "k"))
    ledger.identity_of(ledger.lookup(function, "len"))
    table = ledger.lookup(function, "TABLE")
    ledger.abstract_of(table)
    ledger.abstract_of(ledger.attribute(ledger.lookup(function, "net"), "w"))
    ledger.recipe("model.unused", None)
    return ledger.ingredients()


def no_recipes(name):
    return None


def broken(ingredients, function, **options):
    options.setdefault("recipes", no_recipes)
    return {
        (ingredient.kind, ingredient.path)
        for ingredient in ingredients
        if not holds(ingredient, function, **options)
    }


def test_everything_consulted_is_listed_once_and_sorted(model):
    found = consult(model.loss)
    assert [(i.kind, i.path, i.lines) for i in found] == [
        ("abstract", "globals:TABLE", 0),
        ("abstract", "globals:closed/closure:k", 0),
        ("abstract", "globals:helper/globals:SCALE", 0),
        ("abstract", "globals:net.w", 0),
        ("defaults", "", 0),
        ("defaults", "globals:closed", 0),
        ("defaults", "globals:helper", 0),
        ("defaults", "globals:helpers.helper", 0),
        ("identity", "builtins:len", 0),
        ("identity", "globals:np.sin", 0),
        ("recipe", "model.unused", 0),
        ("source", "", 2),
        ("source", "globals:closed", 2),
        ("source", "globals:helper", 2),
        ("source", "globals:helpers.helper", 2),
    ]
    assert found == consult(model.loss)
    assert broken(found, model.loss) == set()


def rebind(name, value):
    return lambda m: setattr(m, name, value)


CHANGES = {
    "rank of a global": (
        rebind("SCALE", np.zeros(2)),
        {("abstract", "globals:helper/globals:SCALE")},
    ),
    "kind of a global": (
        rebind("SCALE", 2),
        {("abstract", "globals:helper/globals:SCALE")},
    ),
    "length of a list": (
        lambda m: m.TABLE.append(1.0),
        {("abstract", "globals:TABLE")},
    ),
    "kind of an element": (
        lambda m: m.TABLE.__setitem__(0, 1),
        {("abstract", "globals:TABLE")},
    ),
    "rank of an attribute": (
        lambda m: setattr(m.net, "w", 1.0),
        {("abstract", "globals:net.w")},
    ),
    "kind of a cell": (
        lambda m: setattr(m.closed.__closure__[0], "cell_contents", 1),
        {("abstract", "globals:closed/closure:k")},
    ),
    "a closure of another text": (
        lambda m: setattr(m, "closed", m.double),
        {("source", "globals:closed"), ("abstract", "globals:closed/closure:k")},
    ),
    "a global function rebound": (
        lambda m: setattr(m, "helper", m.helpers.helper),
        {
            ("source", "globals:helper"),
            ("defaults", "globals:helper"),
        },
    ),
    "a module alias rebound": (
        rebind("np", sys),
        {("identity", "globals:np.sin")},
    ),
    "a ufunc rebound": (
        rebind("np", type(sys)("np")),
        {("identity", "globals:np.sin")},
    ),
    "a builtin shadowed": (
        rebind("len", len),
        {("identity", "builtins:len")},
    ),
    "a default": (
        lambda m: setattr(m.helper, "__defaults__", (3,)),
        {("defaults", "globals:helper")},
    ),
    "the sign of a zero default": (
        lambda m: setattr(m.loss, "__defaults__", (-0.0,)),
        {("defaults", "")},
    ),
    "code replaced in place": (
        lambda m: setattr(m.helper, "__code__", m.double.__code__),
        {("source", "globals:helper")},
    ),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_is_seen(model, change):
    found = consult(model.loss)
    act, expected = CHANGES[change]
    act(model)
    assert broken(found, model.loss) == expected


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_trips_a_guard(model, change):
    found = guards(consult(model.loss), model.loss)
    assert all(passes(guard, model.loss) for guard in found)
    CHANGES[change][0](model)
    assert not all(passes(guard, model.loss) for guard in found)


def passes(guard, function):
    """Evaluate a guard as calling does, slowly."""
    from autograd_src.live.access import Unreachable, resolve
    from autograd_src.live.signature import key

    try:
        value = resolve(guard.path, function).value
    except Unreachable:
        return guard.by == "absent"
    checks = {
        "is": lambda: value is guard.expected,
        "key": lambda: key(value) == guard.expected,
        "type": lambda: type(value) is guard.expected,
        "absent": lambda: False,
    }
    return checks[guard.by]()


def test_values_are_not_baked_in(model):
    found = consult(model.loss)
    model.SCALE = 17.0
    model.TABLE[1] = np.ones(5)
    model.net.w = np.ones(9)
    model.closed = model.make(8.0)
    model.unrelated = 1
    assert broken(found, model.loss) == set()


EDITS = {
    "the entry": ("np.sin(x)", "np.cos(x)", {("source", "")}),
    "a callee": (
        "SCALE * x**power",
        "SCALE + x**power",
        {("source", "globals:helper")},
    ),
    "a default": ("power=2", "power=3", None),
    "another function": ("2 * x", "4 * x", set()),
    "lines above": ("SCALE = 2.0\n", "\n\n\nSCALE = 2.0\n", set()),
}


@pytest.mark.parametrize("edit", EDITS)
def test_edits_are_seen_by_the_next_import(modules, model, edit):
    old, new, expected = EDITS[edit]
    found = consult(model.loss)
    assert old in MODEL
    again = modules.reload("model", MODEL.replace(old, new))
    if expected is None:
        # The text of the signature is source, too.
        expected = {("source", "globals:helper"), ("defaults", "globals:helper")}
    assert broken(found, again.loss) == expected


def test_an_edit_after_import_is_no_hit_and_no_source(modules):
    m = modules.load("late", "def f(x):\n    return x\n")
    before = Ledger(m.f)
    before.source(m.f)
    m = modules.reload("late", "def f(x):\n    return x\n")
    modules.write("late", "def f(x):\n    return -x\n")
    assert broken(before.ingredients(), m.f) == {("source", "")}
    with pytest.raises(NotDifferentiable, match="changed since import"):
        Ledger(m.f).source(m.f)


def test_the_same_name_in_two_modules_is_two_functions(modules):
    text = "def f(x):\n    return x\n"
    a, b = modules.load("same_a", text), modules.load("same_b", text)
    ledger = Ledger(a.f)
    ledger.source(a.f)
    assert broken(ledger.ingredients(), a.f) == set()
    assert broken(ledger.ingredients(), b.f) == {("source", "")}


def test_two_lambdas_on_a_line_are_two_functions(model):
    ledger = Ledger(model.double)
    ledger.source(model.double)
    assert broken(ledger.ingredients(), model.triple) == {("source", "")}


def test_future_flags_count(modules):
    text = "def f(x: 'a'):\n    return x\n"
    m = modules.load("future", text)
    ledger = Ledger(m.f)
    ledger.source(m.f)
    m = modules.reload("future", f"from __future__ import annotations\n{text}")
    assert broken(ledger.ingredients(), m.f) == {("source", "")}


def test_recipes_used_and_absent(model):
    ledger = Ledger(model.loss)
    ledger.recipe("model.used", "digest of its source")
    ledger.recipe("model.absent", None)
    found = ledger.ingredients()
    used = {"model.used": "digest of its source"}
    assert broken(found, model.loss, recipes=used.get) == set()
    changed = {"model.used": "another"}
    assert broken(found, model.loss, recipes=changed.get) == {("recipe", "model.used")}
    added = {**used, "model.absent": "new"}
    assert broken(found, model.loss, recipes=added.get) == {("recipe", "model.absent")}
    # Who cannot say what recipes there are gets a miss.
    assert len(broken(found, model.loss, recipes=None)) == 2


def test_a_missing_name_is_recorded_at_once(model):
    ledger = Ledger(model.loss)
    binding = ledger.lookup(model.loss, "np")
    assert (binding.kind, binding.value) == ("global", np)
    assert ledger.lookup(model.loss, "undefined").kind == "missing"
    found = ledger.ingredients()
    assert [(i.kind, i.path) for i in found] == [("missing", "globals:undefined")]
    assert broken(found, model.loss) == set()
    (guard,) = guards(found, model.loss)
    assert passes(guard, model.loss)
    model.undefined = 1
    assert not passes(guard, model.loss)
    assert broken(found, model.loss) == {("missing", "globals:undefined")}


def test_one_function_under_two_names_is_followed_under_both(modules):
    m = modules.load(
        "twice",
        "def a(x):\n    return x\nb = a\ndef f(x):\n    return a(x) + b(x)\n"
        "def c(x):\n    return -x\n",
    )
    ledger = Ledger(m.f)
    for name in "ab":
        ledger.source(ledger.lookup(m.f, name).value)
    m.b = m.c
    assert broken(ledger.ingredients(), m.f) == {("source", "globals:b")}


def test_methods_are_reached_through_arguments(model):
    layer = model.Net.layer
    ledger = Ledger(layer)
    me = ledger.argument("self", model.net)
    assert ledger.abstract_of(me) == Instance("model:Net")
    assert ledger.abstract_of(ledger.attribute(me, "w")) == Array("float64", ("n",))
    method = ledger.attribute(me, "layer")
    assert (method.kind, method.owner) == ("method", "model:Net")
    ledger.identity_of(method)
    found = ledger.ingredients()
    assert len(broken(found, layer)) == 3  # without arguments nothing is proved
    assert broken(found, layer, arguments={"self": model.net}) == set()
    model.net.w = 1.0
    model.net.layer = len
    assert broken(found, layer, arguments={"self": model.net}) == {
        ("abstract", "argument:self.w"),
        ("identity", "argument:self.layer"),
    }


def test_where_in_the_mro_a_method_was_found_counts(modules):
    text = """
    class A:
        def f(self, x): return x
    class B(A):
        pass
    b = B()
    def g(x): return b.f(x)
    """
    m = modules.load("mro", text)
    ledger = Ledger(m.g)
    ledger.identity_of(ledger.attribute(ledger.lookup(m.g, "b"), "f"))
    m.B.f = m.A.f
    assert broken(ledger.ingredients(), m.g) == {("identity", "globals:b.f")}


def test_abstract_values_come_back(model):
    ledger = Ledger(model.loss)
    table = ledger.lookup(model.loss, "TABLE")
    assert ledger.abstract_of(table) == List(
        (Scalar("float"), Array("float64", ("n",)))
    )
    assert ledger.abstract_of(ledger.element(table, 0)) == Scalar("float")
    assert ledger.element(table, 7) is None
    assert ledger.attribute(table, "absent") is None


def test_functions_from_nowhere_are_not_consulted(model):
    with pytest.raises(LookupError, match="not reached"):
        Ledger(model.loss).source(model.helper)


def test_guards_leave_libraries_alone(model):
    found = {
        (guard.path, guard.by) for guard in guards(consult(model.loss), model.loss)
    }
    assert found == {
        ("globals:TABLE", "key"),
        ("globals:closed/closure:k", "key"),
        ("globals:helper/globals:SCALE", "key"),
        ("globals:net.w", "key"),
        ("globals:len", "absent"),
        ("globals:np", "is"),
        *itertools.product(["globals:closed", "globals:helper"], ["is"]),
        ("globals:helpers.helper", "is"),
        *(
            (f"{path}.{part}", "is")
            for path in (
                "",
                "globals:closed",
                "globals:helper",
                "globals:helpers.helper",
            )
            for part in ("__code__", "__defaults__", "__kwdefaults__")
        ),
    }


def test_a_library_function_guards_its_own_code_only():
    entry = np.linalg.inv.__wrapped__
    ledger = Ledger(entry)
    ledger.source(entry)
    ledger.identity_of(ledger.lookup(entry, "asarray"))
    paths = {guard.path for guard in guards(ledger.ingredients(), entry)}
    assert paths == {".__code__", ".__defaults__", ".__kwdefaults__"}


def test_whose_a_thing_is(model):
    users = [model, model.loss, model.Net, model.net, model.TABLE]
    assert all(map(is_users, users))
    libraries = [np, sys, itertools, np.linalg.inv.__wrapped__, np.sin, dict]
    libraries += [autograd_src, autograd_src.grad_hook]
    assert not any(map(is_users, libraries))


def test_an_unknown_kind_of_ingredient_does_not_hold(model):
    assert not holds(Ingredient("novel", "", "digest"), model.loss)


def test_checking_twenty_ingredients_takes_milliseconds_at_most(modules, model):
    found = consult(model.loss)
    times = []
    for _ in range(5):
        again = modules.reload("model", MODEL)
        start = time.perf_counter()
        assert broken(found, again.loss) == set()
        times.append(time.perf_counter() - start)
    assert min(times) < 0.05  # a bound on blunders, not a measurement

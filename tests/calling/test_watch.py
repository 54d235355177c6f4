"""What was consulted beside the arguments is watched, and watching runs nothing."""

from __future__ import annotations

import sys
from types import ModuleType

import numpy as np
import pytest

from autograd_src.calling import watch
from autograd_src.calling.guards import Constants
from autograd_src.live.consulted import Ledger, guards

SOURCE = """
import math
import numpy as np

SCALE = 2.0
OPTIONS = {"rate": 1.0}


def inner(x):
    return x * FACTOR


FACTOR = 3.0


def make(k):
    def closed(x):
        return k * x

    return closed


closed = make(2.0)


class Net:
    def __init__(self):
        self.gain = 1.0

    def layer(self, x):
        return self.gain * x


def f(net, x):
    return np.sin(x) * SCALE
"""


@pytest.fixture
def user(tmp_path, monkeypatch):
    """A module of a user's, imported from a file."""
    path = tmp_path / "watched_module.py"
    path.write_text(SOURCE)
    monkeypatch.syspath_prepend(str(tmp_path))
    sys.modules.pop("watched_module", None)
    yield __import__("watched_module")
    sys.modules.pop("watched_module", None)


class Watched:
    """Guards of what a ledger recorded, as one expression."""

    def __init__(self, ledger, function, **arguments):
        self.constants = Constants("_")
        found = guards(ledger.ingredients(), function, arguments)
        parts = watch.expressions(found, function, arguments, self.constants)
        self.text = " and ".join(parts)
        self.arguments = arguments

    def holds(self):
        return bool(eval(self.text, dict(self.constants), dict(self.arguments)))


def test_the_rank_of_a_global(user):
    ledger = Ledger(user.f)
    ledger.abstract_of(ledger.lookup(user.f, "SCALE"))
    watched = Watched(ledger, user.f)
    user.SCALE = 5.0
    assert watched.holds()
    user.SCALE = np.ones(3)
    assert not watched.holds()


def test_a_module_alias_and_a_function(user):
    ledger = Ledger(user.f)
    ledger.identity_of(ledger.lookup(user.f, "np"))
    binding = ledger.lookup(user.f, "inner")
    ledger.identity_of(binding)
    ledger.source(binding.value)
    ledger.abstract_of(ledger.lookup(binding.value, "FACTOR"))
    watched = Watched(ledger, user.f)
    assert "is_satisfied" not in watched.text
    assert watched.holds()
    user.FACTOR = [1.0]
    assert not watched.holds()
    user.FACTOR = 4.0
    assert watched.holds()
    user.inner.__code__ = (lambda x: x).__code__
    assert not watched.holds()


def test_a_rebound_alias(user):
    ledger = Ledger(user.f)
    ledger.identity_of(ledger.lookup(user.f, "np"))
    watched = Watched(ledger, user.f)
    user.np = ModuleType("numpy")
    assert not watched.holds()


def test_closure_variables_and_their_cells(user):
    ledger = Ledger(user.closed)
    ledger.abstract_of(ledger.lookup(user.closed, "k"))
    watched = Watched(ledger, user.closed)
    assert "is_satisfied" not in watched.text
    user.closed.__closure__[0].cell_contents = 7.0
    assert watched.holds()
    user.closed.__closure__[0].cell_contents = np.ones(2)
    assert not watched.holds()
    cell = watch.cell_of("k", user.closed, ledger.ingredients())
    assert cell is user.closed.__closure__[0]


def test_the_cell_of_a_callee(user):
    ledger = Ledger(user.f)
    binding = ledger.lookup(user.f, "closed")
    ledger.identity_of(binding)
    ledger.abstract_of(ledger.lookup(binding.value, "k"))
    cell = watch.cell_of("k", user.f, ledger.ingredients())
    assert cell is user.closed.__closure__[0]
    with pytest.raises(NameError, match="'z' is no closure variable"):
        watch.cell_of("z", user.f, ledger.ingredients())


def test_attributes_and_methods_of_an_argument(user):
    net = user.Net()
    ledger = Ledger(user.f)
    argument = ledger.argument("net", net)
    ledger.abstract_of(ledger.attribute(argument, "gain"))
    ledger.identity_of(ledger.attribute(argument, "layer"))
    watched = Watched(ledger, user.f, net=net)
    assert "is_satisfied" not in watched.text
    assert watched.holds()
    net.gain = np.ones(2)
    assert not watched.holds()
    net.gain = 3.0
    net.layer = len
    assert not watched.holds()
    del net.layer
    assert watched.holds()
    user.Net.layer = lambda self, x: x
    assert not watched.holds()


def test_elements_are_looked_up_by_the_longer_way(user):
    ledger = Ledger(user.f)
    ledger.abstract_of(ledger.element(ledger.lookup(user.f, "OPTIONS"), "rate"))
    watched = Watched(ledger, user.f)
    assert watched.holds()
    user.OPTIONS["rate"] = [1.0]
    assert not watched.holds()
    user.OPTIONS.clear()
    assert not watched.holds()


def test_a_name_that_was_missing(user):
    ledger = Ledger(user.f)
    assert ledger.lookup(user.f, "nowhere").kind == "missing"
    watched = Watched(ledger, user.f)
    assert watched.holds()
    user.nowhere = None
    assert not watched.holds()

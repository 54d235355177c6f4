"""Emitted text is executed once, on the live globals, and is what debuggers show."""

from __future__ import annotations

import inspect
import sys
import traceback
from types import FunctionType, ModuleType

import pytest

from autograd_src.calling.binding import GlobalsView, blank_imports, live_module, load
from tests.calling import handmade

TEXT = '''"""A module."""

import numpy as np

import tests.calling.handmade as handmade


def read():
    return handmade.SCALE


def fail():
    raise ValueError("here")
'''
IMPORTS = [("tests.calling.handmade", "handmade")]


def test_the_live_module_is_bound(monkeypatch):
    module = load(TEXT, IMPORTS, "<autograd_src a>", handmade.scaled)
    assert module.handmade is handmade
    monkeypatch.setattr(handmade, "SCALE", 7.0)
    assert module.read() == 7.0


def test_a_text_is_executed_once_for_each_globals():
    one = load(TEXT, IMPORTS, "<autograd_src a>", handmade.scaled)
    assert load(TEXT, IMPORTS, "<autograd_src b>", handmade.with_keyword) is one
    copied = FunctionType(handmade.scaled.__code__, dict(vars(handmade), SCALE=9.0))
    other = load(TEXT, IMPORTS, "<autograd_src a>", copied)
    assert other is not one
    assert (one.read(), other.read()) == (handmade.SCALE, 9.0)


def test_globals_that_no_module_owns_are_seen_through_a_view():
    namespace = {"__name__": "nobody", "x": 1}
    exec("def f(): return x", namespace)
    view = live_module("nobody", namespace["f"])
    assert isinstance(view, GlobalsView)
    assert view.x == 1
    view.x = 2
    assert namespace["x"] == 2
    with pytest.raises(AttributeError, match="'y' is not defined"):
        _ = view.y


def test_a_script_is_not_imported_a_second_time(monkeypatch, tmp_path):
    script = ModuleType("__main__")
    script.__file__ = str(tmp_path / "script.py")
    exec("N = 3.0\ndef f(): return N", script.__dict__)
    monkeypatch.setitem(sys.modules, "__main__", script)
    text = "import script as script\n\n\ndef read():\n    return script.N\n"
    module = load(text, [("script", "script")], "<autograd_src s>", script.f)
    assert module.read() == 3.0
    assert "script" not in sys.modules


def test_tracebacks_and_inspect_show_the_text_where_it_stands():
    module = load(TEXT, IMPORTS, "<autograd_src a>", handmade.scaled)
    assert inspect.getsource(module.read).startswith("def read():")
    with pytest.raises(ValueError, match="here") as caught:
        module.fail()
    last = traceback.extract_tb(caught.value.__traceback__)[-1]
    assert (last.lineno, last.line) == (13, 'raise ValueError("here")')


@pytest.mark.parametrize(
    ("line", "alias"),
    [
        ("import a.b as b", "b"),
        ("from a import b", "b"),
        ("from a import b as c", "c"),
        ("import a.b as c", "c"),
    ],
)
def test_import_lines_are_blanked_in_every_spelling(line, alias):
    assert blank_imports(f"x = 1\n{line}\n", [("a.b", alias)]) == "x = 1\n\n"


def test_an_import_that_is_not_there_is_an_error():
    with pytest.raises(ImportError, match="no line imports a as b"):
        blank_imports("import a\n", [("a", "b")])
    with pytest.raises(ImportError, match="not imported in this process"):
        live_module("nowhere.at_all", handmade.scaled)

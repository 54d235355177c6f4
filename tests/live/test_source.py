"""The source of a live function: proved to be what is running, or refused."""

import argparse
import doctest
import functools
import importlib
import linecache
import math
import random
import statistics
import sys
import types

import numpy as np
import pytest

from autograd_src.errors import NotDifferentiable
from autograd_src.live import extent, files
from autograd_src.live.source import remember_file, source_of


def test_the_text_stands_as_in_the_file(modules):
    m = modules.load(
        "plain",
        """
        import functools

        class Net:
            @functools.lru_cache(
                maxsize=3)
            def unused(self):
                pass

            def layer(self, x):
                '''Doc.

            dedented text in it'''
                return x * 2  # twice

                # trailing comment
        """,
    )
    source = source_of(m.Net.layer)
    assert source.text.startswith("    def layer(self, x):\n        '''Doc.\n")
    assert source.text.endswith("return x * 2  # twice\n")
    assert (source.kind, source.first_line, source.lines) == ("def", 10, 5)
    assert source.filename == m.__file__
    assert source_of(m.Net().layer) is source


def test_decorators_belong_to_the_text(modules):
    m = modules.load(
        "decorated",
        """
        def same(*marks):
            return lambda f: f

        @same(
            "a", (1,
        2))
        # why
        @same()
        def f(x): return x
        y = 1
        """,
    )
    source = source_of(m.f)
    assert source.first_line == 5
    assert source.text.splitlines()[-1] == "def f(x): return x"


EDITS = [
    ("return x + 1.0", "return x + 2.0"),
    ("return x + 0.0", "return x + -0.0"),
    ("return x + 1", "return x + 1.0"),
    ("return x + 1", "return x + True"),
    ("return x - 1", "return x + 1"),
    ("return x.a", "return x.b"),
    ("return f'{x}'", "return f'{x!r}'"),
    ("return x in {1, 2}", "return x in {1, 2.0}"),
    ("return (lambda: 1)()", "return (lambda: 2)()"),
    ("'a'; return x", "'b'; return x"),
    ("return x", "return x; yield"),
    ("return np(x)", "return xp(x)"),
]


@pytest.mark.parametrize(("old", "new"), EDITS)
@pytest.mark.parametrize("indent", ["", "    "], ids=["function", "method"])
def test_an_edit_after_import_is_refused(modules, old, new, indent):
    def written(body):
        head = "class A:\n" if indent else ""
        return f"{head}{indent}def f(x):\n{indent}    {body}\n"

    m = modules.load("edited", written(old))
    f = m.A.f if indent else m.f
    modules.write("edited", written(new))
    with pytest.raises(NotDifferentiable, match="source changed since import") as at:
        source_of(f)
    assert (at.value.filename, at.value.lineno) == (m.__file__, 2 if indent else 1)
    assert at.value.text.strip() == "def f(x):"
    modules.write("edited", written(old))
    assert old in source_of(f).text


def test_what_was_proved_stays_proved(modules):
    m = modules.load("kept", "def f(x):\n    return x\n")
    source = source_of(m.f)
    modules.write("kept", "def f(x):\n    return -x\n")
    assert source_of(m.f) is source


def test_comments_and_lines_above_may_change(modules):
    m = modules.load("moved", "def f(x):\n    return x\n\ndef g(x):\n    return x\n")
    modules.write(
        "moved",
        "def same(f): return f\n@same\ndef f(x):\n    # said\n    return x\n"
        "class A:\n    def g(self): pass\n\ndef g(x):\n    return x\n",
    )
    assert source_of(m.f).text == "@same\ndef f(x):\n    # said\n    return x\n"
    assert source_of(m.f).first_line == 2
    assert source_of(m.g).first_line == 9


@pytest.mark.parametrize("lines", [0, 1, 2, 4, 5, 6, 99])
def test_a_wrong_number_of_lines_is_not_believed(modules, lines):
    text = "def f(x):\n    x = 2 * x\n    return x\n\ny = 1\ndef g(x): return x\n"
    m = modules.load("hinted", text)
    assert source_of(m.f, lines).lines == 3


def test_closures_private_names_super_and_imports(modules):
    m = modules.load(
        "scopes",
        """
        from __future__ import annotations
        import math, os.path as where
        try:
            import numpy as np
        except ImportError:
            np = None

        def outer(a, b):
            class _Net:
                __k = 1
                def method(self, x: unknown) -> unknown:
                    def inner(): return self.__k + super().__sizeof__() + b
                    return a + self.__k * x + math.sin(x) + np.cos(x), inner
            def inner(x):
                nonlocal a
                a = where.join(x)
                return a, outer
            return _Net, inner
        """,
    )
    net, inner = m.outer(1, 2)
    nested_inner = net().method(1.0)[1]
    for function in (m.outer, net.method, inner, nested_inner):
        assert f"def {function.__code__.co_name}" in source_of(function).text


def test_tabs_form_feeds_and_odd_newlines(modules):
    path = modules.folder / "odd.py"
    text = "\fclass A:\n\tdef f(self):\n\t\treturn self.__a, '\x1c\u2028'\n"
    path.write_bytes(text.replace("\n", "\r\n").encode())
    m = importlib.import_module("odd")
    assert (
        source_of(m.A.f).text == "\tdef f(self):\n\t\treturn self.__a, '\x1c\u2028'\n"
    )


def test_declared_encodings(modules):
    path = modules.folder / "latin.py"
    path.write_bytes("# coding: latin-1\ndef f(): return 'é'\n".encode("latin-1"))
    assert "é" in source_of(importlib.import_module("latin").f).text


def test_wraps_is_never_followed(modules):
    m = modules.load(
        "wrapping",
        """
        import functools
        def f(x):
            return x
        @functools.wraps(f)
        def g(x):
            return 2 * f(x)
        """,
    )
    assert m.g.__name__ == "f"
    assert "return 2 * f(x)" in source_of(m.g).text


def lambda_text(function):
    source = source_of(function)
    start, end = source.span
    assert source.kind == "lambda"
    return source.text[start:end]


def test_lambdas_on_one_line_are_told_apart(modules):
    m = modules.load(
        "lambdas",
        """
        fs = [lambda x: x, lambda x, k=(lambda: 1): x if x else k(), lambda x: x[1:]]
        d = {"a": lambda x: {x: "lambda x: 3"}, 'b': (lambda x: (x,
            2))}
        make = lambda a: lambda x: a + x; other = lambda x: a + x
        called = max((lambda i: -i for i in range(2)), key=lambda f: f(1))
        kept = [lambda x: x + 1 for _ in range(2)]
        """,
    )
    assert list(map(lambda_text, m.fs)) == [
        "lambda x: x",
        "lambda x, k=(lambda: 1): x if x else k()",
        "lambda x: x[1:]",
    ]
    assert lambda_text(m.d["a"]) == 'lambda x: {x: "lambda x: 3"}'
    assert lambda_text(m.d["b"]) == "lambda x: (x,\n    2)"
    assert source_of(m.d["b"]).lines == 2
    assert lambda_text(m.make) == "lambda a: lambda x: a + x"
    assert lambda_text(m.make(1)) == "lambda x: a + x"
    assert lambda_text(m.called) == "lambda i: -i"
    assert lambda_text(m.kept[1]) == "lambda x: x + 1"


def test_an_edited_lambda_is_refused_and_a_moved_one_found(modules):
    m = modules.load("lambda_moved", "f = lambda x: x * 2\n")
    modules.write("lambda_moved", "f = lambda x: x * 3\n")
    with pytest.raises(NotDifferentiable, match="changed since import"):
        source_of(m.f)
    modules.write("lambda_moved", "\n\nf = (1, lambda x: x * 2)\n")
    assert source_of(m.f).first_line == 3


def test_two_lambdas_that_compile_alike_are_one_text(modules):
    m = modules.load("alike", "f, g = lambda x: x, lambda x:x\n")
    assert source_of(m.f).span == source_of(m.g).span


@pytest.mark.parametrize(
    "function", [len, math.sin, np.sin, np.add.at, 3, functools.partial(max)]
)
def test_what_is_no_python_function_has_no_source(function):
    with pytest.raises(NotDifferentiable, match="has no source"):
        source_of(function)


PROGRAM = """
from autograd_src.live.source import source_of
def f(x):
    return x
try:
    source_of(f)
except SyntaxError as error:
    print(error.msg)
"""


@pytest.mark.parametrize("way", ["-c", "-"])
def test_stdin_and_command_line_advise_a_file(modules, way):
    import autograd_src.live

    root = autograd_src.live.__path__[0].rpartition("autograd_src")[0]
    program = f"import sys; sys.path.insert(0, {root!r})\n{PROGRAM}"
    arguments = {"-c": ("-c", program), "-": ("-",)}[way]
    options = {"input": program} if way == "-" else {}
    assert "save this in a file" in modules.run(*arguments, **options)


def test_executed_text_without_a_file_is_refused():
    namespace = {}
    exec("def f(x): return x", namespace)
    with pytest.raises(NotDifferentiable, match="save this in a file"):
        source_of(namespace["f"])


def test_text_registered_with_linecache_counts():
    text = "def f(x):\n    return x + 1\n"
    for name in ("<ipython-input-1>", "/nowhere/entry.py"):
        linecache.cache[name] = (len(text), None, text.splitlines(True), name)
        namespace = {}
        exec(compile(text, name, "exec"), namespace)
        assert source_of(namespace["f"]).text == text
        del linecache.cache[name]


def test_registered_text_comes_before_the_file(modules):
    path = modules.write("entry", "def f(x): return 1\n")
    text = "def f(x): return 2\n"
    linecache.cache[str(path)] = (len(text), None, [text], str(path))
    namespace = {}
    exec(compile(text, str(path), "exec"), namespace)
    assert source_of(namespace["f"]).text == text
    del linecache.cache[str(path)]


def test_functions_in_doctests_have_source():
    seen = []
    example = ">>> def f(x):\n...     return x - 1\n>>> seen.append(source_of(f))\n"
    names = {"source_of": source_of, "seen": seen}
    test = doctest.DocTestParser().get_doctest(example, names, "t", "t", 0)
    assert doctest.DocTestRunner().run(test).failed == 0
    assert seen[0].text == "def f(x):\n    return x - 1\n"


def test_warnings_of_the_compiler_are_not_repeated(modules):
    with pytest.warns((DeprecationWarning, SyntaxWarning)):
        m = modules.load("warned", "def f(x):\n    return '\\d', x\n")
    assert source_of(m.f).lines == 2


def test_nested_quotes_in_f_strings_fall_back_to_the_whole_file(modules):
    if sys.version_info < (3, 12):
        text = "def f(x):\n    return f'''{x['a']} ' '''\n"
    else:
        text = "def f(x):\n    return f'{x['[']}'\ndef g(x):\n    return 1\n"
    m = modules.load("fstrings", text)
    assert source_of(m.f).lines == 2


# The library at large.


def functions_of(module):
    for value in list(vars(module).values()):
        held = vars(value).values() if isinstance(value, type) else [value]
        for function in list(held):
            function = getattr(function, "__func__", function)
            if isinstance(function, types.FunctionType):
                file = function.__code__.co_filename
                if file == getattr(module, "__file__", None):
                    yield function


LIBRARY = [argparse, functools, random, statistics, linecache, doctest, np.linalg]
LIBRARY += [sys.modules[np.linalg.norm.__module__], np.ma, np.polynomial.polynomial]


def test_hundreds_of_library_functions_are_proved():
    proved = 0
    for module in [*LIBRARY, np.lib.scimath, np.ma.core]:
        for function in functions_of(module):
            source = source_of(function)
            name = function.__code__.co_name
            assert name == "<lambda>" or f"def {name}" in source.text
            proved += 1
    assert proved > 500


# Loaders that rewrite what they load.


class Rewriting(importlib.machinery.SourceFileLoader):
    """Stands for pytest's loader: compiles something else for each assert."""

    def source_to_code(self, data, path, *, _optimize=-1):
        text = data.decode().replace("assert x", "assert x is not None and x")
        return compile(text, path, "exec", dont_inherit=True)


def load_rewritten(path, before=lambda: None):
    spec = importlib.util.spec_from_loader("changed", Rewriting("changed", str(path)))
    module = importlib.util.module_from_spec(spec)
    module.hook = before
    spec.loader.exec_module(module)
    return module


ASSERTING = "hook()\ndef f(x):\n    assert x > 0\n    return x * 2\n"


def test_rewritten_code_counts_as_the_file_remembered_at_decoration(modules):
    path = modules.write("changed", ASSERTING)
    m = load_rewritten(path, lambda: remember_file(str(path)))
    assert source_of(m.f).text == ASSERTING.partition("\n")[2]


def test_rewritten_code_of_an_unremembered_file_is_refused(modules):
    m = load_rewritten(modules.write("changed", ASSERTING))
    with pytest.raises(NotDifferentiable, match="changed since import"):
        source_of(m.f)


def test_rewritten_code_is_refused_once_the_file_changed(modules):
    path = modules.write("changed", ASSERTING)
    m = load_rewritten(path, lambda: remember_file(str(path)))
    modules.write("changed", ASSERTING.replace("2", "3"))
    with pytest.raises(NotDifferentiable, match="changed since import"):
        source_of(m.f)


@pytest.mark.parametrize(("new", "accepted"), [("x * 2", True), ("x * 3", False)])
def test_a_late_decoration_proves_all_but_the_asserts(modules, new, accepted):
    path = modules.write("changed", ASSERTING)
    m = load_rewritten(path)
    modules.write("changed", ASSERTING.replace("x * 2", new))
    remember_file(str(path))
    if accepted:
        assert "assert x > 0" in source_of(m.f).text
    else:
        with pytest.raises(NotDifferentiable, match="changed since import"):
            source_of(m.f)


def test_an_ordinary_loader_earns_no_trust(modules):
    m = modules.load("changed", "def f(x):\n    assert x\n    return x\n")
    modules.write("changed", "def f(x):\n    assert x > 1\n    return x\n")
    remember_file(m.__file__)
    with pytest.raises(NotDifferentiable, match="changed since import"):
        source_of(m.f)


def test_this_module_with_asserts_as_pytest_loads_it():
    def scaled(x, w=3.0):
        assert x > 0, "positive"
        y = [x * k for k in range(3)]
        if y:
            assert len(y) == 3
        return sum(y) * w

    remember_file(__file__)
    assert "return sum(y) * w" in source_of(scaled).text


remember_file(__file__)


def test_extents_end_where_the_tokenizer_says():
    for module in (argparse, statistics, functools):
        lines = files.read_file(module.__file__).lines
        for function in functions_of(module):
            first = function.__code__.co_firstlineno - 1
            if function.__code__.co_name != "<lambda>":
                by_tokens = extent.def_extent_by_tokens(lines, first)
                assert extent.def_extent(lines, first) == by_tokens
                assert source_of(function).lines == by_tokens.lines


@pytest.mark.parametrize(
    "last", ["'never'", "pass", "x = (\n        1\n    )", "if 0:\n        x = 1"]
)
def test_lines_without_code_belong_to_the_text(modules, last):
    text = f"def f(x):\n    return x\n    {last}\n"
    m = modules.load("trailing", f"{text}\n# end\ny = 1\n")
    assert source_of(m.f).text == text

"""How emitted text looks: spaces, parentheses, quotes, blank lines, broken lines."""

from __future__ import annotations

import gast
import numpy as np
import pytest

from autograd_src.syntax.emit import Blank, Comment, emit, emit_expression


def printed(text: str, width: int = 88) -> str:
    return emit(gast.parse(text), width)


def expression(text: str) -> str:
    return emit_expression(gast.parse(text, mode="eval").body)


@pytest.mark.parametrize(
    "text",
    [
        # Subscripts.
        "z[i, 1:n]", "z[()]", "z[(i,)]", "z[(*a, b)]", "z[..., None]", "z[1:2,]",
        "x[1:-1]", "x[a + 1 :]", "x[: a + 1]", "x[a.b : c]", "x[::2]", "x[:: a + 1]",
        "x[f(a) : f(b) : 2]", "x[a:b, ::-1]", "x[-n:]",
        # Powers.
        "y**2", "x[i] ** 2", "f(x) ** 2", "a.b**-c", "(-1) ** 2", "-(x**2)", "x**-0.5",
        "(a + b) ** 2", "2 ** (1 / n)", "x**y**z", "(x**y) ** z", "(1).real**2",
        "x ** y[0] ** 2",
        # The fewest parentheses that keep the meaning.
        "a + b * c", "(a + b) * c", "a - (b - c)", "a / b / c", "a / (b / c)", "-x @ y",
        "-(x @ y)", "not a or b", "not (a or b)", "(a < b) & (c < d)", "a < b < c",
        "a if b else c if d else e", "(a if b else c) if d else e",
        "f(x for x in y)", "f(*a, k=1, **b)", "lambda: 0", "lambda x, *, y=1: (x, y)",
        "await f(x)", "[a, *b]", "()", "f(a := 1)", "(a, (b, c))",
        "(1,)", "[]", "{1, 2}", "{}", "x[a] if b else -c", "~a | b",
        # Literals.
        "1.5", "1e16", "1e-7", "2j", "...", "None", '"a"', '"it\'s"', "'say \"hi\"'",
        '"line\\n"', 'b"a\\x00"', '"\\\\"', "(1).real", "(1.5).real", "1j.real",
        'f"{a!r:>{n}}"', "f\"{x['k']}\"", 'f"{ {1: 2}[1] }"',
    ],
)  # fmt: skip
def test_expressions_look_like_this(text):
    assert expression(text) == text


@pytest.mark.parametrize(
    ("text", "want"),
    [
        ("x = ((a))", "x = a"),
        ("x = (a, b)", "x = (a, b)"),
        ("(a, b) = (b, a)", "a, b = b, a"),
        ("a, = b", "(a,) = b"),
        ("return_ = (yield x)", "return_ = yield x"),
        ("for (a, b) in c: pass", "for a, b in c:\n    pass"),
        ("if (n := f()): pass", "if n := f():\n    pass"),
        ("if a: pass\nelse:\n  if b: pass", "if a:\n    pass\nelif b:\n    pass"),
        ("assert (a), 'b'", 'assert a, "b"'),
        ("x: int=1", "x: int = 1"),
        ("(x): int", "(x): int"),
        ("x+=1,", "x += (1,)"),
        ("with (a as b, c): pass", "with a as b, c:\n    pass"),
        ("with (a, b) as c: pass", "with (a, b) as c:\n    pass"),
        ("import a as b,c", "import a as b, c"),
        ("from .a import (b, c)", "from .a import b, c"),
        ("del (a), b", "del a, b"),
        ("class A(): pass", "class A:\n    pass"),
        ("class A: ...", "class A: ..."),
    ],
)
def test_statements_look_like_this(text, want):
    assert printed(text) == want + "\n"


def test_returned_tuples_are_bare():
    text = printed("def f(x, /, y: int=1, *, z=2, **k) -> int: return (x, (y, z))")
    assert text == (
        "def f(x, /, y: int = 1, *, z=2, **k) -> int:\n    return x, (y, z)\n"
    )


BROKEN = [
    ("call(first, second)", "call(\n    first, second\n)"),
    (
        "call(first, second, third)",
        "call(\n    first,\n    second,\n    third,\n)",
    ),
    ("x = [first, second]", "x = [\n    first,\n    second,\n]"),
    ("x = first + seconds", "x = (\n    first\n    + seconds\n)"),
    ("x = -f(first, secon)", "x = -f(\n    first, secon\n)"),
    ("x = a[first, second]", "x = a[\n    first, second\n]"),
    ("x = first_name_longer", "x = first_name_longer"),
    ("xxxxxxxxxxx = yyyyyy", "xxxxxxxxxxx = (\n    yyyyyy\n)"),
    ("xxxxxxxxxxx = f(yyy)", "xxxxxxxxxxx = f(\n    yyy\n)"),
    ("x = first + f(arg, b)", "x = first + f(\n    arg, b\n)"),
    ("x = [a_long_name for i in r]", "x = [\n    a_long_name\n    for i in r\n]"),
    ("x = aaaaaaa if b else c", "x = (\n    aaaaaaa\n    if b\n    else c\n)"),
    ("a = b.c(d).e(f).g(h)", "a = (\n    b.c(d)\n    .e(f)\n    .g(h)\n)"),
    ("from a import bbbbb, cc", "from a import (\n    bbbbb,\n    cc,\n)"),
    ("if first and second: x", "if (\n    first\n    and second\n):\n    x"),
    (
        "def function(a, b, c): x",
        "def function(\n    a, b, c\n):\n    x",
    ),
    (
        "with first as a, bbb as c: x",
        "with (\n    first as a,\n    bbb as c,\n):\n    x",
    ),
]


@pytest.mark.parametrize(("text", "want"), BROKEN)
def test_long_lines_are_broken_as_black_breaks_them(text, want):
    assert printed(text, width=18) == want + "\n"


def test_a_returned_tuple_gets_parentheses_where_it_is_broken():
    text = printed("def f():\n    return first, second, third", width=20)
    assert text == (
        "def f():\n"
        "    return (\n        first,\n        second,\n        third,\n    )\n"
    )


def test_comments_and_blank_lines_are_statements():
    (function,) = gast.parse("def f(x):\n    '''Doc.'''\n    y = x\n    return y").body
    docstring, assignment, result = function.body
    function.body = [
        docstring, Comment("Forward sweep."), assignment,
        Blank(), Comment("Reverse sweep.\nreturn y"), result,
    ]  # fmt: skip
    assert emit([function]) == (
        "def f(x):\n"
        '    """Doc."""\n'
        "    # Forward sweep.\n"
        "    y = x\n"
        "\n"
        "    # Reverse sweep.\n"
        "    # return y\n"
        "    return y\n"
    )


def test_long_comments_go_on_below():
    text = "y = " + " + ".join(["first * second"] * 6)
    node = gast.If(gast.Name("a", gast.Load(), None, None), [Comment(text)], [])
    lines = emit([node]).splitlines()[1:-1]
    assert len(lines) == 2
    assert all(len(line) <= 88 for line in lines)
    assert lines[1].startswith("    #     ")
    assert " ".join(line.strip(" #") for line in lines) == text


def test_a_body_of_comments_is_completed():
    node = gast.If(gast.Name("a", gast.Load(), None, None), [Comment("Nothing.")], [])
    assert emit([node]) == "if a:\n    # Nothing.\n    pass\n"


def test_blank_lines_stand_where_black_puts_them():
    text = (
        "'Doc.'\nimport a\nX = 1\ndef f():\n  import b\n  def g(): 1\n  return 2\nY = 3"
    )
    assert printed(text) == (
        '"""Doc."""\n\nimport a\n\nX = 1\n\n\n'
        "def f():\n    import b\n\n    def g():\n        1\n\n    return 2\n\n\nY = 3\n"
    )


def test_a_comment_stays_with_its_function():
    (function,) = gast.parse("def f(): pass").body
    one = gast.parse("x = 1").body
    text = emit([*one, Comment("About f."), function, *one])
    assert text == "x = 1\n\n\n# About f.\ndef f():\n    pass\n\n\nx = 1\n"


def test_docstrings_keep_their_lines():
    text = 'def f():\n    """One.\n\n    Two \\\\ three.\n    """\n'
    assert printed(text) == text


@pytest.mark.parametrize(
    "value", [np.float64(1.0), np.int64(1), np.str_("a"), np.bool_(True), object()]
)
def test_only_plain_constants_have_a_literal(value):
    with pytest.raises(TypeError, match="no literal"):
        emit_expression(gast.Constant(value, None))


def test_what_is_no_syntax_is_refused():
    with pytest.raises(TypeError, match="not an expression"):
        emit_expression(gast.Pass())
    with pytest.raises(TypeError, match="no syntax"):
        emit(object())


def test_the_same_tree_gives_the_same_text():
    tree = gast.parse("def f(x): return {1, 2} | {x}")
    assert emit(tree) == emit(tree)

"""What is printed means what was parsed, over real modules."""

from __future__ import annotations

import ast
import sys
import warnings

import gast
import pytest

from autograd_src.syntax.emit import emit, emit_expression
from tests.syntax.trees import NUMERICAL, SAMPLES, STANDARD, same, source_of

# The numerical ones are long: the full suite reads them.
MODULES = [
    pytest.param(m, marks=[pytest.mark.slow] * (m in NUMERICAL)) for m in SAMPLES
]


@pytest.mark.parametrize("module", MODULES)
def test_modules_come_back_as_they_were(module):
    text = source_of(module)
    assert text is not None
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # invalid escapes in old modules
        tree = ast.parse(text)
    printed = emit(gast.ast_to_gast(tree))
    assert ast.dump(ast.parse(printed)) == ast.dump(tree)
    assert emit(tree) == printed, "the trees of ast print as those of gast"
    assert not any(line != line.rstrip() for line in printed.splitlines())


def test_there_are_samples_of_both_kinds():
    assert len(set(SAMPLES) & set(STANDARD)) >= 30
    assert len(set(SAMPLES) & set(NUMERICAL)) >= 7


EXPRESSIONS = """
(-1) ** 2
-(1**2)
2 ** -1
2**3**4
(2**3) ** 4
a - (b - c)
a - b - c
(a @ b) @ c
a @ (b @ c)
not (a and b)
(not a) == b
not a == b
(a < b) < c
a < b < c
(a if b else c) if d else e
a if b else c if d else e
(lambda: 0)()
(lambda x: x) if a else b
lambda: (yield)
[x for x in (a if b else c)]
[x for x in a if (b if c else d)]
(await_ := 1)
f(a := 1, b=(c := 2))
z[()]
z[(i,)]
z[i, 1:n]
z[(*a, b)]
z[1:2,]
z[(1, 2) : (3, 4)]
(a, b)[0]
(1).real
1.5.real
1j.real
(-1).real
{**a, **(b or c)}
[*a, *(b or c)]
f(*a, *b, k=1, **(b or c))
(x for x in y)
f(x for x in y)
f((x for x in y), z)
{k: v for k, v in items}
{x async for x in y}
-(-1)
~-x
- +x
a and (b and c)
a or b and c
(a or b) and c
x[lambda: 0]
{1: {2: 3}}[1][2]
"a" "b"
b'\\x00"' + b"it's"
'\\N{BULLET} \\ud800 \\\\ \\t'
1e309
1e-7
1e16
...
(yield)
0x1000000000000000000000000000000
"""


@pytest.mark.parametrize("text", EXPRESSIONS.strip().splitlines())
def test_expressions_come_back_as_they_were(text):
    text = f"async def f():\n    ({text})"
    assert same(emit(gast.parse(text)), text)


STATEMENTS = [
    "with (a, b): pass",
    "with (a, b) as c: pass",
    "with (a), b as (c, d): pass",
    "with (yield_ := b): pass",
    "for (a,) in b: pass",
    "for x in (1, 2): pass\nelse: pass",
    "for x in *a, b: pass",
    "a, = b",
    "(a, b), [c, *d] = e = f",
    "x = *a, b",
    "(x): int = 1",
    "x.y: int",
    "del (a, b), c[0]",
    "del (a, b)",
    "def f(a, b=1, /, c: int = 2, *args: int, d, e=3, **kw) -> int: pass",
    "def f(*, a): global x, y",
    "def f(a, /): nonlocal_ = 1",
    "if a: pass\nelif b: pass\nelse:\n if c: pass\n d",
    "while (a := b): break\nelse: continue_",
    "try: pass\nexcept (A, B) as e: raise e from None\nelse: x\nfinally: y",
    "async def f():\n async with a as b, c: pass\n async for x in y: await z",
    "@a.b(c)\n@d\nclass C(A, metaclass=M, **kw):\n '''Doc.'''\n x = 1",
    "from . import a as b, c\nfrom ..d.e import *\nimport f.g as h, i",
    "assert a, (b, c)",
    "def f(): return *a, b",
    "def f():\n x = yield a, b\n yield\n await_ = yield from c",
    "lambda a, *b, c=1, **d: (a, b)",
    "match a, b:\n case [1, -2, *_] | (x, 3) if c: pass\n case _: pass",
    "match a:\n case {'k': v, **rest}: pass\n case A(1, k=(2 | 3) as y): pass",
    "match a:\n case None | True | 1 + 2j | a.b | 'c': pass\n case (x as y) as z: 1",
    "match (yield_ := a):\n case []: pass\n case [x]: pass\n case (): pass",
    "'''Doc\\\\ \\x00 \"quoted\" '''\nx = 1",
    "def f():\n    '''Ends in \"'''",
    "def f():\n    '''Three \"\"\" of them  \n\n    x'''",
    "u'not a docstring of today'",
    "x = 10 ** 3 if -a ** 2 else (b, c)",
    "(a, b)",
    "(a := 1)",
    "x: tuple = (1, 2)",
]


@pytest.mark.parametrize("text", STATEMENTS)
def test_statements_come_back_as_they_were(text):
    assert same(emit(gast.parse(text)), text)


FORMATTED = [
    'f"{a}"',
    'f"{a!r:>{width}.{n}}"',
    "f\"{x['k']} {y}\"",
    'f\'{x["k"]} "quoted" it\\\'s\'',
    "f'{{}} {{{a}}}'",
    "f'{ {1: 2}[1] }'",
    "f'{(lambda x: x)(1)} {(lambda: 1)}'",
    "f'{(a := 1)} {a != b} {a if b else c}'",
    "f'{a, b}'",
    "f'{a=} {a = }'",
    "f'{x:%Y-%m}\\n\\t\\\\'",
    "f'''{f\"{f'{a}'}\"}'''",
    "f'''{x[\"a\"]}\n{y['b']}'''",
    "f\"{'a' 'b'}\" 'c'",
    "f'{x!s:{y!r}}' 'z'",
]


@pytest.mark.parametrize("text", FORMATTED)
def test_formatted_strings_come_back_as_they_were(text):
    assert same(emit(gast.parse(text)), text)


NEWER = {
    (3, 10): ["match a:\n case 1: pass", "with (a as b, c): pass"],
    (3, 11): ["try: pass\nexcept* A as e: pass", "z[*a, 1:2]", "def f(*a: *b): pass"],
    (3, 12): [
        "type A[T: int] = list[T]\ndef f[T, *Ts, **P](x: T): pass",
        "class C[T](B): pass",
        "f'{x['k']} {'\\n'} {f'{'a'}'}'",
    ],
    (3, 13): ["def f[T = int, *Ts = *a, **P = []](): pass"],
}


@pytest.mark.parametrize(
    "text",
    [text for since in NEWER for text in NEWER[since] if sys.version_info >= since],
)
def test_newer_syntax_comes_back_where_python_has_it(text):
    assert same(emit(gast.parse(text)), text)


CONSTANTS = [
    1, -1, 0.1, -0.0, 1e300, 1e16, 1e-7, float("inf"), float("-inf"), 2j, -2j, 1 - 2j,
    complex(-0.0, 2.0), complex(0.0, -2.0), complex(-0.0, -0.0), complex(1.5, -0.0),
    True, None, ..., "it's \"", "\ud800\x7f\u2028\\", b"\0\xff'\"", (1, (2.5,)), (),
]  # fmt: skip


@pytest.mark.parametrize("value", CONSTANTS, ids=repr)
def test_constants_are_literals_of_their_value(value):
    again = eval(emit_expression(gast.Constant(value, None)))
    # The repr tells zeros of either sign apart.
    assert (type(again), repr(again)) == (type(value), repr(value))


@pytest.mark.parametrize("value", [-1, -2.5, 2j, -2j, 1 - 2j, True], ids=repr)
def test_constants_are_parenthesized_as_bases(value):
    base = gast.Constant(value, None)
    square = gast.BinOp(base, gast.Pow(), gast.Constant(2, None))
    assert eval(emit_expression(square)) == value**2


def test_very_long_integers_are_readable():
    value = 10**5000
    assert eval(emit_expression(gast.Constant(value, None))) == value


def test_not_a_number_stays_one():
    value = eval(emit_expression(gast.Constant(float("nan"), None)))
    assert value != value

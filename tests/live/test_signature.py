"""Abstract values: what is kept of a value, how it prints, how two join."""

import collections
import enum
import functools
import math

import hypothesis.strategies as st
import numpy as np
import pytest
from hypothesis import given

from autograd_src.live import signature
from autograd_src.live.signature import (
    Array,
    Dict,
    Instance,
    List,
    Scalar,
    Static,
    Tuple,
    Unknown,
    abstract,
    join,
    key,
    parse_text,
    text,
)
from autograd_src.live.values import MIXED

Point = collections.namedtuple("Point", "x y")


class Net:
    pass


class Doubling(float):
    def __add__(self, other):
        return 2 * other


class Colour(enum.Enum):
    RED = 1


class Duck:
    """Not an ndarray, but it follows NumPy's protocol."""

    def __init__(self, array):
        self.array = array

    shape = property(lambda self: self.array.shape)
    dtype = property(lambda self: self.array.dtype)

    def __array_function__(self, func, types, args, kwargs):
        return NotImplemented


HERE = __name__

EXAMPLES = [
    (1.5, "float"),
    (2, "int"),
    (True, "bool"),
    (1j, "complex"),
    (np.float64(1), "float64"),
    (np.float32(1), "float32"),
    (np.int64(1), "int64"),
    (np.bool_(True), "bool_"),
    (np.zeros(3), "float64[n]"),
    (np.zeros((3, 1)), "float64[n,1]"),
    (np.zeros((1, 0, 2), np.float32), "float32[1,n,n]"),
    (np.zeros(()), "float64[]"),
    (np.zeros(3, bool), "bool[n]"),
    (np.zeros(3, ">f8"), "float64[n]"),
    (np.array(["a", "bcd"]), "str[n]"),
    (np.array([None, 1]), "object[n]"),
    (np.zeros(2, "M8[ns]"), "datetime64<ns>[n]"),
    ((1.0, np.zeros(2)), "(float, float64[n])"),
    ((1.0,), "(float,)"),
    ((), "()"),
    ([1.0, 2], "[float, int]"),
    ([], "[]"),
    ({"w": 1.0, 3: [2.0]}, "{'w': float, 3: [float]}"),
    ({}, "{}"),
    (Point(1.0, 2), f"{HERE}:Point(x=float, y=int)"),
    (Net(), f"instance({HERE}:Net)"),
    (Doubling(1), f"instance({HERE}:Doubling)"),
    (range(3), "instance(builtins:range)"),
    ({(1, 2): 3.0}, "instance(builtins:dict)"),
    ({True: 3.0}, "instance(builtins:dict)"),
    (collections.OrderedDict(a=1), "instance(collections:OrderedDict)"),
    ("adam", "static('adam')"),
    ("it's ) \\ é\n", 'static("it\'s ) \\\\ \\xe9\\n")'),
    (None, "static(None)"),
    (Ellipsis, "static(Ellipsis)"),
    (slice(1, None), "static(slice(1, None, None))"),
    (np, "static(module numpy)"),
    (float, "static(type builtins:float)"),
    (math.sin, "static(builtin math.sin)"),
    (np.sin, "static(ufunc numpy.sin)"),
    (np.add.at, "static(ufunc method numpy.add.at)"),
    (Colour.RED, f"static(member {HERE}:Colour.RED)"),
    (np.dtype("f4"), "static(dtype('<f4'))"),
    (functools.partial(math.pow, 2.0), "static(partial(builtin math.pow, float))"),
]


@pytest.mark.parametrize(("value", "printed"), EXAMPLES, ids=lambda v: str(v)[:30])
def test_printed_form_and_its_inverse(value, printed):
    described = abstract(value)
    assert text(described) == printed
    assert parse_text(printed) == described


names = st.sampled_from(["float", "int", "float64", "bool_"])
leaves = st.one_of(
    names.map(Scalar),
    st.builds(
        Array,
        st.sampled_from(["float64", "int64", MIXED]),
        st.lists(st.sampled_from("1n?"), max_size=3).map(tuple),
    ),
    st.text(max_size=5).map(lambda s: abstract(s)),
    st.text(min_size=1, max_size=5).map(lambda s: Instance("m:" + s)),
    st.just(Unknown()),
)


def nested(children):
    some = st.lists(children, max_size=3).map(tuple)
    return st.one_of(
        some.map(Tuple),
        some.map(List),
        st.dictionaries(st.text(max_size=3) | st.integers(), children, max_size=3).map(
            lambda d: Dict(tuple(d), tuple(d.values()))
        ),
        some.map(lambda i: Tuple(i, "m:P", tuple(f"f{k}" for k in range(len(i))))),
    )


values = st.recursive(leaves, nested, max_leaves=6)


@given(values)
def test_parsing_inverts_printing(value):
    assert parse_text(text(value)) == value


@pytest.mark.parametrize("wrong", ["", "float64[x]", "(float", "static('a)", "a b"])
def test_what_is_no_abstract_value_does_not_parse(wrong):
    with pytest.raises(ValueError, match="not an abstract value"):
        parse_text(wrong)


def test_kinds_of_abstract_value_never_equal_each_other():
    alike = [Scalar("float"), Instance("float"), Static("float")]
    assert len(set(alike)) == 3
    assert (Scalar("float") != Scalar("float")) is False
    assert Unknown() != ()
    assert Unknown()


def test_long_strings_differ_by_digest():
    a, b = "x" * 1000, "x" * 999 + "y"
    assert len(text(abstract(a))) < 200
    assert abstract(a) != abstract(b)
    assert parse_text(text(abstract(a))) == abstract(a)


def test_subclasses_that_change_the_operators_are_not_arrays():
    # The constructor of `matrix` warns.
    matrix = np.zeros((2, 2)).view(np.matrix)
    assert isinstance(abstract(matrix), Instance)
    assert isinstance(abstract(np.ma.masked_array([1.0])), Instance)


def test_what_follows_the_array_protocol_is_an_array():
    assert abstract(Duck(np.zeros((2, 1)))) == Array("float64", ("n", "1"))


def test_a_list_that_contains_itself_ends():
    endless = [1.0]
    endless.append(endless)
    assert isinstance(abstract(endless), List)
    assert key(endless) == key(endless)


def test_key_of_numbers_and_arrays_is_cheap_and_right():
    assert key(1.0) is float
    assert key(np.zeros((2, 3))) == key(np.ones((4, 5)))
    distinct = [
        1.0,
        1,
        np.float64(1),
        np.zeros(2),
        np.zeros(1),
        np.zeros((2, 1)),
        np.zeros((1, 2)),
        np.zeros(2, np.float32),
        np.zeros((), np.float64),
        [1.0],
        (1.0,),
        {"a": 1.0},
        {"b": 1.0},
        "a",
        "b",
        None,
    ]
    assert len({key(value) for value in distinct}) == len(distinct)


@pytest.mark.parametrize("index", range(len(EXAMPLES)))
def test_equal_keys_mean_equal_abstract_values(index):
    value = EXAMPLES[index][0]
    for other, _ in EXAMPLES:
        if key(value) == key(other):
            assert abstract(value) == abstract(other)


JOINS = [
    ("float", "float", "float"),
    ("int", "float", "float"),
    ("float", "float64", "float64"),
    ("float", "float32", "float32"),
    ("int", "float32", "float32"),
    ("float", "int64", "float64"),
    ("float32", "float64", "float64"),
    ("complex", "float32", "complex64"),
    ("int", "bool_", "int64"),
    ("float64[n]", "float64[1]", "float64[?]"),
    ("float64[n,1]", "float32[n,1]", "float64[n,1]"),
    ("int64[n]", "float64[n]", "unknown[n]"),
    ("float64[n]", "float64[n,n]", "unknown"),
    ("float", "float64[n]", "unknown"),
    ("unknown", "float", "unknown"),
    ("(float, int)", "(float, float)", "(float, float)"),
    ("(float, int)", "(float,)", "instance(builtins:tuple)"),
    ("[float]", "[float, float]", "instance(builtins:list)"),
    ("{'a': int}", "{'a': float}", "{'a': float}"),
    ("{'a': int}", "{'b': int}", "instance(builtins:dict)"),
    ("m:P(x=int)", "m:P(x=float)", "m:P(x=float)"),
    ("m:P(x=int)", "m:Q(x=int)", "instance(builtins:object)"),
    ("static(None)", "float", "instance(builtins:object)"),
    ("static('a')", "static('b')", "instance(builtins:object)"),
]


@pytest.mark.parametrize(("a", "b", "joined"), JOINS)
def test_join(a, b, joined):
    for p, q in ((a, b), (b, a)):
        assert text(join(parse_text(p), parse_text(q))) == joined


@given(values, values)
def test_join_is_symmetric_and_idempotent(a, b):
    assert join(a, b) == join(b, a)
    assert join(a, a) == a
    assert join(a, join(a, b)) == join(a, b)


def make(k):
    return lambda x: k * x


def test_functions_are_described_by_text_and_captures_not_by_identity():
    assert abstract(make(2.0)) == abstract(make(3.0))
    assert key(make(2.0)) == key(make(3.0))
    assert abstract(make(2.0)) != abstract(make(np.zeros(2)))
    assert abstract(make(2.0)) != abstract(lambda x: 2.0 * x)


def test_functions_with_other_defaults_differ():
    def f(x, n=1.0):
        return x

    def same(x, n=1.0):
        return x

    same.__code__ = f.__code__
    same.__defaults__ = (np.zeros(2),)
    assert abstract(f) != abstract(same)


def test_public_names_exist():
    assert all(hasattr(signature, name) for name in signature.__all__)

"""The head of an entry: what is written is read back, and nothing else is accepted."""

from __future__ import annotations

import ast
import io
import tokenize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograd_src.store.header import Damaged, Header, Ingredient, parse, render

from .entries import BODY, header, key

TEXT = st.text(max_size=120)
WORDS = st.lists(TEXT, max_size=3).map(tuple)


@given(
    st.builds(
        Header,
        function=TEXT,
        mode=TEXT,
        wrt=WORDS,
        signature=TEXT,
        options=WORDS,
        key=TEXT,
        generator=TEXT,
        imports=st.lists(st.tuples(TEXT, TEXT), max_size=2).map(tuple),
        entry=TEXT,
        ingredients=st.lists(
            st.builds(Ingredient, TEXT, TEXT, TEXT, st.integers(0, 10**6)), max_size=3
        ).map(tuple),
    ),
    st.text(st.characters(blacklist_categories=["Cs"])),
)
def test_any_header_is_read_as_it_was_written(written, body):
    text = render(written, body)
    found, rest = parse(text.encode("utf-8"))
    assert found == written
    assert rest == body or rest == body + "\n"


@given(st.text(st.characters(blacklist_characters="\n\r"), max_size=300))
def test_header_is_comments_whatever_it_says(said):
    text = render(header(function=said, signature=said, wrt=(said,)), BODY)
    head = text[: text.index("\n\n")]
    assert all(line.startswith("#") for line in head.split("\n"))
    assert ast.dump(ast.parse(text)) == ast.dump(ast.parse(BODY))


def test_header_never_names_an_encoding():
    """`# function: coding:latin1` in the second line would."""
    text = render(header(function="coding:latin1", mode="coding: utf-16"), BODY)
    encoding, _ = tokenize.detect_encoding(io.BytesIO(text.encode()).readline)
    assert encoding == "utf-8"


def test_header_is_readable():
    text = render(header(generator="0.1.0", key="12" * 32), BODY)
    assert text.split("\n")[1:14] == [
        "# Generated, and not run once edited: .eject(path) makes a copy to edit.",
        "# function: model:loss",
        "# mode: grad",
        "# wrt: w, b",
        "# signature: w: float64[n,n], b: float64[n], x: float64[n,n]",
        "# options:",
        f"# key: {'12' * 32}",
        "# generator: 0.1.0",
        "# imports: model as model",
        "# entry: loss_grad",
        "# ingredients:",
        "# - source loss, 12 lines:",
        f"#     {'ab' * 32}",
    ]


def test_lines_fit():
    long = ", ".join(f"parameter_{i}: float64[n,n]" for i in range(20))
    text = render(header(signature=long), BODY)
    assert max(map(len, text.split("\n"))) <= 88
    assert parse(text.encode())[0].signature == long


def _bytes():
    return render(header(), BODY).encode()


def test_every_flipped_bit_is_found():
    whole = bytearray(_bytes())
    for at in range(len(whole)):
        for bit in range(8):
            whole[at] ^= 1 << bit
            with pytest.raises(Damaged):
                parse(bytes(whole))
            whole[at] ^= 1 << bit
    assert parse(bytes(whole))


def test_every_truncation_is_found():
    whole = _bytes()
    for length in range(len(whole)):
        with pytest.raises(Damaged):
            parse(whole[:length])


def test_every_appended_or_inserted_byte_is_found():
    whole = _bytes()
    for code in range(256):
        with pytest.raises(Damaged):
            parse(whole + bytes([code]))
    for at in range(len(whole)):
        with pytest.raises(Damaged):
            parse(whole[:at] + b"\n" + whole[at:])


def test_zeros_are_found():
    whole = _bytes()
    for start in range(0, len(whole), 7):
        with pytest.raises(Damaged):
            parse(whole[:start] + bytes(len(whole) - start))


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace("# mode: grad\n", ""),
        lambda text: text.replace("# ingredients:\n", ""),
        lambda text: text.replace(", 12 lines", ", many lines"),
        lambda text: text.replace("# - source", "# -"),
        lambda text: text.replace("model as model", "model"),
        lambda text: text.replace("\n\n", "\n"),
    ],
)
def test_a_good_digest_does_not_excuse_a_bad_header(change):
    from autograd_src.store.digest import bytes_digest

    first, rest = render(header(), BODY).split("\n", 1)
    rest = change(rest)
    text = f"{first[:-64]}{bytes_digest(rest.encode())}\n{rest}"
    with pytest.raises(Damaged, match="header"):
        parse(text.encode())


def test_body_ends_with_a_newline():
    assert render(header(), "x = 1").endswith("\nx = 1\n")
    assert key() != key(mode="jvp")

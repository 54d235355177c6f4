"""How the source and its margin stand side by side."""

from __future__ import annotations

from autograd_src.explaining.margin import printed
from autograd_src.explaining.places import Line, Text
from autograd_src.live.source import Source


def text_of(code):
    return Text("f", Source(code, "model.py", 9, "def"))


REMARKS = {
    Line("model.py", 9): ["the first"],
    Line("model.py", 10): ["one", "another"],
}


def test_remarks_are_aligned_to_the_right_of_the_lines():
    code = "def f(x):\n    return 2.0 * x\n"
    assert printed(text_of(code), REMARKS, False).splitlines() == [
        " 9  def f(x):           | the first",
        "10      return 2.0 * x  | one",
        "                        | another",
    ]


def test_methods_are_moved_to_the_left():
    shown = printed(text_of("    def f(x):\n        return x\n"), {}, False)
    assert shown == " 9  def f(x):\n10      return x\n"


def test_beside_a_long_line_there_is_no_room():
    code = f"def f(x):\n    return {' + '.join(['x'] * 20)}\n"
    lines = printed(text_of(code), REMARKS, False).splitlines()
    assert lines[0] == " 9  def f(x):  | the first"
    assert lines[1].endswith("+ x")
    assert lines[2] == "               | one"


def test_long_remarks_go_on_below_and_keep_numbers_beside_their_lines():
    remarks = {Line("model.py", 9): ["word " * 11 + "line 10"]}
    lines = printed(text_of("def f(x):\n    pass\n"), remarks, False).splitlines()
    assert lines[0] == " 9  def f(x):  | " + ("word " * 11).strip()
    assert lines[1] == "               |   line 10"


def test_colour_is_for_the_margin_alone():
    plain = printed(text_of("def f(x):\n    pass\n"), REMARKS, False)
    coloured = printed(text_of("def f(x):\n    pass\n"), REMARKS, True)
    assert " 9  def f(x):  \x1b[32m| the first\x1b[0m\n" in coloured
    assert coloured.replace("\x1b[32m", "").replace("\x1b[0m", "") == plain

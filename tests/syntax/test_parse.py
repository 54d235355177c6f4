"""Functions parsed at their place in a file."""

from __future__ import annotations

import gast
import pytest

from autograd_src.syntax.parse import parse_expression, parse_function, parse_module

FILE = '''\
import numpy as np

class Model:
    @property
    def loss(self, x):
        """Doc
  with its own margin."""
        return x

    # before
    async def run(self):
        pass

scale = sorted([1], key=lambda é: -é)
both = (lambda a: a), (lambda a: a + 1)
call(
    1, lambda x: (
        x + 1
    ), 2)
'''
LINES = FILE.splitlines(keepends=True)


def lines(first, last):
    return "".join(LINES[first - 1 : last])


def segment(node):
    return FILE.encode().splitlines(keepends=True)[node.lineno - 1][node.col_offset :]


def test_an_indented_function_keeps_its_place_and_its_strings():
    node = parse_function(lines(4, 8), "model.py", 4)
    assert isinstance(node, gast.FunctionDef)
    assert (node.name, node.lineno, node.col_offset) == ("loss", 5, 4)
    assert node.body[0].value.value == "Doc\n  with its own margin."
    assert (node.body[1].lineno, node.body[1].col_offset) == (8, 8)


def test_comments_may_come_first():
    node = parse_function(lines(10, 12), "model.py", 10)
    assert isinstance(node, gast.AsyncFunctionDef)
    assert (node.lineno, node.end_lineno) == (11, 12)


def test_comments_at_the_margin_may_come_first():
    node = parse_function("# at the margin\n    def f():\n        pass\n", "m.py", 3)
    assert (node.name, node.lineno) == ("f", 4)


def test_a_function_at_the_margin():
    node = parse_function("def f():\n    return 1\n", "m.py", 30)
    assert (node.lineno, node.col_offset, node.body[0].lineno) == (30, 0, 31)


def test_a_lambda_is_found_by_its_span():
    start = LINES[13].encode().index(b"lambda")
    end = LINES[13].encode().index(b")")
    span = (14, start, 14, end)
    node = parse_function(lines(14, 14), "m.py", 14, "lambda", span)
    assert isinstance(node, gast.Lambda)
    assert (node.lineno, node.col_offset, node.end_col_offset) == (14, start, end)


@pytest.mark.parametrize(("start", "end"), [(8, 19), (23, 38)])
def test_of_two_lambdas_the_one_in_the_span_is_taken(start, end):
    node = parse_function(lines(15, 15), "m.py", 15, "lambda", (15, start, 15, end))
    assert (node.col_offset, node.end_col_offset) == (start, end)


def test_without_a_span_two_lambdas_are_refused():
    with pytest.raises(SyntaxError, match="no single lambda") as caught:
        parse_function(lines(15, 15), "m.py", 15, "lambda")
    assert (caught.value.filename, caught.value.lineno) == ("m.py", 15)


def test_lines_that_are_no_statement_are_cut_by_the_span():
    node = parse_function(lines(17, 19), "m.py", 17, "lambda", (17, 7, 19, 5))
    assert segment(node).startswith(b"lambda x")
    assert (node.lineno, node.end_lineno, node.end_col_offset) == (17, 19, 5)
    assert (node.args.args[0].lineno, node.args.args[0].col_offset) == (17, 14)
    assert (node.body.lineno, node.body.col_offset) == (18, 8)


def test_a_cut_that_is_no_lambda_is_refused():
    with pytest.raises(SyntaxError, match="no lambda"):
        parse_function(lines(17, 19), "m.py", 17, "lambda", (17, 4, 17, 5))


def test_errors_name_the_line_of_the_file():
    with pytest.raises(SyntaxError) as caught:
        parse_function("    def f():\n        x = = 1\n", "m.py", 7)
    assert (caught.value.filename, caught.value.lineno) == ("m.py", 8)


def test_lines_without_a_function_are_refused():
    with pytest.raises(SyntaxError, match="no function"):
        parse_function("x = 1\n", "m.py", 3)


def test_modules_and_expressions():
    assert isinstance(parse_module("x = 1"), gast.Module)
    assert isinstance(parse_expression("x + 1"), gast.BinOp)

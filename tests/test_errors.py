"""Errors carry their place, print like Python's own, and survive pickling."""

import copy
import pickle
import traceback

import pytest

from autograd_src.errors import MissingRecipe, NotDifferentiable, ZeroGradientWarning

PLACE = {
    "filename": "model.py",
    "lineno": 3,
    "offset": 5,
    "text": "    y = int(x)\n",
    "end_lineno": 3,
    "end_offset": 11,
}
ATTRIBUTES = ("msg", *PLACE)


def attributes(error):
    return {name: getattr(error, name) for name in ATTRIBUTES}


def test_place_is_available_as_on_a_syntax_error():
    error = NotDifferentiable("write this instead", **PLACE)
    assert isinstance(error, SyntaxError)
    assert attributes(error) == {"msg": "write this instead", **PLACE}


def test_python_prints_file_line_and_caret():
    error = NotDifferentiable("write this instead", **PLACE)
    printed = "".join(traceback.format_exception_only(type(error), error))
    assert 'File "model.py", line 3' in printed
    assert "y = int(x)" in printed
    assert "^^^^^^" in printed


def test_end_of_the_place_may_be_missing():
    error = NotDifferentiable("m", filename="a.py", lineno=1, offset=1, text="x\n")
    assert (error.end_lineno, error.end_offset) == (None, None)


def test_a_message_alone_is_enough():
    error = NotDifferentiable("no source")
    assert str(error) == error.msg == "no source"
    assert error.lineno is None


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_pickling_keeps_type_message_and_place(protocol):
    for error in (NotDifferentiable("m", **PLACE), NotDifferentiable("m")):
        again = pickle.loads(pickle.dumps(error, protocol))
        assert type(again) is NotDifferentiable
        assert attributes(again) == attributes(error)
        assert str(again) == str(error)


def test_missing_recipe_keeps_its_fields_when_pickled_or_copied():
    error = MissingRecipe("m", "numpy.sinh", ("numpy.sin", "numpy.cosh"), **PLACE)
    for again in (pickle.loads(pickle.dumps(error)), copy.copy(error)):
        assert type(again) is MissingRecipe
        assert again.function_name == "numpy.sinh"
        assert again.nearest == ("numpy.sin", "numpy.cosh")
        assert attributes(again) == attributes(error)


def test_notes_survive_pickling():
    error = NotDifferentiable("m")
    error.__notes__ = ["while differentiating `loss`"]
    assert pickle.loads(pickle.dumps(error)).__notes__ == error.__notes__


def test_zero_gradient_is_a_user_warning():
    assert issubclass(ZeroGradientWarning, UserWarning)


def test_the_line_is_read_from_the_file():
    first, indented = '"""Errors carry', "    return {name"
    assert NotDifferentiable("advice", __file__, 1, 1).text.startswith(first)
    number = attributes.__code__.co_firstlineno + 1
    error = NotDifferentiable("advice", __file__, number, 5, "return {name}")
    assert error.text.startswith(indented), "the caret counts the indentation"
    assert error.text[error.offset - 1 :].startswith("return")
    assert NotDifferentiable("advice", "nowhere.py", 1, 1).text is None

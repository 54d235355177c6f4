"""What objects and classes hold, told without running their code."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from autograd_src.live.objects import attributes_of, is_open, members_of
from autograd_src.live.signature import Record, Scalar, opened, parse_text, text


@dataclass
class Point:
    x: float
    y: float = 1.0

    def norm(self):
        return self.x + self.y


class Slots:
    __slots__ = ("a",)

    def __init__(self, a):
        self.a = a


class Guarded(Point):
    def __setattr__(self, name, value):
        object.__setattr__(self, name, value)


class Asked(Point):
    def __getattr__(self, name):
        raise AssertionError("run")


def test_attributes_are_those_of_the_instance():
    point = Point(1.0)
    point.extra = 2.0
    assert attributes_of(point) == ("x", "y", "extra")
    assert attributes_of(Slots(1.0)) == ("a",)


@pytest.mark.parametrize("cls", [Guarded, Asked, int, list])
def test_a_class_with_code_for_attributes_is_not_open(cls):
    assert not is_open(cls)
    assert is_open(Point)


@pytest.mark.parametrize("value", [1.0, "text", len, Point])
def test_other_values_hold_nothing(value):
    assert attributes_of(value) is None


def test_the_code_of_a_class_is_not_run():
    assert attributes_of(Asked(1.0)) is None


def test_an_object_is_described_by_what_it_holds():
    described = opened(Point(1.0, 2))
    assert isinstance(described, Record)
    assert described.items == (Scalar("float"), Scalar("int"))
    assert parse_text(text(described)) == described


def test_an_object_that_holds_itself_has_an_end():
    point = Point(1.0)
    point.y = point
    described = opened(point)
    assert isinstance(described, Record)
    assert not isinstance(described.items[1], Record)


def test_members_tell_methods_of_bases_that_come_and_go(monkeypatch):
    class Below(Point):
        pass

    before = members_of(Below)
    assert before == members_of(Below(1.0))
    monkeypatch.setattr(Point, "__add__", lambda self, other: self, raising=False)
    assert members_of(Below) != before

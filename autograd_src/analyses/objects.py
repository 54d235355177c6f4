"""Objects: what is known of the attributes of those among the arguments, and
expressions that make one of what its attributes hold.

How an attribute is found, and that it was consulted, is the business of `lowering`.
"""

from __future__ import annotations

from collections.abc import Mapping

from autograd_src.live.values import Abstract, Instance

__all__ = ["Object"]


class Object(Instance):
    """An object of a class, with the abstract values of some of its attributes."""

    attributes: Mapping[str, Abstract]

    def __new__(cls, path: str, attributes: Mapping[str, Abstract]) -> Object:
        self = super().__new__(cls, path)
        self.attributes = dict(attributes)
        return self

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, Object)
            and other.cls == self.cls
            and other.attributes == self.attributes
        )

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __hash__(self) -> int:
        return hash(self.cls)

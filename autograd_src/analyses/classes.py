"""Classes of variables that may share memory: a union-find.

A container has two parts: its own structure, and its content, which is one class with
everything that it may hold.  Numbers have no memory. Values are classes that nothing
writes, buffers the others.

>>> a, b, c = Var("a"), Var("b"), Var("c")
>>> classes = Classes()
>>> classes.union(a, b)
>>> classes.write(b)
>>> classes.written(a), classes.written(c), classes.members(b)
(True, False, [a, b])
"""

from __future__ import annotations

from collections.abc import Iterator

from autograd_src.ir import Var

__all__ = ["Classes"]


class Classes:
    """The classes, and what of them is written or seen by the caller."""

    def __init__(self) -> None:
        self._parent: dict[Var, Var] = {}
        self._written: set[Var] = set()
        self._content: dict[Var, Var] = {}
        self._outside: list[Var] = []

    def find(self, v: Var) -> Var:
        parents = self._parent
        while (parent := parents.get(v, v)) is not v:
            parents[v] = parents.get(parent, parent)
            v = parent
        return v

    def union(self, a: Var, b: Var) -> None:
        a, b = self.find(a), self.find(b)
        if a is b:
            return
        self._parent[b] = a
        if b in self._written:
            self._written.remove(b)
            self._written.add(a)
        inner = self._content.pop(b, None)
        if inner is not None:
            if a in self._content:
                self.union(self._content[a], inner)
            else:
                self._content[a] = inner

    def members(self, v: Var) -> list[Var]:
        """The class of `v`, what stands for containers' contents included."""
        root = self.find(v)
        return [w for w in {root: None, **self._parent} if self.find(w) is root]

    def content(self, v: Var) -> Var:
        """What stands for everything that the container `v` may hold."""
        root = self.find(v)
        if root not in self._content:
            self._content[root] = Var(v.base, "content", v)
        return self.find(self._content[root])

    def held(self, v: Var) -> Iterator[Var]:
        """The classes of what `v` may hold, of what that may hold, and so on."""
        seen, root = set[Var](), self.find(v)
        while root in self._content and root not in seen:
            seen.add(root)
            yield (root := self.find(self._content[root]))

    def write(self, v: Var) -> None:
        self._written.add(self.find(v))

    def expose(self, v: Var) -> None:
        self._outside.append(v)

    def may_alias(self, a: Var, b: Var) -> bool:
        """Whether a write through `a` may be seen through `b`."""
        return self.find(a) is self.find(b)

    def written(self, v: Var) -> bool:
        """Whether some memory of the class of `v` is written in the function."""
        return bool(self._written) and self.find(v) in self._written

    def outside(self, v: Var) -> bool:
        """Whether the memory of `v` can be seen by the caller."""
        return self.find(v) in {self.find(p) for p in self._outside}

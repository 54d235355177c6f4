"""Containers at their moment: copies, loops and functions inside, between stores.

A list of numbers, what else knows it or was made of it, and statements that
change one of them and read another one.
"""

from __future__ import annotations

from tests.fuzz.expressions import bounded, condition, expression
from tests.fuzz.scope import Array, Writer
from tests.fuzz.statements import DEEP, STATEMENTS

COPIES = ("{0}[:]", "list({0})", "tuple({0})", "[{1}, *{0}]", "list({0}) + [{1}]")


@STATEMENTS.add(DEEP, weight=4, topic="moments")
def _moments(w: Writer) -> str | None:
    """A list, and statements of which each may change or read it."""
    if w.nesting or "moments of a container" in w.notes:
        return None
    w.notes.add("moments of a container")
    total, items = w.fresh_array(()), w.fresh("items parts queue held")
    w.line(f"{total} = {expression(w, (), 1)}")
    w.bind(total, Array(()))
    w.fix(total)
    first = ", ".join(bounded(w, (), 1) for _ in range(w.pick([2, 3])))
    if w.chance(0.3):
        w.line(f"{items} = []")
        w.line(f"for {w.fresh('i j k n')} in range(3):")
        w.line(f"    {items}.append({bounded(w, (), 1)})")
    else:
        w.line(f"{items} = [{first}]")
    known, functions = [items], list[str]()
    for _ in range(w.pick([3, 4, 5, 6])):
        _step(w, items, total, known, functions)
    w.line(f"{total} = {total} + {w.pick(known)}[0] * {w.pick(known)}[-1]")
    w.bind(total, Array(()))
    return "moments"


def _step(
    w: Writer, items: str, total: str, known: list[str], functions: list[str]
) -> None:
    form = w.rng.random()
    if form < 0.2:
        made = w.fresh("old kept copy before")
        w.line(f"{made} = {w.pick(COPIES).format(w.pick(known), bounded(w, (), 1))}")
        known.append(made)
    elif form < 0.35 and len(functions) < 2:
        functions.append(_function(w, items, total))
    elif form < 0.55 and functions:
        w.line(f"{total} = {total} * 0.5 + {w.pick(functions)}({bounded(w, (), 1)})")
    elif form < 0.75:
        _loop(w, items, total)
    elif form < 0.8 and w.nesting < 2:
        w.line(f"if {condition(w)}:")
        with w.block():
            _store(w, items, total)
    else:
        _store(w, items, total)


def _store(w: Writer, items: str, total: str) -> None:
    forms = [
        f"{items}[{w.pick([0, 1, -1])}] = {bounded(w, (), 1)} * {total}",
        f"{items}[{w.pick([0, 1])}] {w.pick(['+=', '*='])} {bounded(w, (), 1)}",
        f"{items}[0], {items}[1] = {items}[1], {total}",
        f"{items}.append({bounded(w, (), 1)})",
        f"{total} = np.sin({total}) + sum({items}) * len({items})",
    ]
    w.line(w.pick(forms))


def _function(w: Writer, items: str, total: str) -> str:
    """A function that changes the list, and gives something back."""
    name, a = w.fresh("put push bump"), w.fresh("v one arg")
    w.line(f"def {name}({a}):")
    forms = [
        f"{items}[{w.pick([0, 1])}] = {a} * {w.number()}",
        f"{items}[0] += np.sin({a})",
        f"{items}.append({a})",
        f"{items}[0], {items}[1] = {items}[1], {items}[0]",
    ]
    w.line(f"    {w.pick(forms)}")
    w.line(f"    return {a} * {w.pick([f'{items}[0]', f'{items}[-1]', w.number()])}")
    return name


def _loop(w: Writer, items: str, total: str) -> None:
    item, k = w.fresh("item part got"), w.fresh("i j k n")
    over = w.pick(
        [
            (item, items), (f"{k}, {item}", f"enumerate({items})"),
            (f"{item}, {k}", f"zip({items}, [0, 1, 2])"), (item, f"{items}[:2]"),
            (item, f"list({items})"), (item, f"reversed({items})"),
        ]
    )  # fmt: skip
    w.line(f"for {over[0]} in {over[1]}:")
    with w.block(in_loop=True):
        if w.chance(0.12):
            w.line(f"if len({items}) < 5:")
            w.line(f"    {items}.append({item} * {w.number()})")
        elif w.chance(0.7):
            w.line(f"{items}[{w.pick([0, 1, -1])}] = {item} * {bounded(w, (), 1)}")
        if w.chance(0.3):
            w.line(f"if {condition(w)}:")
            w.line(f"    {w.pick(['break', 'continue'])}")
        w.line(f"{total} = {total} * 0.7 + np.sin({item})")

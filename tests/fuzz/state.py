"""Objects with state that the program makes, and blocks that guard others."""

from __future__ import annotations

from tests.fuzz.expressions import bounded, condition, expression
from tests.fuzz.leaves import LEAVES
from tests.fuzz.scope import Array, Dims, Scope, Stated, Variable, Writer
from tests.fuzz.statements import DEEP, SHALLOW, STATEMENTS, block, result

STEP = "advance"  # the method that changes attributes and returns the first of them


def state(w: Writer, sizes: list[int]) -> None:
    """A class whose method changes its attributes; or a dataclass."""
    shape = w.pick([(), (w.pick(sizes),)])
    fields: tuple[tuple[str, Dims], ...] = (("level", shape), ("speed", ()))
    if w.chance(0.4):
        w.line("@dataclass")
        w.line("class State:")
        w.line("    level: Any")
        w.line("    speed: Any")
    else:
        w.line("class State:")
        w.line("    def __init__(self, level, speed):")
        w.line("        self.level = level")
        w.line("        self.speed = speed")
    w.lines.append("")
    made = Stated("State", fields)
    scope = Scope({"arg": Variable(Array(()))}, 2)
    scope.names["self"] = Variable(made, fixed=True)
    w.line(f"    def {STEP}(self, arg):")
    with w.function(scope, (shape,)):
        _changes(w, fields)
        if w.chance(0.3):
            block(w, 1)
        w.line("return self.level")
    w.lines.append("")
    w.bind("State", made)
    w.fix("State")


def _changes(w: Writer, fields: tuple[tuple[str, Dims], ...]) -> None:
    for name, dims in fields:
        operator = w.pick(["=", "=", "+="])
        w.line(f"self.{name} {operator} {bounded(w, dims, 2)}")


def _objects(w: Writer) -> list[tuple[str, Stated]]:
    return [(name, t) for name, t in w.of(Stated) if name not in ("State", "self")]


@LEAVES.add(0, 1, 2, weight=4, topic="state")
def _attribute(w: Writer, dims: Dims) -> str | None:
    found = [
        f"{name}.{field}"
        for name, t in w.of(Stated)
        for field, item in t.fields
        if item == dims and name != "State"
    ]
    return w.pick(found) if found else None


@STATEMENTS.add(SHALLOW, weight=2, topic="state")
def _make(w: Writer) -> str | None:
    made = [t for name, t in w.of(Stated) if name == "State"]
    if not made or w.scope.in_loop or w.nesting:
        return None
    name = w.fresh("state body cell")
    values = [expression(w, dims, 2) for _, dims in made[0].fields]
    w.share(f"[{', '.join(values)}]")
    w.bind(name, made[0])
    w.fix(name)
    w.notes.add("object made")
    return w.line(f"{name} = State({', '.join(values)})")


@STATEMENTS.add(SHALLOW, weight=3, topic="state")
def _change(w: Writer) -> str | None:
    known = _objects(w)
    if not known:
        return None
    name, type_ = w.pick(known)
    w.notes.add("attribute written")
    if w.chance(0.5):
        w.notes.add("method with state")
        call = f"{name}.{STEP}({expression(w, (), 1)})"
        if w.chance(0.5):
            return w.line(call)
        target = w.fresh_array(type_.fields[0][1])
        w.bind(target, Array(type_.fields[0][1]))
        return w.line(f"{target} = {call}")
    field, dims = w.pick(type_.fields)
    operator = w.pick(["=", "=", "+="])
    return w.line(f"{name}.{field} {operator} {bounded(w, dims, 2)}")


@STATEMENTS.add(DEEP, weight=2, topic="state")
def _advance_in_a_loop(w: Writer) -> str | None:
    known = _objects(w)
    if not known:
        return None
    name, _ = w.pick(known)
    w.notes.add("method with state")
    w.line(f"for {w.fresh('i j k n')} in range({w.pick([2, 3])}):")
    with w.block(in_loop=True):
        w.line(f"{name}.{STEP}({expression(w, (), 1)})")
        if w.chance(0.4):
            block(w, 1)
    return "for"


# ------------------------------------------------------------------ with, try and kin


@STATEMENTS.add(DEEP, weight=2, topic="guards")
def _with(w: Writer) -> str:
    quiet = "np.errstate(divide='ignore', invalid='ignore')"
    manager = w.pick(["np.errstate(all='ignore')", "np.errstate(all='ignore')", quiet])
    if w.chance(0.1):
        manager = "warnings.catch_warnings()"
    w.notes.add("with")
    w.line(f"with {manager}:")
    _guarded(w)
    return "with"


def _guarded(w: Writer) -> None:
    """A body that binds a name for good."""
    dims: Dims = ()
    name = w.fresh_array(dims)
    with w.block():
        w.nesting -= 1
        if w.chance(0.5):
            block(w, 1)
        w.line(f"{name} = {expression(w, dims, 2)}")
        w.nesting += 1
    w.bind(name, Array(dims))


@STATEMENTS.add(DEEP, weight=2, topic="guards")
def _try(w: Writer) -> str:
    w.notes.add("try")
    w.line("try:")
    _guarded(w)
    if w.chance(0.7):
        w.line("except ZeroDivisionError as error:")
        w.line("    raise ValueError('singular') from error")
        if w.chance(0.2):
            w.line("else:")
            with w.block():
                block(w, 1)
    else:
        w.line("finally:")
        w.line("    pass")
    return "try"


@STATEMENTS.add(SHALLOW, weight=1.5, topic="guards")
def _assert(w: Writer) -> str:
    w.notes.add("assert")
    name = w.fresh_array(())
    value = expression(w, (), 2)
    w.bind(name, Array(()))
    w.line(f"{name} = {value}")
    return w.line(f"assert np.isfinite({name}), 'finite'")


@STATEMENTS.add(DEEP, weight=1.5, topic="guards")
def _raise(w: Writer) -> str:
    w.notes.add("raise")
    w.line(f"if {expression(w, (), 1)} > 1000.0:")
    w.line("    raise ValueError('large')")
    return "if"


@STATEMENTS.add(SHALLOW, weight=1.5, topic="walrus")
def _walrus(w: Writer) -> str:
    name = w.fresh_array(())
    value = expression(w, (), 2)
    target = w.fresh_array(())
    w.bind(name, Array(()))
    w.bind(target, Array(()))
    form = w.pick(["({n} := {v}) * {n}", "np.sin(({n} := {v})) + {n}"])
    return w.line(f"{target} = {form.format(n=name, v=value)}")


@STATEMENTS.add(DEEP, weight=2, topic="loop else")
def _loop_else(w: Writer) -> str:
    """A loop with an `else`, skipped by a `break`."""
    w.notes.add("loop with else")
    w.line(f"for {w.fresh('i j k n')} in range({w.pick([2, 3])}):")
    with w.block(in_loop=True):
        block(w, 1)
        w.line(f"if {condition(w)}:")
        leaves = w.chance(0.3)
        with w.block():
            w.line(f"return {result(w)}" if leaves else "break")
    w.line("else:")
    with w.block():
        block(w, 1)
    return "for"

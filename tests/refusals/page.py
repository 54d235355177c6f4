"""docs/refusals.md, written from the catalogue."""

from __future__ import annotations

from collections.abc import Iterator

from autograd_src.recipes import advice
from tests.refusals.catalogue import TOPICS
from tests.refusals.entry import Refusal, Topic, module_text

_HEAD = """\
# What is refused, and what to write instead

Every refusal of `autograd_src`, with a program that meets it, what Python prints, and
the rewrite, which is differentiated. Unless the comment at its end says otherwise, each
program is called as `differentiable(f).grad(x)` with
`x = np.array([0.5, 1.5, 2.0])`. This page is written by
`python -m tests.refusals > docs/refusals.md`; the programs are run by the tests.
"""
_ADVICE = """\
## Functions without a recipe

A function of NumPy, SciPy or another package without Python source needs a recipe.
Where one is missing, the error names those that come close and says how to add one;
for these it says what to write instead:
"""


def page() -> str:
    """The whole page."""
    return "\n".join([_HEAD, *_contents(), *map(_topic, TOPICS), _advice()])


def printed(row: Refusal) -> str:
    """What Python prints of the refusal, of a program in the file model.py."""
    line, column = row.place
    text = module_text(row.before).splitlines()[line - 1]
    caret = " " * (column - 1 - (len(text) - len(text.lstrip()))) + "^"
    kind = "MissingRecipe" if row.missing else "NotDifferentiable"
    return (
        f'  File "model.py", line {line}\n    {text.strip()}\n    {caret}\n'
        f"autograd_src.errors.{kind}: {row.says}\n"
    )


def _contents() -> Iterator[str]:
    titles = [*(topic.title for topic in TOPICS), "Functions without a recipe"]
    yield "\n".join(f"- [{t}](#{_anchor(t)})" for t in titles) + "\n"


def _anchor(title: str) -> str:
    kept = "".join(c for c in title.lower() if c.isalnum() or c in " -_")
    return kept.replace(" ", "-")


def _topic(topic: Topic) -> str:
    head = f"## {topic.title}\n\n{topic.text.strip()}\n"
    return "\n".join([head, *map(_row, topic.rows)])


def _row(row: Refusal) -> str:
    called = f"\n\nprint({row.called})\n" if row.called != "f.grad(x)" else ""
    called = called.replace("print(f.", "print(differentiable(f).")
    return (
        f"### {row.title}\n\n"
        f"```python\n{module_text(row.before)}{called}```\n\n"
        f"```text\n{printed(row)}```\n\n"
        f"Write\n\n```python\n{module_text(row.after)}```\n"
    )


def _advice() -> str:
    lines = [
        f"- {', '.join(f'`{name}`' for name in names.split())}: {text}"
        for text, names in sorted(advice._ADVICE.items())
    ]
    return "\n".join([_ADVICE, *lines]) + "\n"

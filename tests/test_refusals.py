"""Every refusal has a program that meets it, and a rewrite that is differentiated."""

from __future__ import annotations

import re
import traceback
from pathlib import Path

import pytest

from autograd_src import MissingRecipe, NotDifferentiable
from autograd_src.recipes import registry
from tests.oracles import assert_located
from tests.refusals.catalogue import TOPICS
from tests.refusals.entry import Refusal, check_rewrite, load, refuse
from tests.refusals.page import page, printed
from tests.refusals.sites import Site, reached, recorded, sites
from tests.refusals.unmet import UNMET

ROOT = Path(__file__).resolve().parent.parent
ROWS = [
    pytest.param(row, id=f"{topic.title}: {row.title}")
    for topic in TOPICS
    for row in topic.rows
]
_met: dict[Refusal, set[Site]] = {}


@pytest.fixture(autouse=True)
def _no_recipes_of_other_tests(monkeypatch):
    """Messages name the recipes that come close, those of users among them."""
    monkeypatch.setattr(registry, "_user", {})


def _refused(row: Refusal, folder: Path) -> NotDifferentiable:
    """The refusal of the row's program; the sites that it comes from are noted."""
    module = load(row.before, folder / "before")
    with recorded() as made, pytest.raises(NotDifferentiable) as caught:
        refuse(row, module)
    _met[row] = reached(made, str(caught.value.msg))
    return caught.value


@pytest.mark.parametrize("row", ROWS)
def test_refused_in_these_words_at_this_place(row, tmp_path):
    error = _refused(row, tmp_path)
    assert error.msg == row.says
    assert type(error) is (MissingRecipe if row.missing else NotDifferentiable)
    assert_located(error)
    assert Path(error.filename) == tmp_path / "before" / "model.py"
    assert (error.lineno, error.offset) == row.place
    told = "".join(traceback.format_exception_only(error))
    told = re.sub(r"\^+\n", "^\n", told)  # later Pythons underline the rest
    assert told.replace(error.filename, "model.py") == printed(row)


@pytest.mark.parametrize("row", ROWS)
def test_the_rewrite_is_differentiated(row, tmp_path):
    check_rewrite(row, load(row.after, tmp_path / "after"))


def _is_listed(site: Site) -> bool:
    return any(str(site).startswith(part) for part in UNMET)


def test_every_refusal_of_the_package_is_in_the_catalogue(tmp_path):
    rows = [row for topic in TOPICS for row in topic.rows]
    for k, row in enumerate(rows):
        if row not in _met:
            _refused(row, tmp_path / str(k))
    met = set().union(*_met.values())
    assert not [str(s) for s in sites() if s not in met and not _is_listed(s)]
    assert not [str(s) for s in met if _is_listed(s)], "met after all"


def test_no_reason_outlives_its_site():
    for part in UNMET:
        assert sum(str(site).startswith(part) for site in sites()) == 1, part


def test_a_refusal_stands_in_the_catalogue_once():
    titles = [(t.title, row.title) for t in TOPICS for row in t.rows]
    assert len(set(titles)) == len(titles)


def test_the_page_is_up_to_date():
    path = ROOT / "docs" / "refusals.md"
    assert path.read_text(encoding="utf-8") == page(), (
        "python -m tests.refusals > docs/refusals.md"
    )


def test_the_readme_leads_to_the_page():
    limits = (ROOT / "README.md").read_text(encoding="utf-8").partition("## Limits")[2]
    assert "docs/refusals.md" in limits

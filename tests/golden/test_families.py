"""Every published family is read exactly, whatever page breaks and neighbours do to its forms.

Invented forms drawn with reportlab, so that the tests run everywhere. Combinations of hazards and other producers
belong to the search (``python -m tests.factory.fuzz --family all``); the families of the first release are tested
hazard by hazard (``test_factory``).
"""

from __future__ import annotations

import pytest

from tests.factory.check import Verdict, check
from tests.factory.documents import compose
from tests.factory.forms import ALL_FAMILIES
from tests.factory.render import reportlab_pdf

FAMILIES = ALL_FAMILIES[3:]
HAZARDS = (
    ("nothing", ()),
    ("rows and labels cut by page breaks", ("small_pages", "cut_rows", "long_reasons")),
    ("labels in the middle of a merged cell over a break", ("small_pages", "label_middle")),
    ("labels printed again behind a break", ("small_pages", "label_repeat")),
    ("the heading row on every page", ("many_indicators", "repeat_head")),
    ("no rule at the break", ("small_pages", "open_break_all")),
    ("the next form on the same page", ("same_page", "several")),
    ("labels with blanks between the characters, or upright", ("spaced_labels", "vertical_labels")),
    ("levels printed in every row", ("unmerged_levels",)),
    ("the unit of money outside the table", ("unit_note",)),
    ("names and telephone numbers of staff", ("staff", "page_furniture")),
    ("amounts with six decimals", ("wide_numbers",)),
    ("stubs of the blank form between the rows", ("fillers", "numbered_names")),
    ("the title inside the table", ("title_in_table", "note_row")),
    ("rules as filled rectangles in pieces", ("rules_pieces", "tinted", "underline")),
)


def verdict_on(seed: int, hazards: tuple[str, ...], family: str | None) -> Verdict:
    rows = None if {"small_pages", "many_indicators"} & set(hazards) else 7
    document = compose(seed, hazards, family=family, indicators=rows)
    return check(document, reportlab_pdf(document))


@pytest.mark.parametrize("hazards", [pytest.param(flags, id=name) for name, flags in HAZARDS])
@pytest.mark.parametrize("family", FAMILIES)
def test_every_value_is_exact_and_none_is_doubted(family: str, hazards: tuple[str, ...]) -> None:
    seed = 3000 + 20 * FAMILIES.index(family) + [flags for _, flags in HAZARDS].index(hazards)
    verdict = verdict_on(seed, hazards, family)
    assert verdict.silent == []
    assert verdict.refused == []
    assert not verdict.doubted
    assert not verdict.over_doubted


@pytest.mark.parametrize("seed", range(3))
def test_forms_of_many_families_in_one_document_are_told_apart(seed: int) -> None:
    verdict = verdict_on(4000 + seed, ("several", "mixed_families"), None)
    assert verdict.silent == []
    assert verdict.refused == []


@pytest.mark.parametrize("family", FAMILIES)
def test_a_score_of_two_rows_is_never_given_to_one_of_them_silently(family: str) -> None:
    verdict = verdict_on(3900, ("shared_scores",), family)
    assert verdict.silent == []
    assert verdict.refused == []

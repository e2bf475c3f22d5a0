"""Invented forms are read exactly, whatever one hazard does to the page.

One named hazard in each case, drawn with reportlab alone so that it runs everywhere. Combinations of hazards and
other producers belong to the search (``python -m tests.factory.fuzz``).
"""

from __future__ import annotations

import pytest

from tests.factory.check import check, curate
from tests.factory.documents import compose
from tests.factory.forms import FAMILIES
from tests.factory.render import reportlab_pdf

EXACT = (
    ("nothing", ()),
    ("a form over many pages, rows cut by the break", ("many_indicators", "small_pages", "cut_rows", "long_reasons")),
    ("the heading row on every page", ("many_indicators", "repeat_head")),
    ("no rule where a row is cut", ("small_pages", "cut_rows", "open_break")),
    ("no rule at the break at all", ("small_pages", "open_break_all")),
    ("labels in the middle of a merged cell over a break", ("small_pages", "label_middle")),
    ("labels printed again behind a break", ("small_pages", "label_repeat")),
    ("several forms, each on its page", ("several",)),
    ("the next form on the same page", ("same_page",)),
    ("the next form without a gap", ("touching_forms",)),
    ("forms of several families", ("several", "mixed_families")),
    ("another table above, sharing a border", ("report_touching",)),
    ("report text around the form", ("in_report", "project_list", "income_table")),
    ("the unit of money outside the table", ("unit_note",)),
    ("page numbers and a ruled header", ("page_furniture", "several")),
    ("rules as filled rectangles", ("rules_rects",)),
    ("dashed rules", ("rules_dashed",)),
    ("rules in pieces", ("rules_pieces",)),
    ("double rules", ("rules_double",)),
    ("white rules over merged cells", ("white_rules",)),
    ("marks that hang over the right rule", ("overhang", "long_reasons")),
    ("no rules at the sides", ("no_side_borders",)),
    ("shaded headings, thick border", ("tinted", "thick_outer")),
    ("underlined values", ("underline",)),
    ("text drawn twice", ("fake_bold",)),
    ("one drawing operation for each character", ("char_by_char", "shuffled")),
    ("figures in another font", ("latin_font",)),
    ("labels with blanks between the characters", ("spaced_labels",)),
    ("labels standing upright", ("vertical_labels",)),
    ("column edges that nearly meet", ("near_edges",)),
    ("levels printed in every row", ("unmerged_levels",)),
    ("amounts with six decimals", ("wide_numbers",)),
    ("names and telephone numbers of staff", ("staff",)),
    ("a slanted watermark", ("watermark_slanted",)),
    ("a pale watermark", ("watermark_pale",)),
    ("a red seal", ("stamp",)),
    ("pages turned by /Rotate", ("rotate90",)),
    ("pages on their head by /Rotate", ("rotate180",)),
    ("every other page turned by /Rotate", ("rotate_some", "several")),
    ("text sideways without /Rotate", ("sideways",)),
    ("a crop box away from the origin", ("cropbox",)),
    ("a scaled page", ("scaled",)),
    ("the page inside a form object", ("xobject",)),
    ("encryption without a password", ("encrypt",)),
    ("margins that change sides", ("gutter", "small_pages")),
    ("a line that says the table goes on", ("continued", "small_pages")),
    ("white text in the cells", ("hidden_text",)),
    ("the title inside the table", ("title_in_table",)),
    ("a note in the last row", ("note_row",)),
    ("rows of the template left blank", ("blank_rows",)),
    ("full-width digits", ("wide_digits",)),
    ("goals and names over a break", ("long_goals", "long_names", "small_pages", "cut_rows")),
)
# Nobody can be sure of these pages: what is not right must be doubted or refused.
DOUBTED = (
    ("values in red", ("red_values",)),
    ("values in pale grey", ("grey_values",)),
    ("figures wider than their cell", ("overflow", "wide_numbers")),
    ("head and indicators as two tables", ("split_tables",)),
)


@pytest.mark.parametrize("hazards", [pytest.param(flags, id=name) for name, flags in EXACT])
def test_every_value_is_exact_and_none_is_doubted(hazards: tuple[str, ...]) -> None:
    # The family goes by the hazard, so that all three are drawn; the seed has no meaning of its own.
    number = next(i for i, (_, flags) in enumerate(EXACT) if flags == hazards)
    # Six rows stand on one page and are drawn fast; hazards of page breaks need what the seed gives.
    rows = None if {"small_pages", "many_indicators"} & set(hazards) else 6
    document = compose(1200 + number, hazards, family=FAMILIES[number % 3], indicators=rows)
    verdict = check(document, reportlab_pdf(document))
    assert verdict.silent == []
    assert verdict.refused == []
    assert not verdict.doubted
    assert not verdict.over_doubted


@pytest.mark.parametrize("hazards", [pytest.param(flags, id=name) for name, flags in DOUBTED])
def test_nothing_is_silently_wrong(hazards: tuple[str, ...]) -> None:
    for seed, family in enumerate(FAMILIES):
        document = compose(seed, hazards, family=family, indicators=6)
        assert check(document, reportlab_pdf(document)).silent == []


def test_report_text_gives_no_form() -> None:
    for seed in range(3):
        result = curate(reportlab_pdf(compose(seed, ("in_report",), count=0)))
        assert result.forms == []
        assert result.document["outcome"] == "no_form"


def test_a_seed_always_gives_the_same_bytes() -> None:
    first, second = (reportlab_pdf(compose(7, ("several", "stamp", "shuffled"))) for _ in range(2))
    assert first == second

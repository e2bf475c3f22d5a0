"""Which rows of a table are indicators of their own."""

from __future__ import annotations

from tests.factory.check import check
from tests.factory.documents import compose
from tests.factory.files import page
from tests.factory.render import reportlab_pdf


def test_headings_printed_again_for_a_second_goal_are_no_end_of_the_indicators() -> None:
    for seed in range(6):
        document = compose(seed, ("many_indicators",), family="hubei")
        assert check(document, reportlab_pdf(document)).silent == []


def test_rows_that_share_a_score_over_a_page_break_stay_two_rows() -> None:
    for seed in range(6):
        document = compose(seed, ("cut_rows", "shared_scores", "small_pages"), family="sichuan")
        assert check(document, reportlab_pdf(document)).silent == []


def test_a_row_that_lost_the_rules_between_its_cells_is_no_note() -> None:
    """Its text stands in one cell beside the label of its level: the form is refused, no row is dropped."""
    document = compose(1006, ("continued", "fake_bold", "missing_rule", "scaled", "spacer_rows"))
    found = check(document, reportlab_pdf(document))
    assert (found.silent, found.refused) == ([], ["rows_not_seen p.1"])


def test_rows_without_points_that_lost_the_rule_between_them_are_doubtful() -> None:
    """Only their figures, line by line, show that one row is two."""
    document = compose(305, ("missing_rule",), family="transfer", indicators=5)
    assert check(document, reportlab_pdf(document)).silent == []


def test_remarks_and_notes_in_a_table_of_their_own_belong_to_the_form_above() -> None:
    hazards = ("cut_rows_apart", "goal_text", "guangshui", "layout_table", "row_groups", "touching_forms")
    document = compose(1_000_031, hazards, family="transfer")
    assert check(document, page(document)).silent == []

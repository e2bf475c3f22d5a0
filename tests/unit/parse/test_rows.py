"""Which rows of a table are indicators of their own."""

from __future__ import annotations

from tests.factory.check import check
from tests.factory.documents import compose
from tests.factory.render import reportlab_pdf


def test_headings_printed_again_for_a_second_goal_are_no_end_of_the_indicators() -> None:
    for seed in range(6):
        document = compose(seed, ("many_indicators",), family="hubei")
        assert check(document, reportlab_pdf(document)).silent == []


def test_rows_that_share_a_score_over_a_page_break_stay_two_rows() -> None:
    for seed in range(6):
        document = compose(seed, ("cut_rows", "shared_scores", "small_pages"), family="sichuan")
        assert check(document, reportlab_pdf(document)).silent == []

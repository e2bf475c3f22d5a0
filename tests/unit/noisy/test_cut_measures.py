"""Targets and actual values whose cell was cut."""

from __future__ import annotations

import pytest

from pipeline.noisy.cut_measures import MeasureHabits, check_operator, check_together, habits_of, read_measure
from pipeline.noisy.cut_names import Phrases
from pipeline.noisy.sliced_lines import RestoredValue, SlicePiece

HABITS = MeasureHabits(frozenset({"(%)", "(个)", "百分之"}), frozenset({2}))


def codes(read: RestoredValue) -> list[str]:
    return [doubt.code for doubt in read.doubts]


def read(*texts: str, is_moved: bool = False, is_exact: bool = False) -> RestoredValue:
    phrases = Phrases([])
    phrases.is_exact = is_exact
    pieces = [SlicePiece(0, 1, 3 + n, text, text) for n, text in enumerate(texts)]
    return read_measure([pieces], True, phrases, HABITS, is_moved)


@pytest.mark.parametrize("texts", [("≥95.00(%)",), ("≥", "95.00(%)"), ("≥95.00", "(%)")])
def test_a_cut_that_leaves_operator_figure_and_unit_whole_is_certain(texts: tuple[str, ...]) -> None:
    assert (read(*texts).text, read(*texts).doubts) == ("≥95.00(%)", ())


@pytest.mark.parametrize(
    ("texts", "text"),
    [
        (("≥9", "5.00(%)"), "≥95.00(%)"),
        (("≥95", ";.00(%)"), "≥95.00(%)"),
        (("6127", ".44(个)"), "6127.44(个)"),
        (("82.00(个", "个)"), "82.00(个)"),
    ],
)
def test_a_figure_or_a_unit_that_was_cut_is_put_together_and_doubted(texts: tuple[str, ...], text: str) -> None:
    assert read(*texts).text == text
    assert read(*texts).doubts


@pytest.mark.parametrize("text", ["95.00(%)", "≥4.00个", "提升"])
def test_what_can_be_the_rest_of_a_value_is_doubted(text: str) -> None:
    assert codes(read(text)) == ["cut"]


def test_between_characters_a_cut_value_is_certain_unless_the_row_was_moved() -> None:
    assert not read("≥9", "5.00(%)", is_exact=True).doubts
    assert read("≥9", "5.00(%)", is_exact=True, is_moved=True).doubts


def test_a_value_of_several_printed_lines_is_no_single_cut() -> None:
    assert read("<27.00(个 日)", "工作", is_exact=True).doubts


def test_two_values_that_were_repaired_alike_do_not_prove_each_other() -> None:
    target, actual = check_together(read("≥5", "5502.00(个)"), read("5", "5502.00(个)"), None)
    assert target.doubts
    assert actual.doubts


def test_a_target_that_may_hold_a_piece_of_the_actual_value_doubts_both() -> None:
    target, actual = check_together(read("6.", "16万人次8.0"), RestoredValue("1万人次"), None)
    assert target.doubts
    assert actual.doubts


def test_a_character_that_stands_twice_is_not_confirmed_by_the_other_value() -> None:
    for target, actual in ((("=", "=92.50(%)"), "92.50(%)"), (("80百分", "分之"), "80百分之")):
        assert check_together(read(*target), read(actual), None)[0].doubts


@pytest.mark.parametrize("text", ["少于80.00%", "低于95(%)", "超过3个", "高于2(小时)"])
def test_an_operator_that_may_have_lost_its_negation_is_doubted(text: str) -> None:
    assert "operator_cut" in codes(check_together(RestoredValue(text), RestoredValue("79.00%"), None)[0])


def test_a_full_score_for_what_is_reached_confirms_an_operator_in_words() -> None:
    assert not check_together(RestoredValue("低于5(%)"), RestoredValue("4(%)"), True)[0].doubts
    assert check_together(RestoredValue("低于95(%)"), RestoredValue("96(%)"), True)[0].doubts


@pytest.mark.parametrize("text", ["于80(%)", "得低于95(%)", "过3个", "产于85%", "起过3个"])
def test_what_is_left_of_an_operator_is_doubted(text: str) -> None:
    assert "guessed" in codes(read(text))


@pytest.mark.parametrize("text", ["著提升", "效降低", "立健全长效机制", "超预算", "本完成"])
def test_words_that_have_lost_their_first_character_are_doubted(text: str) -> None:
    assert "truncated" in codes(read_measure([[SlicePiece(0, 1, 3, text, text)]], False, Phrases([]), HABITS))


@pytest.mark.parametrize("text", ["显著提升", "有效降低", "建立健全长效机制", "不超预算", "全覆盖", "达标", "已完成"])
def test_whole_words_are_certain(text: str) -> None:
    assert not read_measure([[SlicePiece(0, 1, 3, text, text)]], False, Phrases([]), HABITS).doubts


def test_where_signs_get_lost_a_target_without_an_operator_is_doubted_beside_one_with() -> None:
    cells = [[[SlicePiece(n, 1, 3, text, text)]] for n, text in enumerate(("=80%", "214(家次)"))]
    assert not check_operator(RestoredValue("214(家次)"), habits_of(cells, cells)).doubts
    assert "operator_cut" in codes(
        check_operator(RestoredValue("214(家次)"), habits_of(cells, cells, may_lose_signs=True))
    )


def test_of_two_units_that_are_equally_near_none_is_guessed() -> None:
    """The order of a set would decide, and with it another unit be published in the next run."""
    value = read("82.00(扇", ")")
    assert (value.text, bool(value.doubts)) == ("82.00(扇)", True)


def test_an_operator_that_may_be_cut_explains_a_target_that_was_missed_at_full_score() -> None:
    target = check_operator(RestoredValue("<0(次)"))
    assert codes(check_together(target, RestoredValue("0.00(次)"), True)[0]) == ["operator_cut"]
    assert codes(check_together(RestoredValue("≥9(次)"), RestoredValue("8(次)"), True)[0]) == ["contradicted"]

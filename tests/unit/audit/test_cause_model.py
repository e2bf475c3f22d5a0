"""Suggested kinds of causes: the model file is the one of its training set, and says nothing where it does not know."""

from __future__ import annotations

import json

import polars as pl
import pytest

from pipeline.audit.reasons.suggestions import suggestions
from pipeline.prose.cause_model import NONE, CauseModel, cause_model, pieces, probabilities, suggest
from pipeline.prose.reason_words import taxonomy
from tests.reasons import HOLD_OUTS, hold_out, suggestion_tally
from tools.cause_model.train import (
    TARGET,
    THRESHOLD,
    fingerprint,
    invented_texts,
    model_of,
    training_texts,
    written,
)

CLASSES = {category.id for category in taxonomy().categories if not category.is_last}


def test_the_model_is_the_one_of_its_training_set() -> None:
    assert cause_model().trained_on == fingerprint(training_texts()), "the training set changed: run `make cause-model`"
    assert cause_model().threshold == THRESHOLD
    assert TARGET.read_text("utf-8") == written(cause_model())


def test_training_gives_the_same_model_twice_and_ends() -> None:
    texts = [text for text in invented_texts() if text[0] in {"legacy", NONE}]
    (once, steepest), (again, _) = model_of(texts), model_of(texts)
    assert once == again
    assert steepest < 1e-6


def test_the_training_set_has_every_class_and_no_text_of_the_lists_that_are_held_out() -> None:
    texts = training_texts()
    assert {name for name, _, _ in texts} == {*cause_model().classes} == {*CLASSES, NONE}
    held_out = {text for name in HOLD_OUTS for _, text, _ in hold_out(name)}
    assert not held_out & {text for _, text, _ in texts}


def test_probabilities_add_up_to_one() -> None:
    for text in ("", "。", "xyz", "资金下达较晚", "资金" * 5000):
        assert sum(probabilities(text, cause_model()).values()) == pytest.approx(1)


def test_pieces_keep_to_one_run_of_letters_and_know_no_figures() -> None:
    assert dict(pieces("到位12.5％，晚")) == {"到": 1, "位": 1, "0": 1, "到位": 1, "位0": 1, "到位0": 1, "晚": 1}


@pytest.mark.parametrize("text", ["", "甲乙丙丁", "完成情况良好。", "实际值低于目标值。", "abc"])
def test_nothing_is_suggested_for_a_text_that_tells_no_cause(text: str) -> None:
    assert suggest(text) is None


def test_a_kind_below_the_threshold_is_not_suggested() -> None:
    text = "专业老师都被抽去别处支援。"
    found = suggest(text)
    assert found is not None
    assert found.category == "capacity"
    stricter = cause_model().model_copy(update={"threshold": found.probability + 0.01})
    assert suggest(text, stricter) is None


def test_only_causes_with_a_suggestion_are_told() -> None:
    told = suggestions(pl.Series(["专业老师都被抽去别处支援。", "甲乙丙丁", None, "专业老师都被抽去别处支援。"]))
    assert told.select("cause_text", "suggested_category").rows() == [("专业老师都被抽去别处支援。", "capacity")]
    assert suggestions(pl.Series([], dtype=pl.String)).schema == told.schema


def test_an_unknown_key_of_the_file_is_refused() -> None:
    loaded = json.loads(TARGET.read_text("utf-8"))
    with pytest.raises(ValueError, match="extra"):
        CauseModel.model_validate({**loaded, "more": 1})


# Floors a little below what `make reasons` measured.
@pytest.mark.parametrize(("name", "recall"), [("suggestion_hold_out", 0.84), ("suggestion_second", 0.78)])
def test_suggestions_are_right_nine_times_in_ten_and_find_more(name: str, recall: float) -> None:
    found = suggestion_tally(hold_out(name))
    assert found.of_suggestions()[1] >= 0.95, found.faults
    assert found.scores(with_suggestions=True)[1] >= recall > found.scores(with_suggestions=False)[1] + 0.2

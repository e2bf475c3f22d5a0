"""Every sentence of the audit in Chinese and in English: complete, each in its own language, filled alike."""

from __future__ import annotations

import re
from collections.abc import Iterator

import polars as pl
import pytest
from pydantic import ValidationError

from pipeline.audit.check import Check
from pipeline.audit.profiles import layers
from pipeline.audit.wording import PLACEHOLDER, Text, filled, phrases, reason_codes, register

# Names of views and codes of forms, which are the same in both languages.
_CODES = re.compile(r"score_audit|department_profile|form_profile|computed_score|data/raw|510000_0013zp|A/B")
_ENGLISH = re.compile(r"[A-Za-z]{2,}")
# Quoted form text in an English sentence: names of regulations, labels and notes as printed.
_CHINESE = re.compile(r"[\u4e00-\u9fff]{3,}")
_QUOTED = re.compile(
    r"财预〔\d+〕\d+号|项目支出绩效评价管理办法|预算执行率=预算执行数/调整后预算数|执行率\*该指标分值,最高不得超过分值上限"
    r"|得分一档最高不能超过该指标分值上限|完成值达到指标值记满分,未达到按比例记分|完成值达到指标值记满分|反向指标|不合格|评分等级|得分20分\*执行率"
)


def texts() -> Iterator[tuple[str, Text]]:
    for rule in register().values():
        for name in ("title", "sentence", "basis", "action"):
            yield f"{rule.rule_id} {name}", getattr(rule, name)
        for name, text in (*rule.messages.items(), *rule.expected.items()):
            yield f"{rule.rule_id} {name}", text
    yield from phrases().words.items()
    yield from reason_codes().items()
    for layer in layers():
        for name in ("title", "applies_to", "basis"):
            yield f"{layer.id} {name}", getattr(layer, name)


@pytest.mark.parametrize(("name", "text"), list(texts()), ids=lambda value: value if isinstance(value, str) else "")
def test_both_languages_are_there_and_are_themselves(name: str, text: Text) -> None:
    zh, en = (PLACEHOLDER.sub("", side) for side in (text.zh, text.en))
    assert not _ENGLISH.search(_CODES.sub("", zh)), text.zh
    assert not _CHINESE.search(_QUOTED.sub("", en)), text.en
    assert zh.strip(" ") or text.zh, name
    assert text.en.strip() or en == text.zh


def test_a_text_with_other_placeholders_in_one_language_is_refused() -> None:
    with pytest.raises(ValidationError, match="other placeholders"):
        Text(zh="得{score}分", en="The score is low.")


def test_a_value_that_is_null_shows_that_nothing_legible_stands_there() -> None:
    words = filled(Text(zh="得{score}分。", en="The score is {score}."), {"score": pl.col("score")})
    frame = pl.DataFrame({"score": [None, "8"]}).select(zh=words.zh, en=words.en)
    assert frame["zh"].to_list() == ["得（空白或无法辨认）分。", "得8分。"]
    assert frame["en"].to_list() == ["The score is (blank or not legible).", "The score is 8."]


def test_a_check_that_names_no_text_of_its_rule_is_refused() -> None:
    with pytest.raises(ValueError, match="has no text"):
        Check(rule_id="B05", fails=pl.lit(value=True), message="nowhere")
    with pytest.raises(ValueError, match="has no reason"):
        Check(rule_id="B05", fails=pl.lit(value=True), unless=[("nowhere", pl.lit(value=True))])

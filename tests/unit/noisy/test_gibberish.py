"""Text of a font with a wrong map is told from Chinese, whatever a document is about."""

from __future__ import annotations

import random
from pathlib import Path

import pypdfium2
import pytest

from pipeline.noisy.gibberish import is_gibberish

DATA = Path(__file__).parents[2] / "data"
PATHS = [p for kind in ("pdf", "offices") for p in sorted((DATA / kind).glob("*.pdf")) if p.stem != "truncated"]


def text_of(path: Path) -> str:
    document = pypdfium2.PdfDocument(path.read_bytes())
    try:
        return "".join(document[n].get_textpage().get_text_range() for n in range(min(3, len(document))))
    finally:
        document.close()


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_documents_are_text_and_their_characters_changed_for_each_other_are_none(path: Path) -> None:
    text = text_of(path).replace("\r\n", "")
    assert not is_gibberish([text])
    signs = sorted({sign for sign in text if "\u4e00" <= sign <= "\u9fff"})
    if len(signs) > 80:
        others = random.Random(path.stem).sample(signs, len(signs))
        assert is_gibberish([text.translate(dict(zip(map(ord, signs), others, strict=True)))])


def test_a_few_names_are_too_little_to_judge() -> None:
    assert not is_gibberish(["欧阳樊褚", "鲍采薇", "柯若谷"] * 5)


@pytest.mark.parametrize(
    "text",
    [
        "王秀英 李国强 张伟 刘洋 陈静 杨建国 赵志刚 黄丽华 周敏 吴桂兰 徐海燕 孙永红 马玉梅 朱德明",
        "和平街道 永安镇 新华路 解放街道 红旗乡 桃源镇 东升社区 青山村 龙泉镇 白云街道 清河镇 双桥乡 南湖社区",
        "本會為推動社區發展工作並提升民眾參與意願特訂定本實施計畫，經費來源由政府補助及自籌款支應，執行單位應提出報告",
    ],
    ids=["people", "places", "traditional characters"],
)
def test_lists_and_traditional_characters_are_text(text: str) -> None:
    assert not is_gibberish(text.split() * 4)

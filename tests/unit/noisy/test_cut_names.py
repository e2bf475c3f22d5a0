"""Cut names: joined where known words prove it, doubted elsewhere."""

from __future__ import annotations

import pytest

from pipeline.noisy.cut_names import Phrases, join, read_text
from pipeline.noisy.sliced_lines import RestoredValue, SlicedLine, SlicePiece
from pipeline.noisy.word_costs import lost_first


def codes(read: RestoredValue) -> list[str]:
    return [doubt.code for doubt in read.doubts]


def piece(text: str, column: int, line: int = 0) -> SlicePiece:
    return SlicePiece(line, 1, column, text, text)


def phrases(*lines: str) -> Phrases:
    return Phrases([SlicedLine(100 + n, 1, [piece(text, 0, 100 + n)]) for n, text in enumerate(lines)])


@pytest.mark.parametrize(
    ("left", "right", "text"),
    [
        ("信访处理", "完成率", "信访处理完成率"),
        ("保障房建设", "设质量合格率", "保障房建设质量合格率"),
        ("污水处理:", "及时率", "污水处理及时率"),
        ("主题宣传活动", "力举办次数", "主题宣传活动举办次数"),
        ("预算批复资", "金范围内", "预算批复资金范围内"),
    ],
)
def test_known_words_around_the_cut_make_a_name_certain(left: str, right: str, text: str) -> None:
    joint = join(left, right, phrases(), 0)
    assert (joint.text, joint.is_certain) == (text, True)


@pytest.mark.parametrize(("left", "right"), [("应急预案产", "全"), ("质量力", "水平提高"), ("调用费作", "用")])
def test_a_cut_that_reads_two_ways_or_none_stays_in_doubt(left: str, right: str) -> None:
    assert not join(left, right, phrases(), 0).is_certain


def test_a_cut_character_is_taken_from_the_same_phrase_elsewhere_and_doubted() -> None:
    joint = join("泵站维折", "户管工作", phrases("完善泵站维护管工作的考核"), 0)
    assert joint.text == "泵站维护管工作"
    assert not joint.is_certain


def test_lines_of_neighbouring_slices_are_read_line_by_line() -> None:
    value = read_text([[piece("公共设施建设 率", 2), piece("计划完成及时", 3)]], phrases())
    assert value.text == "公共设施建设计划完成及时率"


def test_slices_with_very_different_lines_are_doubted() -> None:
    assert read_text([[piece("甲 乙 丙", 2), piece("丁", 3)]], phrases()).doubts


def test_a_repair_is_recorded_and_the_raw_text_kept() -> None:
    value = read_text([[piece("房屋建设", 2), piece("设质量", 3)]], phrases())
    assert value.raw == "房屋建设\t设质量"
    assert [(r.before, r.after) for r in value.repairs] == [("房屋建设设质量", "房屋建设质量")]
    assert value.origin == "repaired"


@pytest.mark.parametrize("text", ["房屋~改造", "行业』索", "る文件"])
def test_what_no_name_prints_is_garbled(text: str) -> None:
    assert "garbled" in codes(read_text([[piece(text, 2)]], phrases()))


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("养殖户满意度（问卷区", "调查）"),
        ("会诊矿山化作", "收通过率"),
        ("就诊患者（含", "西第三方）数"),
        ("公I", "E公平的满意度"),
        ("矿山专家会诊-", "设备购置"),
        ("老年人免费乘车补贴、", "配套设施"),
    ],
)
def test_damage_that_reads_like_words_is_never_certain(left: str, right: str) -> None:
    joint = join(left, right, phrases(), 0)
    assert not joint.is_certain or joint.text == left + right
    assert not joint.is_certain or left[-1] in "-、"


@pytest.mark.parametrize("text", ["患排查单位成本", "事人对调解的满意度", "访患者成本控制数"])
def test_a_name_without_its_first_character_is_likelier_with_it(text: str) -> None:
    assert lost_first(text) < 0


@pytest.mark.parametrize("text", ["隐患排查单位成本", "信访处理完成率", "居民满意度"])
def test_a_whole_name_is_likelier_as_it_stands(text: str) -> None:
    assert lost_first(text) > 0


@pytest.mark.parametrize("text", ["急演练带动就业", "高观众知晓率", "约居民投诉率", "用带宽完成时限"])
def test_a_name_that_begins_with_a_word_of_one_character_has_likely_lost_one(text: str) -> None:
    assert lost_first(text) < 0


def test_the_document_tells_that_a_place_has_lost_its_first_character() -> None:
    known = phrases("南楸新区民政局", "提升南楸新区老年人的满意度", "乙地")
    assert known.lost_before("楸新区老年人满意度", 0, 2)
    assert not known.lost_before("南楸新区老年人满意度", 0, 2)


def test_what_stands_behind_several_characters_or_alone_has_lost_none() -> None:
    assert not phrases("完成检查船舶10艘", "组织检查船舶").lost_before("检查船舶合格率", 0, 2)
    assert not phrases("完成检查船舶10艘", "完成检查船舶2艘", "检查船舶", "检查船舶数").lost_before(
        "检查船舶合格率", 0, 2
    )

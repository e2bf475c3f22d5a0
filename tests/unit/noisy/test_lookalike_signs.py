"""Signs that recognisers take for one another: what is replaced, what is doubtful, what stays."""

from __future__ import annotations

import pytest

from pipeline.noisy.lookalike_signs import MendedText, mend_signs, shows_lookalikes


def codes(read: MendedText) -> list[str]:
    return [doubt.code for doubt in read.doubts]


@pytest.mark.parametrize(
    ("read", "printed"),
    [
        ("应知尽知丶应享尽享。", "应知尽知、应享尽享。"),
        ("样本量偏小，满意度低于预期·后续将扩大范围。", "样本量偏小，满意度低于预期。后续将扩大范围。"),
        ("维护及时性受到一定影响°改进措施:加强培训°", "维护及时性受到一定影响。改进措施:加强培训。"),
        ("资金支付滞后·2.加强沟通。", "资金支付滞后。2.加强沟通。"),
        ("依据财预〔2020】10号执行。", "依据财预〔2020〕10号执行。"),
        ("依据财预【2020〕10号执行。", "依据财预〔2020〕10号执行。"),
        ("地表水优良(I-Ⅲ类)比例", "地表水优良(Ⅰ-Ⅲ类)比例"),
        ("达到Ⅱ-III类水质。", "达到Ⅱ-Ⅲ类水质。"),
    ],
)
def test_the_printed_sign_is_put_back(read: str, printed: str) -> None:
    assert mend_signs(read, is_prose=True) == (printed, ())


@pytest.mark.parametrize(
    "read",
    [
        "气温降至-5°C，施工中断。",
        "人均标准为80元/人·天。",
        "北纬30°20′处的点位。",
        "使用API接口、IPv6网络和VI系统。",
        "依据财预[2020]10号执行。",
    ],
)
def test_what_is_no_misreading_stays(read: str) -> None:
    assert mend_signs(read, is_prose=True) == (read, ())


@pytest.mark.parametrize("read", ["由买买提·艾力负责。", "关于经费（第二批〕的说明。", "达到I类水质。"])
def test_what_the_text_leaves_open_is_doubtful(read: str) -> None:
    assert "lookalike_sign" in codes(mend_signs(read, is_prose=True))


def test_a_name_keeps_its_dot() -> None:
    assert mend_signs("“访惠聚·民族团结”活动次数", is_prose=False) == ("“访惠聚·民族团结”活动次数", ())


@pytest.mark.parametrize(
    "texts",
    [
        ("应知尽知丶应享尽享丶应保尽保",),
        ("项目招标流标22次,合同于6月22日签订·2.加强前期论证°",),
        ("依据财预〔2020】10号", "加强监测、管护丶巡查"),
    ],
)
def test_look_alikes_in_a_document_are_noticed(texts: tuple[str, ...]) -> None:
    assert shows_lookalikes(texts)


@pytest.mark.parametrize(
    "texts", [("设备·",), ("由买买提·艾力负责的巡查任务和培训", "气温降至-5°C,施工中断。", "80元/人·天")]
)
def test_dots_that_are_printed_or_stand_at_a_cut_tell_nothing(texts: tuple[str, ...]) -> None:
    assert not shows_lookalikes(texts)

"""Names of indicators and grades as they are compared."""

from __future__ import annotations

import pytest

from pipeline.comparable import grade_class, normalized_name


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("群众满意率", "群众满意度"),
        ("群众满意程度（%）", "群众满意度"),
        ("服务对象满意度指标：群众满意率", "群众满意度"),
        ("指标1：2024年度 培训人数", "培训人数"),
        ("①、培训 人数", "培训人数"),
        ("2023年任务完成比例", "任务完成率"),
        ("任务完成率指标", "任务完成率"),
        ("参训人数", "培训人数"),
        ("政策知晓度", "政策知晓率"),
        ("PM2.5年均浓度", "pm2.5 年均浓度"),
        ("资金支付及时性", "资金支付及时率"),
    ],
)
def test_wordings_that_mean_the_same_become_one(one: str, other: str) -> None:
    assert normalized_name(one) == normalized_name(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("培训人数", "培训人次"),
        ("任务完成率", "任务完成及时率"),
        ("群众满意度", "患者满意度"),
        ("培训人数（线上）", "培训人数（线下）"),
        ("一期工程完成率", "二期工程完成率"),
        ("3公里道路维修", "5公里道路维修"),
        ("满意度", "不满意度"),
        ("设备完好率", "设备完成率"),
    ],
)
def test_what_may_be_another_thing_stays_apart(one: str, other: str) -> None:
    assert normalized_name(one) != normalized_name(other)


def test_nothing_is_made_of_nothing() -> None:
    assert (normalized_name(None), normalized_name("——")) == (None, None)


@pytest.mark.parametrize(
    ("grade", "wanted"),
    [
        ("优", "excellent"), ("优秀", "excellent"), ("Ａ", "excellent"), ("良好", "good"), ("较好", "good"),
        ("中", "fair"), ("一般", "fair"), ("合格", "fair"), ("差", "poor"), ("不合格", "poor"),
        ("一等", None), ("基本合格", None), ("通过", None), ("", None), (None, None),
    ],
)  # fmt: skip
def test_grades_have_one_scale(grade: str | None, wanted: str | None) -> None:
    assert grade_class(grade) == wanted

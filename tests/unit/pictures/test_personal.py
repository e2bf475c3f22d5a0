"""Names and numbers of staff are covered, and nothing else."""

from __future__ import annotations

import pytest

from pipeline.pictures.personal import PlacedText, covered, in_fields, in_table, is_label, spans


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("填表人：张三　电话：021-64339222  日期：2025年3月", "填表人：〔略〕　电话：〔略〕  日期：2025年3月"),
        ("填表人 李四  审核人 王五  联系电话 64339222", "填表人 〔略〕  审核人 〔略〕  联系电话 〔略〕"),
        ("联 系 人：赵 六\n电话：13812345678", "联 系 人：〔略〕\n电话：〔略〕"),
        ("填表人（签名）： 孙八 联系电话:6433 9222", "填表人（签名）： 〔略〕 联系电话:〔略〕"),
        ("单位负责人：\n钱七\n日期：2024", "单位负责人：\n〔略〕\n日期：2024"),
        ("填报单位：市局 填表人：周九", "填报单位：市局 填表人：〔略〕"),
        ("填表人张三丰", "填表人〔略〕"),
        ("咨询 138 1234 5678", "咨询 〔略〕"),
        ("(021)64339222转8012", "〔略〕"),
        ("１３８１２３４５６７８", "〔略〕"),
        ("110101199003074518", "〔略〕"),
        ("zhang.san@example.gov.cn 网站", "〔略〕 网站"),
    ],
)  # fmt: skip
def test_a_line_with_personal_data_is_covered(text: str, shown: str) -> None:
    assert covered(text, spans(text, is_line=True)) == shown


@pytest.mark.parametrize(
    "text",
    [
        "建立项目负责人制度", "审核人员到位率", "电话回访满意度", "金额13812345678.00元", "总额 1,381,234.56",
        "项目编码：310115199001011234567", "项目负责人（签字）：", "全年执行数 13800.00 13800.00", "2024-12-31",
        "预算执行率100%，≥98.00(%)", "会计核算准确率",
    ],
)  # fmt: skip
def test_texts_of_forms_stay(text: str) -> None:
    assert spans(text) == []


@pytest.mark.parametrize(
    "text", ["联系人", "联 系 电 话：", "项目负责人及电话", "单位负责人（签章）", "项目联系人/电话"]
)
def test_labels_of_personal_data(text: str) -> None:
    assert is_label(text)


@pytest.mark.parametrize("text", ["预算数", "会计核算", "填表人员", "主管部门", ""])
def test_other_labels(text: str) -> None:
    assert not is_label(text)


def test_beside_a_label_or_below_it() -> None:
    rows = [
        ["联系人", "张三", "联系电话", "64339222"],
        ["主管部门", "市局", "负责人", "电话"],
        ["1", "建设", "王五", "123"],
    ]
    cells = [PlacedText(r, c, 1, 1, text) for r, row in enumerate(rows) for c, text in enumerate(row)]
    assert [cells[number].text for number in sorted(in_table(cells))] == ["张三", "64339222", "王五", "123"]


def test_fields_of_raw_text_keep_their_number() -> None:
    assert in_fields(["联系人", "", "张三", "预算数", "42.00"]) == ["联系人", "", "〔略〕", "预算数", "42.00"]
    assert in_fields(["", "填表人 张三 电话 64339222", ""]) == ["", "填表人 〔略〕 电话 〔略〕", ""]

"""Headings, labels and merged cells that a page break cuts.

Belongs here: what stands in two pieces on two pages. Does not belong here: how cells are drawn (``test_drawn_rules``).
"""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.readers.pdf import text_layer
from tests.factory.check import curate
from tests.published import ReadForm

LAYOUTS = Path(__file__).parent.parent / "data" / "layouts"


def _forms(name: str) -> list[ReadForm]:
    result = curate((LAYOUTS / name).read_bytes())
    assert result.quarantine == []
    return result.forms


@pytest.mark.parametrize(
    ("name", "cut", "indicators"),
    [("sh_docx_samepage_77003.pdf", 2, [6, 8, 7, 10]), ("sh_docx_samepage_90412.pdf", 4, [6, 8, 7, 10])],
)
def test_a_heading_row_cut_by_a_page_break_is_one(name: str, cut: int, indicators: list[int]) -> None:
    forms = _forms(name)
    assert [len(form.indicators) for form in forms] == indicators
    form = forms[cut - 1]
    assert form.values["last_page"] > form.values["first_page"]
    assert form.values["template"] == forms[0].values["template"]
    assert all(row["level1"] and row["level2"] and row["weight"] is not None for row in form.indicators)
    assert form.values["computed_score"] == form.values["total_score"]
    assert not any(row["doubtful"] for row in form.indicators)
    assert not any(row["reason_text"] == "及改进措施" for row in form.indicators)


def _levels(name: str, form: int, indicator: int) -> tuple[str, str, list[str]]:
    row = _forms(name)[form - 1].indicators[indicator - 1]
    return row["level1"], row["level2"], [name for name in row["doubtful"] if name.startswith("level")]


def test_a_label_that_had_no_room_above_the_break_is_read_below_it() -> None:
    whole = _levels("sc_rl_repeat_90412.pdf", 2, 13)
    assert whole == ("满意度指标", "服务对象满意度指标", [])
    assert _levels("bj_cid_77003.pdf", 1, 10) == ("效益指标", "社会效益指标", [])


def test_a_merged_cell_ends_where_the_drawing_closes_it() -> None:
    """Page 4 lies inside the label above it: its lower edge is drawn there, and not that of the first level."""
    name = "bj_html_35_90412.pdf"
    for number in range(15, 19):
        assert _levels(name, 1, number) == ("产出指标", "质量指标", [])
    cells = [cell for grid in text_layer.read((LAYOUTS / name).read_bytes()).grids for cell in grid.cells]
    inside = [cell for cell in cells if cell.page == 4 and cell.row_span == 4]
    assert [cell.ends for cell in sorted(inside, key=lambda cell: cell.column)] == [False, False, True]


def test_a_table_inside_a_cell_is_the_text_of_that_cell() -> None:
    [form] = _forms("t55_nested_reason_p.pdf")
    assert len(form.indicators) == 8
    row = form.indicators[1]
    assert row["name"] == "清淤长度"
    assert row["reason_text"].replace(" ", "") == "原因汛期施工受阻措施加强调度"
    assert row["doubtful"] == []
    assert form.values["computed_score"] == form.values["total_score"]

"""A form is found wherever it lies on a sheet: beside others, below others, in parts, with or without borders."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.styles import Border, Side
from openpyxl.worksheet.worksheet import Worksheet

from tests.factory.check import curate

CASE = Path(__file__).parents[1] / "data" / "layouts" / "t93_xlsx_stacked.xlsx"
SIDE = Side(style="thin")
ALL = Border(left=SIDE, right=SIDE, top=SIDE, bottom=SIDE)
ROWS = 19
LAST_YEAR, THIS_YEAR = "2023年度项目支出绩效自评表", "2024年度项目支出绩效自评表"


class Canvas:
    """A workbook on whose sheets copies of one form are put."""

    def __init__(self, *, is_bordered: bool) -> None:
        self.book = Workbook()
        self.sheet: Worksheet = self.book.worksheets[0]
        self.is_bordered = is_bordered
        form = load_workbook(CASE).worksheets[0]
        self.cells = [(r - 4, c - 1, form.cell(r, c).value) for r in range(4, 4 + ROWS) for c in range(1, 10)]
        self.merged = [
            (m.min_row - 4, m.max_row - 4, m.min_col - 1, m.max_col - 1)
            for m in form.merged_cells.ranges
            if m.min_row >= 4 and m.max_row < 4 + ROWS
        ]

    def title(self, row: int, column: int, text: str, width: int = 9) -> Canvas:
        self.sheet.cell(row + 1, column + 1).value = text
        self.sheet.merge_cells(start_row=row + 1, end_row=row + 1, start_column=column + 1, end_column=column + width)
        return self

    def form(
        self,
        row: int,
        column: int,
        name: str,
        rows: Iterable[int] = range(ROWS),
        moved: Callable[[int, int], tuple[int, int]] = lambda r, c: (r, c),
    ) -> Canvas:
        chosen = set(rows)
        for r, c, value in self.cells:
            if r in chosen:
                to_row, to_column = moved(r, c)
                cell = self.sheet.cell(row + to_row + 1, column + to_column + 1)
                cell.value = name if (r, c) == (0, 2) else value
                if self.is_bordered:
                    cell.border = ALL
        for r0, r1, c0, c1 in self.merged:
            if {r0, r1} <= chosen:
                (first_row, first), (last_row, last) = moved(r0, c0), moved(r1, c1)
                self.sheet.merge_cells(
                    start_row=row + first_row + 1,
                    end_row=row + last_row + 1,
                    start_column=column + first + 1,
                    end_column=column + last + 1,
                )
        return self

    def read(self) -> list[tuple[str, int, str, int | None]]:
        """Name, indicators, total and year of every form; any other outcome of the document is an error."""
        stream = io.BytesIO()
        self.book.save(stream)
        result = curate(stream.getvalue())
        assert result.quarantine == []
        assert not any(i["doubtful"] for f in result.forms for i in f.indicators)
        return [
            (f.values["project_name"], len(f.indicators), f"{f.values['total_score']:.1f}", f.values["fiscal_year"])
            for f in result.forms
        ]


def one(name: str, year: int | None) -> tuple[str, int, str, int | None]:
    return name, 8, "97.7", year


both = pytest.mark.parametrize("is_bordered", [True, False], ids=["borders", "no borders"])


@both
@pytest.mark.parametrize("gap", [1, 2])
def test_beside_each_other_under_titles_of_their_own(gap: int, is_bordered: bool) -> None:
    canvas = Canvas(is_bordered=is_bordered).title(0, 0, LAST_YEAR).title(0, 9 + gap, THIS_YEAR)
    canvas.form(2, 0, "甲").form(2, 9 + gap, "乙")
    assert canvas.read() == [one("甲", 2023), one("乙", 2024)]


@both
@pytest.mark.parametrize("gap", [0, 1])
def test_beside_each_other_under_one_title(gap: int, is_bordered: bool) -> None:
    canvas = Canvas(is_bordered=is_bordered).title(0, 0, THIS_YEAR, 18 + gap)
    assert canvas.form(2, 0, "甲").form(2, 9 + gap, "乙").read() == [one("甲", 2024), one("乙", 2024)]


def test_beside_each_other_without_a_gap_every_form_has_its_own_title() -> None:
    canvas = Canvas(is_bordered=True).title(0, 0, LAST_YEAR).title(0, 9, THIS_YEAR)
    assert canvas.form(2, 0, "甲").form(2, 9, "乙").read() == [one("甲", 2023), one("乙", 2024)]


@both
def test_three_beside_each_other(is_bordered: bool) -> None:
    canvas = Canvas(is_bordered=is_bordered).title(0, 0, THIS_YEAR, 29)
    for number, name in enumerate("甲乙丙"):
        canvas.form(2, number * 10, name)
    assert canvas.read() == [one(name, 2024) for name in "甲乙丙"]


@both
@pytest.mark.parametrize("gap", [0, 1, 3])
def test_below_each_other_under_titles_of_their_own(gap: int, is_bordered: bool) -> None:
    canvas = Canvas(is_bordered=is_bordered).title(0, 0, LAST_YEAR).form(1, 0, "甲")
    canvas.title(20 + gap, 0, THIS_YEAR).form(21 + gap, 0, "乙")
    assert canvas.read() == [one("甲", 2023), one("乙", 2024)]


@both
def test_below_and_aside(is_bordered: bool) -> None:
    canvas = Canvas(is_bordered=is_bordered).title(0, 0, LAST_YEAR).form(1, 0, "甲")
    assert canvas.title(24, 3, THIS_YEAR).form(25, 3, "乙").read() == [one("甲", 2023), one("乙", 2024)]


@both
def test_an_empty_row_or_column_inside_a_form_parts_nothing(is_bordered: bool) -> None:
    for moved in (
        lambda r, c: (r + (r >= 9), c),
        lambda r, c: (r, c + (c >= 5)),
    ):
        canvas = Canvas(is_bordered=is_bordered).title(0, 0, THIS_YEAR).form(1, 0, "甲", moved=moved)
        assert canvas.read() == [one("甲", 2024)]


@both
def test_a_form_goes_on_under_a_note_on_its_sheet_or_the_next(is_bordered: bool) -> None:
    canvas = Canvas(is_bordered=is_bordered).title(0, 0, THIS_YEAR).form(1, 0, "甲", range(14))
    canvas.title(16, 0, "续表").form(3, 0, "甲", range(14, ROWS))
    assert canvas.read() == [one("甲", 2024)]
    canvas = Canvas(is_bordered=is_bordered).title(0, 0, THIS_YEAR).form(1, 0, "甲", range(14))
    canvas.sheet = canvas.book.create_sheet("二")
    assert canvas.title(0, 0, "（续表）").form(-12, 0, "甲", range(14, ROWS)).read() == [one("甲", 2024)]


@both
def test_stray_texts_far_away_are_no_part_of_a_form(is_bordered: bool) -> None:
    canvas = Canvas(is_bordered=is_bordered).title(0, 0, THIS_YEAR).form(1, 0, "甲")
    canvas.sheet["N40"], canvas.sheet["XFD1000000"] = "校对：", "x"
    assert canvas.read() == [one("甲", 2024)]

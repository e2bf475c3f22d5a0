"""Empty columns inside a form part nothing; tables beside each other stay apart, and nothing of them is passed over."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.styles import Border, Side
from openpyxl.worksheet.worksheet import Worksheet

from tests.factory.check import check, curate
from tests.factory.documents import Document, compose
from tests.factory.files import book, page, word
from tests.factory.gaps import Kind, set_apart
from tests.factory.render import reportlab_pdf
from tests.published import Published

SIDE = Side(style="thin")
ALL = Border(left=SIDE, right=SIDE, top=SIDE, bottom=SIDE)
Make = Callable[[Document], bytes]


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize("seed", [1, 4, 6, 9])
@pytest.mark.parametrize(
    ("make", "kind"),
    [
        (page, "bordered"),
        (word, "bordered"),
        (reportlab_pdf, "bordered"),
        (reportlab_pdf, "merged_over"),
        (book, "merged_over"),
        (book, "cut"),
    ],
)
def test_a_form_with_empty_columns_is_read_whole(make: Make, kind: Kind, seed: int, count: int) -> None:
    document = set_apart(compose(seed, (), indicators=6), kind, count)
    verdict = check(document, make(document))
    assert (verdict.silent, verdict.refused) == ([], [])
    assert verdict.over_doubted.total() <= 1


@pytest.mark.parametrize("seed", [3, 7, 11])
def test_a_printed_form_whose_rules_end_at_a_gap_is_one(seed: int) -> None:
    document = set_apart(compose(seed, (), indicators=6), "cut", 1)
    verdict = check(document, reportlab_pdf(document))
    assert (verdict.silent, verdict.refused) == ([], [])


def changed(seed: int, change: Callable[[Worksheet, list[int]], None]) -> tuple[Document, bytes]:
    """An invented form on a sheet, and the workbook with something written beside its rows."""
    document = compose(seed, (), indicators=6)
    work: Workbook = load_workbook(io.BytesIO(book(document)))
    sheet = work.worksheets[0]
    rows = [r for r in range(1, sheet.max_row + 1) if sheet.cell(r, 1).border.left.style]
    change(sheet, rows)
    stream = io.BytesIO()
    work.save(stream)
    return document, stream.getvalue()


def write(sheet: Worksheet, row: int, column: int, text: str) -> None:
    sheet.cell(row, column).value = text
    sheet.cell(row, column).border = ALL


@pytest.mark.parametrize("seed", range(3))
def test_notes_drawn_beside_all_rows_of_a_form_are_no_part_of_it(seed: int) -> None:
    def notes(sheet: Worksheet, rows: list[int]) -> None:
        column = sheet.max_column + 2
        for row in rows:
            sheet.cell(row, column).border = ALL
        write(sheet, rows[0], column, "填表说明：1.得分一栏按照评分标准填写；2.偏差原因须逐项说明。")
        sheet.merge_cells(start_row=rows[0], end_row=rows[-1], start_column=column, end_column=column)

    document, data = changed(seed, notes)
    assert check(document, data).is_clean


@pytest.mark.parametrize("seed", range(3))
def test_a_list_of_as_many_rows_beside_a_form_is_no_part_of_it(seed: int) -> None:
    def standards(sheet: Worksheet, rows: list[int]) -> None:
        column = sheet.max_column + 2
        for number, row in enumerate(rows):
            write(sheet, row, column, str(number) if number else "编号")
            write(sheet, row, column + 1, f"第{number}条：完成得满分" if number else "评分说明")

    document, data = changed(seed, standards)
    assert check(document, data).is_clean


def test_columns_in_a_table_beside_a_form_are_not_passed_over() -> None:
    """Reasons behind a wide gap, in fewer rows than the form: whether they are its own, a person has to say."""

    def reasons(sheet: Worksheet, rows: list[int]) -> None:
        head = next(r for r in rows if any(sheet.cell(r, c).value == "三级指标" for c in range(1, 12)))
        column = sheet.max_column + 3
        for row in range(head, head + 4):
            write(sheet, row, column, "未完成原因分析" if row == head else "因雨停工")

    _, data = changed(2, reasons)
    assert refusals(curate(data)) == ["incomplete_form"]


def refusals(result: Published) -> list[str]:
    assert result.forms == []
    return [one["code"] for one in result.quarantine][:1]

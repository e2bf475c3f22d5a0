"""An office program opens the workbook, finds the same values in it, and prints it on few pages."""

from __future__ import annotations

import csv
import shutil
import subprocess
from pathlib import Path

import openpyxl
import pypdfium2
import pytest

from pipeline.publish.workbook import Cut, write_csv, write_workbook

PROGRAM = shutil.which("soffice") or shutil.which("libreoffice")
pytestmark = [pytest.mark.slow, pytest.mark.skipif(PROGRAM is None, reason="LibreOffice is not installed")]
_SECONDS = 180


@pytest.fixture(scope="module")
def folder(warehouse: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workbook and a CSV file, and what LibreOffice makes of them: a PDF, and both read and written again."""
    made = tmp_path_factory.mktemp("office")
    write_workbook(warehouse, made / "book.xlsx")
    write_csv(warehouse, made / "sheet.csv", Cut(sheets=["扣分指标"]))
    _convert(made, "book.xlsx", "pdf")
    _convert(made, "book.xlsx", "xlsx")
    # Comma, quotation mark, UTF-8, from line 1, texts and numbers told apart by the program: as a double click has it.
    _convert(made, "sheet.csv", "xlsx", "--infilter=CSV:44,34,76,1")
    return made


def _convert(made: Path, file: str, ending: str, *options: str) -> None:
    profile = f"-env:UserInstallation={(made / 'profile').as_uri()}"
    command = [str(PROGRAM), profile, "--headless", *options, "--convert-to", ending, "--outdir", str(made / ending)]
    subprocess.run([*command, str(made / file)], check=True, capture_output=True, timeout=_SECONDS)


def test_it_prints_on_few_pages(folder: Path) -> None:
    printed = pypdfium2.PdfDocument(folder / "pdf" / "book.pdf")
    try:
        texts = [page.get_textpage().get_text_range() for page in printed]
    finally:
        printed.close()
    # Nine sheets and the two that explain them; a sheet with few rows is one page.
    assert 11 <= len(texts) <= 24
    assert sum("偏差原因分析及改进措施" in text and "扣分" in text for text in texts) >= 1
    assert all("页，共" in text for text in texts)


def test_every_value_is_read_again(folder: Path) -> None:
    ours = openpyxl.load_workbook(folder / "book.xlsx")
    theirs = openpyxl.load_workbook(folder / "xlsx" / "book.xlsx")
    assert theirs.sheetnames == ours.sheetnames
    for sheet in ours.worksheets:
        other = theirs[sheet.title]
        for row in sheet.iter_rows():
            for cell in row:
                again = other[cell.coordinate]
                value = again.value if not isinstance(again.value, float) else round(again.value, 10)
                assert value == cell.value, f"{sheet.title}!{cell.coordinate}"
                assert (again.comment is None) == (cell.comment is None), f"{sheet.title}!{cell.coordinate}"


def test_texts_in_csv_are_read_as_texts(folder: Path) -> None:
    with (folder / "sheet.csv").open(encoding="utf-8-sig", newline="") as file:
        ours = list(csv.DictReader(file))
    (sheet,) = openpyxl.load_workbook(folder / "xlsx" / "sheet.xlsx").worksheets
    heads, *rows = sheet.iter_rows(values_only=True)
    assert list(heads) == list(ours[0])
    for row, theirs in zip(ours, (dict(zip(heads, row, strict=True)) for row in rows), strict=True):
        assert theirs["偏差原因分析及改进措施"] == (row["偏差原因分析及改进措施"] or None)
        assert theirs["扣分"] == float(row["扣分"])
    assert ours[0]["偏差原因分析及改进措施"].startswith("\t=资金")

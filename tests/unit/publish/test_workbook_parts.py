"""The parts of the file are such that Excel opens it without a word about repair."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import pytest

from pipeline.publish.workbook import Cut, write_workbook

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
# What is allowed in a worksheet, in this order (ECMA-376, CT_Worksheet); Excel refuses any other.
ORDER = (
    "sheetPr", "dimension", "sheetViews", "sheetFormatPr", "cols", "sheetData", "autoFilter", "mergeCells",
    "hyperlinks", "printOptions", "pageMargins", "pageSetup", "headerFooter", "ignoredErrors", "legacyDrawing",
)  # fmt: skip
_REFUSED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


@pytest.fixture(scope="module")
def book(warehouse: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[zipfile.ZipFile]:
    target = tmp_path_factory.mktemp("parts") / "自评表.xlsx"
    write_workbook(warehouse, target, Cut(sheets=["项目", "预算执行", "扣分指标", "核查发现"]))
    with zipfile.ZipFile(target) as opened:
        yield opened


def sheets(book: zipfile.ZipFile) -> list[ElementTree.Element]:
    names = sorted(name for name in book.namelist() if name.startswith("xl/worksheets/sheet"))
    return [ElementTree.fromstring(book.read(name)) for name in names]


def test_every_part_is_xml_and_has_its_type(book: zipfile.ZipFile) -> None:
    names = book.namelist()
    assert len(set(names)) == len(names)
    types = ElementTree.fromstring(book.read("[Content_Types].xml"))
    parts = {element.attrib["PartName"].lstrip("/") for element in types if "PartName" in element.attrib}
    endings = {element.attrib["Extension"] for element in types if "Extension" in element.attrib}
    for name in names:
        ElementTree.fromstring(book.read(name))
        assert name == "[Content_Types].xml" or name in parts or name.rpartition(".")[2] in endings, name
    assert parts <= set(names)


def test_names_of_sheets_and_defined_names_are_allowed(book: zipfile.ZipFile) -> None:
    workbook = ElementTree.fromstring(book.read("xl/workbook.xml"))
    names = [sheet.attrib["name"] for sheet in workbook.iter(f"{MAIN}sheet")]
    assert all(0 < len(name) <= 31 and not set(name) & set("[]:*?/\\") for name in names)
    assert len({name.lower() for name in names}) == len(names)
    defined = [(d.attrib["name"], d.attrib["localSheetId"]) for d in workbook.iter(f"{MAIN}definedName")]
    assert len(set(defined)) == len(defined)


def test_elements_of_a_sheet_stand_in_the_order_of_the_standard(book: zipfile.ZipFile) -> None:
    for sheet in sheets(book):
        places = [ORDER.index(element.tag.removeprefix(MAIN)) for element in sheet]
        assert places == sorted(places)


def test_columns_rows_and_cells_rise_and_end_where_a_sheet_ends(book: zipfile.ZipFile) -> None:
    for sheet in sheets(book):
        end = 0
        for column in sheet.iter(f"{MAIN}col"):
            first, last = int(column.attrib["min"]), int(column.attrib["max"])
            assert end < first <= last <= 16_384
            assert float(column.attrib.get("width", 8)) <= 255
            end = last
        rows = list(sheet.iter(f"{MAIN}row"))
        numbers = [int(row.attrib["r"]) for row in rows]
        assert numbers == sorted(set(numbers))
        assert numbers[-1] <= 1_048_576
        assert all(float(row.attrib.get("ht", 15)) <= 409.5 for row in rows)
        for row in rows:
            places = [cell.attrib["r"] for cell in row]
            assert len(set(places)) == len(places)
            assert all(place.endswith(row.attrib["r"]) for place in places)


def test_texts_are_no_longer_than_a_cell_and_no_cell_is_a_formula(book: zipfile.ZipFile) -> None:
    for sheet in sheets(book):
        assert next(sheet.iter(f"{MAIN}f"), None) is None
        for text in sheet.iter(f"{MAIN}t"):
            assert len((text.text or "").encode("utf-16-le")) // 2 <= 32_767
            assert not _REFUSED.search(text.text or "")


def test_links_lead_somewhere_and_are_not_too_many(book: zipfile.ZipFile) -> None:
    workbook = ElementTree.fromstring(book.read("xl/workbook.xml"))
    names = {sheet.attrib["name"] for sheet in workbook.iter(f"{MAIN}sheet")}
    for number, sheet in enumerate(sheets(book), start=1):
        links = list(sheet.iter(f"{MAIN}hyperlink"))
        assert len(links) <= 65_530
        assert len({link.attrib["ref"] for link in links}) == len(links)
        for link in links:
            if RELATION not in link.attrib:
                named = re.fullmatch(r"'(.+)'!A\d+", link.attrib["location"])
                assert named, number
                assert named[1] in names


def test_notes_have_their_drawings_and_their_cells(book: zipfile.ZipFile) -> None:
    notes = sorted(name for name in book.namelist() if name.startswith("xl/comments"))
    drawings = sorted(name for name in book.namelist() if name.endswith(".vml"))
    assert len(notes) == len(drawings) > 0
    for note, drawing in zip(notes, drawings, strict=True):
        places = [element.attrib["ref"] for element in ElementTree.fromstring(book.read(note)).iter(f"{MAIN}comment")]
        assert len(set(places)) == len(places) == book.read(drawing).count(b"<v:shape ")

"""What the raw text reader makes of bytes, before anything is known of forms."""

from __future__ import annotations

import pytest

from pipeline.model.grid import Unreadable
from pipeline.readers.tabbed_text import read

TABLE = "项目\t名称\t\t甲\n主管\t部门\n\n总分\t\t100.00\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_the_encodings_that_occur_give_the_same_grid(encoding: str) -> None:
    reading = read(TABLE.encode(encoding), "a.txt")
    assert [c.text for c in reading.grids[0]] == ["项目", "名称", "甲", "主管", "部门", "总分", "100.00"]


def test_every_cell_says_page_line_and_column() -> None:
    reading = read(TABLE.encode(), "a.txt")
    places = {c.text: (e.page, e.line_no, e.column_first, e.column_last) for c in reading.grids[0] for e in c.evidence}
    assert places["甲"] == (1, 1, 3, 3)
    assert places["100.00"] == (2, 4, 2, 2)
    assert (reading.route, reading.pages) == ("raw_text", 2)
    assert not reading.grids[0].is_ruled


@pytest.mark.parametrize("gap", ["\n\n", "\n\n\n\n", "\n\f", "\r\n\r\n"])
def test_blank_lines_and_form_feeds_break_the_page_once(gap: str) -> None:
    reading = read(f"甲\t1{gap}乙\t2\n".encode(), "a.txt")
    assert [c.page for c in reading.grids[0]] == [1, 1, 2, 2]


def test_a_line_of_tabs_only_is_no_page_break() -> None:
    assert read("甲\t1\n\t\t\n乙\t2\n".encode(), "a.txt").pages == 1


def test_text_without_tabs_is_a_grid_of_one_column() -> None:
    reading = read("关于公开决算的说明\n一、部门职责\n".encode(), "a.txt")
    assert (reading.grids[0].rows, reading.grids[0].columns, len(reading.grids[0].cells)) == (2, 1, 2)


def test_a_blank_inside_a_field_is_kept() -> None:
    assert read("一级 指标\t乙\n".encode(), "a.txt").grids[0].row(0)[0].text == "一级 指标"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty_file"),
        (b"\x50\x4b\x03\x04\x00\x00", "not_text"),
        ("项目".encode("utf-16"), "unknown_encoding"),
        (b"\x01\x02\x03 text", "not_text"),
        (b"\xff\xff\xff", "unknown_encoding"),
    ],
)
def test_what_is_no_text_is_refused_with_a_sentence(data: bytes, code: str) -> None:
    with pytest.raises(Unreadable) as refused:
        read(data, "a.txt")
    assert refused.value.code == code
    assert "a.txt" in refused.value.message.sentence


def test_white_space_alone_is_an_empty_grid() -> None:
    assert read(b" \n\n", "a.txt").grids[0].cells == []

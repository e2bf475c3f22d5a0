"""Which lines stand above and below which table, in documents of text and tables."""

from __future__ import annotations

from pipeline.model.grid import Cell, Evidence, Grid
from pipeline.readers.text_and_tables import TextAndTables


def _grid(*rows: tuple[str, ...]) -> Grid:
    cells = [
        Cell(row, column, 1, 1, text, text, (Evidence(1),))
        for row, texts in enumerate(rows)
        for column, text in enumerate(texts)
    ]
    return Grid(len(rows), len(rows[0]), cells)


def _above(found: TextAndTables, grid: int) -> dict[int, list[str]]:
    return {row: [line.text for line in lines] for row, lines in found.grids[grid].above.items()}


def test_lines_stand_above_the_next_table_and_behind_the_last_below_it() -> None:
    found = TextAndTables()
    found.add_lines(["自评表", "2024年度"])
    assert found.add_table(_grid(("a", "b"))) == []
    found.add_lines(["注：一"])
    found.end()
    assert _above(found, 0) == {0: ["自评表", "2024年度"], 1: ["注：一"]}
    assert found.lines == ["自评表", "2024年度", "注：一"]


def test_a_table_of_single_texts_is_none_and_its_lines_come_back() -> None:
    found = TextAndTables()
    assert found.add_table(_grid(("自评表", ""), ("", "单位：元"))) == ["自评表", "单位：元"]
    assert found.grids == []


def test_lines_of_a_part_without_tables_stand_above_the_next_table() -> None:
    found = TextAndTables()
    found.add_part([], ["自评表"])
    found.add_table(_grid(("a", "b")))
    assert _above(found, 0) == {0: ["自评表"]}


def test_lines_before_a_part_stand_above_its_first_table_before_its_own() -> None:
    found, part = TextAndTables(), TextAndTables()
    part.add_lines(["2024年度"])
    part.add_table(_grid(("a", "b")))
    found.add_lines(["自评表"])
    found.add_part(part.grids, part.lines)
    assert _above(found, 0) == {0: ["自评表", "2024年度"]}
    assert found.lines == ["自评表", "2024年度"]

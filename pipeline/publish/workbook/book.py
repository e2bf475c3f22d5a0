"""A whole workbook: which sheets come, in order, each filled with its rows.

Belongs here: opening, ordering, replacing the file when it is whole. Does not belong here: how a sheet looks
(``sheet``), what the first one says (``guide``).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import xlsxwriter

from pipeline.publish.disk import replaced
from pipeline.publish.workbook import guide, layout
from pipeline.publish.workbook.cut import Chosen, Cut
from pipeline.publish.workbook.links import Site, finding_rows
from pipeline.publish.workbook.reasons import Reasons
from pipeline.publish.workbook.sheet import FONT, Formats, Look, Written, write_sheet
from pipeline.publish.workbook.values import MAX_ROWS, TooManyRowsError
from pipeline.warehouse.query import Limits, asked, query

_NO_LIMITS = Limits(None, None, None)
_UNDATED = datetime(2000, 1, 1, tzinfo=UTC)
"""What a workbook of an undated warehouse says of its making: the clock would make every file another one."""


def write_workbook(warehouse: Path, target: Path, cut: Cut | None = None, money: str = "万元") -> None:
    """Write a warehouse as a workbook, replacing ``target`` when it is whole.

    First a sheet that explains the others, then those asked for, at the end what every column means. Text is written as
    text whatever it begins with. ``money`` is one of :data:`pipeline.publish.workbook.values.MONEY`. The same release
    gives the same bytes.

    Raises :class:`pipeline.warehouse.errors.WarehouseError` when the warehouse cannot be read,
    :class:`pipeline.publish.workbook.cut.CutError` for a name that is not there, and
    :class:`pipeline.publish.workbook.values.TooManyRowsError` for a table with more rows than a sheet takes.
    """
    chosen = Chosen(warehouse, cut or Cut())
    places = {name: places_of(warehouse, chosen, name, MAX_ROWS) for name in chosen.names}
    facts = guide.release_facts(warehouse, money, chosen)
    written: dict[str, Written] = {}
    with replaced(target) as unfinished, xlsxwriter.Workbook(unfinished, _OPTIONS) as workbook:
        workbook.set_properties(
            {"title": guide.DATASET, "comments": facts["发布编号"], "created": _created(guide.published_at(warehouse))}
        )
        formats = Formats(workbook)
        first = workbook.add_worksheet(layout.GUIDE)
        site = Site(warehouse, target)
        links = finding_rows(warehouse, chosen) if "findings" in chosen.names else {}
        reasons = Reasons(warehouse, chosen.where("doubts"))
        for name in chosen.names:
            look = Look(
                name, layout.title(name), places[name], money, facts["发布编号"], reasons, site, row_links=links
            )
            with rows_of(warehouse, chosen, name, places[name]) as rows:
                written[name] = write_sheet(workbook.add_worksheet(look.title), formats, look, rows)
        guide.write_guide(first, formats, facts, money, chosen, written)
        guide.write_dictionary(workbook.add_worksheet(layout.DICTIONARY), formats, facts, money, places)


_OPTIONS = {
    "strings_to_formulas": False,
    "strings_to_urls": False,
    # Every row leaves memory when the next one is begun, so rows are written in order.
    "constant_memory": True,
    "default_format_properties": FONT,
}


@contextmanager
def rows_of(
    warehouse: Path, chosen: Chosen, name: str, places: Sequence[layout.Place]
) -> Iterator[Iterator[tuple[Any, ...]]]:
    """The rows of a sheet, fetched while they are used; values stand in the order of the columns."""
    path = "(SELECT path FROM document AS d WHERE d.document_id = t.document_id)"
    has_path = "path" in layout.entry(name).columns
    columns = ", ".join(
        f"{path} AS path" if column == "path" and not has_path else f't."{column}"'
        for column in (place.column.name for place in places)
    )
    # A view that sorts by itself has no order of ours.
    sorted_by = f" ORDER BY {', '.join(layout.order(name))}" if layout.order(name) else ""
    sql = f'SELECT {columns} FROM "{name}" AS t WHERE {chosen.where(name)}{sorted_by}'  # noqa: S608  (our own names)
    with asked(warehouse, sql, _NO_LIMITS) as answer:
        yield answer.rows()


def places_of(warehouse: Path, chosen: Chosen, name: str, most: int | None = None) -> list[layout.Place]:
    """The columns of a sheet; those that decide what may be added come to the front where rows differ in them.

    Raises :class:`TooManyRowsError` before anything is written; ``most`` is null where any number will do.
    """
    known = [column for column in layout.MUST_SHOW if column in layout.columns(name)]
    kinds = (f"count(DISTINCT {c}) + (count({c}) > 0 AND count({c}) < count(*))::INT" for c in known)
    counts = ", ".join(("count(*)", *kinds))
    (rows, *numbers) = query(warehouse, f"SELECT {counts} FROM {name} WHERE {chosen.where(name)}")[1][0]  # noqa: S608  (our own names)
    if most is not None and rows > most:
        raise TooManyRowsError(f"{layout.title(name)}: {rows:,} > {most:,}")
    return layout.places(name, [column for column, number in zip(known, numbers, strict=True) if number > 1])


def _created(published_at: str | None) -> datetime:
    moment = datetime.fromisoformat(published_at) if published_at else _UNDATED
    return moment.astimezone(UTC).replace(tzinfo=None)

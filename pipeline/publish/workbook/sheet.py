"""How one sheet looks, on the screen and on paper: widths, formats, colours, notes, links, pages.

Belongs here: writing rows that were chosen and ordered elsewhere. Does not belong here: which columns come first
(``layout``), what a value is called (``values``).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, islice
from math import ceil
from typing import Any

import polars as pl
import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.url import Url
from xlsxwriter.worksheet import Worksheet

from pipeline.publish.workbook.layout import PAGE_WIDTH, Place
from pipeline.publish.workbook.links import MOST, RowLink, Site
from pipeline.publish.workbook.reasons import Place as ValuePlace
from pipeline.publish.workbook.reasons import Reasons, row_of
from pipeline.publish.workbook.values import MAX_ROWS, Shown, heading, is_number, shown
from schemas.columns import Column

FONT = {"font_name": "宋体", "font_size": 10}
"""The font that every Chinese Windows and WPS has; half as wide as high, so that a Chinese character counts two."""
MEASURED_ROWS = 500
"""Rows of a sheet that decide how wide its columns are."""
MOST_NOTES = 20_000
"""Notes on one sheet: each is a drawing, and spreadsheets become slow with more."""

_LONG = 255
_SHORT = 14.0
"""Width of a text column that gives way to no other."""
_NARROWEST = 6.0
_LINE_POINTS = 14.0
_LIST_POINTS = 6 * _LINE_POINTS + 2
_HIGHEST = 409.0
"""Points that a row of Excel may be high."""
_DOUBT_COLOUR = "#FFF2AB"
_LINES = "#BFBFBF"
_PATTERNS: Mapping[str, str] = {
    "yuan": "#,##0.00####",
    "%": "0.00##%",
    "points": "0.00##",
    "ratio": "0.00##",
    "": "0.######",
}
"""Formats that show all that is published: a rate of 99.9999 must not become 100."""
ROW_LINK, SITE_LINK = "所在行", "查看原件"


class Formats:
    """The formats of a workbook, each made once."""

    def __init__(self, workbook: xlsxwriter.Workbook) -> None:
        self._workbook = workbook
        self._made: dict[tuple[tuple[str, Any], ...], Format] = {}

    def of(self, **properties: Any) -> Format:
        """A format with these properties in the font of the workbook."""
        key = tuple(sorted(properties.items()))
        if key not in self._made:
            self._made[key] = self._workbook.add_format({**FONT, "valign": "top", **properties})
        return self._made[key]

    @property
    def heading(self) -> Format:
        """Headings of columns."""
        return self.of(bold=True, bg_color="#DCE6F1", border=1, border_color=_LINES, text_wrap=True, valign="vcenter")

    @property
    def link(self) -> Format:
        """A cell that leads elsewhere."""
        return self.of(font_color="#0563C1", underline=1, border=1, border_color=_LINES, text_wrap=True)

    def cell(self, column: Column, *, is_doubtful: bool, is_folded: bool, is_long: bool = False) -> Format:
        """A cell of a column. Texts in the folded part stay on one line: they would make every row high unseen.

        The format of texts keeps one that begins with = from becoming a formula when somebody edits it. Older
        spreadsheets show only ### where it is given to a long one.
        """
        properties: dict[str, Any] = {"border": 1, "border_color": _LINES}
        if is_number(column) and column.dtype.is_decimal():
            properties["num_format"] = _PATTERNS[column.unit]
        elif column.dtype.is_numeric():
            properties["num_format"] = "0" if column.dtype.is_integer() else "0.######"
        else:
            properties |= {"text_wrap": not is_folded} | ({} if is_long else {"num_format": "@"})
        if is_centred(column) and not is_folded:
            # A centred text in a folded column would run into the one before it.
            properties["align"] = "center"
        if is_doubtful:
            properties["bg_color"] = _DOUBT_COLOUR
        return self.of(**properties)


@dataclass(slots=True)
class Written:
    """What one sheet holds, for the guide."""

    rows: int = 0
    notes_left_out: int = 0
    links_left_out: int = 0
    folded: int = 0


@dataclass(slots=True)
class Look:
    """What a sheet needs beside its rows."""

    name: str
    title: str
    places: Sequence[Place]
    money: str
    foot: str
    reasons: Reasons
    site: Site
    row_links: Mapping[ValuePlace, RowLink] = field(default_factory=dict)


def write_sheet(sheet: Worksheet, formats: Formats, look: Look, rows: Iterator[tuple[Any, ...]]) -> Written:
    """One table with Chinese headings: what a reader needs in front, the rest folded up behind.

    ``rows`` hold the values of ``look.places`` in their order, no more of them than a sheet takes.
    """
    columns = [place.column for place in look.places]
    titles = {column.name: column.title for column in columns}
    has_links = look.name == "findings" and bool(look.row_links)
    extras = [text for text, is_there in ((ROW_LINK, has_links), (SITE_LINK, bool(look.site))) if is_there]
    first = list(islice(rows, MEASURED_ROWS))
    front = sum(not place.is_folded for place in look.places)
    widths = _widths(look, titles, first, front)
    _columns(sheet, formats, look, widths, extras)
    writer = _Rows(sheet, formats, look, titles, widths, extras)
    for line, row in enumerate(chain(first, rows), start=1):
        writer.write(line, row)
    writer.written.folded = len(columns) - front
    last = len(columns) + len(extras) - 1
    sheet.freeze_panes(1, 1)
    # Texts of digits are texts on purpose; without this each of them has a green corner.
    sheet.ignore_errors({"number_stored_as_text": f"A1:XFD{MAX_ROWS + 1}"})
    sheet.autofilter(0, 0, max(writer.written.rows, 1), last)
    _pages(sheet, look, max(writer.written.rows, 1), front + len(extras) - 1)
    return writer.written


class _Rows:
    """Writes row after row."""

    def __init__(
        self,
        sheet: Worksheet,
        formats: Formats,
        look: Look,
        titles: Mapping[str, str],
        widths: Sequence[float],
        extras: Sequence[str],
    ) -> None:
        self._sheet, self._formats, self._look, self._titles = sheet, formats, look, titles
        self._front, self._extras = sum(not place.is_folded for place in look.places), extras
        self._widths = widths
        self._formats_of = [
            {
                (is_doubtful, is_long): formats.cell(
                    place.column, is_doubtful=is_doubtful, is_folded=place.is_folded, is_long=is_long
                )
                for is_doubtful in (False, True)
                for is_long in (False, True)
            }
            for place in look.places
        ]
        self._names = [place.column.name for place in look.places]
        self._at = {name: number for number, name in enumerate(self._names)}
        self._notes = self._links = 0
        self.written = Written()

    def write(self, line: int, row: Sequence[Any]) -> None:
        """One row, with notes at its doubtful cells and links behind the part in front."""
        named = dict(zip(self._names, row, strict=True))
        place = row_of(self._look.name, named)
        doubtful = frozenset(named.get("doubtful") or ())
        if doubtful:
            # Those that are coloured in front first; what the view names beyond its own columns last.
            named["doubtful"] = sorted(doubtful, key=lambda name: (self._at.get(name, len(self._at)), name))
        texts = [
            shown(place.column, named[place.column.name], self._titles, self._look.money) for place in self._look.places
        ]
        self._sheet.set_row(line, self._height(texts))
        for number, (column, seen) in enumerate(zip(self._look.places, texts, strict=True)):
            name = column.column.name
            is_doubtful = name in doubtful
            at = number if number < self._front else number + len(self._extras)
            form = self._formats_of[number][is_doubtful, isinstance(seen, str) and len(seen) > _LONG]
            if isinstance(seen, str):
                self._sheet.write_string(line, at, seen, form)
            elif seen is not None:
                self._sheet.write_number(line, at, seen, form)
            elif is_doubtful or not column.is_folded:
                self._sheet.write_blank(line, at, None, form)
            if is_doubtful:
                self._note(line, at, self._look.reasons.note(place, name))
        for number, extra in enumerate(self._extras, start=self._front):
            self._link(line, number, extra, place, named)
        self.written.rows = line

    def _height(self, texts: Sequence[Shown]) -> float:
        """How high the texts in front make the row; the list of doubtful columns alone does so within bounds."""
        highest = 0.0
        for place, text, width in zip(self._look.places[: self._front], texts, self._widths, strict=False):
            if isinstance(text, str):
                height = height_of([(text, width)])
                highest = max(highest, min(height, _LIST_POINTS) if place.column.name == "doubtful" else height)
        return max(highest, height_of([]))

    def _note(self, line: int, at: int, text: str) -> None:
        if self._notes == MOST_NOTES:
            self.written.notes_left_out += 1
            return
        self._notes += 1
        height = sum(max(1, ceil(width_of(part) / 38)) for part in text.splitlines())
        self._sheet.write_comment(
            line, at, text, {"author": "Jixiao", "width": 260, "height": 16 * height + 12, "font_size": 9}
        )

    def _link(self, line: int, at: int, kind: str, place: ValuePlace | None, row: Mapping[str, Any]) -> None:
        form = self._formats.link
        url: Url | None = None
        if kind == ROW_LINK:
            found = None if place is None else self._look.row_links.get(place)
            if found is not None:
                url = Url(found.address)
                url.text = found.text
        elif (address := self._look.site.evidence(place, row.get("field"))) is not None:
            url = SiteUrl(*address)
        if url is not None and self._links < MOST:
            self._links += 1
            self._sheet.write_url(line, at, url, form)
            return
        self.written.links_left_out += url is not None
        if url is not None and kind == ROW_LINK:
            self._sheet.write_string(line, at, url.text, form)
        else:
            self._sheet.write_blank(line, at, None, form)


class SiteUrl(Url):  # type: ignore[misc]  # the library ships no types
    """A link to a place in a page beside the workbook.

    The library turns every slash into a backslash, in the place as well, which a browser then does not find.
    """

    def __init__(self, page: str, place: str) -> None:
        super().__init__("external:page")
        self._link = self._relationship_link = page
        self._anchor = place
        self._text = SITE_LINK


def is_centred(column: Column) -> bool:
    """Whether a column holds short words, such as years and yes or no, that are read downwards."""
    is_short = column.unit == "year" or column.dtype == pl.Boolean
    return is_short or column.name in ("page", "first_page", "severity", "grade")


def height_of(texts: Iterable[tuple[str, float]]) -> float:
    """How high a row has to be for wrapped texts in columns of these widths, in points.

    Written down for every row: only Excel works it out by itself when it opens a file.
    """
    lines = 1
    for text, width in texts:
        parts = (max(1, ceil(width_of(part) / (1.04 * width))) for part in text.splitlines() or [""])
        lines = max(lines, sum(parts))
    return min(lines * _LINE_POINTS + 2, _HIGHEST)


def width_of(text: str) -> int:
    """How many columns of a fixed-width font the longest line of a text takes; a Chinese character takes two."""
    lines = text.splitlines() or [""]
    if text.isascii():
        return max(map(len, lines))
    return max(sum(2 if unicodedata.east_asian_width(letter) in "WFA" else 1 for letter in line) for line in lines)


def _widths(look: Look, titles: Mapping[str, str], rows: Sequence[Sequence[Any]], front: int) -> list[float]:
    """Widths of the columns, and the part in front no wider than a page: texts give way, numbers never do."""
    widths = []
    for number, place in enumerate(look.places):
        values = (shown(place.column, row[number], titles, look.money) for row in rows)
        longest = max((_shown_width(place.column, value) for value in values if value is not None), default=0)
        title = heading(place.column, look.money)
        # A heading may break once; the arrow of the filter needs room beside it.
        low = max(_NARROWEST, width_of(title) + 1.0 if title.endswith("）") else ceil(width_of(title) / 2) + 3.0)
        number_width = longest + 2 if is_number(place.column) else 0
        widths.append(max(low, number_width, min(longest + 2, place.width)))
    wide = [n for n in range(front) if widths[n] > _SHORT and not is_number(look.places[n].column)]
    room = PAGE_WIDTH - sum(widths[:front]) + sum(widths[number] for number in wide)
    if (total := sum(widths[number] for number in wide)) > room > 0:
        for number in wide:
            widths[number] = max(_SHORT, round(widths[number] * room / total, 1))
    return widths


def _shown_width(column: Column, value: Any) -> int:
    if isinstance(value, str):
        return width_of(value)
    if column.unit == "yuan":
        return len(f"{value:,.6f}".rstrip("0").rstrip(".")) + (3 if value == int(value) else 0)
    return len(f"{value * 100:.4f}".rstrip("0")) + 1 if column.unit == "%" else len(f"{float(value):.6g}") + 2


def _columns(sheet: Worksheet, formats: Formats, look: Look, widths: Sequence[float], extras: Sequence[str]) -> None:
    """Headings and widths; the folded part is one group that a click on [+] opens."""
    front = sum(not place.is_folded for place in look.places)
    texts = [heading(place.column, look.money) for place in look.places]
    lines = max(ceil((width_of(text) + 2) / width) for text, width in zip(texts[:front], widths, strict=False))
    sheet.set_row(0, max(2, lines) * _LINE_POINTS + 3)
    for number, (place, width) in enumerate(zip(look.places, widths, strict=True)):
        at = number + (len(extras) if place.is_folded else 0)
        options = {"level": 1, "hidden": True} if place.is_folded else {}
        sheet.set_column(at, at, width, None, options)
    for number, text in enumerate([*texts[:front], *extras, *texts[front:]]):
        sheet.write_string(0, number, text, formats.heading)
    for number, extra in enumerate(extras, start=front):
        sheet.set_column(number, number, 16 if extra == ROW_LINK else 10)
    if front < len(look.places):
        after = len(look.places) + len(extras)
        sheet.set_column(after, after, None, None, {"collapsed": True})


def _pages(sheet: Worksheet, look: Look, last_row: int, last_column: int) -> None:
    """A4 across, as wide as a page, the headings on each page, the number of the page below."""
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    sheet.print_area(0, 0, last_row, last_column)
    sheet.set_margins(left=0.4, right=0.4, top=0.7, bottom=0.6)
    sheet.set_header(
        f'&L&"宋体,Regular"&9 {_plain(look.title)}&R&"宋体,Regular"&9 {_plain(look.foot)}', {"margin": 0.3}
    )
    sheet.set_footer('&C&"宋体,Regular"&9第 &P 页，共 &N 页', {"margin": 0.3})


def _plain(text: str) -> str:
    """A text for a header, where & begins a command."""
    return text.replace("&", "&&")

"""Counts that a report prints as a table (自评项目数, 金额, 优, 良 …) to rows of ``narrative``.

Belongs here: what a figure of such a table is about, by the labels above and left of it. Does not belong here: forms
and lists of projects, whose cells are about one project each; sentences (``clauses``).

A figure counts only where a label of it, or the caption, speaks of self-evaluation. Rows of units, and of parts that
are no kind of budget, are left out beside a total; nothing is added up here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

from pipeline.model.grid import Cell, Grid
from pipeline.model.rows import FigureName, GradeName, StatementRow
from pipeline.prose.statements.clauses import GRADES, Statement, Topic, scope_of, topic_of, years_of
from pipeline.prose.statements.lines import Lines, Sentence, titles_of
from pipeline.prose.statements.settled import FIGURES, add_facts, contradicted
from pipeline.prose.statements.wording import letter, pattern, prepared
from pipeline.text.fold import fold_widths, squeeze
from pipeline.text.numbers import MONEY_UNIT, YUAN, own_unit, parse_number

_SELF = re.compile("自评|自我评价|自行评价")
# One project in each row, or one indicator: a form or a list, and no table of counts.
_NO_COUNTS = re.compile(r"项目名称|(?:一|二|三)级指标|指标名称|绩效指标|指标值|预算执行率|实施单位")
_BRACKETS = re.compile(r"\([^()]*\)")
_OF_SELF = r"(?:已|实际|实际已)?(?:开展|完成|参加|纳入)?(?:项目)?(?:支出)?(?:绩效)?(?:自评价?|自我评价)?的?"
_MEASURES: dict[FigureName, re.Pattern[str]] = {
    "projects": re.compile(_OF_SELF + r"(?:预算)?项目(?:支出)?(?:总|个)?数(?:量|目)?"),
    "amount_yuan": re.compile(_OF_SELF + r"(?:共?涉及)?(?:项目)?(?:预算|财政)?(?:资金|金额)(?:总额|总量|合计|规模)?"),
    "mean_score": re.compile(_OF_SELF + r"(?:项目)?平均(?:自评)?得?分(?:数|值)?"),
}
_GRADES = {
    name: re.compile(
        rf"(?:{_OF_SELF}(?:评价|综合)?(?:结果|等级|等次|评级)?(?:为|：)?)?[“\"']?"
        rf"(?:{letter(name)}|{pattern('grades', name).pattern})[”\"']?"
        r"(?:等级|等次|等|级|档)?的?(?:项目)?(?:个?数(?:量|目)?)?"
    )
    for name in GRADES
}
_TOTAL = re.compile("(?:合|总|共)计(?:数)?|全部|全部门")
_YEAR = re.compile(r"(20\d\d)(?:年度?)?")
_YEARS = re.compile("年度?|年份")
_ELSE = re.compile("占比|比例|比重|率|%|应自评|拟|计划")
_UNIT_LINE = re.compile(rf"(?:金额)?单位：\(?({MONEY_UNIT})")
_NOTHING = frozenset(("", "-", "—", "——", "/", "无"))
_CAPTION_LINES = 3


class _Meaning(NamedTuple):
    """What the labels of a row or a column say of its figures; ``is_else`` names something that is not published."""

    measure: FigureName | None = None
    grade: GradeName | None = None
    is_total: bool = False
    scope: str = ""
    year: int | None = None
    topic: Topic = "none"
    unit: str | None = None
    is_else: bool = False
    text: str = ""

    @property
    def is_known(self) -> bool:
        """Whether it says more than what is spoken of."""
        return bool(self.measure or self.grade or self.is_total or self.scope or self.year or self.is_else)


@dataclass
class _Group:
    """Figures of one statement: of one kind of budget and one year; ``label`` names a part that is neither."""

    scope: str
    year: int | None
    label: str = ""
    figures: dict[str, list[tuple[Cell, _Meaning]]] = field(default_factory=dict)


def of_tables(grids: Iterable[Grid], lines: Lines) -> list[StatementRow]:
    """The statements that tables print, in order. ``lines`` are (page, text) of the text outside tables."""
    rows = []
    titles = None
    for grid in grids:
        if any(_NO_COUNTS.search(cell.text) for cell in grid.cells):
            continue
        texts = [_folded(cell.text) for cell in grid.cells]
        caption = _caption(grid)
        if not any(map(_SELF.search, [*caption, *texts])) or any(map(_NO_COUNTS.search, texts)):
            continue
        for group in _whole(_groups(grid, caption)):
            titles = titles_of(lines) if titles is None else titles
            row = _row(group, caption)
            sentence = Sentence(row["page"], _named(caption), _line_of(caption, row["page"], lines))
            statement = Statement(sentences=[sentence])
            statement.years = [(group.year, True)] if group.year else years_of(sentence.text)
            doubtful = set(row["doubtful"])
            add_facts(row, statement, titles, doubtful)
            row["doubtful"] = sorted(doubtful)
            rows.append(row)
    return [row for row in rows if any(row[name] is not None for name in FIGURES)]


def _folded(text: str) -> str:
    return squeeze(fold_widths(text)).replace(":", "：")


# What stands above the table.


def _caption(grid: Grid) -> list[str]:
    """The last lines before the table, folded."""
    return [_folded(line.text) for line in grid.above.get(0, [])[-_CAPTION_LINES:]]


def _named(caption: Sequence[str]) -> str:
    """The line of the caption that says what the table is about; empty where none does."""
    return next((line for line in reversed(caption) if topic_of(prepared(line)) != "none"), "")


def _line_of(caption: Sequence[str], page: int, lines: Lines) -> int:
    """The number of the caption's line among the lines of the document; else that of the last line of the page."""
    name = _named(caption)
    upto = [number for number, (at, _) in enumerate(lines) if at <= page]
    own = [number for number in upto if name and _folded(lines[number][1]) == name]
    return (own or upto or [0])[-1]


# What a figure is about.


def _meaning(texts: Iterable[str]) -> _Meaning:
    """What the labels over a figure say together; of two that contradict each other, that it is something else."""
    found = _Meaning()
    for text in texts:
        one = _of_label(text)
        both = [(found.measure, one.measure), (found.grade, one.grade), (found.scope, one.scope)]
        found = _Meaning(
            one.measure or found.measure,
            one.grade or found.grade,
            one.is_total or found.is_total,
            one.scope or found.scope,
            one.year or found.year,
            one.topic if one.topic != "none" else found.topic,
            one.unit or found.unit,
            one.is_else or found.is_else or any(a and b and a != b for a, b in both),
            f"{found.text}{text}",
        )
    return found


def _of_label(text: str) -> _Meaning:
    bare = _BRACKETS.sub("", text).removeprefix("其中：")
    unit = re.search(rf"\(({MONEY_UNIT})\)", text)
    year = _YEAR.fullmatch(bare)
    return _Meaning(
        next((name for name, words in _MEASURES.items() if words.fullmatch(bare)), None),
        next((name for name, words in _GRADES.items() if words.fullmatch(bare)), None),
        _TOTAL.fullmatch(bare) is not None,
        scope_of(bare),
        int(year[1]) if year else None,
        topic_of(bare),
        unit[1] if unit else None,
        _ELSE.search(text) is not None,
        text,
    )


def _groups(grid: Grid, caption: Sequence[str]) -> list[_Group]:
    """The figures of the table by what they are about, in the order of their first one."""
    groups: dict[tuple[str, int | None, str], _Group] = {}
    topic = topic_of(prepared(_named(caption)))
    unit = next((m[1] for line in caption if (m := _UNIT_LINE.search(line))), None)
    placed = list(_placed(grid))
    has_grades = any(row.grade or column.grade for _, row, column in placed)
    for cell, row, column in placed:
        topics = {row.topic, column.topic} - {"none"}
        if row.is_else or column.is_else or topics - {"self"} or (not topics and topic != "self"):
            continue
        measures, grades = {row.measure, column.measure} - {None}, {row.grade, column.grade} - {None}
        if len(measures) > 1 or len(grades) > 1 or (grades and measures - {"projects"}):
            continue
        name = next(iter(grades or measures), None)
        if name is None and has_grades and (row.is_total or column.is_total):
            name = "projects"
        if name is None:
            continue
        label = "" if row.is_known or row.topic != "none" else row.text
        year = row.year or column.year
        group = groups.setdefault(
            (row.scope or column.scope, year, label), _Group(row.scope or column.scope, year, label)
        )
        about = column._replace(unit=column.unit or row.unit or unit, text=f"{row.text}{column.text}")
        group.figures.setdefault(name, []).append((cell, about))
    return list(groups.values())


def _whole(groups: list[_Group]) -> list[_Group]:
    """Statements without those of units and other parts, unless the table has nothing but one of them."""
    whole = [group for group in groups if not group.label]
    chosen = whole or (groups if len(groups) == 1 else [])
    counted = {"projects", "mean_score", *GRADES}
    return [group for group in chosen if any(_number(cell) is not None for cell in _cells(group, counted))]


def _cells(group: _Group, names: set[str]) -> Iterator[Cell]:
    for name, figures in group.figures.items():
        if name in names:
            yield from (cell for cell, _ in figures)


def _placed(grid: Grid) -> Iterator[tuple[Cell, _Meaning, _Meaning]]:
    """Every cell that may be a figure, with what the labels of its row and of its column say."""
    heads = 0
    while heads < grid.rows and not any(_number(cell) is not None for cell in grid.covering(heads)):
        heads += 1
    columns = {number: _meaning(labels) for number, labels in enumerate(_over_columns(grid, heads))}
    first = min((n for n, says in columns.items() if says.is_known), default=None)
    for number in range(heads, grid.rows):
        cells = grid.covering(number)
        if first is None:
            yield from _in_pairs(cells)
            continue
        labels = [
            _folded(cell.text) for cell in cells if cell.column < first or _YEARS.fullmatch(columns[cell.column].text)
        ]
        row = _meaning(labels)
        yield from (
            (cell, row, columns[cell.column])
            for cell in grid.row(number)
            if cell.column >= first and cell.column_span == 1 and not _YEARS.fullmatch(columns[cell.column].text)
        )


def _over_columns(grid: Grid, heads: int) -> list[dict[str, None]]:
    """What stands in the heading over each column, from above, each text once."""
    labels: list[dict[str, None]] = [{} for _ in range(grid.columns)]
    for number in range(heads):
        for cell in grid.covering(number):
            if cell.text:
                text = _folded(cell.text)
                for column in range(cell.column, min(cell.column + cell.column_span, grid.columns)):
                    labels[column][text] = None
    return labels


def _in_pairs(cells: Iterable[Cell]) -> Iterator[tuple[Cell, _Meaning, _Meaning]]:
    """The figures of a row that has its labels beside them: label, figure, label, figure."""
    labels: list[str] = []
    is_behind_figure = False
    for cell in cells:
        text = _folded(cell.text)
        if labels and (_number(cell) is not None or text in _NOTHING):
            yield cell, _meaning(labels), _Meaning()
            is_behind_figure = True
            continue
        labels = [text] if is_behind_figure else [*labels, text]
        is_behind_figure = False


# Figures.


def _number(cell: Cell) -> Decimal | None:
    """The number of a cell, with or without what it counts: 15, 15个, 1,234.50万元, 96.2分."""
    text = _folded(cell.text)
    unit = own_unit(text)
    if unit is not None:
        text = re.sub(rf"\(?(?:{MONEY_UNIT}|[亿万千])\)?$", "", text)
    return parse_number(re.sub(r"[个项分]$", "", text))


def _row(group: _Group, caption: Sequence[str]) -> StatementRow:
    cells = sorted(_cells(group, set(group.figures)), key=lambda cell: (cell.page, cell.row, cell.column))
    said = dict.fromkeys(
        f"{about.text} {_folded(cell.text)}"
        for figures in group.figures.values()
        for cell, about in figures
        if _folded(cell.text)
    )
    row: StatementRow = {
        "page": cells[0].page,
        "sentence": "：".join(filter(None, (_named(caption), "；".join(said)))),
        "scope": group.scope or "all",
        **dict.fromkeys((*FIGURES, "amount_text", "money_unit", "mean_score_text")),  # type: ignore[typeddict-item]
    }
    doubtful = {name for name in FIGURES if not _take(name, group.figures.get(name, []), row)}
    row["doubtful"] = sorted(doubtful | contradicted(row))
    return row


def _take(name: FigureName, figures: list[tuple[Cell, _Meaning]], row: StatementRow) -> bool:
    """Put a figure into the row; whether that is sure. Two that differ, and one that is no number, give none."""
    printed = [(cell, about) for cell, about in figures if _folded(cell.text) not in _NOTHING]
    values = {(_number(cell), own_unit(_folded(cell.text)) or about.unit) for cell, about in printed}
    if name != "amount_yuan":
        values = {(value, None) for value, _ in values}
    if not values:
        return True
    value, unit = next(iter(values))
    is_count = name in ("projects", *GRADES)
    if len(values) > 1 or value is None or (is_count and value % 1):
        return False
    raw = f"{value}"
    if name == "amount_yuan":
        if unit is None:
            return False
        row["amount_yuan"], row["amount_text"], row["money_unit"] = value * YUAN[unit], f"{raw}{unit}", unit
    elif name == "mean_score":
        row["mean_score"], row["mean_score_text"] = value, raw
    else:
        row[name] = int(value)
    return not any(cell.doubts for cell, _ in printed)

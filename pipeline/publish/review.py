"""What a person should look at first: doubtful values of a release, the ones with most at stake first.

Belongs here: which doubts are worth a look, how they are ranked, by document. Does not belong here: printing (the
command line), correcting (``pipeline.corrections``).

What is at stake is doubts times weight times money: the number of reasons for which a value is in doubt, the part of
the form that rests on it, and the money of the form in yuan. The part is the weight of an indicator of 100, the share
of a funding row in the total, all of it for what holds for the whole form (totals, unit of money, year, project,
office), and a twentieth for its other texts.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl

from pipeline.corrections.fields import correctable
from pipeline.model.doubts import Doubt
from pipeline.publish.inspection_text import sentence_of
from pipeline.publish.parquet import read_parquet
from pipeline.publish.values import NUMBERS

# Doubts that vanish with the doubt they rest on, and those that a person has settled.
_NOT_ASKED = ("rests_on_doubtful", "withheld")
_WHOLE_FORM = frozenset(
    {"total_weight", "total_score", "money_unit", "fiscal_year", "project_name", "project_code", "department"}
)
_MONEY = ("executed_yuan", "adjusted_budget_yuan", "initial_budget_yuan")
_TEXT_SHARE = Decimal("0.05")
_SMALLEST = Decimal(10_000)
_FULL = Decimal(100)
# So many columns of a row that are in doubt for the same reasons are one question: whether the row is one.
_ROW = 5
# What is read from a text is in doubt with it.
_PARTS = ("operator", "value", "low", "high", "unit", "date", "date_from", "date_granularity")
_ROOTS: Mapping[str, tuple[str, ...]] = {
    **{f"{side}_{part}": (f"{side}_text",) for side in ("target", "actual") for part in _PARTS},
    "target_kind": ("target_text",),
    "attainment": ("actual_text",),
    "deviation_reason": ("reason_text",),
    "improvement_measure": ("reason_text",),
    "name_normalized": ("name",),
    "indicator_kind": ("name", "level2", "target_text"),
}


@dataclass(frozen=True, slots=True)
class Question:
    """A column in doubt, or all columns of a row that is in doubt as a row; the first of them is to be looked at."""

    form_id: str
    project: str | None
    table: str
    row: int
    fields: list[str]
    page: int | None
    printed: str | None
    value: str | None
    sentences: list[str]
    at_stake: Decimal

    @property
    def arguments(self) -> str:
        """The value as ``jixiao correct`` wants it named."""
        return f"{self.form_id} {self.table} {self.row} {self.fields[0]}"


@dataclass(slots=True)
class Document:
    """A document with its questions, the ones with most at stake first."""

    document_id: str
    path: str
    questions: list[Question] = field(default_factory=list)

    @property
    def at_stake(self) -> Decimal:
        """What all of its questions decide about, in yuan."""
        return sum((question.at_stake for question in self.questions), Decimal(0))


def review(release: Path, limit: int | None = None) -> tuple[list[Document], int]:
    """The documents to look at with at most so many questions, and how many questions there are in all."""
    names = ("document", "form", "budget_line", "indicator", "cell", "doubt")
    tables = {name: read_parquet(name, release) for name in names}
    found = list(_questions(tables))
    found.sort(key=lambda question: (-question.at_stake, question.form_id, question.table, question.row))
    documents: dict[str, Document] = {}
    of_form = dict(tables["form"].select("form_id", "document_id").iter_rows())
    paths = dict(tables["document"].select("document_id", "path").iter_rows())
    for question in found[:limit]:
        number = of_form[question.form_id]
        documents.setdefault(number, Document(number, paths[number])).questions.append(question)
    return sorted(documents.values(), key=lambda document: (-document.at_stake, document.path)), len(found)


def _questions(tables: Mapping[str, pl.DataFrame]) -> Iterator[Question]:
    """Every value in doubt; a row that is in doubt as a whole once."""
    asked = {table: set(correctable(table)) for table in NUMBERS}
    doubts = tables["doubt"].filter(~pl.col("code").is_in(_NOT_ASKED))
    by_value: dict[tuple[str, str, int], dict[str, set[Doubt]]] = {}
    for form_id, table, row, name, code, detail in doubts.select(
        "form_id", "table_name", "row_no", "field", "code", "detail"
    ).iter_rows():
        if name in asked.get(table, ()):
            by_value.setdefault((form_id, table, row), {}).setdefault(name, set()).add(Doubt(code, detail or ""))
    rows = {table: _by_row(tables[table], number) for table, number in NUMBERS.items()}
    cells = _cells(tables["cell"], doubts)
    money = _money(tables["budget_line"])
    projects = dict(tables["form"].select("form_id", "project_name").iter_rows())
    for (form_id, table, number), of_row in by_value.items():
        for names, reasons in _together(of_row):
            row, first = rows[table][form_id, number], names[0]
            page, printed, value = cells.get((form_id, table, number, first), (row.get("page"), None, None))
            share = _share(table, first, row, money.get(form_id))
            at_stake = len(reasons) * share * max(money.get(form_id, _SMALLEST), _SMALLEST)
            yield Question(
                form_id=form_id,
                project=projects[form_id],
                table=table,
                row=number,
                fields=names,
                page=page,
                printed=printed,
                value=value,
                sentences=[sentence_of(one) for one in sorted(reasons)],
                at_stake=at_stake.quantize(Decimal("0.01")),
            )


def _together(of_row: Mapping[str, set[Doubt]]) -> Iterator[tuple[list[str], set[Doubt]]]:
    """Columns with their doubts, without those that a text explains which is in doubt itself."""
    groups: dict[frozenset[Doubt], list[str]] = {}
    for name, doubts in of_row.items():
        explained = {doubt for root in _ROOTS.get(name, ()) for doubt in of_row.get(root, ())}
        if own := frozenset(doubts - explained):
            groups.setdefault(own, []).append(name)
    for reasons, names in groups.items():
        for one in [names] if len(names) >= _ROW else [[name] for name in names]:
            yield one, set(reasons)


def _by_row(table: pl.DataFrame, number: str | None) -> dict[tuple[str, int], dict[str, Any]]:
    doubtful = table.filter(pl.col("doubtful").list.len() > 0)
    return {(row["form_id"], row[number] if number else 0): row for row in doubtful.iter_rows(named=True)}


def _cells(
    cell: pl.DataFrame, doubts: pl.DataFrame
) -> dict[tuple[str, str, int, str], tuple[int | None, str | None, str | None]]:
    """Page, text as printed and value of the values in doubt."""
    keys = ["form_id", "table_name", "row_no", "field"]
    shown = cell.filter(piece=0).join(doubts.select(keys).unique(), on=keys, how="semi")
    return {
        (row[0], row[1], row[2], row[3]): row[4:] for row in shown.select(*keys, "page", "raw_value", "value").rows()
    }


def _money(lines: pl.DataFrame) -> dict[str, Decimal]:
    """The money of each form in yuan: what was executed, else budgeted, of its total row."""
    total = lines.filter("is_total").select("form_id", money=pl.coalesce(_MONEY))
    return {form_id: amount for form_id, amount in total.iter_rows() if amount is not None}


def _share(table: str, name: str, row: Mapping[str, Any], money: Decimal | None) -> Decimal:
    """The part of the form that rests on a value, 0 to 1."""
    if table == "form":
        return Decimal(1) if name in _WHOLE_FORM else _TEXT_SHARE
    if table == "indicator":
        weight: Decimal | None = row["weight"]
        return min(abs(weight), _FULL) / _FULL if weight is not None else _TEXT_SHARE
    amount: Decimal | None = next((row[column] for column in _MONEY if row[column] is not None), None)
    if row["is_total"] or not money or amount is None:
        return Decimal(1)
    return min(abs(amount) / abs(money), Decimal(1))

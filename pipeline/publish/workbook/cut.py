"""Which sheets and which rows are asked for: ``--sheet``, ``--department``, ``--year``.

Belongs here: finding what a name means and telling which names come near it, the condition that follows for each table.
Does not belong here: which sheets there are by themselves (``layout``).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from rapidfuzz import fuzz, process

from pipeline.language import in_current, say
from pipeline.publish.workbook.layout import DEFAULT, MOST_DETAIL, SHEETS, title
from pipeline.publish.workbook.layout import columns as columns_of
from pipeline.warehouse.query import query
from schemas.catalog import TABLES
from schemas.sql_text import quoted
from schemas.views import VIEWS

_NEAR = 5
"""Names that a mistake is answered with."""
_LIKENESS = 40.0
"""Likeness in percent below which a name is no help."""
_REGISTERS = frozenset({"rule", "doubt_code", "rule_layer", "release", "unknown_units"})
"""Tables that say the same for every office and year."""


class CutError(ValueError):
    """What is asked for is not there; the message names what comes near."""


@dataclass(frozen=True, slots=True)
class Cut:
    """What is asked for, as it was typed; nothing named is everything."""

    sheets: Sequence[str] = ()
    departments: Sequence[str] = ()
    years: Sequence[int] = ()

    @property
    def sentence(self) -> str:
        """The cut in Chinese; empty where nothing is left out."""
        parts = []
        if self.departments:
            parts.append(f"部门：{'、'.join(self.departments)}")
        if self.years:
            parts.append(f"预算年度：{'、'.join(map(str, self.years))}")
        return "；".join(parts)


class Chosen:
    """A cut that was looked up in one warehouse: the sheets, and the condition on the rows of each."""

    def __init__(self, warehouse: Path, cut: Cut) -> None:
        """Raises :class:`CutError` for a name that is not there, or a sheet that cannot be cut that way."""
        self.cut = cut
        self._departments = _departments(warehouse, cut.departments)
        _check_years(warehouse, cut.years)
        self.names = _sheets(cut.sheets)
        self.left_out: list[str] = []
        """Sheets that nobody named and that cannot be cut this way."""
        for name in list(self.names):
            if (missing := self._missing(name)) is None:
                continue
            if cut.sheets:
                raise CutError(say("export.not_cut", sheet=title(name), column=in_current(*missing)))
            self.names.remove(name)
            self.left_out.append(name)
        views = ("projects", "findings") if cut.sentence else ()
        if views and not any(query(warehouse, f"SELECT 1 FROM {n} WHERE {self.where(n)} LIMIT 1")[1] for n in views):  # noqa: S608
            raise CutError(say("export.nothing"))

    def where(self, name: str) -> str:
        """The condition for the rows of a table or view, as SQL.

        A document belongs to the cut by its forms; one without any form belongs to nobody, and stays.
        """
        known = columns_of(name)
        if name in _REGISTERS or not self.cut.sentence:
            return "true"
        if self._is_direct(name):
            return self._direct(name)
        of_forms = f"FROM projects WHERE {self._direct('projects')}"
        if "form_id" in known:
            return f"form_id IN (SELECT form_id {of_forms})"
        without_forms = "document_id NOT IN (SELECT document_id FROM projects)"
        return f"(document_id IN (SELECT document_id {of_forms}) OR {without_forms})"

    def _is_direct(self, name: str) -> bool:
        known = columns_of(name)
        if "document_id" in known and "form_id" not in known:
            # The year of a file is what its folder says; its forms may say another.
            return False
        has_department = "department_normalized" in known or not self.cut.departments
        return has_department and ("fiscal_year" in known or not self.cut.years)

    def _missing(self, name: str) -> tuple[str, str] | None:
        """The column that a sheet lacks for this cut, in Chinese and in English."""
        known = columns_of(name)
        if name in _REGISTERS or self._is_direct(name) or known.keys() & {"form_id", "document_id"}:
            return None
        if self.cut.departments and "department_normalized" not in known:
            return ("部门", "department")
        return ("预算年度", "year")

    def _direct(self, name: str) -> str:
        conditions = []
        if self.cut.departments:
            names = ", ".join(map(quoted, self._departments))
            condition = f"department_normalized IN ({names})"
            if "department" in columns_of(name):
                printed = ", ".join(map(quoted, self.cut.departments))
                condition = f"({condition} OR (department_normalized IS NULL AND department IN ({printed})))"
            conditions.append(condition)
        if self.cut.years:
            conditions.append(f"fiscal_year IN ({', '.join(map(str, self.cut.years))})")
        return " AND ".join(conditions)


def _sheets(asked: Sequence[str]) -> list[str]:
    """Tables and views by the titles of their sheets or by their names, each once, in the order of the sheets."""
    known = [name for name in dict.fromkeys((*SHEETS, *VIEWS, *TABLES)) if name not in MOST_DETAIL]
    if not asked:
        return list(DEFAULT)
    by_title = {title(name): name for name in known} | {name: name for name in known}
    for sheet in asked:
        if sheet not in by_title:
            near = _near(sheet, by_title) or [title(name) for name in DEFAULT]
            raise CutError(say("export.no_sheet", sheet=sheet, near=_listed(near)))
    chosen = {by_title[sheet] for sheet in asked}
    return [name for name in known if name in chosen]


def _departments(warehouse: Path, asked: Sequence[str]) -> list[str]:
    """Normalized names for names as the views have them, normalized or printed. Raises :class:`CutError`."""
    if not asked:
        return []
    rows = query(
        warehouse,
        "SELECT DISTINCT department, department_normalized FROM projects"
        " UNION SELECT DISTINCT department, department_normalized FROM findings",
    )[1]
    known = {name for row in rows for name in row if name}
    for name in asked:
        if name not in known:
            near = _near(name, sorted(known))
            raise CutError(say("export.no_department", department=name, near=_listed(near or sorted(known)[:_NEAR])))
    found = {normalized for printed, normalized in rows if normalized and {printed, normalized} & set(asked)}
    return sorted(found | set(asked))


def _check_years(warehouse: Path, asked: Sequence[int]) -> None:
    if not asked:
        return
    rows = query(warehouse, "SELECT fiscal_year FROM projects UNION SELECT fiscal_year FROM findings")[1]
    known = sorted({year for (year,) in rows if year is not None})
    for year in asked:
        if year not in known:
            raise CutError(say("export.no_year", year=year, near=_listed(map(str, known)) or "-"))


def _near(name: str, names: Iterable[str]) -> list[str]:
    """The names that come nearest; those that hold it whole before all others."""
    listed = list(names)
    within = sorted((known for known in listed if name in known), key=len)[:_NEAR]
    alike = [
        found[0] for found in process.extract(name, listed, scorer=fuzz.ratio, limit=_NEAR, score_cutoff=_LIKENESS)
    ]
    return list(dict.fromkeys((*within, *alike)))[:_NEAR]


def _listed(names: Iterable[str]) -> str:
    return in_current("、", ", ").join(names)

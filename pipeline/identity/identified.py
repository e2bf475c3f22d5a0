"""The tables of a release with what tells offices, projects and duplicates apart.

Belongs here: which of the names on a form counts, and on which values the answer rests. Does not belong here: reading a
name (``office_names``, ``project_names``), which forms are of one project (``project_keys``), which count once
(``duplicates``).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import polars as pl

from pipeline.identity.duplicates import Duplicate, duplicates
from pipeline.identity.office_names import Office, office
from pipeline.identity.places import UNSURE, places_of
from pipeline.identity.project_keys import hashed, project_keys
from pipeline.identity.project_names import LATER, project_name
from pipeline.identity.subject import Subject
from pipeline.model.doubts import Doubt
from pipeline.text.fold import fold_widths
from schemas.columns import IDENTITY_COLUMNS
from schemas.table_frames import to_frame

Tables = Mapping[str, pl.DataFrame]
_PLACE_UNKNOWN = Doubt("place_of_office_unknown")
_HEAD = (
    "form_id", "document_id", "ordinal", "form_kind", "fiscal_year", "region", "division_code", "project_code",
    "project_name", "department", "implementing_unit", "doubtful",
)  # fmt: skip
_OF_DOCUMENT = ("document_id", "path", "batch", "publisher", "region", "retrieved_on")
_LATER = re.compile(LATER)


def identified(tables: Tables) -> dict[str, pl.DataFrame]:
    """The tables with the columns of ``IDENTITY_COLUMNS`` in ``form``, and their doubts in ``doubt``.

    Needs document, form, budget_line, indicator and doubt. What stood in those columns is forgotten, so that the same
    tables give the same answer however often they pass.
    """
    doubt = pl.col("table_name").eq("form") & pl.col("field").is_in(IDENTITY_COLUMNS)
    tables = {**tables, "form": without_identity(tables["form"]), "doubt": tables["doubt"].filter(~doubt)}
    identities = Identities()
    identities.add(tables["document"], tables["form"])
    identities.compare({name: frame.lazy() for name, frame in tables.items()})
    form, doubts = identities.filled(tables["form"], 0)
    return {**tables, "form": form, "doubt": pl.concat([tables["doubt"], doubts])}


def without_identity(form: pl.DataFrame) -> pl.DataFrame:
    """Table ``form`` as it is read from documents."""
    names = pl.lit(list(IDENTITY_COLUMNS), pl.List(pl.String))
    return form.with_columns(
        *(pl.lit(None, pl.String).alias(name) for name in IDENTITY_COLUMNS),
        doubtful=pl.col("doubtful").list.set_difference(names).list.sort(),
    )


class Identities:
    """What is found for the forms of a release.

    They are given some at a time in the order of their table, compared, and filled in. Of a form nothing is kept but
    what makes its identity, each text once; of an office the longest of its names, which has its place in front.
    """

    def __init__(self) -> None:
        self._subjects: list[Subject] = []
        self._projects: list[str | None] = []
        self._duplicates: dict[int, Duplicate] = {}
        self._names: dict[str, str] = {}
        self._texts: dict[str, str] = {}
        # By index of a form; most have no doubt.
        self._doubtful: dict[int, list[str]] = {}
        self._doubts: dict[int, dict[str, list[Doubt]]] = defaultdict(lambda: defaultdict(list))

    def add(self, document: pl.DataFrame, form: pl.DataFrame) -> None:
        """The next forms, with all of their documents."""
        documents = {row["document_id"]: row for row in document.select(_OF_DOCUMENT).iter_rows(named=True)}
        for head in form.select(_HEAD).iter_rows(named=True):
            index = len(self._subjects)
            if head["doubtful"]:
                self._doubtful[index] = head["doubtful"]
            self._subjects.append(self._subject(index, documents.get(head["document_id"], {}), head))

    def compare(self, tables: Mapping[str, pl.LazyFrame]) -> None:
        """Tell projects and duplicates when all forms were added. Needs form, budget_line and indicator."""
        keys = project_keys(self._subjects)
        self._projects = [key.key for key in keys]
        for index, key in enumerate(keys):
            on = self._are_doubtful(index, "project_name", "department_id", "unit_normalized") if key.key else []
            self._doubt(index, "project_key", on, *([Doubt("project_unsure")] if key.is_unsure else []))
        self._duplicates = duplicates(self._subjects, self._projects, tables)
        by_form = {one.form_id: -1 for one in self._duplicates.values() if one.form_id}
        by_form |= {one.form_id: one.index for one in self._subjects if one.form_id in by_form}
        # Which form counts in place of another one: as doubtful as project and year of the one or the other.
        for index, duplicate in self._duplicates.items():
            both = [index, by_form[duplicate.form_id]] if duplicate.form_id else []
            on = [name for name in ("project_key", "fiscal_year") if any(self._are_doubtful(one, name) for one in both)]
            self._doubt(index, "duplicate_of", on, *([duplicate.doubt] if duplicate.doubt else []))

    def filled(self, form: pl.DataFrame, first: int) -> tuple[pl.DataFrame, pl.DataFrame]:
        """Forms from index ``first`` on with what was found for them, and its doubts as rows of ``doubt``."""
        found = [self._values(self._subjects[index]) for index in range(first, first + form.height)]
        columns = [pl.Series(name, [values[name] for values in found], pl.String) for name in IDENTITY_COLUMNS]
        doubts = [self._doubts.get(index, {}) for index in range(first, first + form.height)]
        more = [[name for name in IDENTITY_COLUMNS if of_form.get(name)] for of_form in doubts]
        doubtful = [sorted([*own, *new]) for own, new in zip(form["doubtful"].to_list(), more, strict=True)]
        rows = [
            {
                "form_id": form_id,
                "table_name": "form",
                "row_no": 0,
                "field": name,
                "code": doubt.code,
                "detail": doubt.detail or None,
            }
            for form_id, of_form in zip(form["form_id"], doubts, strict=True)
            for name in IDENTITY_COLUMNS
            for doubt in _each_code_once(of_form.get(name, []))
        ]
        form = form.with_columns(*columns, pl.Series("doubtful", doubtful, form.schema["doubtful"]))
        return form, to_frame("doubt", rows)

    def _values(self, subject: Subject) -> dict[str, str | None]:
        one, unit = subject.department or subject.unit, subject.unit
        duplicate = self._duplicates.get(subject.index)
        return {
            "department_normalized": self._names[one] if one else None,
            "department_basis": "department" if subject.department else "implementing_unit" if unit else None,
            "department_id": hashed(one) if one else None,
            "unit_normalized": self._names[unit] if unit else None,
            "project_key": self._projects[subject.index],
            "duplicate_of": duplicate.form_id if duplicate else None,
        }

    def _doubt(self, index: int, column: str, rests_on: Iterable[str], *doubts: Doubt) -> None:
        """A value is as doubtful as what it rests on."""
        if names := "、".join(rests_on):
            self._doubts[index][column].append(Doubt("rests_on_doubtful", names))
        if doubts:
            self._doubts[index][column] += doubts

    def _are_doubtful(self, index: int, *names: str) -> list[str]:
        """The columns of these that are in doubt, as read or as found."""
        as_read, as_found = self._doubtful.get(index, ()), self._doubts.get(index, {})
        return [name for name in names if name in as_read or as_found.get(name)]

    def _once(self, text: str) -> str:
        """The text; equal ones are one in memory."""
        return self._texts.setdefault(text, text)

    def _subject(self, index: int, document: Mapping[str, Any], head: Mapping[str, Any]) -> Subject:
        """The form for the steps that follow; its offices are noted."""
        around = places_of(
            head["division_code"], head["region"] if head["division_code"] is None else document.get("region")
        )
        # Where nothing tells the place of a name, the same name of another publisher is another office.
        scope = document.get("publisher") or document.get("batch") or ""
        department = office(head["department"], around) if head["department"] else None
        beside = department.places if department and department.place and not around else around
        unit = office(head["implementing_unit"], beside) if head["implementing_unit"] else None
        self._doubt_offices(index, department, unit)
        offices = [self._named(one, scope) if one else None for one in (department, unit)]
        name = project_name(head["project_name"]) if head["project_name"] else None
        is_whole = head["form_kind"] == "department"
        return Subject(
            index=index,
            form_id=head["form_id"],
            document_id=document.get("document_id") or head["document_id"],
            path=document.get("path") or "",
            ordinal=head["ordinal"],
            kind=self._once(head["form_kind"]),
            year=head["fiscal_year"],
            place=around[-1].code if around else None,
            department=offices[0],
            unit=offices[1],
            # The form of a whole department is named after it or not at all.
            name=("" if any(offices) else None) if is_whole else name.name if name else None,
            years_of_name=name.years if name and not is_whole else (),
            code=_code(head),
            is_corrected=bool(name and name.is_corrected) or _LATER.search(document.get("path") or "") is not None,
            retrieved_on=document.get("retrieved_on"),
        )

    def _named(self, one: Office, scope: str) -> str:
        """The key of an office, whose longest name is kept."""
        office_key = self._once(key(one, scope))
        before = self._names.get(office_key, "")
        self._names[office_key] = max(before, one.name, key=lambda text: (len(text), text))
        return office_key

    def _doubt_offices(self, index: int, department: Office | None, unit: Office | None) -> None:
        basis = "department" if department else "implementing_unit" if unit else None
        one = department or unit
        on = self._are_doubtful(index, *sorted({"department", basis})) if basis else []
        division = self._are_doubtful(index, "region", "division_code")[:1]
        unknown = [_PLACE_UNKNOWN] if one and not _has_place(one) else []
        self._doubt(index, "department_normalized", on)
        self._doubt(index, "department_basis", on)
        self._doubt(index, "department_id", [*on, *division], *unknown)
        self._doubt(index, "unit_normalized", self._are_doubtful(index, "implementing_unit"))


def _code(head: Mapping[str, Any]) -> str | None:
    """The code of the project as all spellings have it; null where it is in doubt."""
    code = None if "project_code" in head["doubtful"] else head["project_code"]
    return re.sub(r"[\W_]", "", fold_widths(code)).upper() or None if code else None


def key(one: Office, scope: str) -> str:
    """What tells an office from every other one."""
    return f"{one.place}|{one.core}" if _has_place(one) else f"@{scope}|{one.place or ''}|{one.core}"


def _has_place(one: Office) -> bool:
    return one.place is not None and not one.place.startswith(UNSURE)


def _each_code_once(doubts: Sequence[Doubt]) -> list[Doubt]:
    details: dict[str, list[str]] = {}
    for doubt in doubts:
        details.setdefault(doubt.code, []).extend([doubt.detail] if doubt.detail else [])
    return [Doubt(code, "、".join(of_code)) for code, of_code in details.items()]

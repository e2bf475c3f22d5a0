"""The tables of a release with what tells offices, projects and duplicates apart.

Belongs here: which of the names on a form counts, and on which values the answer rests. Does not belong here: reading a
name (``office_names``, ``project_names``), which forms are of one project (``project_keys``), which count once
(``duplicates``).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
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
_LATER = re.compile(LATER)


@dataclass(slots=True)
class _Identity:
    """A form as it was read (``head``), with the columns that are found for it and the doubts of each."""

    head: Mapping[str, Any]
    values: dict[str, str | None] = field(default_factory=dict)
    offices: dict[str, str] = field(default_factory=dict)
    """Keys of the offices that columns name."""
    doubts: dict[str, list[Doubt]] = field(default_factory=lambda: defaultdict(list))

    def add(self, column: str, value: str | None, rests_on: Iterable[str] = (), *doubts: Doubt) -> None:
        """A value, which is as doubtful as what it rests on."""
        self.values[column] = value
        if names := "、".join(rests_on):
            self.doubts[column].append(Doubt("rests_on_doubtful", names))
        self.doubts[column] += doubts

    def doubtful(self, *names: str) -> list[str]:
        """The columns of these that are in doubt, as read or as found."""
        return [name for name in names if name in self.head["doubtful"] or self.doubts.get(name)]


def identified(tables: Tables) -> dict[str, pl.DataFrame]:
    """The tables with the columns of ``IDENTITY_COLUMNS`` in ``form``, and their doubts in ``doubt``.

    Needs document, form, budget_line, indicator and doubt. What stood in those columns is forgotten, so that the same
    tables give the same answer however often they pass.
    """
    tables = _without_identity(tables)
    documents = {row["document_id"]: row for row in tables["document"].iter_rows(named=True)}
    identities = [_Identity(head) for head in tables["form"].select(_HEAD).iter_rows(named=True)]
    subjects = [
        _subject(index, documents.get(identity.head["document_id"], {}), identity)
        for index, identity in enumerate(identities)
    ]
    _share_names(identities)
    keys = project_keys(subjects)
    for key, identity in zip(keys, identities, strict=True):
        on = identity.doubtful("project_name", "department_id", "unit_normalized") if key.key else []
        identity.add("project_key", key.key, on, *([Doubt("project_unsure")] if key.is_unsure else []))
    _add_duplicates(identities, duplicates(subjects, [key.key for key in keys], tables))
    return {**tables, **_filled(tables, identities)}


def _add_duplicates(identities: Sequence[_Identity], found: Mapping[int, Duplicate]) -> None:
    """Which form counts in place of another one: as doubtful as project and year of the one or the other."""
    by_form = {identity.head["form_id"]: identity for identity in identities}
    for index, duplicate in found.items():
        identity = identities[index]
        both = [identity, by_form[duplicate.form_id]] if duplicate.form_id else []
        on = [name for name in ("project_key", "fiscal_year") if any(one.doubtful(name) for one in both)]
        identity.add("duplicate_of", duplicate.form_id, on, *([duplicate.doubt] if duplicate.doubt else []))


def _subject(index: int, document: Mapping[str, Any], identity: _Identity) -> Subject:
    """The form for the steps that follow; its offices go into ``identity``."""
    head = identity.head
    around = places_of(
        head["division_code"], head["region"] if head["division_code"] is None else document.get("region")
    )
    # Where nothing tells the place of a name, the same name of another publisher is another office.
    scope = document.get("publisher") or document.get("batch") or ""
    department = office(head["department"], around) if head["department"] else None
    beside = department.places if department and department.place and not around else around
    unit = office(head["implementing_unit"], beside) if head["implementing_unit"] else None
    _add_offices(department, unit, scope, identity)
    name = project_name(head["project_name"]) if head["project_name"] else None
    is_whole = head["form_kind"] == "department"
    offices = [key(one, scope) if one else None for one in (department, unit)]
    return Subject(
        index=index,
        form_id=head["form_id"],
        document_id=head["document_id"],
        path=document.get("path") or "",
        ordinal=head["ordinal"],
        kind=head["form_kind"],
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


def _code(head: Mapping[str, Any]) -> str | None:
    """The code of the project as all spellings have it; null where it is in doubt."""
    code = None if "project_code" in head["doubtful"] else head["project_code"]
    return re.sub(r"[\W_]", "", fold_widths(code)).upper() or None if code else None


def key(one: Office, scope: str) -> str:
    """What tells an office from every other one."""
    return f"{one.place}|{one.core}" if _has_place(one) else f"@{scope}|{one.place or ''}|{one.core}"


def _has_place(one: Office) -> bool:
    return one.place is not None and not one.place.startswith(UNSURE)


def _add_offices(department: Office | None, unit: Office | None, scope: str, identity: _Identity) -> None:
    basis = "department" if department else "implementing_unit" if unit else None
    one = department or unit
    on = identity.doubtful(*sorted({"department", basis})) if basis else []
    division = identity.doubtful("region", "division_code")[:1]
    unknown = [_PLACE_UNKNOWN] if one and not _has_place(one) else []
    identity.add("department_normalized", one.name if one else None, on)
    identity.add("department_basis", basis, on)
    identity.add("department_id", hashed(key(one, scope)) if one else None, [*on, *division], *unknown)
    identity.add("unit_normalized", unit.name if unit else None, identity.doubtful("implementing_unit"))
    for column, named in (("department_normalized", one), ("unit_normalized", unit)):
        if named:
            identity.offices[column] = key(named, scope)


def _share_names(identities: Sequence[_Identity]) -> None:
    """One name for one office: the longest of its names, which has its place in front."""
    best: dict[str, str] = {}
    for identity in identities:
        for column, office_key in identity.offices.items():
            name = identity.values[column] or ""
            best[office_key] = max(best.get(office_key, ""), name, key=lambda text: (len(text), text))
    for identity in identities:
        identity.values |= {column: best[office_key] for column, office_key in identity.offices.items()}


def _without_identity(tables: Tables) -> dict[str, pl.DataFrame]:
    """The tables as they are read from documents."""
    names = pl.lit(list(IDENTITY_COLUMNS), pl.List(pl.String))
    form = tables["form"].with_columns(
        *(pl.lit(None, pl.String).alias(name) for name in IDENTITY_COLUMNS),
        doubtful=pl.col("doubtful").list.set_difference(names).list.sort(),
    )
    doubt = tables["doubt"].filter(~((pl.col("table_name") == "form") & pl.col("field").is_in(IDENTITY_COLUMNS)))
    return {**tables, "form": form, "doubt": doubt}


def _filled(tables: Tables, identities: Sequence[_Identity]) -> dict[str, pl.DataFrame]:
    """Tables ``form`` and ``doubt`` with what was found."""
    form = tables["form"]
    columns = [
        pl.Series(name, [identity.values.get(name) for identity in identities], pl.String) for name in IDENTITY_COLUMNS
    ]
    more = [[name for name in IDENTITY_COLUMNS if identity.doubts.get(name)] for identity in identities]
    doubtful = [sorted([*own, *new]) for own, new in zip(form["doubtful"].to_list(), more, strict=True)]
    form = form.with_columns(*columns, pl.Series("doubtful", doubtful, form.schema["doubtful"]))
    rows = [
        {
            "form_id": form_id,
            "table_name": "form",
            "row_no": 0,
            "field": name,
            "code": doubt.code,
            "detail": doubt.detail or None,
        }
        for form_id, identity in zip(form["form_id"], identities, strict=True)
        for name in IDENTITY_COLUMNS
        for doubt in _each_code_once(identity.doubts.get(name, []))
    ]
    return {"form": form, "doubt": pl.concat([tables["doubt"], to_frame("doubt", rows)])}


def _each_code_once(doubts: Sequence[Doubt]) -> list[Doubt]:
    details: dict[str, list[str]] = {}
    for doubt in doubts:
        details.setdefault(doubt.code, []).extend([doubt.detail] if doubt.detail else [])
    return [Doubt(code, "、".join(of_code)) for code, of_code in details.items()]

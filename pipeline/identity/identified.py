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

from pipeline.identity.duplicates import duplicates
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
    """The columns of one form, and the doubts of each."""

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


def identified(tables: Tables) -> dict[str, pl.DataFrame]:
    """The tables with the columns of ``IDENTITY_COLUMNS`` in ``form``, and their doubts in ``doubt``.

    Needs document, form, budget_line, indicator and doubt. What stood in those columns is forgotten, so that the same
    tables give the same answer however often they pass.
    """
    tables = _without_identity(tables)
    documents = {row["document_id"]: row for row in tables["document"].iter_rows(named=True)}
    heads = list(tables["form"].select(_HEAD).iter_rows(named=True))
    identities = [_Identity() for _ in heads]
    subjects = [
        _subject(index, head, documents.get(head["document_id"], {}), identities[index])
        for index, head in enumerate(heads)
    ]
    _share_names(identities)
    keys = project_keys(subjects)
    for head, key, identity in zip(heads, keys, identities, strict=True):
        on = [
            name for name in ("project_name", "department_id", "unit_normalized") if _is_doubtful(name, head, identity)
        ]
        unsure = [Doubt("project_unsure")] if key.is_unsure else []
        identity.add("project_key", key.key, on if key.key else (), *unsure)
    places = {head["form_id"]: index for index, head in enumerate(heads)}
    for index, found in duplicates(subjects, [key.key for key in keys], tables).items():
        identity = identities[index]
        # What is doubtful on the one form or the other.
        both = [index, *([places[found.form_id]] if found.form_id else [])]
        on = [
            name
            for name in ("project_key", "fiscal_year")
            if any(_is_doubtful(name, heads[one], identities[one]) for one in both)
        ]
        identity.add(
            "duplicate_of", found.form_id, on if found.form_id else (), *([found.doubt] if found.doubt else [])
        )
    return {**tables, **_filled(tables, identities)}


def _is_doubtful(name: str, head: Mapping[str, Any], identity: _Identity) -> bool:
    return name in head["doubtful"] or bool(identity.doubts.get(name))


def _subject(index: int, head: Mapping[str, Any], document: Mapping[str, Any], identity: _Identity) -> Subject:
    """The form for the steps that follow; its offices go into ``identity``."""
    around = places_of(
        head["division_code"], head["region"] if head["division_code"] is None else document.get("region")
    )
    # Where nothing tells the place of a name, the same name of another publisher is another office.
    scope = document.get("publisher") or document.get("batch") or ""
    department = office(head["department"], around) if head["department"] else None
    beside = department.places if department and department.place and not around else around
    unit = office(head["implementing_unit"], beside) if head["implementing_unit"] else None
    _add_offices(head, department, unit, scope, identity)
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


def _add_offices(
    head: Mapping[str, Any], department: Office | None, unit: Office | None, scope: str, identity: _Identity
) -> None:
    basis = "department" if department else "implementing_unit" if unit else None
    one = department or unit
    names = {"department", basis} if basis else set()
    on = sorted(names & set(head["doubtful"]))
    division = [name for name in ("region", "division_code") if name in head["doubtful"]]
    unknown = [_PLACE_UNKNOWN] if one and not _has_place(one) else []
    identity.add("department_normalized", one.name if one else None, on)
    identity.add("department_basis", basis, on)
    identity.add("department_id", hashed(key(one, scope)) if one else None, [*on, *division[:1]], *unknown)
    for column, named in (("department_normalized", one), ("unit_normalized", unit)):
        if named:
            identity.offices[column] = key(named, scope)
    of_unit = ["implementing_unit"] if "implementing_unit" in head["doubtful"] else []
    identity.add("unit_normalized", unit.name if unit else None, of_unit)


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

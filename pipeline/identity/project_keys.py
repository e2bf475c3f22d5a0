"""Which forms are of one project, over publications, units and years.

Belongs here: the key of a project, and what is done where a form does not print all that makes it. Does not belong
here: names (``office_names``, ``project_names``), which form counts once (``duplicates``).

A project is its place, the kind of its form, its department, its implementing unit and its name without years. Where a
form prints one of the two offices only, it is of the one project that has this office and this name; where several
have, it is a project of its own, in doubt.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256

from pipeline.identity.subject import Subject

_ANY = "?"
"""In place of an office that may be any of several."""
Offices = tuple[str | None, str | None]


@dataclass(frozen=True, slots=True)
class ProjectKey:
    """The key of a form's project; ``is_unsure`` where several projects have what its form prints."""

    key: str | None
    is_unsure: bool = False


def hashed(*parts: str | None) -> str:
    """One value for some texts."""
    return sha256("\0".join("" if part is None else f"={part}" for part in parts).encode()).hexdigest()[:16]


def project_keys(subjects: Sequence[Subject]) -> list[ProjectKey]:
    """The key of every form, in the order given."""
    buckets: dict[tuple[str | None, str, str], list[Subject]] = defaultdict(list)
    keys = [ProjectKey(None)] * len(subjects)
    for position, subject in enumerate(subjects):
        assert subject.index == position
        if subject.name is not None:
            buckets[subject.place, subject.kind, subject.name].append(subject)
    for (place, kind, name), bucket in buckets.items():
        by_offices: dict[Offices, list[Subject]] = defaultdict(list)
        unsure: set[int] = set()
        for subject, offices, is_unsure in _with_offices(bucket):
            by_offices[offices].append(subject)
            unsure |= {subject.index} if is_unsure else set()
        for (department, unit), members in by_offices.items():
            for subject, mark, is_unsure in _marked(members):
                key = hashed(place, kind, department, unit, name, *mark)
                keys[subject.index] = ProjectKey(key, is_unsure or subject.index in unsure)
    return keys


def _with_offices(bucket: Sequence[Subject]) -> Iterable[tuple[Subject, Offices, bool]]:
    """Every form with department and unit of its project, and whether these are in doubt.

    A unit that prints itself as its department has left the department out.
    """
    of_department: dict[str | None, set[Offices]] = defaultdict(set)
    of_unit: dict[str | None, set[Offices]] = defaultdict(set)
    for subject in bucket:
        if subject.department and subject.unit:
            of_department[subject.department].add((subject.department, subject.unit))
            if subject.department != subject.unit:
                of_unit[subject.unit].add((subject.department, subject.unit))
    for subject in bucket:
        unit = subject.unit
        department = None if subject.department == unit else subject.department
        if (department and unit) or not (department or unit):
            yield subject, (department, unit), False
            continue
        fitting = of_department[department] if department else of_unit[unit]
        if len(fitting) == 1:
            yield subject, next(iter(fitting)), False
        else:
            only = department or unit
            yield subject, (only, _ANY if fitting else only), len(fitting) > 1


def _marked(members: Sequence[Subject]) -> Iterable[tuple[Subject, tuple[str, ...], bool]]:
    """Every form of one office and name with what tells it from others of its year: a year in its name, a code.

    It is in doubt where others have codes that tell them apart and this one has none. A name that prints its fiscal
    year is renewed each year. One that prints another year is of another project where a form of the same fiscal year
    prints its own year or none.
    """
    of_year: dict[int | None, list[Subject]] = defaultdict(list)
    for subject in members:
        of_year[subject.year].append(subject)
    several_codes = any(len({s.code for s in same if s.code}) > 1 for same in of_year.values())
    for year, same in of_year.items():
        marks = {_years(subject, year) for subject in same}
        for subject in same:
            years = _years(subject, year)
            mark = [f"years {years}"] if years and len(marks) > 1 else []
            if several_codes and subject.code:
                mark.append(f"code {subject.code}")
            yield subject, tuple(mark), several_codes and not subject.code


def _years(subject: Subject, year: int | None) -> tuple[int, ...]:
    """The years in the name where they are not those of the form."""
    is_own = year is None or year in subject.years_of_name or _spans(subject.years_of_name, year)
    return () if is_own else subject.years_of_name


def _spans(years: tuple[int, ...], year: int) -> bool:
    return len(years) > 1 and years[0] <= year <= years[-1]

"""The division that a form belongs to: what its department tells, refined or contradicted by what else is known.

Belongs here: the order of the sources and what is in doubt. Does not belong here: reading one name
(``named_divisions``).

The department decides. Where it tells nothing, ``batch.yml`` is asked. Where its name can mean several divisions, the
one meant is told by ``batch.yml``, the implementing unit, the office in the form's title or the text around the form,
in this order. What contradicts ``batch.yml`` is in doubt.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.facts.division_register import LocatedDivision
from pipeline.facts.named_divisions import OfficeDivision, division_of_office, is_within, mentions

COLUMNS = ("region", "division_code", "province", "prefecture", "county")
"""The columns of ``form`` that a division fills."""


@dataclass(frozen=True, slots=True)
class Sources:
    """Names that may tell where a form belongs: null or empty where there is none.

    ``region`` and ``publisher`` are those of ``batch.yml``; ``titles`` are offices in the form's own title, ``texts``
    the lines of the document outside tables.
    """

    department: str | None = None
    unit: str | None = None
    region: str | None = None
    publisher: str | None = None
    titles: Sequence[str] = ()
    texts: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Region:
    """A division or null, the text for ``region``, its origin, and whether it is in doubt."""

    division: LocatedDivision | None = None
    text: str | None = None
    origin: str | None = None
    is_doubtful: bool = False

    def values(self) -> dict[str, str | None]:
        """The values of :data:`COLUMNS`."""
        division = self.division
        if division is None:
            return dict.fromkeys(COLUMNS) | {"region": self.text}
        names = (self.text, division.code, division.province, division.prefecture, division.county)
        return dict(zip(COLUMNS, names, strict=True))


def region_of(sources: Sources, year: int | None) -> Region:
    """The division under the names of a fiscal year (null: of today)."""
    batch = _of_batch(sources, year)
    own = division_of_office(sources.department, year) if sources.department else OfficeDivision()
    if own.division is None and own.candidates:
        return _decided(own.candidates, sources, batch, year)
    if own.division is not None:
        return _with_batch(own, batch, sources.region)
    if batch is not None:
        return Region(batch, batch.name, "batch")
    if sources.region:
        return Region(None, sources.region, "batch")
    return _inferred(sources, year)


def _of_batch(sources: Sources, year: int | None) -> LocatedDivision | None:
    """The division that ``batch.yml`` names; where its region is ambiguous, its publisher decides."""
    named = division_of_office(sources.region, year) if sources.region else OfficeDivision()
    if named.division is None and named.candidates and sources.publisher:
        return _only(named.candidates, division_of_office(sources.publisher, year).division)
    if named.division is None and not named.candidates and sources.region:
        return _short(sources.region, year)
    return named.division


def _short(text: str, year: int | None) -> LocatedDivision | None:
    """A region that somebody wrote without its kind: 上海, 池州."""
    divisions = {
        division
        for kind in ("省", "市", "自治区")
        if (division := division_of_office(text + kind, year).division) is not None
    }
    return divisions.pop() if len(divisions) == 1 else None


def _with_batch(own: OfficeDivision, batch: LocatedDivision | None, text: str | None) -> Region:
    """The division of the department, made lower or put in doubt by that of the batch."""
    division = own.division
    assert division is not None
    if batch is not None and is_within(batch, division):
        # The department may be that of a province, while the batch names a division in it.
        return Region(batch, batch.name, "form" if batch.code == division.code else "batch", not own.is_sure)
    is_against = (batch is not None and not is_within(division, batch)) or (batch is None and bool(text))
    return Region(division, division.name, "form", is_against or not own.is_sure)


def _decided(
    candidates: Sequence[LocatedDivision], sources: Sources, batch: LocatedDivision | None, year: int | None
) -> Region:
    """Which of the divisions that a name can mean is meant; null where nothing says."""
    publisher = division_of_office(sources.publisher, year).division if sources.publisher else None
    for above in (batch, publisher):
        if (division := _only(candidates, above)) is not None:
            return Region(division, division.name, "batch")
    for names, origin in (((sources.unit,), "form"), (sources.titles, "title")):
        for name in names:
            if name and (division := _only(candidates, division_of_office(name, year).division)) is not None:
                return Region(division, division.name, origin)
    if batch is not None:
        # None of the candidates lies in the division of the batch.
        return Region(batch, batch.name, "batch", is_doubtful=True)
    if sources.region:
        return Region(None, sources.region, "batch")
    mentioned = [candidate for candidate in candidates if any(mentions(line, candidate) for line in sources.texts)]
    if len(mentioned) == 1:
        return Region(mentioned[0], mentioned[0].name, "text", is_doubtful=True)
    return Region()


def _only(candidates: Sequence[LocatedDivision], other: LocatedDivision | None) -> LocatedDivision | None:
    """The only candidate that lies in another division or holds it; null where there are none or several."""
    if other is None:
        return None
    fitting = [candidate for candidate in candidates if is_within(candidate, other) or is_within(other, candidate)]
    return fitting[0] if len(fitting) == 1 else None


def _inferred(sources: Sources, year: int | None) -> Region:
    """What the unit or the texts around a form tell, in doubt: they may be about another division."""
    for names, origin in (((sources.unit,), "form"), ((sources.publisher,), "batch"), (sources.titles, "title")):
        divisions = {named for name in names if name and (named := division_of_office(name, year).division) is not None}
        if len(divisions) == 1:
            division = divisions.pop()
            return Region(division, division.name, origin, is_doubtful=True)
    return Region()

"""The division that a form belongs to: what its department tells, refined or contradicted by what else is known.

Belongs here: the order of the sources and what is in doubt. Does not belong here: reading one name
(``named_divisions``).

The department decides. ``batch.yml`` is asked where the department tells nothing, and it tells which of several places
an ambiguous name means; so do the implementing unit, the office in the form's title and the text around the form.
What contradicts ``batch.yml`` is in doubt.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.facts.division_register import Place
from pipeline.facts.named_divisions import Named, is_within, mentions, place_of

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

    place: Place | None = None
    text: str | None = None
    origin: str | None = None
    is_doubtful: bool = False

    def values(self) -> dict[str, str | None]:
        """The values of :data:`COLUMNS`."""
        place = self.place
        if place is None:
            return dict.fromkeys(COLUMNS) | {"region": self.text}
        names = (self.text, place.code, place.province, place.prefecture, place.county)
        return dict(zip(COLUMNS, names, strict=True))


def region_of(sources: Sources, year: int | None) -> Region:
    """The division under the names of a fiscal year (null: of today)."""
    batch = _of_batch(sources, year)
    own = place_of(sources.department, year) if sources.department else Named()
    if own.place is None and own.candidates:
        return _decided(own.candidates, sources, batch, year)
    if own.place is not None:
        return _with_batch(own, batch, sources.region)
    if batch is not None:
        return Region(batch, batch.name, "batch")
    if sources.region:
        return Region(None, sources.region, "batch")
    return _inferred(sources, year)


def _of_batch(sources: Sources, year: int | None) -> Place | None:
    """The place that ``batch.yml`` names; an ambiguous region is what the publisher makes of it."""
    named = place_of(sources.region, year) if sources.region else Named()
    if named.place is None and named.candidates and sources.publisher:
        return _only(named.candidates, place_of(sources.publisher, year).place)
    if named.place is None and not named.candidates and sources.region:
        return _short(sources.region, year)
    return named.place


def _short(text: str, year: int | None) -> Place | None:
    """A region that somebody wrote without its kind: 上海, 池州."""
    found = {p for kind in ("省", "市", "自治区") if (p := place_of(text + kind, year).place) is not None}
    return found.pop() if len(found) == 1 else None


def _with_batch(own: Named, batch: Place | None, text: str | None) -> Region:
    place = own.place
    assert place is not None
    if batch is not None and is_within(batch, place):
        # The department may be that of a province; the batch knows more.
        return Region(batch, batch.name, "form" if batch.code == place.code else "batch", not own.is_sure)
    is_against = (batch is not None and not is_within(place, batch)) or (batch is None and bool(text))
    return Region(place, place.name, "form", is_against or not own.is_sure)


def _decided(candidates: Sequence[Place], sources: Sources, batch: Place | None, year: int | None) -> Region:
    """Which of the places that a name can mean is meant; null where nothing says."""
    publisher = place_of(sources.publisher, year).place if sources.publisher else None
    for above in (batch, publisher):
        if (place := _only(candidates, above)) is not None:
            return Region(place, place.name, "batch")
    for names, origin in (((sources.unit,), "form"), (sources.titles, "title")):
        for name in names:
            if name and (place := _only(candidates, place_of(name, year).place)) is not None:
                return Region(place, place.name, origin)
    if batch is not None:
        # None of them lies where the batch is from.
        return Region(batch, batch.name, "batch", is_doubtful=True)
    if sources.region:
        return Region(None, sources.region, "batch")
    mentioned = [p for p in candidates if any(mentions(line, p) for line in sources.texts)]
    if len(mentioned) == 1:
        return Region(mentioned[0], mentioned[0].name, "text", is_doubtful=True)
    return Region()


def _only(candidates: Sequence[Place], other: Place | None) -> Place | None:
    """The one candidate that lies in another place, or holds it."""
    if other is None:
        return None
    fitting = [p for p in candidates if is_within(p, other) or is_within(other, p)]
    return fitting[0] if len(fitting) == 1 else None


def _inferred(sources: Sources, year: int | None) -> Region:
    """What stands around a form, or its unit, tells; it may be about another place, so it is in doubt."""
    for names, origin in (((sources.unit,), "form"), ((sources.publisher,), "batch"), (sources.titles, "title")):
        places = {p for name in names if name and (p := place_of(name, year).place) is not None}
        if len(places) == 1:
            place = places.pop()
            return Region(place, place.name, origin, is_doubtful=True)
    return Region()

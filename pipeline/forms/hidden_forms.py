"""What a document holds of forms and does not show: hidden sheets, rows and columns, blocks that are not displayed.

Belongs here: saying that it is there, because what nobody sees is not published and must not be passed over either.
Does not belong here: what is hidden (``pipeline.readers``).
"""

from __future__ import annotations

from collections import Counter

from pipeline.families import Family
from pipeline.forms.broken_tables import parse_markup
from pipeline.forms.parted_tables import apart
from pipeline.model.form import Form, Refusal
from pipeline.model.grid import Reading
from pipeline.model.messages import said
from pipeline.model.reading_notes import Note, NoteCode

# A hidden form that is refused by one of these holds no result, and nothing is said of it.
_EMPTY = frozenset({"blank_form"})


def hidden_forms(reading: Reading, seen: list[Form | Refusal], families: tuple[Family, ...]) -> list[Refusal]:
    """A refusal for every filled form that is hidden and whose project has no form that is shown."""
    if not reading.hidden:
        return []
    names = {outcome.head.project_name.value for outcome in seen if isinstance(outcome, Form)}
    refusals = []
    for outcome in parse_markup(apart(reading.hidden, families), families):
        if isinstance(outcome, Form):
            if (name := outcome.head.project_name.value) not in names or name is None:
                refusals.append(_refusal(reading, outcome.first_page, name))
        elif outcome.code not in _EMPTY:
            refusals.append(_refusal(reading, outcome.page or 1, None))
    return refusals


def hidden_rows(reading: Reading, seen: list[Form | Refusal], families: tuple[Family, ...]) -> list[Note]:
    """A note for every sheet whose hidden rows or columns hold more of its forms than the sheet shows."""
    if not reading.unfolded:
        return []
    shown, held = _rows_by_page(seen), _rows_by_page(parse_markup(apart(reading.unfolded, families), families))
    return [
        Note(NoteCode.ROWS_HIDDEN, (page,), str(count - shown[page]))
        for page, count in sorted(held.items())
        if shown[page] and count > shown[page]
    ]


def _rows_by_page(parsed: list[Form | Refusal]) -> Counter[int]:
    """How many indicators and funding rows the forms have that begin on a page."""
    rows: Counter[int] = Counter()
    for outcome in parsed:
        if isinstance(outcome, Form):
            rows[outcome.first_page] += len(outcome.indicators) + len(outcome.funding)
    return rows


def _refusal(reading: Reading, page: int, name: str | None) -> Refusal:
    form = said("form.named", name=name) if name else said("form.unnamed")
    is_web = reading.route == "html"
    told = said("hidden_form.web", form=form) if is_web else said("hidden_form.sheet", page=page, form=form)
    return Refusal(told, page=page)

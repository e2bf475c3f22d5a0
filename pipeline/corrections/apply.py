"""A form read with what persons decided about it.

Belongs here: putting the new text in the place of the printed one, so that everything that follows from it is read
anew; replacing values that no cell alone makes. Does not belong here: whether a record fits its document (``guard``).

A form is read from the same cells again, with other texts in some of them. So a corrected score changes the sum of
scores, and a corrected target its number and unit. What later stages fill in (year, dates, kinds) is put right when
they have done so (:func:`settle`, which may be asked any number of times).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from pipeline.corrections.fields import cells_of, may_be_cell, own_cell_of, typed
from pipeline.forms.collected import Collected, Slots
from pipeline.forms.funding_values import MONEY_COLUMNS
from pipeline.forms.labelled_grid import LabelledCell
from pipeline.forms.located import Located
from pipeline.forms.whole_form import add_up, build_form
from pipeline.measures import canonical_unit
from pipeline.model.correction import Applied, Correction
from pipeline.model.doubts import CERTAIN, Doubt, without
from pipeline.model.form import Form
from pipeline.model.grid import Cell, Evidence
from pipeline.model.records import IndicatorRecord, Record
from pipeline.model.rows import Scalar
from pipeline.model.value import Value

_OF_UNIT = ("two_money_units", "money_unit_contradicted")
_ORIGINS = frozenset({"fiscal_year", "department", "region"})


@dataclass(frozen=True, slots=True)
class Resolved:
    """A record with the value that it holds for, in the document as it is read without corrections.

    ``form`` and ``row`` are the places of all values of its form and of its row, ``cell`` those of its own cell (empty
    where none prints it). ``value`` is what was read, written as text.
    """

    correction: Correction
    form: frozenset[Evidence]
    row: frozenset[Evidence]
    cell: tuple[Evidence, ...]
    printed: str
    value: str | None

    def is_about(self, form: Form) -> bool:
        """Whether a form is the one that the record means: most of its values stand at the same places."""
        own = set(form.evidence())
        # A line above several forms may print something for each of them.
        return 2 * len(own & self.form) > len(own)


@dataclass(frozen=True, slots=True)
class Corrected:
    """Reads a form that was found in a table with the records that hold for it; every other form stays as it is."""

    resolved: tuple[Resolved, ...] = ()

    def __call__(self, located: Located, cells: Collected, form: Form) -> Form:
        """The form read anew from its collected cells, or the same form."""
        records = [one for one in self.resolved if one.correction.field is not None and one.is_about(form)]
        if not records:
            return form
        texts = _Texts(cells)
        applied = tuple(
            (one, texts.put(one, number)) for one in records if (number := _row_number(one, form)) is not None
        )
        result = build_form(located, texts.cells)
        result.corrections = tuple(
            Applied(replace(one.correction, row=number), one.printed, is_read) for one, (number, is_read) in applied
        )
        settle(result)
        add_up(result, located)
        settle(result)
        return result

    def withheld(self, form: Form) -> Correction | None:
        """The record by which a whole form is not published; null for any other form."""
        whole = (one for one in self.resolved if one.correction.field is None and one.is_about(form))
        return next((one.correction for one in whole), None)


NONE = Corrected()
"""Nothing is corrected."""


def _row_number(one: Resolved, form: Form) -> int | None:
    """The row of the form that a record holds for: the one at the same place; null where there is none."""
    record = one.correction
    if record.table == "form":
        return 0
    rows: Sequence[Record] = form.funding if record.table == "budget_line" else form.indicators
    shared = [(len(one.row & _places(row)), row.number == record.row, row.number) for row in rows]
    count, _, number = max(shared, default=(0, False, 0))
    return number if count or not one.row else None


def _places(row: Record) -> set[Evidence]:
    return {place for _, value in row.items() if value.source is not None for place in value.source.evidence}


class _Texts:
    """The collected cells of a form with new texts in some of them."""

    def __init__(self, cells: Collected) -> None:
        self.cells = replace(
            cells,
            form=dict(cells.form),
            budget=[(source, dict(slots)) for source, slots in cells.budget],
            indicators=[dict(slots) for slots in cells.indicators],
        )

    def put(self, one: Resolved, number: int) -> tuple[int, bool]:
        """Put the text of a record into its cell; tells the row, and whether its value is read from a cell."""
        record = one.correction
        assert record.field is not None
        if record.field in ("funding_source", "money_unit"):
            self._put_word(record, number)
            return number, False
        slots = self._slots(record.table, number)
        name = _cell_name(record, slots, one.cell)
        if name is None:
            return number, False
        cell = slots.get(name)
        if cell is None:
            if record.action in ("accept", "withhold", "blank"):
                return number, False
            cell = self._new_cell(slots)
        slots[name] = decided(cell, record, one.printed)
        return number, True

    def _put_word(self, record: Correction, number: int) -> None:
        """Put a source or a unit of money in the place of the one that was read from labels and headings."""
        word = typed(record)
        if not isinstance(word, str):
            return
        if record.field == "money_unit":
            self.cells.unit = word
        else:
            self.cells.budget[number - 1] = (word, self.cells.budget[number - 1][1])

    def _slots(self, table: str, number: int) -> Slots:
        if table == "form":
            return self.cells.form
        return self.cells.budget[number - 1][1] if table == "budget_line" else self.cells.indicators[number - 1]

    def _new_cell(self, beside: Slots) -> LabelledCell:
        """A cell for a value that no cell was found for: somewhere on the page of its row."""
        known = next(iter(beside.values()), None) or next(iter(self.cells.indicators[0].values()))
        return replace(known, evidence=(Evidence(known.page),), text="", raw="", repairs=(), doubts=CERTAIN)


def _cell_name(record: Correction, slots: Slots, places: tuple[Evidence, ...]) -> str | None:
    """The cell whose text a record is about; null where the value is a part of a cell, or of no cell."""
    assert record.field is not None
    if record.table == "indicator" and "measure" in slots:
        # Cause and measure stand in cells of their own, and the whole reason in no single one.
        split = {"deviation_reason": "reason", "improvement_measure": "measure", "reason_text": None}
        if record.field in split:
            return split[record.field]
    own = own_cell_of(record.table, record.field)
    if own is not None:
        return own if own in slots and slots[own].evidence == places else None
    names = cells_of(record.table, record.field)
    if not names and may_be_cell(record.table, record.field):
        return record.field if record.field in slots and slots[record.field].evidence == places else None
    here = [name for name in names if name in slots and (not places or slots[name].evidence == places)]
    return here[0] if here else (names[-1] if names else None)


def decided(cell: LabelledCell, record: Correction, printed: str) -> LabelledCell:
    """A cell as a person decided: its new text, or its own without doubt."""
    if record.action == "accept":
        return replace(cell, doubts=CERTAIN, sureness=1.0)
    if record.action == "withhold":
        doubt = Doubt("withheld", record.reason)
        return replace(cell, text="", raw="", printed="", doubts=(doubt,), repairs=(), sureness=1.0)
    text = (record.value or "").strip() if record.action == "override" else ""
    return replace(
        cell, text=text, raw=text, printed=printed, doubts=CERTAIN, repairs=(), sureness=1.0, origin="corrected"
    )


def settle(form: Form) -> None:
    """Put right the values that a form's records are about, whatever the stages before made of them."""
    for applied in form.corrections:
        record = applied.correction
        row = next(one for one in form.records if one.table == record.table and one.number == record.row)
        assert record.field is not None
        value: Value[Scalar] = getattr(row, record.field)
        setattr(row, record.field, _settled(value, applied, row, form))
        if record.action == "override" and record.field in _ORIGINS:
            setattr(row, f"{record.field}_origin", Value("correction"))
        if record.field == "money_unit" and record.action == "accept":
            _believe_unit(form)
        if isinstance(row, IndicatorRecord) and record.field in ("target_unit", "actual_unit") and not applied.is_read:
            _put_canonical(row, record.field)


def _settled(value: Value[Scalar], applied: Applied, row: Record, form: Form) -> Value[Scalar]:
    record = applied.correction
    if record.action == "accept":
        return replace(value, doubts=CERTAIN)
    if record.action == "withhold":
        doubts = (Doubt("withheld", record.reason),)
        source = value.source
        if source is not None:
            source = replace(source, text="", raw="", printed="", doubts=doubts, repairs=())
        return Value(None, source, doubts, value.origin)
    if applied.is_read:
        return replace(value, doubts=CERTAIN, origin="corrected")
    return Value(typed(record), _source(value.source, applied, row, form), CERTAIN, "corrected")


def _source(source: Cell | None, applied: Applied, row: Record, form: Form) -> Cell:
    """The cell that prints a value, with the text that a person gave instead; on its page where there is none."""
    text = (applied.correction.value or "").strip()
    if source is None:
        page = next((place.page for place in _sorted_places(row)), form.first_page)
        source = Cell(0, 0, 1, 1, "", "", (Evidence(page),))
    return replace(source, text=text, raw=text, printed=applied.printed, doubts=CERTAIN, repairs=(), origin="corrected")


def _sorted_places(row: Record) -> list[Evidence]:
    """Where the values of a row stand, by page."""
    return sorted(_places(row), key=lambda place: place.page)


def _believe_unit(form: Form) -> None:
    """Amounts are not in doubt for their unit where a person said that it is right."""
    for line in form.funding:
        for name in MONEY_COLUMNS.values():
            amount: Value[Decimal] = getattr(line, name)
            setattr(line, name, replace(amount, doubts=without(amount.doubts, *_OF_UNIT)))


def _put_canonical(row: IndicatorRecord, name: str) -> None:
    """The unit that others are compared in follows from a unit that a person gave."""
    unit: Value[str] = getattr(row, name)
    canonical = canonical_unit(unit.value) if unit.value else None
    doubts = unit.doubts if canonical or not unit.value else (Doubt("unknown_unit", unit.value),)
    setattr(row, f"{name}_canonical", Value(canonical, unit.source, doubts, unit.origin))

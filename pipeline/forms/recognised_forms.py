"""Recognised text to forms: which readings are certain is decided by their sureness and by the form's arithmetic.

Belongs here: doubt about text that was recognised in a picture. Does not belong here: recognising it
(``pipeline.readers.scan.scanned_page``), findings (``pipeline.audit``).

The forms are parsed twice. The first time every reading is believed, which shows the figures that belong together.
What adds up exactly is confirmed, however unsure the reading was; what contradicts each other is doubtful, however
sure it was; everything else has to be sure by itself. With these doubts the forms are parsed again.
"""

from __future__ import annotations

from dataclasses import replace

from rapidfuzz.distance import Levenshtein

from pipeline.families import Family, vocabulary
from pipeline.forms import parse, words_of_forms
from pipeline.forms.checked_figures import CheckedFigures, Place, place_of
from pipeline.forms.collected import Correct, as_read
from pipeline.forms.family_labels import labels_of
from pipeline.model.form import Form, Refusal
from pipeline.model.grid import Cell, Grid, Repair
from pipeline.model.messages import said
from pipeline.text.labels import normalise_label, plain_label

# A reading at least so sure stands by itself (chosen; how many scanned values are then wrong: benchmarks/accuracy.md).
CERTAIN = 0.95
# A page with at least so many texts, half of them less sure than this, was not read.
_MANY, _ILLEGIBLE = 10, 0.9
# What stands below the indicators.
_CLOSING = ("total_weight", "total_score", "grade")


def with_known_labels(grids: list[Grid], families: tuple[Family, ...]) -> list[Grid]:
    """The grids with every unsure text that differs from one known label by a single sign as that label."""
    known = _known_labels(families)
    return [replace(grid, cells=[_label(cell, known) for cell in grid.cells]) for grid in grids]


def judge_readings(
    parsed: list[Form | Refusal], grids: list[Grid], families: tuple[Family, ...], correct: Correct = as_read
) -> list[Form | Refusal]:
    """The forms of recognised grids parsed again, with every unsure or contradicted reading in ``doubtful``.

    ``parsed`` are the forms of the same grids when every reading is believed.
    """
    known = _known_labels(families)
    confirmed: set[Place] = set()
    broken: set[Place] = set()
    for form in parsed:
        if isinstance(form, Form):
            checked = CheckedFigures(form)
            confirmed |= checked.confirmed
            broken |= checked.broken
    judged = [replace(grid, cells=[_judged(cell, confirmed - broken, broken) for cell in grid.cells]) for grid in grids]
    settled: list[Form | Refusal] = []
    for form in parse(judged, families, correct):
        if isinstance(form, Refusal):
            settled.append(form)
            continue
        family = next(family for family in families if family.id == form.head.template.value)
        _doubt_lost(form, judged, known, family)
        settled.append(_without_funding_row(form, judged, family) or form)
    unread = [outcome for outcome in settled if isinstance(outcome, Refusal) and outcome.code == words_of_forms.CODE]
    unclear = _illegible(judged, [outcome for outcome in settled if outcome not in unread])
    # Of two refusals of one page, the one that says it is too unclear to be read tells a person more.
    pages = {outcome.page for outcome in unclear}
    dropped = [outcome for outcome in unread if outcome.page in pages]
    return [*(outcome for outcome in settled if outcome not in dropped), *unclear]


def _without_funding_row(form: Form, grids: list[Grid], family: Family) -> Refusal | None:
    """A refusal for a form that prints the label of a funding source without a row of it: a ruling was not seen."""
    sources = labels_of(family).own_sources
    rows = {row.funding_source.value for row in form.funding}
    pages = form.pages
    cells = (cell for grid in grids for cell in grid.cells if cell.page in pages and cell.sureness < 1.0)
    lost = next((cell for cell in cells if sources.get(normalise_label(cell.text), next(iter(rows))) not in rows), None)
    if lost is None:
        return None
    told = said("incomplete_form.funding_row", text=lost.text, page=form.first_page)
    return Refusal(told, page=form.first_page)


def _illegible(grids: list[Grid], settled: list[Form | Refusal]) -> list[Refusal]:
    """A refusal for every page with a table that could hardly be read and that no form and no refusal names."""
    named = {outcome.page for outcome in settled if isinstance(outcome, Refusal)}
    for form in settled:
        if isinstance(form, Form):
            named |= set(form.pages)
    pages: dict[int, list[float]] = {}
    for grid in grids:
        for cell in grid.cells:
            if cell.text and cell.sureness < 1.0:
                pages.setdefault(cell.page, []).append(cell.sureness)
    return [
        Refusal(said("illegible_page", page=page), page=page)
        for page, sureness in sorted(pages.items())
        if page not in named and len(sureness) >= _MANY and sorted(sureness)[len(sureness) // 2] < _ILLEGIBLE
    ]


def _doubt_lost(form: Form, grids: list[Grid], known: dict[str, str], family: Family) -> None:
    """Doubt the values that a form lacks, when it has an unsure text that may be the label of any of them."""
    claimed = set(map(place_of, form.evidence()))
    pages = form.pages
    is_lost = any(
        cell.sureness < CERTAIN
        and cell.page in pages
        and cell.text
        and _place(cell) not in claimed
        and plain_label(cell.text) not in known
        for grid in grids
        for cell in grid.cells
    )
    if is_lost:
        wanted = {*family.fields, *family.goals, *_CLOSING}
        lost = [name for name in form.head.filled() if name in wanted and getattr(form.head, name).value is None]
        form.head.doubt(lost, "block_not_read")


def _judged(cell: Cell, confirmed: set[Place], broken: set[Place]) -> Cell:
    if cell.sureness == 1.0:
        # The document itself says this text: what is wrong in it is the form's own fault.
        return cell
    if _place(cell) in broken:
        return cell.doubted("contradicted")
    if cell.sureness < CERTAIN and _place(cell) not in confirmed:
        return cell.doubted("unsure_reading")
    return cell


def _place(cell: Cell) -> Place:
    return place_of(cell.evidence[0])


def _label(cell: Cell, known: dict[str, str]) -> Cell:
    """A cell that was read unsurely and differs from one known label by a single sign, as that label."""
    label = plain_label(cell.text) if len(cell.text) <= 30 else ""
    if cell.sureness >= CERTAIN or len(label) < 4 or label in known:
        return cell
    near = [k for k in known if Levenshtein.distance(label, k, score_cutoff=1) == 1]
    if len(near) != 1:
        return cell
    text = known[near[0]]
    return replace(cell, text=text, origin="repaired", repairs=(*cell.repairs, Repair("known_label", cell.text, text)))


def _known_labels(families: tuple[Family, ...]) -> dict[str, str]:
    """Every label that any family prints, by the form in which labels are compared."""
    labels: list[str] = []
    for family in families:
        labels += [*family.other_fields, *family.left_out, *family.blocks, *family.total, *family.grade]
        for block in (
            family.fields,
            family.goals,
            family.indicators.columns,
            family.budget.columns,
            family.budget.sources,
            family.levels,
        ):
            labels += [label for printed in block.values() for label in printed]
    words = vocabulary()
    labels += [label for printed in words.level1.values() for label in printed]
    labels += [label for entry in words.level2.values() for label in entry.labels]
    return {plain_label(label): label for label in labels}

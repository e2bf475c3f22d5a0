"""Recognised text to forms: which readings are certain is decided by their sureness and by the form's arithmetic.

Belongs here: doubt about text that was recognised in a picture. Does not belong here: recognising it
(``pipeline.readers.scan.scanned_page``), findings (``pipeline.audit``).

The forms are parsed twice. The first time every reading is believed, which shows the figures that belong together.
What adds up exactly is confirmed, however unsure the reading was; what contradicts each other is doubtful, however
sure it was; everything else has to be sure by itself. With these doubts the forms are parsed again.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal

from rapidfuzz.distance import Levenshtein

from pipeline.arithmetic import adds_up, digits_of, judge_rate, score_slack
from pipeline.families import Family, vocabulary
from pipeline.forms import parse, words_of_forms
from pipeline.forms.cell_values import digits_printed, printed_amount
from pipeline.forms.collected import Correct, as_read
from pipeline.forms.family_labels import labels_of
from pipeline.model.form import Form, Refusal
from pipeline.model.grid import Cell, Evidence, Grid, Repair
from pipeline.model.messages import said
from pipeline.model.records import FundingRecord
from pipeline.model.value import Value
from pipeline.text.labels import normalise_label, plain_label

# A reading at least so sure stands by itself (chosen; how many scanned values are then wrong: benchmarks/accuracy.md).
CERTAIN = 0.95
# A page with at least so many texts, half of them less sure than this, was not read.
_MANY, _ILLEGIBLE = 10, 0.9
_FULL = Decimal(100)
# What stands below the indicators.
_CLOSING = ("total_weight", "total_score", "grade")
_MONEY = ("initial_budget_yuan", "adjusted_budget_yuan", "executed_yuan")

Place = tuple[int, float | None, float | None, float | None, float | None]


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
            checked = _Checked(form)
            checked.run()
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
    claimed = set(map(_rectangle, form.evidence()))
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
    return _rectangle(cell.evidence[0])


def _rectangle(evidence: Evidence) -> Place:
    return evidence.page, evidence.x0, evidence.top, evidence.x1, evidence.bottom


class _Checked:
    """One form believed as it was read: the places of figures that arithmetic confirms, and of those it breaks."""

    def __init__(self, form: Form) -> None:
        self.form = form
        self.confirmed: set[Place] = set()
        self.broken: set[Place] = set()

    def run(self) -> None:
        """Every sum and ratio of the form."""
        funding, indicators = self.form.funding, self.form.indicators
        total = next((row for row in funding if row.is_total.value), None)
        self.points("weight", total)
        self.points("score", total)
        for indicator in indicators:
            weight, score = indicator.weight, indicator.score
            if weight.value is not None and score.value is not None and not 0 <= score.value <= weight.value:
                self.broken |= _places(weight) | _places(score)
        if total is not None:
            # Departments print two lists of the same money: where it comes from and what it is for.
            below = [row for row in funding if row.parent_line_no.value == total.number]
            for division in {row.division_no.value for row in below}:
                parts = [row for row in below if row.division_no.value == division]
                for column in _MONEY:
                    amounts = [getattr(row, column) for row in parts]
                    self.money(getattr(total, column), [amount for amount in amounts if amount.value is not None])
        for row in funding:
            self.rate(row)

    def decide(self, values: Iterable[Value[Decimal]], *, is_right: bool | None) -> None:
        """Note figures as confirmed or broken; null where they say nothing."""
        if is_right is not None:
            places = {place for value in values for place in _places(value)}
            (self.confirmed if is_right else self.broken).update(places)

    def points(self, name: str, total: FundingRecord | None) -> None:
        """Weights against the printed total or 100, scores against the printed total score."""
        rows = [*([total] if total else []), *(row for row in self.form.indicators if row.is_counted.value)]
        figures: list[Value[Decimal]] = [getattr(row, name) for row in rows]
        addends = [figure.value for figure in figures if figure.value is not None]
        own_total: Value[Decimal] = getattr(self.form.head, f"total_{name}")
        wanted = _FULL if own_total.value is None and name == "weight" else own_total.value
        if wanted is None or not addends:
            return
        # A budget score is rounded on its own, and so is the total; weights and the scores of indicators are given.
        slack = Decimal(0)
        if name == "score":
            slack = score_slack(digits_printed(own_total), digits_printed(total.score) if total else 0)
        self.decide([*figures, own_total], is_right=adds_up(addends, wanted, slack))

    def money(self, total: Value[Decimal], parts: list[Value[Decimal]]) -> None:
        """Funding rows against the total row; exact for confirming, within the rounding of each for breaking."""
        if total.value is None or not parts:
            return
        addends = (part.value for part in parts if part.value is not None)
        slack = sum((_half(amount) for amount in (total, *parts)), Decimal(0))
        self.decide([total, *parts], is_right=adds_up(addends, total.value, slack))

    def rate(self, row: FundingRecord) -> None:
        """The printed rate against executed / adjusted, rounded as it is printed."""
        rate, spent, planned = row.execution_rate_pct.value, row.executed_yuan, row.adjusted_budget_yuan
        if rate is None or spent.value is None or planned.value is None:
            return
        # A rate may be printed as a share: its digits are those of the percentage.
        digits = digits_of(format(rate, "f"))
        of_spent, of_planned = printed_amount(spent), printed_amount(planned)
        if of_spent is None or of_planned is None:
            return
        is_right = judge_rate(rate, digits, of_spent, of_planned)
        self.decide(
            [row.execution_rate_pct] if is_right else [row.execution_rate_pct, spent, planned], is_right=is_right
        )


def _half(amount: Value[Decimal]) -> Decimal:
    """Half a unit of the last digit printed, in yuan; nothing for an amount that was not read."""
    allowed = printed_amount(amount)
    return (allowed.high - allowed.low) / 2 if allowed is not None else Decimal(0)


def _places(value: Value[Decimal]) -> set[Place]:
    """Where a figure stands; nothing for one that was not read."""
    if value.value is None or value.source is None:
        return set()
    return {_rectangle(evidence) for evidence in value.source.evidence}


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

"""The figures of one form that arithmetic confirms, and those that contradict each other.

Belongs here: every sum and ratio of a form, by the places of its figures. Does not belong here: the judgement of two
figures (``pipeline.arithmetic``), what follows from a contradiction (``recognised_forms``,
``pipeline.curate.confirmations``).
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from pipeline.arithmetic import adds_up, digits_of, judge_rate, score_slack
from pipeline.forms.cell_values import digits_printed, printed_amount
from pipeline.model.form import Form
from pipeline.model.grid import Evidence
from pipeline.model.records import FundingRecord
from pipeline.model.value import Value

Place = tuple[int, float | None, float | None, float | None, float | None]
"""A page and a rectangle on it."""

_FULL = Decimal(100)
_MONEY = ("initial_budget_yuan", "adjusted_budget_yuan", "executed_yuan")


def place_of(evidence: Evidence) -> Place:
    """The rectangle on its page."""
    return evidence.page, evidence.x0, evidence.top, evidence.x1, evidence.bottom


class CheckedFigures:
    """One form believed as it was read: the places of figures that arithmetic confirms, and of those it breaks.

    Figures of two places that contradict each other are both broken: which of them is wrong is not known.
    """

    def __init__(self, form: Form) -> None:
        self.form = form
        self.confirmed: set[Place] = set()
        self.broken: set[Place] = set()
        self._run()

    def _run(self) -> None:
        """Every sum and ratio of the form."""
        funding, indicators = self.form.funding, self.form.indicators
        total = next((row for row in funding if row.is_total.value), None)
        self._points("weight", total)
        self._points("score", total)
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
                    self._money(getattr(total, column), [amount for amount in amounts if amount.value is not None])
        for row in funding:
            self._rate(row)

    def _decide(self, values: Iterable[Value[Decimal]], *, is_right: bool | None) -> None:
        """Note figures as confirmed or broken; null where they say nothing."""
        if is_right is not None:
            places = {place for value in values for place in _places(value)}
            (self.confirmed if is_right else self.broken).update(places)

    def _points(self, name: str, total: FundingRecord | None) -> None:
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
        self._decide([*figures, own_total], is_right=adds_up(addends, wanted, slack))

    def _money(self, total: Value[Decimal], parts: list[Value[Decimal]]) -> None:
        """Funding rows against the total row; exact for confirming, within the rounding of each for breaking."""
        if total.value is None or not parts:
            return
        addends = (part.value for part in parts if part.value is not None)
        slack = sum((_half(amount) for amount in (total, *parts)), Decimal(0))
        self._decide([total, *parts], is_right=adds_up(addends, total.value, slack))

    def _rate(self, row: FundingRecord) -> None:
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
        self._decide(
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
    return {place_of(evidence) for evidence in value.source.evidence}

"""Whether the rows of a form add up to its printed totals.

Belongs here: the question that every route asks of a form as a whole. Does not belong here: what follows from it.
"""

from __future__ import annotations

from decimal import Decimal

from pipeline.arithmetic import agree
from pipeline.model.form import Form, PointedRecord

# A false digit in an amount changes the rate by more (percentage points).
_FAR = 1


def sum_of_weights(form: Form) -> Decimal | None:
    """Sum of the weights of funding rows and counted indicators; null where no row has one."""
    rows: list[PointedRecord] = [*form.funding, *(row for row in form.indicators if row.is_counted.value)]
    weights = [row.weight.value for row in rows if row.weight.value is not None]
    return sum(weights, Decimal(0)) if weights else None


def adds_up(form: Form) -> bool:
    """Whether weights and scores add up to the printed totals, exactly; a total that is not printed adds up."""
    head = form.head
    totals = head.total_weight.value, head.total_score.value
    return agree(totals, (sum_of_weights(form) or 0, head.computed_score.value))


def has_right_rates(form: Form) -> bool:
    """Whether no rate that a form prints is far from that of its amounts: more than a percentage point.

    What lies nearer is left to the audit: the digits of a font are not compared with their drawing for it.
    """
    pairs = ((row.execution_rate_pct.value, row.computed_rate_pct.value) for row in form.funding)
    return all(shown is None or own is None or abs(shown - own) <= _FAR for shown, own in pairs)

"""Forms on damaged pages, and beside them: refused, or doubtful where only a note can be missing.

Belongs here: what damage of a page means for a form. Does not belong here: noticing damage (readers).
"""

from __future__ import annotations

from collections.abc import Collection

from pipeline.forms.form_sums import adds_up
from pipeline.model.form import Form, Refusal
from pipeline.model.messages import said
from pipeline.model.value import Value


def refuse_damaged(parsed: list[Form | Refusal], damaged: Collection[int]) -> list[Form | Refusal]:
    """The same forms; one that stands on a damaged page (1-based), or may go on there, is refused.

    One that ends beside a damaged page and adds up to its printed totals is kept: its rows are all there.
    """
    forms = [result for result in parsed if isinstance(result, Form)]
    beside = [_damaged_page(result, forms, damaged) if isinstance(result, Form) else None for result in parsed]
    return [
        result if page is None or not isinstance(result, Form) else _refused(result, page)
        for result, page in zip(parsed, beside, strict=True)
    ]


def _damaged_page(form: Form, forms: list[Form], damaged: Collection[int]) -> int | None:
    """The damaged page that takes something from a form; null where none does."""
    first, last = form.first_page, form.last_page
    own = next((page for page in range(first, last + 1) if page in damaged), None)
    if own is not None or _is_whole(form):
        return own
    # Only the first form on a page can have begun in front of it, only the last can go on behind it.
    if first - 1 in damaged and next(other for other in forms if other.last_page >= first) is form:
        return first - 1
    if last + 1 in damaged and [other for other in forms if other.first_page <= last][-1] is form:
        return last + 1
    return None


def _refused(form: Form, page: int) -> Refusal:
    return Refusal(said("damaged_page", page=page, first=form.first_page), page=form.first_page)


def doubt_lost(form: Form, damaged: Collection[int]) -> None:
    """Doubt what a form lacks in a document with damaged pages: titles and notes may stand there."""
    if damaged:
        head = form.head
        head.doubt([name for name in head.filled() if getattr(head, name).value is None], "other_page_damaged")
        head.outcome = Value("curated_with_issues")


def _is_whole(form: Form) -> bool:
    """Whether the rows of a form add up to both of its printed totals."""
    return form.head.total_weight.value is not None and form.head.total_score.value is not None and adds_up(form)

"""Ways to confirm the forms that were read: by another reader, by drawn digits, by filled areas, by arithmetic.

Belongs here: one function for each way. It takes a parsed document and gives it back, read again or with more doubts.
Does not belong here: which of them a kind of file needs (``routes``), the reading itself (``pipeline.readers``), which
is loaded where a document needs it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

from pipeline.families import Family
from pipeline.forms import parse
from pipeline.forms.checked_figures import CheckedFigures
from pipeline.forms.collected import Correct, as_read
from pipeline.forms.cut_web_pages import check_whole
from pipeline.forms.form_sums import adds_up, has_right_rates
from pipeline.forms.hidden_forms import hidden_forms, hidden_rows
from pipeline.forms.parted_tables import apart
from pipeline.forms.recognised_forms import judge_readings
from pipeline.forms.words_of_forms import passed_over
from pipeline.model.form import Form, Refusal
from pipeline.model.grid import Grid, Reading
from pipeline.noisy.gibberish import is_gibberish
from pipeline.readers.scan import extra


@dataclass(frozen=True)
class Parsed:
    """A document as far as it is known: its bytes, the reading, the restored grids, and the forms and refusals.

    ``faint`` are the pages (1-based) on which the edges of filled areas were taken for rulings, ``suspect`` those whose
    digits were compared with their drawing, because figures on them contradict each other. ``correct`` reads forms with
    what persons corrected in them.
    """

    data: bytes
    reading: Reading
    grids: list[Grid]
    results: list[Form | Refusal]
    families: tuple[Family, ...]
    faint: frozenset[int] = frozenset()
    suspect: frozenset[int] = frozenset()
    correct: Correct = as_read

    @property
    def forms(self) -> list[Form]:
        """The forms without the refusals."""
        return [result for result in self.results if isinstance(result, Form)]

    @cached_property
    def unseen(self) -> list[Refusal]:
        """A refusal for every page on which a form stands that is neither read nor refused."""
        return passed_over(self.reading, self.results)


def recognise_false_text(parsed: Parsed, announce: extra.Announce) -> Reading | None:
    """Another reading by text recognition, where the words of a PDF's text layer are no Chinese; else null.

    The words of each form are looked at, or those of the whole document where no form was read.
    """
    if parsed.reading.route == "pdf_ocr":
        return None
    cells = [cell.text for grid in parsed.reading.grids for cell in grid.cells]
    said = [[cell.raw for cell in form.sources() for _ in cell.evidence] for form in parsed.forms] or [
        [*cells, *(line for _, line in parsed.reading.text_lines)]
    ]
    if not any(map(is_gibberish, said)):
        return None
    from pipeline.readers.pdf import text_layer

    return text_layer.read(parsed.data, announce, has_false_text=True)


def confirm_faint_rulings(parsed: Parsed) -> Parsed:
    """Read pages again that hold the words of a form and gave none: filled areas may separate its cells."""
    if not parsed.unseen:
        return parsed
    from pipeline.readers.pdf import text_layer

    taken = {page for form in parsed.forms for page in form.pages}
    faint = frozenset(range(1, parsed.reading.pages + 1)) - taken
    again = replace(_parsed_again(parsed, text_layer.read(parsed.data, faint=faint)), faint=faint)
    is_better = len(again.forms) > len(parsed.forms) and len(again.unseen) < len(parsed.unseen)
    return again if is_better else parsed


def confirm_drawn_digits(parsed: Parsed) -> Parsed:
    """Compare digits with their drawing, where figures contradict each other and a font draws others than it names."""
    pages = _pages_that_do_not_add_up(parsed)
    pages |= {page for form in parsed.forms if not has_right_rates(form) for page in form.pages}
    if not pages:
        return parsed
    from pipeline.readers.pdf import text_layer

    if not text_layer.draws_other_digits(parsed.data, pages):
        return parsed
    again = _parsed_again(parsed, text_layer.read(parsed.data, digit_looks=1, faint=parsed.faint))
    return replace(again, suspect=frozenset(pages))


def contradicted_pages(parsed: Parsed) -> set[int]:
    """The pages with a figure that another one contradicts: a sum, a rate, points above their weight."""
    broken = {place[0] for form in parsed.forms for place in CheckedFigures(form).broken}
    return broken | _pages_that_do_not_add_up(parsed)


def confirm_by_second_reader(parsed: Parsed) -> Parsed:
    """Doubt the cells that a second reader reads differently, on pages whose figures contradict each other.

    Such figures are the form's own fault only if an independent reader sees the same ones. Those of a page that it
    cannot read are in doubt.
    """
    # The second reader sees no faint rulings.
    asked = (set(parsed.suspect) or contradicted_pages(parsed)) - parsed.faint
    if not asked:
        return parsed
    from pipeline.readers.pdf import second_opinion

    before = parsed.reading.grids
    reading = second_opinion.confirm(parsed.data, asked, parsed.reading, is_contradicted=True)
    return parsed if reading.grids is before else _parsed_again(parsed, reading)


def confirm_by_arithmetic(parsed: Parsed) -> Parsed:
    """Doubt the recognised figures that neither the recognition nor the sums of the form are sure of."""
    return replace(parsed, results=judge_readings(parsed.results, parsed.grids, parsed.families, parsed.correct))


def confirm_whole(parsed: Parsed) -> Parsed:
    """Refuse a web page of which a part is missing: raises ``Unreadable`` with ``cut_off``."""
    check_whole(parsed.reading)
    return parsed


def confirm_hidden(parsed: Parsed) -> Parsed:
    """Name what the document holds of forms and does not show."""
    notes = [*parsed.reading.notes, *hidden_rows(parsed.reading, parsed.results, parsed.families)]
    reading = replace(parsed.reading, notes=notes)
    return replace(
        parsed,
        reading=reading,
        results=[*parsed.results, *hidden_forms(parsed.reading, parsed.results, parsed.families)],
    )


def _parsed_again(parsed: Parsed, reading: Reading) -> Parsed:
    """The document with another reading of its PDF."""
    grids = apart(reading.grids, parsed.families)
    return replace(parsed, reading=reading, grids=grids, results=parse(grids, parsed.families, parsed.correct))


def _pages_that_do_not_add_up(parsed: Parsed) -> set[int]:
    return {page for form in parsed.forms if not adds_up(form) for page in form.pages} - parsed.faint

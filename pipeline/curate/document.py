"""One raw document to its one outcome: forms to publish, refusals with a sentence to act on.

Belongs here: which reader reads what, where facts about a document come from, outcomes. Does not belong here:
reading, parsing, and the frames of the published tables (``curate.tables``).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import PurePosixPath

from pipeline import __version__
from pipeline.curate.damaged import doubt_lost, refuse_damaged
from pipeline.curate.form_facts import add_facts
from pipeline.curate.statements import read_narratives
from pipeline.curate.tables import form_problems
from pipeline.families import Family, is_known_column, load_families
from pipeline.forms import parse
from pipeline.forms.broken_tables import parse_markup
from pipeline.forms.cut_pages import check_whole
from pipeline.forms.hidden import hidden_forms, hidden_rows
from pipeline.forms.model import Form, Refusal
from pipeline.forms.other_documents import classify
from pipeline.forms.parted_tables import apart
from pipeline.forms.passed_over import passed_over
from pipeline.forms.recognised import settle
from pipeline.model.grid import Grid, Reading, Unreadable
from pipeline.model.reading_notes import CUT_ADVICE
from pipeline.model.rows import Row
from pipeline.noisy import restore
from pipeline.noisy.gibberish import is_gibberish
from pipeline.readers import markup, tabbed_text
from pipeline.readers.pdf import text_layer
from pipeline.readers.scan import extra
from pipeline.sources.raw import RawDocument

_NO_FORM, _UNREAD = "no_form_found", "pages_unread"
_NO_FORM_SENTENCE = (
    "No project-expenditure self-evaluation form was found in the document. If it does hold one, report the "
    "document: its layout is not known yet."
)
_FAILED = (
    "The reader failed on this document ({error}), as damaged files make it do. Download it again; if it is "
    "whole, report it."
)
_NARRATIVE_SENTENCE = "What its text states of self-evaluation is in table narrative."
_LEFT_OUT = "What stands under headings that are not known was left out: {}."
_ARCHIVES = ("application/gzip", "application/vnd.rar", "application/x-7z-compressed")
_KNOWN_SENTENCE = (
    "The document holds no filled self-evaluation form; page {kind.page} shows what it is: {kind.title}. "
    "If it does hold a form beside that, report the document."
)


@dataclass(slots=True)
class CuratedDocument:
    """A document with its outcome: its row of ``document``, forms to publish, statements of its text, the refusals."""

    document: Row
    forms: list[Form] = field(default_factory=list)
    quarantine: list[Row] = field(default_factory=list)
    narratives: list[Row] = field(default_factory=list)


def curate_document(source: RawDocument, data: bytes) -> CuratedDocument:
    """Read, parse and judge one document. ``data`` are the bytes that ``source`` was identified by."""
    if source.problem is not None:
        return refused(source, source.problem.code, source.problem.sentence)
    families = load_families()
    try:
        reading, parsed = _read(source, data, families)
    except Unreadable as error:
        return refused(source, error.code, error.sentence, page=error.page)
    except (MemoryError, extra.NeedsTime):
        raise
    except Exception as error:  # a file can hold what no reader foresaw
        return refused(source, "reader_failed", _FAILED.format(error=type(error).__name__))
    if unseen := passed_over(reading, parsed):
        parsed = sorted([*parsed, *unseen], key=_page)
    return _judge(source, reading, parsed, read_narratives(source, reading, data))


def refused(source: RawDocument, code: str, sentence: str, *, page: int | None = None) -> CuratedDocument:
    """A document that is quarantined as a whole."""
    row = _document_row(source, None)
    row |= {"outcome": "quarantined", "reason": code, "reason_text": sentence, "forms": 0}
    return CuratedDocument(row, quarantine=[{"code": code, "sentence": sentence, "page": page}])


def _read(source: RawDocument, data: bytes, families: tuple[Family, ...]) -> tuple[Reading, list[Form | Refusal]]:
    """The reading of a document by the reader of its media type, and what parsing makes of it."""
    if source.media_type == "application/pdf":
        reading = text_layer.read(data)
        if reading.route == "pdf_ocr":
            return reading, settle(reading.grids, families)
        parsed = parse(_apart(reading, families), families)
        if _has_false_text(reading, parsed):
            reading = text_layer.read(data, has_false_text=True)
            return reading, settle(reading.grids, families)
        unseen = passed_over(reading, parsed)
        faint: set[int] = set()
        if unseen:
            # Cells may be told apart by filled areas and white lines.
            taken = {page for one in parsed if isinstance(one, Form) for page in one.pages}
            again = text_layer.read(data, faint=set(range(1, reading.pages + 1)) - taken)
            found = parse(_apart(again, families), families)
            if len(passed_over(again, found)) < len(unseen) and _count(found) > _count(parsed):
                reading, parsed, faint = again, found, set(range(1, reading.pages + 1)) - taken
        # Figures that do not add up are the form's own fault only if a second, independent reader sees the same ones.
        pages = {p for f in parsed if isinstance(f, Form) and not _adds_up(f) for p in f.pages} - faint
        odd = pages | {p for f in parsed if isinstance(f, Form) and not _has_right_rates(f) for p in f.pages}
        if odd and text_layer.draws_other_digits(data, odd):
            reading = text_layer.read(data, digit_looks=1, faint=faint)
            pages = odd
        if pages:
            reading = text_layer.confirm(data, pages - faint, reading)
            parsed = parse(_apart(reading, families), families)
        return reading, parsed
    if source.media_type == "text/plain":
        reading = tabbed_text.read(data, PurePosixPath(source.path).name)
        grids = [restored for grid in reading.grids for restored in restore(grid, families)]
        return reading, parse(grids, families)
    if source.media_type in markup.READERS:
        reading = markup.READERS[source.media_type](data)
        check_whole(reading)
        parsed = parse_markup(reading.grids, families)
        reading.notes += hidden_rows(reading, parsed, families)
        return reading, [*parsed, *hidden_forms(reading, parsed, families)]
    if source.media_type.startswith("image/"):
        reading = extra.read_image(data)
        return reading, settle(reading.grids, families)
    raise Unreadable("unsupported_media_type", _unsupported(source))


def _unsupported(source: RawDocument) -> str:
    suffix = PurePosixPath(source.path).suffix.lower()
    named = f" although it is named {suffix}" if suffix == ".pdf" else ""
    # Documents of many kinds are ZIP containers too (.ofd, .ods).
    is_archive = source.media_type in _ARCHIVES or (source.media_type == "application/zip" and suffix == ".zip")
    advice = "Unpack it and put the documents" if is_archive else "Save the document as PDF and put that"
    return f"Files of type {source.media_type} are not read{named}. {advice} into the folder."


def _has_false_text(reading: Reading, parsed: list[Form | Refusal]) -> bool:
    """Whether what a form says in words is no Chinese, or the whole document where no form was read."""
    forms = [one for one in parsed if isinstance(one, Form)]
    if forms:
        return any(is_gibberish(cell["raw_value"] or "" for cell in form.cells) for form in forms)
    cells = (cell.text for grid in reading.grids for cell in grid.cells)
    return is_gibberish([*cells, *(line for _, line in reading.text_lines)])


def _apart(reading: Reading, families: tuple[Family, ...]) -> list[Grid]:
    """The tables of a PDF, those that hold forms beside each other cut between them."""
    return apart(reading.grids, families)


def _uncut(one: Form | Refusal, reading: Reading) -> Form | Refusal:
    """The form, or a refusal where a page of it shows only a part of it."""
    cut = [page for page in one.pages if page in reading.cut] if isinstance(one, Form) else []
    if not cut:
        return one
    sentence = (
        f"Page {cut[0]} is cut off: the form that begins on page {_page(one)} goes on outside of what is shown, and is "
        f"not published. {CUT_ADVICE}"
    )
    return Refusal("page_cut_off", sentence, page=_page(one))


def _count(parsed: list[Form | Refusal]) -> int:
    return sum(isinstance(one, Form) for one in parsed)


def _has_right_rates(form: Form) -> bool:
    """Whether the rates that a form prints are those of its amounts, roughly."""
    pairs = ((row["execution_rate_pct"], row["computed_rate_pct"]) for row in form.budget_lines)
    return all(printed is None or own is None or abs(printed - own) <= 1 for printed, own in pairs)


def _adds_up(form: Form) -> bool:
    """Whether weights and scores add up to the printed totals, exactly."""
    head = form.values
    rows = (*form.budget_lines, *(r for r in form.indicators if r["is_counted"]))
    weights = [r["weight"] for r in rows if r["weight"] is not None]
    is_weight = head["total_weight"] is None or sum(weights) == head["total_weight"]
    return is_weight and (head["total_score"] is None or head["computed_score"] == head["total_score"])


def _page(one: Form | Refusal) -> int:
    """The page on which a form begins, or the one that a refusal names; 0 for a refusal of the whole document."""
    return one.values["first_page"] if isinstance(one, Form) else one.page or 0


def _judge(
    source: RawDocument, reading: Reading, parsed: list[Form | Refusal], narratives: list[Row]
) -> CuratedDocument:
    narratives = [row for row in narratives if row["page"] not in reading.damaged]
    result = CuratedDocument(_document_row(source, reading), narratives=narratives)
    parsed = [_uncut(one, reading) for one in refuse_damaged(parsed, reading.damaged)]
    add_facts([one for one in parsed if isinstance(one, Form)], source, reading)
    for ordinal, one in enumerate(parsed, start=1):
        if isinstance(one, Form):
            one.values["ordinal"] = ordinal
            doubt_lost(one, reading.damaged)
            problems = form_problems(one)
            if not problems:
                result.forms.append(one)
                continue
            page = one.values["first_page"]
            sentence = (
                f"The form on page {page} holds values that no published column can hold: {'; '.join(problems[:3])}."
            )
            one = Refusal("unpublishable_value", sentence, page=page)
        result.quarantine.append(
            {
                "ordinal": ordinal,
                "code": one.code,
                "sentence": one.sentence,
                "excerpt": one.excerpt or None,
                "page": one.page,
            }
        )
    _outcome(result, reading)
    return result


def _outcome(result: CuratedDocument, reading: Reading) -> None:
    """The one outcome of a document; pages that were not read are named whatever else is said of it."""
    row = result.document
    row["forms"] = len(result.forms)
    missing = [note.sentence for note in reading.notes]
    has_unread = bool(missing)
    if has_unread and not result.forms and not result.quarantine:
        # A form may stand on what was not read, so this is no document without a form.
        result.quarantine.append({"code": _UNREAD, "sentence": " ".join(missing), "page": None})
        missing = []
    doubted = sum(1 for f in result.forms if f.values["outcome"] != "curated")
    outcome, code, sentence = "curated", None, ""
    if result.quarantine:
        first = result.quarantine[0]
        outcome = "curated_with_issues" if result.forms else "quarantined"
        refused = f"{len(result.quarantine)} of its forms were refused. " if result.forms else ""
        code, sentence = first["code"], refused + first["sentence"]
    elif result.forms and has_unread:
        outcome, code = "curated_with_issues", _UNREAD
    elif doubted:
        outcome, code = "curated_with_issues", "doubtful_values"
        which = f"{doubted} of its {len(result.forms)} forms have" if len(result.forms) > 1 else "Its form has"
        sentence = f"{which} values listed in doubtful: check those."
    elif not result.forms:
        kind = classify(reading)
        outcome, code = "no_form", kind.code if kind else _NO_FORM
        sentence = _KNOWN_SENTENCE.format(kind=kind) if kind else _NO_FORM_SENTENCE
        sentence += f" {_NARRATIVE_SENTENCE}" if result.narratives else ""
    headings = dict.fromkeys(heading for form in result.forms for heading in form.values["left_out"])
    if unknown := [heading for heading in headings if not is_known_column(heading)]:
        missing.append(_LEFT_OUT.format("、".join(unknown)))
    row |= {"outcome": outcome, "reason": code, "reason_text": " ".join(filter(None, [sentence, *missing])) or None}


def _document_row(source: RawDocument, reading: Reading | None) -> Row:
    return {
        "document_id": source.document_id,
        "path": source.path,
        "media_type": source.media_type,
        "bytes": source.size,
        "pages": reading.pages if reading else None,
        "route": reading.route if reading else None,
        "batch": source.batch,
        "publisher": source.facts.publisher,
        "source_url": source.facts.source,
        "retrieved_on": source.facts.retrieved,
        "region": source.facts.region,
        "fiscal_year": source.facts.fiscal_year,
        "parser_version": __version__,
    }

"""One raw document to its one outcome: forms to publish, refusals with a sentence to act on.

Belongs here: the order of the stages (route, read, parse, confirm, judge), outcomes. Does not belong here: which reader
reads what (``curate.routes``), reading, parsing, and the frames of the published tables (``curate.tables``).
"""

from __future__ import annotations

from dataclasses import dataclass, field

from pipeline import __version__
from pipeline.curate.comparable import add_comparable
from pipeline.curate.damaged import doubt_lost, refuse_damaged
from pipeline.curate.form_facts import add_facts
from pipeline.curate.routes import follow, route_of, steps_of
from pipeline.curate.statements import read_narratives
from pipeline.curate.tables import form_problems
from pipeline.families import is_known_column, load_families
from pipeline.forms.other_documents import classify
from pipeline.forms.words_of_forms import passed_over
from pipeline.model.form import Form, Refusal
from pipeline.model.grid import Reading, Unreadable
from pipeline.model.reading_notes import CUT_ADVICE
from pipeline.model.rows import DocumentRow, RefusalRow, StatementRow
from pipeline.model.value import Value
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
_KNOWN_SENTENCE = (
    "The document holds no filled self-evaluation form; page {kind.page} shows what it is: {kind.title}. "
    "If it does hold a form beside that, report the document."
)


@dataclass(slots=True)
class CuratedDocument:
    """A document with its outcome: its row of ``document``, forms to publish, statements of its text, the refusals."""

    document: DocumentRow
    forms: list[Form] = field(default_factory=list)
    quarantine: list[RefusalRow] = field(default_factory=list)
    narratives: list[StatementRow] = field(default_factory=list)


def curate_document(
    source: RawDocument, data: bytes, announce: extra.Announce = extra.no_announcement
) -> CuratedDocument:
    """Read, parse, confirm and judge one document. ``data`` are the bytes that ``source`` was identified by.

    ``announce`` is told of pages before they are recognised, so that whoever set a limit can move it.
    """
    if source.problem is not None:
        return refused(source, source.problem.code, source.problem.sentence)
    families = load_families()
    try:
        route = route_of(source)
        read = follow(route, source, data, families, announce)
    except Unreadable as error:
        return refused(source, error.code, error.sentence, page=error.page)
    except MemoryError:
        raise
    except Exception as error:  # a damaged file can fail in ways that no reader foresaw
        return refused(source, "reader_failed", _FAILED.format(error=type(error).__name__))
    results = read.results
    if unseen := passed_over(read.reading, results):
        results = sorted([*results, *unseen], key=_page)
    text = steps_of(route, read.reading).text
    return _judge(source, read.reading, results, read_narratives(source, read.reading, data, text))


def refused(source: RawDocument, code: str, sentence: str, *, page: int | None = None) -> CuratedDocument:
    """A document that is quarantined as a whole."""
    row = _document_row(source, None)
    row |= {"outcome": "quarantined", "reason": code, "reason_text": sentence, "forms": 0}
    return CuratedDocument(row, quarantine=[{"code": code, "sentence": sentence, "page": page}])


def _uncut(parsed: Form | Refusal, reading: Reading) -> Form | Refusal:
    """The form, or a refusal where a page of it shows only a part of it."""
    cut = [page for page in parsed.pages if page in reading.cut] if isinstance(parsed, Form) else []
    if not cut:
        return parsed
    sentence = (
        f"Page {cut[0]} is cut off: the form that begins on page {_page(parsed)} goes on outside of what is shown, and "
        f"is not published. {CUT_ADVICE}"
    )
    return Refusal("page_cut_off", sentence, page=_page(parsed))


def _page(parsed: Form | Refusal) -> int:
    """The page on which a form begins, or the one that a refusal names; 0 for a refusal of the whole document."""
    return parsed.first_page if isinstance(parsed, Form) else parsed.page or 0


def _judge(
    source: RawDocument, reading: Reading, parsed: list[Form | Refusal], narratives: list[StatementRow]
) -> CuratedDocument:
    narratives = [row for row in narratives if row["page"] not in reading.damaged]
    result = CuratedDocument(_document_row(source, reading), narratives=narratives)
    parsed = [_uncut(item, reading) for item in refuse_damaged(parsed, reading.damaged)]
    add_facts([item for item in parsed if isinstance(item, Form)], source, reading)
    for ordinal, item in enumerate(parsed, start=1):
        if isinstance(item, Form):
            item.head.ordinal = Value(ordinal)
            doubt_lost(item, reading.damaged)
            add_comparable(item)
            problems = form_problems(item)
            if not problems:
                result.forms.append(item)
                continue
            page = item.first_page
            sentence = (
                f"The form on page {page} holds values that no published column can hold: {'; '.join(problems[:3])}."
            )
            item = Refusal("unpublishable_value", sentence, page=page)
        result.quarantine.append(
            {
                "ordinal": ordinal,
                "code": item.code,
                "sentence": item.sentence,
                "excerpt": item.excerpt or None,
                "page": item.page,
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
    doubted = sum(1 for f in result.forms if f.head.outcome.value != "curated")
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
    headings = dict.fromkeys(heading for form in result.forms for heading in form.head.left_out.value or ())
    if unknown := [heading for heading in headings if not is_known_column(heading)]:
        missing.append(_LEFT_OUT.format("、".join(unknown)))
    row |= {"outcome": outcome, "reason": code, "reason_text": " ".join(filter(None, [sentence, *missing])) or None}


def _document_row(source: RawDocument, reading: Reading | None) -> DocumentRow:
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
        "is_example": source.facts.is_example,
        "region": source.facts.region,
        "fiscal_year": source.facts.fiscal_year,
        "parser_version": __version__,
    }

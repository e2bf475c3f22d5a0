"""One raw document to its one outcome: forms to publish, refusals with a sentence to act on.

Belongs here: the order of the stages (route, read, parse, confirm, judge), outcomes. Does not belong here: which reader
reads what (``curate.routes``), reading, parsing, and the frames of the published tables (``curate.tables``).
"""

from __future__ import annotations

from pipeline.corrections.apply import NONE, Corrected, settle
from pipeline.corrections.guard import resolve
from pipeline.corrections.trail import audit_trail
from pipeline.curate.comparable import add_comparable
from pipeline.curate.confirmations import Parsed
from pipeline.curate.damaged import doubt_lost, refuse_damaged
from pipeline.curate.document_rows import form_problems
from pipeline.curate.form_facts import add_facts
from pipeline.curate.results import (
    CuratedDocument,
    Show,
    document_row,
    not_shown,
    reason_texts,
    refusal_row,
    refused,
)
from pipeline.curate.routes import Route, confirmed, route_of, settled, steps_of
from pipeline.curate.statements import read_narratives
from pipeline.families import is_known_column, load_families
from pipeline.forms.collected import as_read
from pipeline.forms.other_documents import classify
from pipeline.model.form import Form, Refusal
from pipeline.model.grid import Reading, Unreadable
from pipeline.model.messages import Message, said, together, words
from pipeline.model.rows import StatementRow
from pipeline.model.value import Value
from pipeline.readers.scan import extra
from pipeline.sources.raw import RawDocument

_UNREAD = "pages_unread"
# Refusals that another run may not have: the office program has a limit by the clock.
_OF_THE_MOMENT = frozenset({"conversion_failed"})


def curate_document(
    source: RawDocument, data: bytes, announce: extra.Announce = extra.no_announcement, show: Show = not_shown
) -> CuratedDocument:
    """Read, parse, confirm and judge one document. ``data`` are the bytes that ``source`` was identified by.

    ``announce`` is told of pages before they are recognised, so that whoever set a limit can move it; ``show`` is given
    what the reader saw.
    """
    if source.problem is not None:
        return refused(source, source.problem, is_settled=True)
    families = load_families()
    try:
        route = route_of(source)
        parsed = settled(route, source, data, families, announce, show)
        as_printed = _finished(source, route, parsed, NONE)
        return as_printed if not source.corrections else _corrected(source, route, parsed, as_printed)
    except Unreadable as error:
        return refused(source, error.message, page=error.page, is_settled=error.message.code not in _OF_THE_MOMENT)
    except MemoryError:
        raise
    except Exception as error:  # a damaged file can fail in ways that no reader foresaw
        told = said("reader_failed", error=type(error).__name__)
        return refused(source, told, is_settled=not _is_of_the_system(error))


def _finished(source: RawDocument, route: Route, parsed: Parsed, correct: Corrected) -> CuratedDocument:
    """A document that was read, judged with what persons corrected in it."""
    read = confirmed(route, parsed, correct if correct.resolved else as_read)
    results = sorted([*read.results, *read.unseen], key=_page) if read.unseen else read.results
    text = steps_of(route, read.reading).text
    return _judge(source, read.reading, results, read_narratives(source, read.reading, read.data, text), correct)


def _corrected(source: RawDocument, route: Route, parsed: Parsed, as_printed: CuratedDocument) -> CuratedDocument:
    """A document with its corrections; as it is printed, with what is wrong, where they do not fit it."""
    resolved, problems = resolve(source.corrections, as_printed.forms)
    if not problems:
        result = _finished(source, route, parsed, Corrected(tuple(resolved)))
        result.corrections, problems = audit_trail(source, resolved, result.forms, result.quarantine)
        as_printed = result
    as_printed.correction_problems = problems
    as_printed.is_settled = as_printed.is_settled and not problems
    return as_printed


def _is_of_the_system(error: BaseException) -> bool:
    """Whether an error came from the system or from its memory, be it as the cause of another one."""
    seen: BaseException | None = error
    while seen is not None:
        if isinstance(seen, OSError | MemoryError) or "memory" in str(seen) or "alloc" in str(seen):
            return True
        seen = seen.__cause__ or seen.__context__
    return False


def _uncut(parsed: Form | Refusal, reading: Reading) -> Form | Refusal:
    """The form, or a refusal where a page of it shows only a part of it."""
    cut = [page for page in parsed.pages if page in reading.cut] if isinstance(parsed, Form) else []
    if not cut:
        return parsed
    told = said("page_cut_off", page=cut[0], first=_page(parsed), advice=said("advice.whole_page"))
    return Refusal(told, page=_page(parsed))


def _page(parsed: Form | Refusal) -> int:
    """The page on which a form begins, or the one that a refusal names; 0 for a refusal of the whole document."""
    return parsed.first_page if isinstance(parsed, Form) else parsed.page or 0


def _judge(
    source: RawDocument,
    reading: Reading,
    parsed: list[Form | Refusal],
    narratives: list[StatementRow],
    correct: Corrected,
) -> CuratedDocument:
    narratives = [row for row in narratives if row["page"] not in reading.damaged]
    result = CuratedDocument(document_row(source, reading), narratives=narratives)
    parsed = [_uncut(item, reading) for item in refuse_damaged(parsed, reading.damaged)]
    add_facts([item for item in parsed if isinstance(item, Form)], source, reading)
    for ordinal, item in enumerate(parsed, start=1):
        if isinstance(item, Form):
            item.head.ordinal = Value(ordinal)
            doubt_lost(item, reading.damaged)
            settle(item)
            add_comparable(item)
            settle(item)
            problems = form_problems(item)
            withheld = correct.withheld(item)
            if not problems and withheld is None:
                result.forms.append(item)
                continue
            page = item.first_page
            item = (
                Refusal(said("withheld", page=page, reason=withheld.reason, record=withheld.id), page=page)
                if withheld is not None
                else Refusal(said("unpublishable_value", page=page), "; ".join(problems[:3]), page)
            )
        result.quarantine.append(
            {"ordinal": ordinal, **refusal_row(item.message), "excerpt": item.excerpt or None, "page": item.page}
        )
    _outcome(result, reading)
    result.is_settled = True
    return result


def _outcome(result: CuratedDocument, reading: Reading) -> None:
    """The one outcome of a document; pages that were not read are named whatever else is said of it."""
    row = result.document
    row["forms"] = len(result.forms)
    missing = [note.message for note in reading.notes]
    has_unread = bool(missing)
    if has_unread and not result.forms and not result.quarantine:
        # A form may stand on what was not read, so this is no document without a form.
        result.quarantine.append({**refusal_row(together(missing, _UNREAD)), "page": None})
        missing = []
    doubted = sum(1 for f in result.forms if f.head.outcome.value != "curated")
    outcome, code = "curated", None
    told: list[Message] = []
    if result.quarantine:
        first = result.quarantine[0]
        outcome = "curated_with_issues" if result.forms else "quarantined"
        code, reason = first["code"], words(first["sentence"], first["sentence_en"])
        count = len(result.quarantine)
        told.append(said("outcome.forms_refused", count=count, first=reason) if result.forms else reason)
    elif result.forms and has_unread:
        outcome, code = "curated_with_issues", _UNREAD
    elif doubted:
        forms = len(result.forms)
        several = said("doubtful_values.several", forms=forms, count=doubted)
        told.append(several if forms > 1 else said("doubtful_values"))
        outcome, code = "curated_with_issues", told[0].code
    elif not result.forms:
        kind = classify(reading)
        told.append(said("outcome.known_kind", page=kind.page, kind=kind.named) if kind else said("no_form_found"))
        outcome, code = "no_form", kind.code if kind else told[0].code
        if result.narratives:
            told.append(said("outcome.narrative"))
    headings = dict.fromkeys(heading for form in result.forms for heading in form.head.left_out.value or ())
    if unknown := [heading for heading in headings if not is_known_column(heading)]:
        missing.append(said("outcome.left_out", headings="、".join(unknown)))
    row |= {"outcome": outcome, "reason": code, **reason_texts(together([*told, *missing]))}

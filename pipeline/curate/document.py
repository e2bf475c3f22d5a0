"""One raw document to its one outcome: forms to publish, refusals with a sentence to act on.

Belongs here: which reader reads what, where facts about a document come from, outcomes. Does not belong here:
reading, parsing, and the frames of the published tables (``curate.tables``).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from pipeline import __version__
from pipeline.curate.tables import form_problems
from pipeline.parse import parse
from pipeline.parse.model import Form, Refusal, Row
from pipeline.parse.restore import restore
from pipeline.readers import pdf_text, raw_text
from pipeline.readers.grid import Reading, Unreadable
from pipeline.sources.raw import RawDocument
from pipeline.templates import load_templates
from pipeline.text.fold import squeeze

_YEAR = re.compile(r"(20\d\d)(?=年|[^0-9]|$)")
_TITLE_YEAR = re.compile(r"(20\d\d)年(?:度)?.*(?:绩效|自评|决算|预算)")
_NO_FORM, _UNREAD = "no_form_found", "image_pages_unread"
_NO_FORM_SENTENCE = (
    "No project-expenditure self-evaluation form was found in the document. If it does hold one, report the "
    "document: its layout is not known yet."
)


@dataclass(slots=True)
class CuratedDocument:
    """A document with its outcome: its row of ``document``, the forms to publish, the refusals."""

    document: Row
    forms: list[Form] = field(default_factory=list)
    quarantine: list[Row] = field(default_factory=list)


def curate_document(source: RawDocument, data: bytes) -> CuratedDocument:
    """Read, parse and judge one document. ``data`` are the bytes that ``source`` was identified by."""
    if source.problem is not None:
        return refused(source, source.problem.code, source.problem.sentence)
    try:
        reading, parsed = _read(source, data)
    except Unreadable as error:
        return refused(source, error.code, error.sentence, page=error.page)
    return _judge(source, reading, parsed)


def refused(source: RawDocument, code: str, sentence: str, *, page: int | None = None) -> CuratedDocument:
    """A document that is quarantined as a whole."""
    row = _document_row(source, None)
    row |= {"outcome": "quarantined", "reason": code, "reason_text": sentence, "forms": 0}
    return CuratedDocument(row, quarantine=[{"code": code, "sentence": sentence, "page": page}])


def _read(source: RawDocument, data: bytes) -> tuple[Reading, list[Form | Refusal]]:
    """The reading of a document by the reader of its media type, and what parsing makes of it."""
    templates = load_templates()
    if source.media_type == "application/pdf":
        reading = pdf_text.read(data)
        parsed = parse(reading.grids, templates)
        # Figures that do not add up are the form's own fault only if a second, independent reader sees the same ones.
        pages = {p for f in parsed if isinstance(f, Form) and not _adds_up(f) for p in _pages(f)}
        if pages:
            reading = pdf_text.confirm(data, pages, reading)
            parsed = parse(reading.grids, templates)
        return reading, parsed
    if source.media_type == "text/plain":
        reading = raw_text.read(data, PurePosixPath(source.path).name)
        grids = [restored for grid in reading.grids for restored in restore(grid, templates)]
        return reading, parse(grids, templates)
    raise Unreadable("unsupported_media_type", _unsupported(source))


def _unsupported(source: RawDocument) -> str:
    suffix = PurePosixPath(source.path).suffix.lower()
    named = f" although it is named {suffix}" if suffix == ".pdf" else ""
    if source.media_type == "text/html":
        return (
            f"The file is a web page{named}. Open it in a browser, save the page as PDF and put that into the folder."
        )
    if source.media_type.startswith("image/"):
        return f"The file is an image{named}. Run text recognition over it and put the resulting PDF into the folder."
    return (
        f"Files of type {source.media_type} are not read{named}. Save the document as PDF and put that into the folder."
    )


def _adds_up(form: Form) -> bool:
    """Whether weights and scores add up to the printed totals, exactly."""
    head = form.values
    weights = [r["weight"] for r in (*form.budget_lines, *form.indicators) if r["weight"] is not None]
    is_weight = head["total_weight"] is None or sum(weights) == head["total_weight"]
    return is_weight and (head["total_score"] is None or head["computed_score"] == head["total_score"])


def _pages(form: Form) -> range:
    return range(form.values["first_page"], form.values["last_page"] + 1)


def _judge(source: RawDocument, reading: Reading, parsed: list[Form | Refusal]) -> CuratedDocument:
    result = CuratedDocument(_document_row(source, reading))
    for ordinal, one in enumerate(parsed, start=1):
        if isinstance(one, Form):
            one.values["ordinal"] = ordinal
            _facts(one, source, reading)
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
    row = result.document
    row["forms"] = len(result.forms)
    doubted = sum(1 for f in result.forms if f.values["outcome"] != "curated")
    if result.forms and (doubted or result.quarantine or reading.notes):
        row["outcome"] = "curated_with_issues"
        if result.quarantine:
            row["reason"] = result.quarantine[0]["code"]
            row["reason_text"] = (
                f"{len(result.quarantine)} of its forms were refused. {result.quarantine[0]['sentence']}"
            )
        elif reading.notes:
            row["reason"], row["reason_text"] = _UNREAD, " ".join(reading.notes)
        else:
            row["reason"] = "doubtful_values"
            row["reason_text"] = (
                f"{doubted} of its {len(result.forms)} forms have values listed in doubtful: check those."
            )
    elif result.forms:
        row["outcome"] = "curated"
    elif result.quarantine:
        first = result.quarantine[0]
        row |= {"outcome": "quarantined", "reason": first["code"], "reason_text": first["sentence"]}
    elif reading.notes:
        row |= {
            "outcome": "no_form",
            "reason": _UNREAD,
            "reason_text": " ".join(["No form was found.", *reading.notes]),
        }
    else:
        row |= {"outcome": "no_form", "reason": _NO_FORM, "reason_text": _NO_FORM_SENTENCE}


def _document_row(source: RawDocument, reading: Reading | None) -> Row:
    return {
        "document_id": source.document_id,
        "path": source.path,
        "media_type": source.media_type,
        "bytes": source.size,
        "pages": reading.pages if reading else None,
        "route": reading.route if reading else None,
        "batch": source.batch,
        "region": source.facts.region,
        "fiscal_year": source.facts.fiscal_year,
        "parser_version": __version__,
    }


def _facts(form: Form, source: RawDocument, reading: Reading) -> None:
    """Year, region and department where the form does not say them, each with its origin; then the outcome."""
    row = form.values
    printed = row.pop("title_year")
    candidates = (
        (printed, "form"),
        (source.facts.fiscal_year, "batch"),
        (_title_year(reading), "title"),
        (_file_year(source.path), "file_name"),
    )
    row["fiscal_year"], row["fiscal_year_origin"] = next((c for c in candidates if c[0]), (None, None))
    row["region"] = source.facts.region
    row["region_origin"] = "batch" if source.facts.region else None
    row["department_origin"] = "form" if row["department"] else None
    doubtful = set(row["doubtful"])
    if printed and source.facts.fiscal_year and printed != source.facts.fiscal_year:
        doubtful.add("fiscal_year")
    row["doubtful"] = sorted(doubtful)
    is_doubted = any(r["doubtful"] for r in (row, *form.budget_lines, *form.indicators))
    row["outcome"] = "curated_with_issues" if is_doubted else "curated"


def _title_year(reading: Reading) -> int | None:
    found = next((m for _, line in reading.text_lines if (m := _TITLE_YEAR.search(squeeze(line)))), None)
    return int(found.group(1)) if found else None


def _file_year(path: str) -> int | None:
    years = {int(m.group(1)) for m in _YEAR.finditer(PurePosixPath(path).name)}
    return years.pop() if len(years) == 1 else None

"""Invented documents through the real path, and every value beside its truth.

Belongs here: running one document, lining up rows, counting what is right, doubted or silently wrong. Does not
belong here: which documents are tried (``tests.factory.fuzz``).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from difflib import SequenceMatcher
from operator import eq
from typing import Any

from pipeline.model.rows import Row
from pipeline.readers.scan import extra
from pipeline.sources.media import media_type
from pipeline.sources.raw import RawDocument
from tests.factory.documents import Document
from tests.published import Published, ReadForm, published
from tests.truth import SOURCES, compare, normal

Same = Callable[[Any, Any], bool]


@dataclass(slots=True)
class Verdict:
    """What became of one document. ``silent`` holds every breach of the rule as a sentence.

    ``wronged`` counts filled forms that were refused: not a breach, but a form less.
    """

    right: Counter[str] = field(default_factory=Counter)
    doubted: Counter[str] = field(default_factory=Counter)
    over_doubted: Counter[str] = field(default_factory=Counter)
    wrong: Counter[str] = field(default_factory=Counter)
    silent: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    forms: int = 0
    wronged: int = 0

    @property
    def is_clean(self) -> bool:
        """Whether everything was right and nothing doubted or refused."""
        return not (self.silent or self.doubted or self.over_doubted or self.wronged)

    def fault(self, kind: str, sentence: str) -> None:
        """A breach of the rule."""
        self.wrong[kind] += 1
        self.silent.append(sentence)


# Doubted together, they say that nothing in the row of an indicator is certain.
_TEXTS = {"name", "target_text", "actual_text"}


def curate(data: bytes, announce: extra.Announce = extra.no_announcement) -> Published:
    """The real path for the bytes of a document."""
    source = RawDocument("2024/invented", "2024", "0" * 16, len(data), media_type(data))
    return published(source, data, announce)


def check(document: Document, data: bytes, same: Same = eq) -> Verdict:
    """Curate a document and compare it with its truth; ``same`` says which texts are alike."""
    verdict = Verdict(forms=len(document.forms))
    result = curate(data)
    verdict.refused = [f"{q['code']} p.{q['page']}" for q in result.quarantine]
    pairs, lost, invented = _pair(result.forms, document)
    for form, number in pairs:
        _compare(verdict, form, document.truths[number], len(document.forms) > 1, same)
    for form in invented:
        verdict.fault(
            "form invented", f"form invented on page {form.values['first_page']}: {form.values['project_name']!r}"
        )
    refusals = [q["page"] for q in result.quarantine]
    for number in lost:
        _lost(verdict, document.truths[number], number, refusals)
    _private(verdict, result.forms, document)
    return verdict


def _lost(verdict: Verdict, truth: dict[str, Any], number: int, refusals: list[int | None]) -> None:
    """A form that is missing: refused where a refusal names one of its pages or the document, else lost silently."""
    pages = range(truth["page_first"], truth["page_last"] + 1)
    own = next((page for page in refusals if page is None or page in pages), 0)
    if own == 0:
        verdict.fault("form lost", f"form {number + 1} lost: {_name(truth)!r}")
        return
    verdict.wronged += 1
    if own is not None:
        refusals.remove(own)


def _name(values: dict[str, Any]) -> str:
    """What tells the forms of a document apart; the form of a whole department names no project."""
    return normal(values["project_name"] or values["department"])


def _pair(forms: list[ReadForm], document: Document) -> tuple[list[tuple[ReadForm, int]], list[int], list[ReadForm]]:
    found = [_name(f.values) for f in forms]
    wanted = [_name(t) for t in document.truths]
    pairs: list[tuple[ReadForm, int]] = []
    lost: list[int] = []
    invented: list[ReadForm] = []
    for tag, a0, a1, b0, b1 in SequenceMatcher(None, found, wanted, autojunk=False).get_opcodes():
        same = min(a1 - a0, b1 - b0) if tag in ("equal", "replace") else 0
        pairs += [(forms[a0 + k], b0 + k) for k in range(same)]
        invented += forms[a0 + same : a1]
        lost += range(b0 + same, b1)
    return pairs, lost, invented


def _compare(verdict: Verdict, form: ReadForm, truth: dict[str, Any], has_several: bool, same: Same) -> None:
    lines, budget = _line_up(
        verdict,
        "budget row",
        form.budget_lines,
        truth["budget"],
        lambda line: line["funding_source"],
        lambda entry: next(
            iter(SOURCES.get(entry["key"], {entry["key"]}) & {r["funding_source"] for r in form.budget_lines}),
            entry["key"],
        ),
    )
    rows, indicators = _line_up(
        verdict,
        "indicator row",
        form.indicators,
        truth["indicators"],
        lambda row: normal(row["name"]),
        lambda entry: normal(entry["name"]),
    )
    lined_up = replace(form, budget_lines=lines, indicators=rows)
    for one in compare(lined_up, {**truth, "budget": budget, "indicators": indicators}):
        place = re.sub(r" \d+", "", one.place)
        if same(one.found, one.expected):
            (verdict.over_doubted if one.is_doubted else verdict.right)[place] += 1
        elif one.is_doubted:
            verdict.doubted[place] += 1
        else:
            prefix = f"form {truth['index']}, " if has_several else ""
            verdict.fault(place, f"{prefix}{one.place}: {one.found!r} instead of {one.expected!r}")


def _line_up(
    verdict: Verdict, kind: str, found: list[Row], wanted: list[dict[str, Any]], key_found: Any, key_wanted: Any
) -> tuple[list[Row], list[dict[str, Any]]]:
    """Rows paired with their truth; the rest is lost or invented."""
    a, b = [key_found(r) for r in found], [key_wanted(r) for r in wanted]
    rows: list[Row] = []
    truths: list[dict[str, Any]] = []
    for tag, a0, a1, b0, b1 in SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
        same = min(a1 - a0, b1 - b0) if tag in ("equal", "replace") else 0
        rows += found[a0 : a0 + same]
        truths += wanted[b0 : b0 + same]
        for k in range(a0 + same, a1):
            verdict.fault(f"{kind} invented", f"{kind} invented: {a[k]!r}")
        for k in range(b0 + same, b1):
            # A row that stands in its neighbour's cells is not lost silently when the neighbour is doubted.
            beside = found[max(0, a0 - 1) : a1 + 1]
            is_named = any("name" in row.get("doubtful", ()) and b[k] in key_found(row) for row in found)
            if is_named or any(set(row["doubtful"]) >= _TEXTS for row in beside):
                verdict.doubted[f"{kind} lost"] += 1
            else:
                verdict.fault(f"{kind} lost", f"{kind} lost: {b[k]!r}")
    return rows, truths


def _private(verdict: Verdict, forms: list[ReadForm], document: Document) -> None:
    private = {normal(p) for form in document.forms for p in form.private}
    if not private:
        return
    text = normal(
        " ".join(
            str(v) for f in forms for row in (f.values, *f.budget_lines, *f.indicators, *f.cells) for v in row.values()
        )
    )
    for one in sorted(private):
        if one in text:
            verdict.fault("private", f"{one!r} is published")

"""What a release holds, as a few lines for the person who built it.

Belongs here: counting and wording. Does not belong here: printing (``pipeline.cli``).
"""

from __future__ import annotations

from pathlib import Path

import polars as pl

from pipeline.publish.data_kind import SENTENCES, data_kind
from pipeline.publish.parquet import read_parquet
from schemas.columns import DOCUMENT_OUTCOMES

_OUTCOMES = {
    "curated": "curated",
    "curated_with_issues": "curated with issues",
    "no_form": "without a form",
    "quarantined": "quarantined",
}
_SEVERITIES = {"error": "errors", "warning": "warnings", "info": "for information"}


def summary(release: Path) -> str:
    """Documents by outcome, forms, indicators, scores, findings, statements, and every document that gave nothing."""
    document = read_parquet("document", release)
    if document.is_empty():
        return (
            "The raw folder holds no document: an empty release was published. "
            "Put documents into a folder below it and build again."
        )
    names = ("form", "indicator", "finding", "expected_score", "narrative", "quarantine")
    form, indicator, finding, score, narrative, quarantine = (read_parquet(name, release) for name in names)
    outcomes = dict(document.group_by("outcome").len().iter_rows())
    listed = [f"{outcomes[outcome]} {_OUTCOMES[outcome]}" for outcome in DOCUMENT_OUTCOMES if outcome in outcomes]
    shortfalls = indicator.filter(pl.col("shortfall") > 0).height
    unchecked = score.filter(method="unchecked").height
    differing = score.filter(pl.col("score_difference") != 0).height
    lines = [
        SENTENCES[data_kind(document)][1],
        _line("documents", document.height, ", ".join(listed)),
        _line("forms", form.height, _doubted(form)),
        _line("indicators", indicator.height, _doubted(indicator)),
        _line("shortfalls", shortfalls, "indicators with a score below their weight"),
        _line(
            "scores", score.height - unchecked, f"checked by a rule, {differing} of them differ; {unchecked} cannot be"
        ),
        _line("findings", finding.height, _by_severity(finding)),
        _line("statements", narrative.height, "of reports on self-evaluation"),
        _line("quarantine", quarantine.height, "refused documents or forms"),
    ]
    return "\n".join(lines + _refusals(document, quarantine))


def _line(what: str, count: int, explained: str) -> str:
    return f"{what:<11}{count:>7,}  {explained}".rstrip()


def _doubted(frame: pl.DataFrame) -> str:
    doubted = frame.filter(pl.col("doubtful").list.len() > 0).height
    return f"{doubted:,} with doubtful values" if doubted else "none with doubtful values"


def _by_severity(finding: pl.DataFrame) -> str:
    """How grave the findings are, and how many of them rest on a value that is in doubt."""
    severities = dict(finding.group_by("severity").len().iter_rows())
    counts = ", ".join(f"{severities.get(name, 0):,} {word}" for name, word in _SEVERITIES.items())
    return f"{counts}; {finding.filter(kind='reader').height:,} of them rest on doubtful values"


def _refusals(document: pl.DataFrame, quarantine: pl.DataFrame) -> list[str]:
    """One entry per refused form or document, then one per document without a form; paths as in the raw folder."""
    refused = quarantine.join(document.select("document_id", "path"), on="document_id").sort(
        "path", "ordinal", nulls_last=False
    )
    lines = []
    for row in refused.iter_rows(named=True):
        where = "" if row["page"] is None else f", page {row['page']}"
        lines += ["", f"{_one_line(row['path'])}{where} ({row['code']})", f"  {_one_line(row['sentence'])}"]
    for row in document.filter(outcome="no_form").sort("path").iter_rows(named=True):
        lines += ["", f"{_one_line(row['path'])} ({row['reason']})", f"  {_one_line(row['reason_text'])}"]
    return [*lines, ""] if lines else []


def _one_line(text: str) -> str:
    """A text without line ends and control characters, which file names may hold."""
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in text)

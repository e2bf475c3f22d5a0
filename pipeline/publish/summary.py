"""What a release holds, as a few lines for the person who built it.

Belongs here: counting and wording. Does not belong here: printing (``pipeline.cli``).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import polars as pl

from pipeline.language import in_current, say
from pipeline.publish.data_kind import SENTENCES, data_kind
from pipeline.publish.parquet import count_rows, read_parquet, scan_parquet
from schemas.columns import DOCUMENT_OUTCOMES, SEVERITIES


def summary(release: Path) -> str:
    """Documents by outcome, forms, indicators, scores, findings, statements, and every document that gave nothing."""
    document = read_parquet("document", release)
    if document.is_empty():
        return say("summary.empty")
    quarantine = read_parquet("quarantine", release)
    finding = scan_parquet("finding", release).select("severity", "kind").collect()
    doubtful = pl.col("doubtful").list.len() > 0
    form = _counts(release, "form", doubtful=doubtful)
    indicator = _counts(release, "indicator", doubtful=doubtful, short=pl.col("shortfall") > 0)
    unchecked, differing = pl.col("method") == "unchecked", pl.col("score_difference") != 0
    score = _counts(release, "expected_score", unchecked=unchecked, differing=differing)
    outcomes = dict(document.group_by("outcome").len().iter_rows())
    listed = [
        say(f"summary.outcome.{outcome}", count=outcomes[outcome])
        for outcome in DOCUMENT_OUTCOMES
        if outcome in outcomes
    ]
    checked = say("summary.checked", differing=score["differing"], unchecked=score["unchecked"])
    lines = [
        in_current(*SENTENCES[data_kind(document)]),
        _line("documents", document.height, in_current("、", ", ").join(listed)),
        _line("forms", form["rows"], _doubted(form["doubtful"])),
        _line("indicators", indicator["rows"], _doubted(indicator["doubtful"])),
        _line("shortfalls", indicator["short"], say("summary.below_weight")),
        _line("scores", score["rows"] - score["unchecked"], checked),
        _line("findings", finding.height, _by_severity(finding)),
        _line("statements", count_rows("narrative", release), say("summary.of_reports")),
        _line("quarantine", quarantine.height, say("summary.refused")),
    ]
    return "\n".join(lines + _refusals(document, quarantine))


def counted(release: Path) -> dict[str, Any]:
    """What a release holds, for programs.

    ``release`` (its folder), ``build_id``, ``data_kind``; ``outcomes`` (documents by outcome), ``rows`` (by table),
    ``findings`` (by severity); ``refused``: path, page, code, sentence, sentence_en of each refusal and of each
    document without a form.
    """
    document, quarantine = read_parquet("document", release), read_parquet("quarantine", release)
    finding = scan_parquet("finding", release).select("severity").collect()
    columns = ("path", "page", "code", "sentence", "sentence_en")
    refused = quarantine.join(document.select("document_id", "path"), on="document_id").select(columns)
    without = document.filter(outcome="no_form").select(
        "path", pl.lit(None).cast(refused["page"].dtype).alias("page"), code="reason", sentence="reason_text",
        sentence_en="reason_text_en",
    )  # fmt: skip
    manifest = json.loads((release / "manifest.json").read_text("utf-8"))
    return {
        "release": str(release),
        "build_id": release.name,
        "data_kind": manifest.get("data_kind"),
        "outcomes": dict(document.group_by("outcome").len().sort("outcome").iter_rows()),
        "rows": {name: manifest["rows"][name] for name in sorted(manifest["rows"])},
        "findings": dict(finding.group_by("severity").len().sort("severity").iter_rows()),
        "refused": pl.concat([refused, without]).sort("path", "page", nulls_last=False).to_dicts(),
    }


def read_again(release: Path, read: int) -> str:
    """How many documents a release holds, and how many of them were read for it and not known from before."""
    return say("read_again", count=count_rows("document", release), read=read)


def _line(what: str, count: int, explained: str) -> str:
    title = say(f"summary.{what}")
    # A Chinese character is as wide as two letters.
    width = sum(2 if ord(letter) > 0x2E7F else 1 for letter in title)
    return f"{title}{' ' * (11 - width)}{count:>7,}  {explained}".rstrip()


def _counts(release: Path, table: str, **what: pl.Expr) -> dict[str, int]:
    """How many rows a table has, and for how many each condition holds."""
    asked = {name: condition.sum() for name, condition in what.items()}
    return scan_parquet(table, release).select(rows=pl.len(), **asked).collect(engine="streaming").row(0, named=True)


def _doubted(doubted: int) -> str:
    return say("summary.doubtful", count=f"{doubted:,}") if doubted else say("summary.none_doubtful")


def _by_severity(finding: pl.DataFrame) -> str:
    """How grave the findings are, and how many of them rest on a value that is in doubt."""
    severities = dict(finding.group_by("severity").len().iter_rows())
    counts = {name: f"{severities.get(name, 0):,}" for name in SEVERITIES}
    return say("summary.severities", **counts, reader=f"{finding.filter(kind='reader').height:,}")


def _refusals(document: pl.DataFrame, quarantine: pl.DataFrame) -> list[str]:
    """One entry per refused form or document, then one per document without a form; paths as in the raw folder."""
    refused = quarantine.join(document.select("document_id", "path"), on="document_id").sort(
        "path", "ordinal", nulls_last=False
    )
    lines = []
    for row in refused.iter_rows(named=True):
        where = "" if row["page"] is None else say("summary.page", page=row["page"])
        lines += _refusal(row, where, row["code"], in_current(row["sentence"], row["sentence_en"]))
    for row in document.filter(outcome="no_form").sort("path").iter_rows(named=True):
        lines += _refusal(row, "", row["reason"], in_current(row["reason_text"], row["reason_text_en"]))
    return [*lines, ""] if lines else []


def _refusal(row: Mapping[str, Any], where: str, code: str, sentence: str) -> list[str]:
    head = say("summary.refusal", path=_one_line(row["path"]), where=where, code=code)
    return ["", head, f"  {_one_line(sentence)}"]


def _one_line(text: str) -> str:
    """A text without line ends and control characters, which file names may hold."""
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in text)

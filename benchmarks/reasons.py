"""Reasons: ``python -m benchmarks.reasons`` writes ``benchmarks/reasons.md``: what is read right, and how fast.

Belongs here: the table by batch and category, the time for many reasons. Does not belong here: counting
(``tests.reasons``), floors (``tests/unit/audit/test_reasons_taxonomy.py``).
"""

from __future__ import annotations

import random
import re
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import polars as pl

from pipeline.audit.reasons.reason_tables import analyse
from pipeline.prose.reason_words import taxonomy
from schemas.table_frames import empty_frame
from tests.reasons import HOLD_OUTS, MARK, SuggestionTally, Tally, batches, hold_out, suggestion_tally, tally
from tools.cause_model.train import THRESHOLD, left_out

TARGET = Path(__file__).with_name("reasons.md")
REASONS, DISTINCT = 150_000, 30_000
THRESHOLDS = (0.3, 0.4, 0.5, 0.55, 0.6, 0.7, 0.8)
ENOUGH = 0.9
"""The share of suggestions that have to be right."""


def invented(distinct: int, seed: int = 1) -> list[str]:
    """Distinct reasons made of labelled clauses in other order and with other figures."""
    chance = random.Random(seed)  # noqa: S311  (no secret)
    texts = [str(entry["text"]).split(MARK) for batch in batches().values() for entry in batch]
    causes = [clause for text in texts for clause in re.split("[，。；;,]", text[0]) if len(clause) > 5]
    measures = [part for text in texts for part in text[1:] if len(part) > 5]
    made: dict[str, None] = {}
    while len(made) < distinct:
        text = "，".join(chance.choices(causes, k=chance.choice([1, 2, 2, 2, 3, 3, 4])))
        if chance.random() < 0.5:
            text += "。" + chance.choice(["改进措施：", "下一步"]) + chance.choice(measures)
        made[re.sub(r"\d+", lambda _: str(chance.randint(1, 999)), text)[:140]] = None
    return list(made)


def seconds() -> float:
    """Processor time for many reasons, a fifth of them distinct; other programs do not count."""
    distinct = invented(DISTINCT)
    texts = distinct + random.Random(2).choices(distinct, k=REASONS - DISTINCT)  # noqa: S311
    indicator = empty_frame("indicator").clear(REASONS)
    indicator = indicator.with_columns(
        form_id=pl.Series([f"{i // 10:016x}-001" for i in range(REASONS)]),
        indicator_no=pl.Series([i % 10 for i in range(REASONS)], dtype=pl.Int32),
        reason_text=pl.Series(texts),
        doubtful=pl.Series([[]] * REASONS, dtype=pl.List(pl.String)),
    )
    tables = {"indicator": indicator, "budget_line": empty_frame("budget_line"), "form": empty_frame("form")}
    start = time.process_time()
    analyse(tables)
    return time.process_time() - start


def suggestions(found: dict[str, SuggestionTally]) -> Iterator[str]:
    """What the trained model adds where no pattern hits, and how its threshold was chosen."""
    yield "\n## Suggestions\n"
    yield "Where no pattern hits, a small trained model suggests a class (`reason.suggested_category`)."
    yield "`left out`: the texts of `tools/cause_model/training.yml`, each read by a model that was trained without it;"
    yield "most were written to be hard for patterns. Lists `tests/data/reasons/suggestion_*.tsv`: written before the"
    yield "training set was complete, and not read by training; their heads say what they showed at the first reading."
    yield "Every text has one class; a pattern that hits a second one counts as wrong.\n"
    yield (
        "| list | causes | patterns: precision | recall | with suggestions: precision | recall"
        " | open | suggested | right | share of the open |"
    )
    yield "|---|" + "---:|" * 9
    for name, one in found.items():
        before, after = one.scores(with_suggestions=False), one.scores(THRESHOLD, with_suggestions=True)
        number, precision, share = one.of_suggestions(THRESHOLD)
        scores = " | ".join(f"{value:.3f}" for value in (*before, *after))
        yield f"| {name} | {one.texts} | {scores} | {one.open} | {number} | {precision:.3f} | {share:.3f} |"
    least = next((one for one in THRESHOLDS if found["left out"].of_suggestions(one)[1] >= ENOUGH), None)
    yield f"\nThreshold {THRESHOLD}."
    yield f"The least of these at which nine in ten suggestions on `left out` are right: {least}.\n"
    yield "| threshold | suggested | mean probability | right | share of the open |"
    yield "|---|" + "---:|" * 4
    for threshold in THRESHOLDS:
        number, precision, share = found["left out"].of_suggestions(threshold)
        mean = found["left out"].mean_probability(threshold)
        yield f"| {threshold} | {number} | {mean:.3f} | {precision:.3f} | {share:.3f} |"


def lines(found: dict[str, Tally], suggested: dict[str, SuggestionTally], duration: float) -> Iterator[str]:
    """The report in Markdown."""
    yield "# Reasons\n"
    today = datetime.now(UTC).date().isoformat()
    yield f"Written by `python -m benchmarks.reasons`, {today}, taxonomy version {taxonomy().version}."
    yield "Texts and labels stand in `tests/data/reasons/labelled.yml`. The patterns have been mended for every batch:"
    yield "this table shows what they were made for, the head of that file what each batch showed before."
    yield "`unclassified` is no category: it lowers the recall.\n"
    yield "| batch | texts | precision | recall | F1 | stated or not | parts told apart |"
    yield "|---|" + "---:|" * 6
    for name, one in found.items():
        scores = " | ".join(f"{value:.3f}" for value in one.scores(*one.categories))
        yield f"| {name} | {one.texts} | {scores} | {one.state / one.texts:.3f} | {one.split / one.texts:.3f} |"
    for name, one in found.items():
        yield f"\n## {name}\n"
        yield "| category | labelled | precision | recall | F1 |"
        yield "|---|" + "---:|" * 4
        for category in one.categories:
            scores = " | ".join(f"{value:.3f}" for value in one.scores(category))
            yield f"| {category} | {one.right[category] + one.missed[category]} | {scores} |"
    yield from suggestions(suggested)
    yield "\n## Speed\n"
    yield f"{REASONS:,} reasons, {DISTINCT:,} of them distinct: {duration:.1f} s of processor time."


def main() -> int:
    """Measure, print the summary and write the table."""
    suggested = {"left out": suggestion_tally(left_out(), THRESHOLDS[0])}
    suggested |= {name: suggestion_tally(hold_out(name)) for name in HOLD_OUTS}
    text = "\n".join(lines({batch: tally(batch) for batch in batches()}, suggested, seconds())) + "\n"
    TARGET.write_text(text, "utf-8")
    head, *parts = text.split("\n## ")
    sys.stdout.write("\n## ".join([head, *parts[-2:]]))
    return 0


if __name__ == "__main__":
    sys.exit(main())

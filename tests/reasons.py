"""Reasons labelled by hand beside what the program makes of them.

Belongs here: reading ``tests/data/reasons/labelled.yml`` and counting. Does not belong here: floors
(``tests/unit/audit/test_reasons_taxonomy.py``), the written table (``python -m benchmarks.reasons``).
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl
import yaml

from pipeline.audit.reasons.categories import UNCLASSIFIED, classify
from pipeline.audit.reasons.reason_parts import is_stated, parts_of
from pipeline.prose.cause_model import NONE, CauseModel, suggest
from pipeline.prose.reasons import split_reason, take_apart

LABELLED = Path(__file__).parent / "data" / "reasons" / "labelled.yml"
SPLITS = LABELLED.with_name("split.tsv")
HOLD_OUTS = ("suggestion_hold_out", "suggestion_second")
"""Lists of causes with one class each, which neither patterns nor training set were made for."""
MARK = "‖"
NOT_STATED = "not_stated"


@dataclass
class Tally:
    """Right, wrong and missed categories, and how many texts were told apart and judged as labelled."""

    right: Counter[str] = field(default_factory=Counter)
    wrong: Counter[str] = field(default_factory=Counter)
    missed: Counter[str] = field(default_factory=Counter)
    texts: int = 0
    split: int = 0
    state: int = 0
    faults: list[str] = field(default_factory=list)

    def scores(self, *categories: str) -> tuple[float, float, float]:
        """Precision, recall and F1 over some categories; 1 where there is nothing to find."""
        right, wrong, missed = (sum(c[k] for k in categories) for c in (self.right, self.wrong, self.missed))
        precision = right / (right + wrong) if right + wrong else 1.0
        recall = right / (right + missed) if right + missed else 1.0
        return precision, recall, 2 * right / (2 * right + wrong + missed) if right + wrong + missed else 1.0

    @property
    def categories(self) -> list[str]:
        """The categories of causes that occur, without those that say there is none."""
        return sorted((self.right + self.wrong + self.missed).keys() - {UNCLASSIFIED, NOT_STATED})


def batches() -> dict[str, list[dict[str, str | list[str]]]]:
    """The labelled texts by batch."""
    loaded: dict[str, list[dict[str, str | list[str]]]] = yaml.safe_load(LABELLED.read_text("utf-8"))
    return loaded


def is_same_measure(found: str | None, due: str) -> bool:
    """Whether a measure is the labelled one, but for words of time that only lead to it and for punctuation."""
    short, whole = (re.sub(r"[\W_]|今后|后续|后期|下一?步|接下来|将", "", text or "") for text in (found, due))
    return short == whole or (whole.endswith(short) and len(short) > len(whole) / 2)


@dataclass
class SplitTally:
    """How texts of one kind were told apart: the likely parts, and those that were called certain."""

    texts: int = 0
    likely: int = 0
    certain: int = 0
    certain_and_wrong: list[str] = field(default_factory=list)


def split_tallies() -> dict[str, SplitTally]:
    """The texts of ``split.tsv`` by kind, compared."""
    tallies: dict[str, SplitTally] = {}
    for line in SPLITS.read_text("utf-8").splitlines():
        if line.startswith("#"):
            continue
        kind, marked = line.split("\t")
        pieces = marked.split(MARK)
        text, due = "".join(pieces), "".join(pieces[1::2])
        counted = tallies.setdefault(kind, SplitTally())
        counted.texts += 1
        counted.likely += is_same_measure(take_apart(text).measure, due)
        parts = split_reason(text)
        if parts != (None, None):
            counted.certain += 1
            if not is_same_measure(parts[1], due):
                counted.certain_and_wrong.append(text)
    return tallies


def tally(batch: str) -> Tally:
    """One batch, compared."""
    labelled = pl.DataFrame(
        [
            {
                "text": entry["text"].replace(MARK, ""),
                "measure": "".join(entry["text"].split(MARK)[1::2]),
                "is": entry["is"],
            }
            for entry in ({**e, "is": [e["is"]] if isinstance(e["is"], str) else e["is"]} for e in batches()[batch])
        ]
    )
    parts = parts_of(labelled["text"]).with_columns(is_stated=is_stated())
    read = labelled.rename({"measure": "due"}).join(parts, on="text", how="left", maintain_order="left")
    found: dict[str, set[str]] = {}
    for text, category in classify(read["cause"]).select("cause_text", "category").iter_rows():
        found.setdefault(text, set()).add(category)
    counted = Tally()
    for row in read.iter_rows(named=True):
        expected = set(row["is"])
        got = found.get(row["cause"], {UNCLASSIFIED}) if row["is_stated"] else {NOT_STATED}
        counted.right.update(expected & got)
        counted.wrong.update(got - expected)
        counted.missed.update(expected - got)
        counted.texts += 1
        is_split = is_same_measure(row["measure"], row["due"])
        counted.split += is_split
        counted.state += row["is_stated"] == (NOT_STATED not in expected)
        if got != expected or not is_split:
            counted.faults.append(f"{row['text']}: {sorted(got)} instead of {sorted(expected)}")
    return counted


@dataclass
class SuggestionTally:
    """Causes with one class each: what the patterns find, and what is suggested where they find nothing.

    ``suggested`` has for each suggestion how probable it was and whether it was right.
    """

    texts: int = 0
    due: int = 0
    right: int = 0
    wrong: int = 0
    open: int = 0
    open_due: int = 0
    suggested: list[tuple[float, bool]] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def scores(self, threshold: float = 0.0, *, with_suggestions: bool) -> tuple[float, float]:
        """Precision and recall of patterns, with or without suggestions."""
        kept = [is_right for probability, is_right in self.suggested if with_suggestions and probability >= threshold]
        right = self.right + sum(kept)
        return right / max(1, self.right + self.wrong + len(kept)), right / self.due

    def mean_probability(self, threshold: float = 0.0) -> float:
        """What the model gives for its suggestions, on average; beside their precision it says what that is worth."""
        kept = [probability for probability, _ in self.suggested if probability >= threshold]
        return sum(kept) / max(1, len(kept))

    def of_suggestions(self, threshold: float = 0.0) -> tuple[int, float, float]:
        """How many suggestions, their precision, and the share of causes left open that they name rightly."""
        kept = [is_right for probability, is_right in self.suggested if probability >= threshold]
        return len(kept), sum(kept) / max(1, len(kept)), sum(kept) / self.open_due


def hold_out(name: str) -> list[tuple[str, str, CauseModel | None]]:
    """The class and the text of each cause of a list, for the model of the package."""
    lines = (LABELLED.parent / f"{name}.tsv").read_text("utf-8").splitlines()
    pairs = (line.split("\t") for line in lines if not line.startswith("#"))
    return [(category, text, None) for category, text in pairs]


def suggestion_tally(
    causes: list[tuple[str, str, CauseModel | None]], threshold: float | None = None
) -> SuggestionTally:
    """Causes with their class, classified; each may have a model of its own, and one threshold may be set for all."""
    found: dict[str, set[str]] = {}
    for text, category in classify(pl.Series([text for _, text, _ in causes])).select("cause_text", "category").rows():
        found.setdefault(text, set()).add(category)
    counted = SuggestionTally()
    for due, text, model in causes:
        if model is not None and threshold is not None:
            model = model.model_copy(update={"threshold": threshold})
        got = found[text] - {UNCLASSIFIED, "other"}
        counted.texts += 1
        counted.due += due != NONE
        counted.right += due in got
        counted.wrong += len(got - {due})
        if got or "other" in found[text]:
            continue
        counted.open += 1
        counted.open_due += due != NONE
        if suggestion := suggest(text, model):
            counted.suggested.append((suggestion.probability, suggestion.category == due))
            if suggestion.category != due:
                counted.faults.append(f"{text}: {suggestion} instead of {due}")
    return counted

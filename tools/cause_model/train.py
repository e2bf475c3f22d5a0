"""Train the model of causes: ``python -m tools.cause_model.train`` writes ``pipeline/prose/cause_model.json``.

Belongs here: the training set made of its parts, logistic regression, the file as text, cross-validation. Does not
belong here: use of the model (``pipeline.prose.cause_model``), the lists that training never reads, and what is
counted on them (``tests.reasons``).

Needs numpy, which the product does without where it reads reasons. The loss is convex, so there is one solution. Sums
are made in one order and without threads, and weights are rounded to thousandths: the same training set gives the same
file.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from pipeline.prose.cause_model import NONE, CauseModel, pieces
from pipeline.prose.reason_words import taxonomy

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
TARGET = ROOT / "pipeline" / "prose" / "cause_model.json"
LABELLED = ROOT / "tests" / "data" / "reasons" / "labelled.yml"
VERSION = "1"
# Found by cross-validation: of the suggestions on texts that were left out, nine in ten have to be right.
STRENGTH = 0.03
THRESHOLD = 0.55
FEATURES = 6000
PAIRS = 60
STEEPEST = 1e-6
REMEMBERED = 12
ROUNDS = 1000
FOLDS = 5

Numbers = np.ndarray[Any, np.dtype[np.float64]]
Texts = list[tuple[str, str, float]]
"""Class, text, and how much it counts."""


@cache
def _listed() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load((HERE / "training.yml").read_text("utf-8"))
    return loaded


def invented_texts() -> Texts:
    """The texts of ``training.yml`` that stand as they are."""
    return [(name, text, 1.0) for name, parts in _listed().items() for text in parts["whole"]]


def labelled_texts() -> Texts:
    """The examples of the taxonomy, and the causes of ``tests/data/reasons/labelled.yml`` that have one class."""
    found: Texts = []
    for category in taxonomy().categories:
        found += [(NONE if category.is_last else category.id, text, 1.0) for text in category.hits]
    for batch in yaml.safe_load(LABELLED.read_text("utf-8")).values():
        for entry in batch:
            classes = [entry["is"]] if isinstance(entry["is"], str) else entry["is"]
            cause = "".join(entry["text"].split("‖")[0::2])
            if len(classes) == 1 and classes[0] != "not_stated":
                found.append((NONE if classes[0] in {"other", "unclassified"} else classes[0], cause, 1.0))
    return found


def paired_texts() -> Texts:
    """Texts made of a subject and an end, evenly spread over all of them; each counts half."""
    found: Texts = []
    for name, parts in _listed().items():
        for pair in parts["pairs"]:
            joined = [subject + end for subject in pair["subjects"] for end in pair["ends"]]
            step = max(1.0, len(joined) / PAIRS)
            found += [(name, joined[int(i * step)], 0.5) for i in range(min(PAIRS, len(joined)))]
    return found


def training_texts() -> Texts:
    """All that the model is trained on."""
    return invented_texts() + labelled_texts() + paired_texts()


def fingerprint(texts: Texts) -> str:
    """The number of a training set; the model file has the one of its own."""
    return hashlib.sha256(json.dumps(texts, ensure_ascii=False).encode()).hexdigest()[:16]


class Pieces:
    """The pieces of text that are used, and how rare each is."""

    def __init__(self, texts: Texts) -> None:
        per_class: dict[str, Counter[str]] = {}
        total: Counter[str] = Counter()
        for name, text, _ in texts:
            found = set(pieces(text))
            total.update(found)
            per_class.setdefault(name, Counter()).update(found)
        sizes = Counter(name for name, _, _ in texts)

        def spread(piece: str) -> float:
            """A piece is worth more the more unevenly it is spread over the classes."""
            expected = {name: total[piece] * size / len(texts) for name, size in sizes.items()}
            return sum((per_class[name][piece] - due) ** 2 / due for name, due in sorted(expected.items()))

        frequent = [piece for piece, times in total.items() if times >= 2]
        chosen = sorted(frequent, key=lambda piece: (-round(spread(piece), 6), piece))[:FEATURES]
        self.place = {piece: number for number, piece in enumerate(sorted(chosen))}
        self.rarity = [round(1000 * (1 + np.log((1 + len(texts)) / (1 + total[piece])))) / 1000 for piece in self.place]


class Rows:
    """Texts as rows of numbers; only what is not zero is kept. The last column is 1: its weight is the bias."""

    def __init__(self, known: Pieces, texts: Texts) -> None:
        places: list[int] = []
        values: list[float] = []
        starts: list[int] = []
        for _, text, _ in texts:
            found = sorted((known.place[p], times) for p, times in pieces(text).items() if p in known.place)
            numbers = [(1 + np.log(times)) * known.rarity[place] for place, times in found]
            length = sum(number * number for number in numbers) ** 0.5 or 1.0
            starts.append(len(places))
            places += [place for place, _ in found] + [len(known.place)]
            values += [number / length for number in numbers] + [1.0]
        self.places, self.values, self.starts = np.array(places), np.array(values)[:, None], np.array(starts)
        rows = np.repeat(np.arange(len(texts)), np.diff([*starts, len(places)]))
        by_column = np.lexsort((rows, self.places))
        self.turned_rows, self.turned_values = rows[by_column], self.values[by_column]
        self.columns, self.turned_starts = np.unique(self.places[by_column], return_index=True)
        self.width = len(known.place) + 1

    def times(self, weights: Numbers) -> Numbers:
        """The score of every text for every class."""
        return np.add.reduceat(weights[self.places] * self.values, self.starts, axis=0)

    def turned_times(self, faults: Numbers) -> Numbers:
        """What every column contributes to the faults of all texts."""
        summed = np.zeros((self.width, faults.shape[1]))
        summed[self.columns] = np.add.reduceat(
            faults[self.turned_rows] * self.turned_values, self.turned_starts, axis=0
        )
        return summed


def fitted(rows: Rows, due: Numbers, share: Numbers, strength: float) -> tuple[Numbers, float]:
    """The weights of least loss, the bias in the last row, and the steepest slope that is left (method L-BFGS)."""
    keep = np.full((rows.width, 1), strength / len(due))
    keep[-1] = 0

    def loss(weights: Numbers) -> tuple[float, Numbers]:
        scores = rows.times(weights)
        scores = scores - scores.max(axis=1, keepdims=True)
        powers = np.exp(scores)
        total = powers.sum(axis=1, keepdims=True)
        value = float((share * (np.log(total) - (scores * due).sum(axis=1, keepdims=True))).sum())
        slope = rows.turned_times(share * (powers / total - due)) + keep * weights
        return value + float((keep * weights * weights).sum()) / 2, slope

    weights = np.zeros((rows.width, due.shape[1]))
    value, slope = loss(weights)
    past: list[tuple[Numbers, Numbers, float]] = []
    for _ in range(ROUNDS):
        if float(np.abs(slope).max()) < STEEPEST:
            break
        way = _way(slope, past)
        length, falls = 1.0, float((slope * way).sum())
        while True:
            following, (next_value, next_slope) = weights + length * way, loss(weights + length * way)
            if next_value <= value + 1e-4 * length * falls or length < 1e-9:
                break
            length /= 2
        step, turn = following - weights, next_slope - slope
        if (curve := float((step * turn).sum())) > 0:
            past = [*past[1 - REMEMBERED :], (step, turn, curve)]
        weights, value, slope = following, next_value, next_slope
    return weights, float(np.abs(slope).max())


def _way(slope: Numbers, past: list[tuple[Numbers, Numbers, float]]) -> Numbers:
    """The direction that past steps make of a slope."""
    way, factors = -slope, []
    for step, turn, curve in reversed(past):
        factors.append(float((step * way).sum()) / curve)
        way = way - factors[-1] * turn
    if past:
        _, turn, curve = past[-1]
        way = way * (curve / float((turn * turn).sum()))
    for (step, turn, curve), factor in zip(past, reversed(factors), strict=True):
        way = way + (factor - float((turn * way).sum()) / curve) * step
    return way


def model_of(texts: Texts, strength: float = STRENGTH) -> tuple[CauseModel, float]:
    """The model that some texts make, and the steepest slope that is left."""
    known = Pieces(texts)
    classes = sorted({name for name, _, _ in texts})
    due = np.eye(len(classes))[[classes.index(name) for name, _, _ in texts]]
    share = np.array([[weight] for _, _, weight in texts])
    weights, steepest = fitted(Rows(known, texts), due, share / share.sum(), strength)
    rounded = np.rint(weights * 1000).astype(int)
    rows = {piece: [round(known.rarity[i] * 1000), *map(int, rounded[i])] for piece, i in known.place.items()}
    return CauseModel(
        version=VERSION,
        trained_on=fingerprint(texts),
        threshold=THRESHOLD,
        classes=classes,
        bias=list(map(int, rounded[-1])),
        weights=rows,
    ), steepest


def written(model: CauseModel) -> str:
    """The model as text, one piece a line."""
    head = {name: getattr(model, name) for name in ("version", "trained_on", "threshold", "classes", "bias")}
    lines = [f"  {json.dumps(name)}: {json.dumps(value)}," for name, value in head.items()]
    rows = [
        f"    {json.dumps(piece, ensure_ascii=False)}: {json.dumps(row, separators=(',', ':'))}"
        for piece, row in model.weights.items()
    ]
    return "\n".join(["{", *lines, '  "weights": {', ",\n".join(rows), "  }", "}"]) + "\n"


def left_out() -> list[tuple[str, str, CauseModel]]:
    """Every invented text with its class and a model that was trained without it and a fifth of the others."""
    texts, rest = invented_texts(), labelled_texts() + paired_texts()
    found = []
    for fold in range(FOLDS):
        model, _ = model_of([text for i, text in enumerate(texts) if i % FOLDS != fold] + rest)
        found += [(name, text, model) for name, text, _ in texts[fold::FOLDS]]
    return found


def main() -> int:
    """Train, and write the model; fails where training did not reach its end."""
    texts = training_texts()
    model, steepest = model_of(texts)
    if steepest >= STEEPEST:
        sys.stderr.write(f"not trained to the end: slope {steepest:g}\n")
        return 1
    TARGET.write_text(written(model), "utf-8")
    sys.stdout.write(f"{TARGET.name}: {len(texts)} texts, {len(model.weights)} pieces, {len(model.classes)} classes\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())

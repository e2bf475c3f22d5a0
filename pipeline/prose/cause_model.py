"""The likeliest kind of a cause by its characters: a suggestion where no pattern of the taxonomy hits.

Belongs here: what the model file may hold, the probability of each kind for one text. Does not belong here: training
(``tools/cause_model``), patterns (``cause_taxonomy.yml``), where a suggestion is published
(``pipeline.audit.reasons``).

A text becomes the pieces of one to four characters that stand in it. A piece counts by how often it stands there
(1 + ln) and by how rare it is in the training set; the text is scaled to length 1. Logistic regression gives each kind
a score, and the scores give probabilities that add up to 1. The class ``none`` stands for texts that tell no cause.
"""

from __future__ import annotations

import json
import math
import re
import unicodedata
from collections import Counter
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from pydantic import BaseModel, ConfigDict

NONE = "none"
"""The class of texts that tell no cause that has a kind."""
LONGEST = 4
_PUNCTUATION = re.compile(r"[\W_]+")
_NUMBER = re.compile(r"\d+(?:\.\d+)?")


class CauseModel(BaseModel):
    """``cause_model.json``.

    ``trained_on`` is the number of the training set, ``threshold`` the probability below which nothing is suggested.
    ``weights`` has for each piece of text its rarity and its weight for each class, all in thousandths.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    version: str
    trained_on: str
    threshold: float
    classes: list[str]
    bias: list[int]
    weights: dict[str, list[int]]


class Suggestion(NamedTuple):
    """A kind of cause and how probable it is, 0 to 1."""

    category: str
    probability: float


def pieces(text: str) -> Counter[str]:
    """The pieces of one to four characters of a text; a number is one character, none reaches over punctuation."""
    counted: Counter[str] = Counter()
    plain = _NUMBER.sub("0", unicodedata.normalize("NFKC", text))
    for run in _PUNCTUATION.split(plain):
        for length in range(1, LONGEST + 1):
            counted.update(run[i : i + length] for i in range(len(run) - length + 1))
    return counted


@cache
def cause_model() -> CauseModel:
    """The model of the package."""
    return CauseModel.model_validate(json.loads((files(__package__) / "cause_model.json").read_text("utf-8")))


def probabilities(text: str, model: CauseModel) -> dict[str, float]:
    """How probable each class is for a text; all together are 1."""
    scores = [0.0] * len(model.classes)
    length = 0.0
    for piece, times in pieces(text).items():
        row = model.weights.get(piece)
        if row is None:
            continue
        value = (1 + math.log(times)) * row[0]
        length += value * value
        for number, weight in enumerate(row[1:]):
            scores[number] += value * weight
    scale = 1 / (math.sqrt(length) * 1000) if length else 0.0
    raised = [score * scale + bias / 1000 for score, bias in zip(scores, model.bias, strict=True)]
    highest = max(raised)
    powers = [math.exp(score - highest) for score in raised]
    return {name: power / sum(powers) for name, power in zip(model.classes, powers, strict=True)}


def suggest(text: str, model: CauseModel | None = None) -> Suggestion | None:
    """The likeliest kind of a cause; null where none is probable enough, or where the text tells no cause."""
    model = model or cause_model()
    found = probabilities(text, model)
    category = max(found, key=lambda name: (found[name], name))
    if category == NONE or found[category] < model.threshold:
        return None
    return Suggestion(category, round(found[category], 4))

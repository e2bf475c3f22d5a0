"""The Chinese of every sentence that says what a table, a view or a column means.

Belongs here: the register ``meanings.yml``, which gives the Chinese of an English sentence. Does not belong here: the
English sentences, which stand beside the names they explain; titles and labels.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files

import yaml


@cache
def register() -> Mapping[str, str]:
    """English sentence to Chinese sentence."""
    text = (files(__package__) / "meanings.yml").read_text("utf-8")
    meanings: dict[str, str] = yaml.load(text, getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506  (a safe one)
    return meanings


def chinese(sentence: str) -> str:
    """The Chinese of a sentence; the sentence itself where the register lacks it, which a test does not let pass."""
    return register().get(sentence, sentence)

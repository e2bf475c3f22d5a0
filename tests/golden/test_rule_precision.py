"""What a person says of the findings: labels of one who had not read the rules, beside what the rules say today.

The floors are those of the project: nine findings of ten are right, and nineteen errors of twenty. Folders
that take long to read are measured by ``make rules`` alone.
"""

from __future__ import annotations

from collections import Counter

import polars as pl
import pytest

from pipeline.audit.wording import register
from tests import rule_labels
from tests.rule_labels import Tally

pytestmark = pytest.mark.slow
LONG = ("tests/data/layouts", "tests/data/rules/forms")
FOLDERS = [folder for folder in rule_labels.FOLDERS if folder not in LONG]
FEWEST = 5
"""Labels from which on the share of one rule says something."""


@pytest.fixture(scope="module")
def release() -> dict[str, pl.DataFrame]:
    return rule_labels.audited(FOLDERS)


@pytest.fixture(scope="module")
def tallies(release: dict[str, pl.DataFrame]) -> dict[str, Tally]:
    return rule_labels.tally(release, rule_labels.labels())


def _share(counted: Counter[str]) -> float:
    return counted["right"] / max(counted.total(), 1)


def test_nine_findings_of_ten_are_right(tallies: dict[str, Tally]) -> None:
    whole = sum((of_rule.labels for of_rule in tallies.values()), Counter[str]())
    assert whole.total() >= 50
    assert _share(whole) >= 0.9, whole


def test_nineteen_errors_of_twenty_are_right(tallies: dict[str, Tally]) -> None:
    errors = sum((of_rule.errors for of_rule in tallies.values()), Counter[str]())
    assert not errors or _share(errors) >= 0.95, errors


def test_what_was_found_rightly_is_still_found(release: dict[str, pl.DataFrame]) -> None:
    """A rule that fell silent has no wrong findings either."""
    told = set(rule_labels.keys(release).select("document", "form", "rule_id", "row").iter_rows())
    read = set(release["document"]["path"])
    right = {place for place, (label, _) in rule_labels.labels().items() if label == "right" and place[0] in read}
    assert len(right) >= 250
    assert len(right & told) / len(right) >= 0.98, sorted(right - told)


def test_a_rule_that_is_often_wrong_only_informs(tallies: dict[str, Tally]) -> None:
    often_wrong = {
        rule_id: of_rule.labels
        for rule_id, of_rule in tallies.items()
        if of_rule.labelled >= FEWEST and of_rule.precision < 0.8 and register()[rule_id].severity != "info"
    }
    assert often_wrong == {}


def test_every_label_is_of_a_rule_that_exists() -> None:
    assert {rule for _, _, rule, _ in rule_labels.labels()} <= set(register())


def test_what_a_rule_is_said_to_say_of_a_miss_it_says(release: dict[str, pl.DataFrame]) -> None:
    told = set(rule_labels.keys(release).select("document", "form", "rule_id", "row").iter_rows())
    assert rule_labels.missed()
    assert {place: what for place, what in rule_labels.missed().items() if place not in told} == {}

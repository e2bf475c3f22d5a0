"""What is no filled form of a family we read gives no form: it is left alone, or refused with a code that says why.

Beside a filled form it changes nothing in it.
"""

from __future__ import annotations

import pytest

from tests.factory.check import check, curate
from tests.factory.documents import Block, Document, compose
from tests.factory.forms import ALL_FAMILIES, COMPANIONS, STRANGERS, blank_form_of
from tests.factory.render import reportlab_pdf

# Tables that score a project: a refusal is as right as leaving them alone.
REFUSED = {
    "blank_form": {"blank_form", "incomplete_form"},
    "third_party": {"unknown_family"},
    "indicator_system": {"unknown_family"},
    "monitoring_form": {"unknown_family"},
}
LETTERS = {"sichuan_2020": "E", "guangshui": "H", "chengan": "J"}


@pytest.mark.parametrize("kind", [kind for kind in COMPANIONS if kind not in STRANGERS])
def test_what_is_no_form_gives_none(kind: str) -> None:
    for seed in range(4):
        result = curate(reportlab_pdf(compose(seed, (kind,), count=0)))
        assert result.forms == []
        codes = {refusal["code"] for refusal in result.quarantine}
        assert codes <= REFUSED.get(kind, set())
        assert result.document["outcome"] == ("quarantined" if codes else "no_form")


@pytest.mark.parametrize("kind", STRANGERS)
def test_a_form_of_a_family_that_is_not_read_is_refused_by_name(kind: str) -> None:
    for seed in range(4):
        result = curate(reportlab_pdf(compose(seed, (kind,), count=0)))
        assert result.forms == []
        assert [refusal["code"] for refusal in result.quarantine] == ["family_not_read"]
        assert f"family {LETTERS[kind]}" in result.quarantine[0]["sentence_en"]


@pytest.mark.parametrize("family", ALL_FAMILIES)
def test_a_blank_form_is_refused_also_with_instructions_in_its_cells(family: str) -> None:
    for seed in range(6):
        lines, table = blank_form_of(family, seed)
        result = curate(reportlab_pdf(Document(seed, frozenset(), [Block(lines=lines, table=table)], [])))
        assert result.forms == []
        assert {refusal["code"] for refusal in result.quarantine} <= REFUSED["blank_form"]
        assert result.document["outcome"] == "quarantined"


@pytest.mark.parametrize("kind", COMPANIONS)
def test_a_form_beside_it_stays_exact(kind: str) -> None:
    family = ALL_FAMILIES[tuple(COMPANIONS).index(kind) % len(ALL_FAMILIES)]
    document = compose(500, (kind,), family=family, indicators=6)
    verdict = check(document, reportlab_pdf(document))
    assert verdict.silent == []
    assert verdict.wronged == 0
    assert not verdict.doubted
    assert not verdict.over_doubted

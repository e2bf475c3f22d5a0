"""Notes that a form prints about itself are read exactly, and so are the weights in them and in the level labels.

Invented forms, as PDF and as files of other programs. That every other value stays exact is asked here as well.
"""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from pipeline.audit.level_weights import printed_weights
from pipeline.curate.tables import tables
from pipeline.forms.form_notes import _without_staff
from tests.factory.check import check, curate
from tests.factory.documents import Document, compose
from tests.factory.files import page, word
from tests.factory.forms import ALL_FAMILIES
from tests.factory.render import reportlab_pdf

DATA = Path(__file__).parents[1] / "data" / "noisy"
HAZARDS = (
    ("below the table", ("footnote",)),
    ("below each of several forms", ("footnote", "several", "same_page")),
    ("below forms without a title", ("footnote", "several", "no_title")),
    ("in the last row and below", ("footnote", "note_row")),
    ("over a page break, between running heads", ("footnote", "small_pages", "page_furniture")),
    ("before the text of a report", ("footnote", "in_report")),
    ("before a title inside the next table", ("footnote", "several", "title_in_table")),
)
KINDS = {"pdf": reportlab_pdf, "page": page, "word": word}


@pytest.mark.parametrize("hazards", [pytest.param(flags, id=name) for name, flags in HAZARDS])
@pytest.mark.parametrize("kind", KINDS)
def test_notes_are_exact_and_disturb_no_other_value(kind: str, hazards: tuple[str, ...]) -> None:
    number = [flags for _, flags in HAZARDS].index(hazards)
    for seed in range(2):
        family = ALL_FAMILIES[(5 * seed + number) % len(ALL_FAMILIES)]
        document = compose(7000 + 10 * number + seed, hazards, family=family, indicators=6)
        verdict = check(document, KINDS[kind](document))
        assert verdict.silent == []
        assert verdict.refused == []
        assert not verdict.doubted
        assert not verdict.over_doubted


def document_with_notes(kind: str) -> tuple[Document, bytes]:
    document = compose(7100, ("footnote",), family="mof_annex", indicators=6)
    return document, KINDS[kind](document)


@pytest.mark.parametrize("kind", KINDS)
def test_each_piece_of_a_note_has_its_place(kind: str) -> None:
    document, data = document_with_notes(kind)
    form = curate(data).forms[0]
    pieces = [cell for cell in form.cells if cell["field"] == "notes"]
    assert form.values["notes"] == document.truths[0]["notes"]
    assert {cell["page"] for cell in pieces} == {1}
    assert all((cell["x0"] is not None) == (kind == "pdf") for cell in pieces)


@pytest.mark.parametrize("kind", KINDS)
def test_weights_printed_in_a_note_are_told(kind: str) -> None:
    _, data = document_with_notes(kind)
    found = printed_weights(tables([curate(data).curated]))
    stated = {row["level1"]: row["weight"] for row in found.iter_rows(named=True) if row["source"] == "note"}
    assert stated == {"budget": 10, "产出指标": 50, "效益指标": 30, "满意度指标": 10}


@pytest.mark.parametrize("kind", KINDS)
def test_weights_in_level_labels_are_what_their_indicators_add_up_to(kind: str) -> None:
    weighed = 0
    for seed in range(12):
        document = compose(7200 + seed, (), family="mof_annex", indicators=6)
        found = printed_weights(tables([curate(KINDS[kind](document)).curated]))
        sums: dict[str, Decimal] = {}
        for row in document.truths[0]["indicators"]:
            sums[row["level1"]] = sums.get(row["level1"], Decimal(0)) + Decimal(str(row["weight"]["value"]))
        labels = found.filter(source="label")
        printed = {row["level1"]: row["weight"] for row in labels.iter_rows(named=True) if row["level2"] is None}
        assert printed in ({}, sums)
        weighed += bool(printed)
    assert weighed


@pytest.mark.parametrize(
    ("text", "kept", "is_sure"),
    [
        ("注：产出指标50分。填表人：甲乙丙联系电话：0551-1234567", "注：产出指标50分。", True),
        ("注：产出指标50分填表人：甲乙丙", "注：产出指标50分", True),
        ("注：产出指标50分。由项目负责人甲乙填写。", "注：产出指标50分。", False),
        ("注：咨询13812345678。产出指标50分。", "产出指标50分。", False),
        ("注：产出指标50分。", "注：产出指标50分。", True),
    ],
)
def test_what_names_staff_is_left_out(text: str, kept: str, is_sure: bool) -> None:
    assert _without_staff(text) == (kept, is_sure)


def test_notes_of_sliced_text_are_doubtful_and_not_silently_missing() -> None:
    text = (DATA / "noisy_01.txt").read_bytes()
    noted = text.rstrip() + "\n注：产出指标50分，效益指标30分。\n".encode()
    plain, doubted = (curate(data).forms for data in (text, noted))
    assert plain
    assert all(form.values["notes"] is None and "notes" not in form.values["doubtful"] for form in plain)
    assert doubted
    assert all(form.values["notes"] is None and "notes" in form.values["doubtful"] for form in doubted)

"""Reports whole: their statement is read beside everything else they print, and compared with the forms they annex."""

from __future__ import annotations

import io
from decimal import Decimal
from typing import Any

import polars as pl
import pytest
from reportlab.pdfgen.canvas import Canvas

from pipeline.audit import audit_tables
from pipeline.curate.routes import ROUTES
from pipeline.curate.statements import read_narratives
from pipeline.curate.tables import tables
from pipeline.model.grid import Reading
from pipeline.prose.statements.settled import FIGURES
from pipeline.sources import media
from pipeline.sources.batch import BatchFacts
from pipeline.sources.raw import RawDocument
from schemas.table_checks import broken_keys, validate
from tests.factory.check import check, curate
from tests.factory.files import page, word
from tests.factory.render import _font, reportlab_pdf
from tests.factory.reports import annexed, invented, paragraphs, report, stated
from tests.published import Published

OFFICE = "南岭市林业局"
# Text as pictures of pages show it, and as office files hold it.
RECOGNISED, WRITTEN = ROUTES["image/png"].steps.text, ROUTES[media.DOCX].steps.text


def figures(result: Published) -> dict[str, Any]:
    (row,) = result.narratives
    assert row["doubtful"] == []
    return {name: row[name] for name in (*FIGURES, "fiscal_year") if row[name] is not None}


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("furniture", [frozenset[str](), frozenset({"page_furniture", "small_pages"})])
def test_a_report_without_forms_is_read_for_its_statement(seed: int, furniture: frozenset[str]) -> None:
    said = invented(seed, OFFICE, 2024)
    lines = paragraphs(seed, OFFICE, 2024, said, before=8 + seed)
    result = curate(reportlab_pdf(report(seed, lines, hazards=furniture)))
    assert result.document["outcome"] == "no_form"
    assert "table narrative" in result.document["reason_text_en"]
    assert result.narratives[0]["department"] == OFFICE
    doubted = set(result.narratives[0]["doubtful"])
    found = {name: result.narratives[0][name] for name in (*FIGURES, "fiscal_year")}
    assert {n: v for n, v in found.items() if v is not None} == said.truth
    # A figure at a page break is the one thing that may be doubted.
    assert not doubted or furniture


@pytest.mark.parametrize("make", [page, word], ids=["html", "docx"])
def test_web_pages_and_word_files_are_read_too(make: Any) -> None:
    said = invented("web", OFFICE, 2024)
    document = report("web", paragraphs("web", OFFICE, 2024, said))
    assert figures(curate(make(document))) == said.truth


# With forms behind the report.


def with_annex(seed: int, **changed: Any) -> tuple[Published, pl.DataFrame]:
    """A report with a form behind it, its statement about that form but for what is changed; and what X01 finds."""
    forms = annexed(seed, 1)
    (truth,) = forms.truths
    grade = {"优": 0, "良": 1, "中": 2, "合格": 2, "差": 3, "不合格": 3}[truth["grade"]]
    counts = [int(n == grade) for n in range(4)]
    # Truths hold money in 万元.
    amount = Decimal(str(truth["budget"][0]["adjusted"]["value"]))
    mean = Decimal(str(truth["total_score"]["value"]))
    said = stated(
        seed, truth["department"], truth["year"], **{"counts": counts, "amount": amount, "mean": mean} | changed
    )
    lines = paragraphs(seed, truth["department"], truth["year"], said)
    document = report(seed, lines, forms)
    result = curate(reportlab_pdf(document))
    assert check(document, reportlab_pdf(document)).silent == []
    frames = tables([result.curated])
    for name in ("narrative", "form"):
        validate(name, frames[name])
    assert broken_keys(frames) == []
    return result, audit_tables.findings(frames).filter(rule_id="X01")


@pytest.mark.parametrize("seed", range(6))
def test_a_report_agrees_with_the_forms_behind_it(seed: int) -> None:
    result, found = with_annex(seed)
    assert len(result.forms) == len(result.narratives) == 1
    assert found.is_empty()


def test_a_report_that_counts_more_than_it_shows_is_found() -> None:
    _, found = with_annex(1, counts=[3, 0, 0, 0])
    assert found["found"].to_list() == ["3"]
    assert found["expected"].to_list() == ["1"]
    assert found["kind"].to_list() == ["form"]
    assert found["severity"].to_list() == ["error"]


# What cannot be trusted.


def test_recognised_text_is_doubtful_throughout() -> None:
    reading = Reading("pdf_ocr", 1, [], [(1, "绩效自评项目5个，平均得分96分，优5个。")])
    (row,) = read_narratives(RawDocument("a/b.pdf", "a", "0" * 16, 1, "application/pdf"), reading, b"", RECOGNISED)
    assert row["doubtful"] == ["excellent", "mean_score", "projects"]


def test_text_of_a_damaged_file_is_doubtful_throughout() -> None:
    reading = Reading("docx", 1, [], [(1, "绩效自评项目5个。")], damaged=frozenset({1}))
    (row,) = read_narratives(RawDocument("a/b", "a", "0" * 16, 1, ""), reading, b"", WRITTEN)
    assert row["doubtful"] == ["projects"]


def test_the_batch_fills_in_what_the_text_does_not_say() -> None:
    facts = BatchFacts(department=OFFICE, fiscal_year=2024)
    reading = Reading("docx", 1, [], [(1, "绩效自评项目5个。"), (1, "2023年度绩效自评项目4个。")])
    first, second = read_narratives(RawDocument("a/b", "a", "0" * 16, 1, "", facts), reading, b"", WRITTEN)
    assert (first["department"], first["fiscal_year"], first["doubtful"]) == (OFFICE, 2024, [])
    assert (second["fiscal_year"], second["doubtful"]) == (2023, ["fiscal_year"])


def test_a_figure_that_no_column_can_hold_is_left_out_and_doubtful() -> None:
    reading = Reading("docx", 1, [], [(1, "绩效自评项目5个，涉及资金99999999999999亿元。")])
    (row,) = read_narratives(RawDocument("a/b", "a", "0" * 16, 1, ""), reading, b"", WRITTEN)
    assert (row["projects"], row["amount_yuan"], row["doubtful"]) == (5, None, ["amount_yuan"])


def test_text_that_nobody_sees_is_no_statement() -> None:
    stream = io.BytesIO()
    canvas = Canvas(stream, invariant=True)
    for mode, text in ((0, "第一章 概况。本单位2024年度工作情况良好。"), (3, "本部门绩效自评项目5个，平均得分96分。")):
        line = canvas.beginText(60, 700 - 30 * mode)
        line.setFont(_font(), 12)
        line.setTextRenderMode(mode)
        line.textLine(text)
        canvas.drawText(line)
    canvas.save()
    assert curate(stream.getvalue()).narratives == []

"""A form that a person corrected is read, computed and doubted as if its document printed what the person says."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from pipeline import sources
from pipeline.audit import audit_tables, invariants
from pipeline.corrections.apply import Corrected
from pipeline.corrections.fields import cells_of
from pipeline.corrections.files import read_folder
from pipeline.corrections.guard import resolve
from pipeline.curate.confirmations import Parsed
from pipeline.curate.curate_document import CuratedDocument, curate_document
from pipeline.curate.published_rows import rows_of
from pipeline.curate.routes import ROUTES, confirmed
from pipeline.curate.tables import tables
from pipeline.families import load_families
from pipeline.forms import parse
from pipeline.model.correction import Correction
from pipeline.model.form import Form
from pipeline.model.rows import Row
from pipeline.model.value import Value
from pipeline.readers.html import web_page
from pipeline.sources import media
from tests.corrected import raw_folder, read_with, record, without_value, write
from tests.factory.documents import compose
from tests.factory.files import book
from tests.factory.plain import INDICATORS, plain_page


def only(document: CuratedDocument) -> Form:
    assert document.correction_problems == []
    (form,) = document.forms
    return form


def cell(form: Form, field: str, row: int = 2, table: str = "indicator") -> Row:
    (found,) = [
        one for one in rows_of(form).cells if (one["table_name"], one["row_no"], one["field"]) == (table, row, field)
    ]
    return found


def sound(document: CuratedDocument) -> None:
    """Everything that must hold before a release holds."""
    frames = tables([document])
    assert invariants.correction_problems(frames) == []
    assert invariants.trace_problems(frames) == []
    assert invariants.doubt_problems(frames) == []


def test_a_corrected_score_changes_what_is_computed_from_it_and_keeps_the_printed_text(tmp_path: Path) -> None:
    document = read_with(tmp_path, record())
    form = only(document)
    row = form.indicators[1]
    assert (row.score.value, row.shortfall.value, form.head.computed_score.value) == (12, 3, Decimal("96.7"))
    shown = cell(form, "score")
    assert (shown["raw_value"], shown["corrected_text"], shown["value"], shown["origin"]) == (
        "13", "12", "12", "corrected",
    )  # fmt: skip
    sound(document)


def test_a_corrected_score_is_judged_by_the_audit(tmp_path: Path) -> None:
    def rules(document: CuratedDocument) -> set[str]:
        frames = tables([document])
        return set(audit_tables.audit(frames)["finding"]["rule_id"])

    assert "S02" in rules(read_with(tmp_path, record()))
    wrong = [row if row[3] != "15" else [*row[:4], "11", row[5]] for row in INDICATORS]
    page = plain_page(indicators=wrong)
    assert "S02" in rules(read_with(tmp_path, page=page))
    right = read_with(tmp_path, record(expect="11", value="13"), page=page)
    assert "S02" not in rules(right)


def test_a_corrected_target_is_read_like_a_printed_one(tmp_path: Path) -> None:
    form = only(read_with(tmp_path, record(field="target_text", expect="≥36.5公里", value="≤40公里")))
    row = form.indicators[1]
    assert (row.target_operator.value, row.target_value.value, row.target_unit.value) == ("le", 40, "公里")
    assert cell(form, "target_value")["raw_value"] == "≥36.5公里"
    assert cell(form, "target_value")["origin"] == "corrected"


@pytest.mark.parametrize(
    ("field", "expect", "value", "typed"),
    [
        ("target_value", "≥36.5公里", "36", Decimal(36)),
        ("target_operator", "≥36.5公里", "＞", "gt"),
        ("target_operator", "≥36.5公里", "le", "le"),
        ("target_unit", "≥36.5公里", "米", "米"),
        ("level2", "数量指标", "质量指标", "质量指标"),
        ("deviation_reason", "汛期施工受阻。", "汛期受阻", "汛期受阻"),
        ("reason_text", "汛期施工受阻。", "汛期受阻。", "汛期受阻。"),
        ("is_counted", "True", "false", False),
        ("target_date", None, "2024-12-31", "2024-12-31"),
    ],
)
def test_a_part_of_a_cell_is_corrected_alone(
    field: str, expect: str | None, value: str, typed: Any, tmp_path: Path
) -> None:
    document = read_with(tmp_path, record(field=field, expect=expect, value=value))
    row = only(document).indicators[1]
    found = getattr(row, field)
    assert str(found.value) == str(typed)
    assert (found.origin, found.doubts) == ("corrected", ())
    assert row.target_text.value == "≥36.5公里"
    sound(document)


@pytest.mark.parametrize(
    ("field", "expect", "value", "typed"),
    [
        ("project_name", "河道养护项目", "河道养护", "河道养护"),
        ("project_code", None, "0401", "0401"),
        ("department", "望川市水务局", "望川市水利局", "望川市水利局"),
        ("fiscal_year", "2024", "2023", 2023),
        ("total_score", "97.7", "98.7", Decimal("98.7")),
        ("grade", None, "良", "良"),
        ("conclusion", None, "总体良好。", "总体良好。"),
    ],
)
def test_fields_of_the_form_are_corrected(
    field: str, expect: str | None, value: str, typed: Any, tmp_path: Path
) -> None:
    document = read_with(tmp_path, record(table="form", row=0, field=field, expect=expect, value=value))
    head = only(document).head
    assert getattr(head, field).value == typed
    assert getattr(head, field).origin == "corrected"
    if field == "fiscal_year":
        assert head.fiscal_year_origin.value == "correction"
    if field == "grade":
        assert head.grade_class.value == "good"
    sound(document)


def test_money_is_read_in_the_unit_of_its_form(tmp_path: Path) -> None:
    keys = {"table": "budget_line", "row": 2, "field": "executed_yuan", "expect": "271.00"}
    form = only(read_with(tmp_path, record(**keys, value="270.00")))
    assert (form.funding[1].executed_yuan.value, form.funding[1].computed_rate_pct.value) == (
        2_700_000,
        Decimal("96.4286"),
    )


def test_another_unit_of_money_holds_for_every_amount(tmp_path: Path) -> None:
    document = read_with(tmp_path, record(table="form", row=0, field="money_unit", expect="万元", value="元"))
    form = only(document)
    assert [line.executed_yuan.value for line in form.funding] == [291, 271, 20, 0]
    sound(document)


def test_blank_says_that_nothing_stands_there(tmp_path: Path) -> None:
    document = read_with(tmp_path, without_value(action="blank"))
    form = only(document)
    assert form.indicators[1].score.value is None
    assert (cell(form, "score")["raw_value"], cell(form, "score")["state"]) == ("13", "blank")
    sound(document)


def test_accept_lifts_the_doubt_and_what_rests_on_it(tmp_path: Path) -> None:
    page = plain_page().replace(b'<td colspan="1" rowspan="1">13</td>', b"<td><s>13</s></td>")
    doubted = read_with(tmp_path, page=page).forms[0]
    assert doubted.indicators[1].score.doubts
    assert doubted.indicators[1].shortfall.doubts
    assert doubted.head.computed_score.doubts
    document = read_with(tmp_path, without_value(action="accept"), page=page)
    form = only(document)
    assert form.indicators[1].score.value == 13
    assert [record.doubtful for record in form.records] == [[] for _ in form.records]
    assert cell(form, "score")["origin"] == "printed"
    sound(document)


def test_what_is_withheld_stands_nowhere(tmp_path: Path) -> None:
    document = read_with(
        tmp_path, without_value(field="target_text", expect="≥36.5公里", action="withhold", reason="涉密")
    )
    row = only(document).indicators[1]
    assert (row.target_text.value, row.target_value.value) == (None, None)
    assert [doubt.code for doubt in row.target_text.doubts] == ["withheld"]
    assert not any("36.5" in str(value) for frame in tables([document]).values() for value in frame.rows())
    sound(document)


def test_what_shares_the_cell_of_a_withheld_value_is_named(tmp_path: Path) -> None:
    keys = {"field": "deviation_reason", "expect": "汛期施工受阻。", "action": "withhold"}
    document = read_with(tmp_path, without_value(**keys))
    (problem,) = document.correction_problems
    assert "the text of the same cell is published as indicator 2 reason_text too" in problem.sentence_en


def test_a_form_that_is_withheld_is_refused_with_its_reason(tmp_path: Path) -> None:
    keys = {"table": "form", "row": 0, "field": None, "expect": "河道养护项目", "action": "withhold"}
    document = read_with(tmp_path, without_value(**keys, reason="涉密项目"))
    assert document.forms == []
    assert document.document["outcome"] == "quarantined"
    (refusal,) = document.quarantine
    assert refusal["code"] == "withheld"
    assert "涉密项目" in refusal["sentence"]
    (row,) = tables([document])["correction"].to_dicts()
    assert (row["form_id"], row["ordinal"], row["before"]) == (None, 1, None)
    assert invariants.correction_problems(tables([document])) == []


def test_several_corrections_of_a_form_hold_together(tmp_path: Path) -> None:
    document = read_with(
        tmp_path,
        record(1),
        record(2, field="weight", expect="15", value="14"),
        record(3, row=1, field="weight", expect="20", value="21"),
        record(4, table="budget_line", row=4, field="funding_source", expect="other", value="county"),
    )
    form = only(document)
    assert form.indicators[1].shortfall.value == 2
    assert form.funding[3].funding_source.value == "county"
    assert [row["correction_id"] for row in document.corrections] == ["c4", "c3", "c1", "c2"]
    sound(document)


def test_a_corrected_figure_takes_the_doubt_from_its_neighbours(tmp_path: Path) -> None:
    """Recognised figures that contradict each other are all in doubt, until the wrong one is put right."""
    wrong = [row if row[3] != "15" else [*row[:4], "18", row[5]] for row in INDICATORS]
    data = plain_page(indicators=wrong)
    reading = web_page.read(data)
    grids = [replace(grid, cells=[replace(one, sureness=0.99) for one in grid.cells]) for grid in reading.grids]
    reading = replace(reading, route="pdf_ocr", grids=grids)
    route, families = ROUTES[media.PDF], load_families()
    parsed = Parsed(data, reading, grids, parse(grids, families), families)
    before = confirmed(route, parsed).forms[0]
    assert [bool(row.score.doubts) for row in before.indicators] == [True] * 5
    before.head.ordinal = Value(1)
    raw_folder(tmp_path, data)
    records = read_folder(write(tmp_path, record(expect="18", value="13")))
    resolved, problems = resolve(records, [before])
    assert problems == []
    after = confirmed(route, parsed, Corrected(tuple(resolved))).forms[0]
    assert [bool(row.score.doubts) for row in after.indicators] == [False] * 5


@pytest.mark.parametrize(
    ("keys", "told"),
    [
        ({"expect": "14"}, 'the record expects "14", the document says "13"'),
        ({"expect": None}, 'the record expects "", the document says "13"'),
        ({"form": 2}, "has no form 2 (published: 1)"),
        ({"row": 9}, "indicator of this form has no row 9 (it has 5)"),
        ({"value": "十三分吧"}, '"十三分吧" cannot be read as a value of score'),
        (
            {"field": "target_value", "expect": "≥36.5公里", "value": "一些"},
            '"一些" cannot be read as a value of target_value',
        ),
        ({"table": "form", "row": 0, "field": "money_unit", "expect": "万元", "value": "斤"}, '"斤" cannot be read'),
        ({"value": "1" * 30}, "it could not be applied"),
    ],
)
def test_a_record_that_does_not_fit_is_named_with_what_was_found(
    keys: dict[str, Any], told: str, tmp_path: Path
) -> None:
    document = read_with(tmp_path, record(**keys))
    problems = [problem.sentence_en for problem in document.correction_problems]
    assert len(problems) == 1
    assert told in problems[0]
    assert "line 1, record c1: " in problems[0]
    assert "记录c1：" in document.correction_problems[0].sentence


def test_a_correction_to_what_is_printed_changes_nothing_but_the_origin(tmp_path: Path) -> None:
    """Whatever cell a value is read from, the new text is read by the same reader: all of them at once."""
    page = book(compose("corrected", family="shanghai", indicators=4, count=1))
    file = tmp_path / "raw" / "b" / "form.xlsx"
    file.parent.mkdir(parents=True)
    file.write_bytes(page)
    (source,) = sources.scan(tmp_path / "raw")
    before = curate_document(source, page)
    records = [
        Correction(
            f"{row.table}-{row.number}-{name}", source.path, 1, row.table, row.number, name, "override",
            value.source.raw, value.source.text, "x", None, "x", date(2026, 1, 1),
        )
        for row in before.forms[0].records
        for name, value in row.items()
        if value.source is not None and value.value is not None and cells_of(row.table, name)
    ]  # fmt: skip
    assert len(records) > 40
    after = curate_document(replace(source, corrections=tuple(records)), page)
    assert after.correction_problems == []
    assert len(after.corrections) == len(records)
    for old, new in zip(before.forms[0].records, after.forms[0].records, strict=True):
        for (name, was), (_, value) in zip(old.items(), new.items(), strict=True):
            assert (value.value, value.doubts) == (was.value, was.doubts), (old.table, old.number, name)
    sound(after)


def test_only_the_form_that_is_named_is_corrected(tmp_path: Path) -> None:
    """Two forms that say the same stand in one document, under one title."""
    page = plain_page().decode()
    twice = page.replace("</body>", f"<p>　</p>{page[page.index('<table') : page.index('</body>')]}</body>").encode()
    document = read_with(tmp_path, record(form=2), page=twice)
    assert document.correction_problems == []
    assert [form.indicators[1].score.value for form in document.forms] == [13, 12]
    keys = {"table": "form", "row": 0, "field": None, "expect": "河道养护项目", "action": "withhold"}
    document = read_with(tmp_path, without_value(**keys), record(2, form=2), page=twice)
    assert [(form.head.ordinal.value, form.indicators[1].score.value) for form in document.forms] == [(2, 12)]


def test_a_record_follows_no_number_to_another_row_or_form_that_says_the_same(tmp_path: Path) -> None:
    """What reads forms may find one more row, or one more form, before the one that a person looked at."""
    moved = [*INDICATORS[:1], ["堤防长度", "≥5公里", "5公里", "15", "13", ""], *INDICATORS[1:]]
    page = plain_page(indicators=[[("产出指标", 1, 4), ("数量指标", 1, 3), *moved[0][2:]], *moved[1:]])
    assert [row.score.value for row in read_with(tmp_path, page=page).forms[0].indicators][:3] == [20, 13, 13]
    (told,) = read_with(tmp_path, record(label="清淤 长度"), page=page).correction_problems
    assert 'the record is about label "清淤 长度", in its place stands "堤防长度"' in told.sentence_en
    assert only(read_with(tmp_path, record(row=3, label="清淤 长度"), page=page)).indicators[2].score.value == 12
    (told,) = read_with(tmp_path, record(project="另一项目")).correction_problems
    assert 'the record is about project "另一项目", in its place stands "河道养护项目"' in told.sentence_en
    money = record(table="budget_line", field="executed_yuan", expect="271.00", value="270.00", project="河道养护项目")
    assert (
        only(read_with(tmp_path, money | {"label": "其中：当年财政拨款"})).funding[1].executed_yuan.value == 2_700_000
    )
    (told,) = read_with(tmp_path, money | {"label": "上年结转资金"}).correction_problems
    assert 'in its place stands "其中：当年财政拨款"' in told.sentence_en


def test_the_printed_text_may_be_wrapped(tmp_path: Path) -> None:
    page = plain_page().replace("汛期施工受阻。".encode(), "汛期施工<br>受阻。".encode())
    form = only(read_with(tmp_path, record(field="reason_text", expect="汛期施工受阻。", value="受阻。"), page=page))
    assert form.indicators[1].reason_text.value == "受阻。"
    assert cell(form, "reason_text")["raw_value"] == "汛期施工\n受阻。"

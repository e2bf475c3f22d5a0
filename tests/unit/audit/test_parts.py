"""A release audited in parts gives the same rows as the whole at once, also where it compares two parts."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from pipeline.audit import aside, audit_tables
from pipeline.audit.check import Check, run
from pipeline.audit.frames import telling_cells
from pipeline.audit.level_weights import labels, notes
from pipeline.audit.parts import parts
from pipeline.audit.printed import figures, lines
from pipeline.audit.result_rows import summed
from pipeline.audit.year_pairs import LINKED_BY, links
from tests.factory.clean import clean_sheets, clean_tables, planted
from tests.factory.clean import tables as tables_of


@cache
def release() -> dict[str, pl.DataFrame]:
    """Clean forms with reports of them, forms with every planted error, versions of forms, doubts, a renamed office."""
    sheets = clean_sheets(30, 5)
    broken = [sheet for error in planted(sheets, 5, 1) for sheet in error.sheets]
    clean, wrong = clean_tables(60, 6), tables_of(broken)
    frames = {name: pl.concat([clean[name], wrong[name]]) for name in audit_tables.AUDITED}
    twice = frames["form"].filter(pl.col("duplicate_of").is_null())["form_id"].sort().gather_every(7)
    frames = {name: pl.concat([frame, _again(name, frame, twice)]) for name, frame in frames.items()}
    frames = {name: _doubted(name, frame) for name, frame in frames.items()}
    told = frames["narrative"].with_columns(projects=pl.col("projects") - pl.int_range(pl.len(), dtype=pl.Int32) % 2)
    return {**frames, "form": _renamed(frames["form"]).sort("form_id"), "narrative": told}


def _again(name: str, frame: pl.DataFrame, forms: pl.Series) -> pl.DataFrame:
    """The rows of some forms as those of other versions of them, with less points."""
    if "form_id" not in frame.columns:
        return frame.clear()
    again = frame.filter(pl.col("form_id").is_in(forms.implode()))
    if name == "form":
        points = (pl.col("total_score") - 1).cast(frame.schema["total_score"])
        again = again.with_columns(duplicate_of="form_id", total_score=points)
    return again.with_columns(form_id=pl.lit("z") + pl.col("form_id").str.slice(1))


def _doubted(name: str, frame: pl.DataFrame) -> pl.DataFrame:
    columns = {
        "form": ["total_score", "fiscal_year", "department_id", "grade", "project_key"],
        "indicator": ["target_value", "actual_value", "score", "weight", "reason_text", "name", "level1"],
        "budget_line": ["executed_yuan", "adjusted_budget_yuan", "score", "reason_text"],
    }.get(name, [])
    number = pl.int_range(pl.len())
    names = [pl.when((number * (n + 3)) % 31 == 0).then(pl.lit(column)) for n, column in enumerate(columns)]
    if not names:
        return frame
    both = pl.col("doubtful").list.set_union(pl.concat_list(names).list.drop_nulls()).list.sort()
    return frame.with_columns(doubtful=both)


def _renamed(form: pl.DataFrame) -> pl.DataFrame:
    """The forms, every third office under another name and key from its second year on."""
    first = pl.col("fiscal_year").min().over("department_id")
    offices = form["department_id"].unique().sort().gather_every(3)
    is_later = (pl.col("fiscal_year") > first) & pl.col("department_id").is_in(offices.implode())
    new = {name: pl.lit("f") + pl.col(name).str.slice(1) for name in ("department_id", "project_key")}
    new["department_normalized"] = pl.col("department_normalized") + "（新）"
    return form.with_columns(
        pl.when(is_later.fill_null(value=False)).then(new[name]).otherwise(name).alias(name) for name in new
    )


@cache
def whole() -> dict[str, pl.DataFrame]:
    return audit_tables.audit(release())


def test_what_is_compared_lies_in_several_parts() -> None:
    form = release()["form"].select(LINKED_BY).with_row_index("subject")
    linked = links(form)
    assert {"project_key", "renamed_office"} == set(linked["project_match"])
    divided = parts(form, linked, 10)
    assert len(divided) > 5
    part = pl.concat(one.with_columns(part=pl.lit(n)) for n, one in enumerate(divided))
    # Offices, projects over the years and versions stay together.
    placed = form.join(part, on="form_id").with_columns(version=pl.coalesce("duplicate_of", "form_id"))
    for key in ("department_id", "project_key", "version"):
        assert placed.group_by(key).agg(pl.col("part").n_unique()).filter(pl.col("part") > 1).is_empty()
    # Reasons, copies of forms and peers do not.
    reasons = whole()["reason"].join(part, on="form_id").group_by("reason_group").agg(pl.col("part").n_unique())
    assert reasons["part"].max() > 1
    fired = set(whole()["finding"]["rule_id"])
    assert {"T02", "X01", "X02", "X03", "X04", "X05", "X06"} <= fired


@pytest.mark.parametrize("forms_of_part", [200, 40])
def test_parts_give_what_the_whole_gives(forms_of_part: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(aside, "_MOST_BYTES", 100_000)
    kept = audit_tables.audit(release(), forms_of_part)
    assert list(kept) == list(audit_tables.AUDIT_TABLES)
    for name, frame in whole().items():
        assert_frame_equal(kept[name], frame)


def test_tables_that_are_read_as_needed_come_frame_by_frame(tmp_path: Path) -> None:
    lazy = {name: frame.lazy() for name, frame in release().items()}
    with audit_tables.audited(lazy, 100, tmp_path) as given:
        frames = {name: list(of_table) for name, of_table in given}
    assert len(frames["rule_result"]) > 2
    for name, frame in whole().items():
        assert_frame_equal(pl.concat(frames[name]), frame)
        # The rows of a form are in one frame, so that a key is in no two of them.
        for key in {"form_id", "subject_id"} & set(frame.columns):
            assert sum(one[key].drop_nulls().n_unique() for one in frames[name]) == frame[key].drop_nulls().n_unique()
    assert not list(tmp_path.iterdir())


def test_no_cell_that_tells_something_is_left_out() -> None:
    cell = release()["cell"]
    told = telling_cells(cell.lazy()).collect()
    for tells in (figures(), lines(), notes(), labels()):
        assert_frame_equal(told.filter(tells), cell.filter(tells).select(told.columns))
    assert 0 < told.height < cell.height


def test_no_figure_depends_on_how_many_findings_there_are() -> None:
    numbers = {"amount": [float.fromhex("0x1.78b7ced916872p+6")], "weight": [10.0]}
    dtypes: dict[str, pl.DataType] = dict.fromkeys(
        ("form_id", "document_id", "department", "department_id", "table_name"), pl.String()
    )
    dtypes |= dict.fromkeys(("fiscal_year", "row_no", "page"), pl.Int32()) | {"doubtful": pl.List(pl.String())}
    one = pl.DataFrame(numbers).with_columns(pl.lit(None, dtype).alias(name) for name, dtype in dtypes.items())
    one = one.with_columns(subject=pl.lit(0, pl.UInt32))
    high = pl.col("amount") * pl.col("weight") / 100
    check = Check(rule_id="S05", fails=pl.lit(value=True), high=high, values={"differences": pl.lit("")})
    alone = run(one, check).findings["allowed_high"][0]
    beside = run(pl.concat([one, one.with_columns(pl.col("amount") + 1)]), check).findings["allowed_high"][0]
    assert alone == beside


def test_what_two_versions_say_alike_is_counted_once_however_often() -> None:
    counts = pl.DataFrame({"subject": [1, 0, 1], "meaning": [5, 7, 5], "applications": [2, 1, -2]})
    counts = counts.cast({"subject": pl.UInt32, "meaning": pl.UInt32})
    assert summed(counts).select("subject", "applications").rows() == [(0, 1)]

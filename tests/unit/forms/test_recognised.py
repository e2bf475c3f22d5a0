"""Which recognised figures are believed: sure ones, and unsure ones that the form's arithmetic confirms."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache

import pytest

from pipeline.families import load_families
from pipeline.forms import parse
from pipeline.forms.recognised_forms import CERTAIN, judge_readings, with_known_labels
from pipeline.model.form import Form, Refusal
from pipeline.model.grid import Cell, Grid
from pipeline.readers.pdf import text_layer
from pipeline.text.labels import normalise_label
from tests.factory.documents import compose
from tests.factory.render import reportlab_pdf
from tests.published import ReadForm, rows_of_forms

SURE, UNSURE = 0.999, CERTAIN - 0.2


@cache
def grid() -> Grid:
    """A form as text recognition would give it, every reading sure."""
    (one,) = text_layer.read(reportlab_pdf(compose(41, family="shanghai", indicators=6))).grids
    return replace(one, cells=[replace(cell, sureness=SURE) for cell in one.cells])


def settle(grids: list[Grid]) -> list[Form | Refusal]:
    """The forms of recognised grids, read and judged."""
    labelled = with_known_labels(grids, load_families())
    return judge_readings(parse(labelled, load_families()), labelled, load_families())


def settled(change: Callable[[Cell], Cell]) -> ReadForm:
    parsed = settle([replace(grid(), cells=[change(cell) for cell in grid().cells])])
    (form,) = rows_of_forms(parsed)
    return form


def place_of(table: str, row: int, field: str) -> tuple[float | None, float | None]:
    form = settled(lambda cell: cell)
    return next(
        (c["x0"], c["top"]) for c in form.cells if (c["table_name"], c["row_no"], c["field"]) == (table, row, field)
    )


def at(place: tuple[float | None, float | None], **new: object) -> Callable[[Cell], Cell]:
    """A change of the one cell that stands there."""

    def change(cell: Cell) -> Cell:
        is_it = (cell.evidence[0].x0, cell.evidence[0].top) == place
        return replace(cell, **new) if is_it else cell  # type: ignore[arg-type]

    return change


def test_a_form_of_sure_readings_has_no_doubt() -> None:
    form = settled(lambda cell: cell)
    assert [row["doubtful"] for row in (form.values, *form.budget_lines, *form.indicators) if row["doubtful"]] == []


@pytest.mark.parametrize("field", ["weight", "score"])
def test_an_unsure_point_that_adds_up_is_believed(field: str) -> None:
    form = settled(at(place_of("indicator", 2, field), sureness=UNSURE))
    assert form.indicators[1]["doubtful"] == []


@pytest.mark.parametrize("field", ["weight", "score"])
def test_a_sure_point_that_breaks_the_sum_is_doubted_with_all_that_were_summed(field: str) -> None:
    form = settled(at(place_of("indicator", 2, field), text="3.25", raw="3.25"))
    assert all(field in row["doubtful"] for row in form.indicators)
    assert f"total_{field}" in form.values["doubtful"]


def test_an_unsure_amount_that_adds_up_is_believed() -> None:
    form = settled(at(place_of("budget_line", 2, "executed_yuan"), sureness=UNSURE))
    assert "executed_yuan" not in form.budget_lines[1]["doubtful"]


def test_a_sure_amount_that_breaks_the_sum_is_doubted() -> None:
    form = settled(at(place_of("budget_line", 2, "executed_yuan"), text="1.07", raw="1.07"))
    assert "executed_yuan" in form.budget_lines[0]["doubtful"]
    assert "executed_yuan" in form.budget_lines[1]["doubtful"]


def test_a_rate_that_the_amounts_do_not_give_is_doubted() -> None:
    form = settled(at(place_of("budget_line", 1, "execution_rate_pct"), text="13.01", raw="13.01"))
    assert "execution_rate_pct" in form.budget_lines[0]["doubtful"]


@pytest.mark.parametrize("field", ["target_text", "actual_text", "name"])
def test_an_unsure_reading_that_nothing_confirms_is_doubted(field: str) -> None:
    form = settled(at(place_of("indicator", 2, field), sureness=UNSURE))
    assert field in form.indicators[1]["doubtful"]


def test_an_unsure_label_that_is_wrong_by_one_sign_is_known_and_says_so() -> None:
    form = settled(
        lambda c: replace(c, text="项自名称", raw="项自名称", sureness=UNSURE) if c.text == "项目名称" else c
    )
    assert form.values["project_name"]
    assert form.values["doubtful"] == []


def test_a_figure_of_the_text_layer_is_not_doubted_for_its_sum() -> None:
    """On a page with a text layer the form is wrong, not the reader."""
    form = settled(at(place_of("indicator", 2, "weight"), text="3.25", raw="3.25", sureness=1.0))
    assert "weight" not in form.indicators[1]["doubtful"]


def _without_total_label(cell: Cell) -> Cell:
    is_label = normalise_label(cell.text) == normalise_label("总分")
    return replace(cell, text="1总众", raw="1总众", sureness=UNSURE) if is_label else cell


def test_a_total_whose_label_was_not_legible_is_known_by_its_sums() -> None:
    form = settled(_without_total_label)
    assert form.values["total_score"] == form.values["computed_score"]


def test_a_total_whose_label_was_not_legible_and_whose_sums_say_nothing_is_doubted_and_not_missing() -> None:
    wrong = at(place_of("form", 0, "total_score"), text="1.25", raw="1.25", sureness=UNSURE)
    form = settled(lambda cell: wrong(_without_total_label(cell)))
    assert form.values["total_score"] is None
    assert "total_score" in form.values["doubtful"]


def test_a_page_that_could_not_be_read_is_refused_and_not_passed_over() -> None:
    noise = replace(grid(), cells=[replace(c, text="".join("八" for _ in c.text), sureness=0.3) for c in grid().cells])
    refusals = settle([noise])
    assert all(isinstance(one, Refusal) and one.code == "illegible_page" for one in refusals)
    assert [one.page for one in refusals if isinstance(one, Refusal)] == sorted({c.page for c in noise.cells})


def test_a_form_that_loses_a_funding_row_is_refused() -> None:
    """The wall between a label and the amounts beside it was not seen: the row has no place under the headings."""
    place = place_of("budget_line", 2, "label_text")
    label = next(c for c in grid().cells if (c.evidence[0].x0, c.evidence[0].top) == place)
    kept = [c for c in grid().cells if c.row != label.row or c.column <= label.column]
    (refusal,) = settle([replace(grid(), cells=kept)])
    assert isinstance(refusal, Refusal)
    assert refusal.code == "incomplete_form"

"""White text: seen on a dark area, as many offices print the headings of their tables, unseen on paper."""

from __future__ import annotations

import io
from pathlib import Path

from reportlab.pdfgen.canvas import Canvas

from pipeline.readers.pdf import text_layer
from tests.factory.check import curate

DATA = Path(__file__).parents[2] / "data" / "layouts"


def test_white_headings_on_a_dark_area_are_read() -> None:
    (form,) = curate((DATA / "white_headings.pdf").read_bytes()).forms
    assert form.values["project_name"] == "城区公园绿地养护"
    assert len(form.indicators) == 8
    assert [str(form.values[name]) for name in ("total_weight", "total_score", "grade")] == ["100", "99.27", "优"]
    assert not any(row["doubtful"] for row in form.indicators)


def test_white_text_is_unseen_on_paper_and_before_the_area() -> None:
    stream = io.BytesIO()
    canvas = Canvas(stream, invariant=True)
    # A page without any ruling is read as it is.
    canvas.line(400, 300, 400, 700)
    canvas.setFont("Helvetica", 12)
    canvas.setFillGray(1)
    canvas.drawString(60, 600, "below the area")
    canvas.setFillColorRGB(0.2, 0.4, 0.7)
    canvas.rect(50, 590, 300, 30, stroke=0, fill=1)
    canvas.setFillGray(1)
    canvas.drawString(60, 600, "on the area")
    canvas.drawString(60, 500, "on paper")
    canvas.save()
    lines = [line for _, line in text_layer.read(stream.getvalue()).text_lines]
    assert lines == ["on the area"]

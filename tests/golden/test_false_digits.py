"""Fonts that draw other digits than their map says: what they print is doubtful, and no fault of the form.

Belongs here: maps of digits changed in whole documents. Does not belong here: text without any map (``test_hazards``).
"""

from __future__ import annotations

import re
import zlib
from functools import cache
from pathlib import Path

import pytest

from pipeline.readers.pdf import damage, text_layer
from pipeline.readers.pdf.damage import stream_checks
from pipeline.readers.pdf.pages.drawn_digits import looks_needed
from tests.doubts import codes
from tests.factory.check import curate
from tests.published import Published

DATA = Path(__file__).parent.parent / "data"
FAULTY = (DATA / "published" / "wrong_tounicode_digits.pdf").read_bytes()


def test_a_swapped_map_of_digits_makes_their_text_doubtful() -> None:
    """The page draws 318.60, 93.27 % and 9.33; its text says 813.60, 98.27 % and 9.88."""
    result = curate(FAULTY)
    [form] = result.forms
    total = form.budget_lines[0]
    doubted = {"adjusted_budget_yuan", "initial_budget_yuan", "executed_yuan", "execution_rate_pct", "score", "weight"}
    assert doubted <= set(total["doubtful"])
    assert {"total_score", "computed_score"} <= set(form.values["doubtful"])
    satisfaction = form.indicators[7]
    assert {"target_text", "actual_text", "actual_value", "score"} <= set(satisfaction["doubtful"])
    # Text of other fonts is certain.
    assert "project_name" not in form.values["doubtful"]
    assert satisfaction["name"] == "林区群众满意度"
    assert "name" not in satisfaction["doubtful"]


_STREAM = re.compile(rb"stream\r?\n(.*?)endstream", re.DOTALL)


def _with_swapped(data: bytes, one: str, other: str) -> bytes:
    """The same PDF with two digits changed for each other in its ToUnicode maps."""
    swapped = {f"<00{ord(a):02X}>".encode(): f"<00{ord(b):02X}>".encode() for a, b in ((one, other), (other, one))}

    def change(found: re.Match[bytes]) -> bytes:
        packed = found.group(1)
        unpacking = zlib.decompressobj()
        try:
            text = unpacking.decompress(packed)
        except zlib.error:
            return found.group()
        if b"begincmap" not in text:
            return found.group()
        lines = re.sub(rb"(<\w+>\s*)(<00\w\w>)(?=\s*\n)", lambda m: m[1] + swapped.get(m[2].upper(), m[2]), text)
        again = zlib.compress(lines, 9)
        head, tail = found.group()[: found.start(1) - found.start()], found.group()[found.end(1) - found.start() :]
        assert len(again) <= len(packed), "the stream has to keep its place"
        return head + again.ljust(len(packed), b"\0") + tail

    # The sum that LibreOffice writes over the whole file is another cause for doubt.
    return _STREAM.sub(change, data).replace(b"/DocChecksum", b"/NoChecksum0")


@cache
def _curated(name: str) -> Published:
    return curate((DATA / "pdf" / f"{name}.pdf").read_bytes())


@pytest.mark.parametrize(
    ("name", "pair"),
    [
        *(("bj_docx", pair) for pair in ("38", "25", "69", "17", "08", "04")),
        ("sc_xlsx", "25"),
        ("bj_html_repeat", "69"),
    ],
)
def test_no_value_of_a_changed_document_is_silently_wrong(name: str, pair: str) -> None:
    data = (DATA / "pdf" / f"{name}.pdf").read_bytes()
    changed = _with_swapped(data, *pair)
    assert changed != data
    right, found = _curated(name), curate(changed)
    assert len(found.forms) == len(right.forms)
    for form, truth in zip(found.forms, right.forms, strict=True):
        rows = [(form.values, truth.values), *zip(form.indicators, truth.indicators, strict=True)]
        for row, expected in [*rows, *zip(form.budget_lines, truth.budget_lines, strict=True)]:
            wrong = {key for key in row if row[key] != expected[key] and row[key] is not None}
            assert wrong <= {*row["doubtful"], "doubtful", "outcome"}


# A page that is a picture has no map of digits, and recognising it is dear.
_SOUND = [path for path in sorted((DATA / "pdf").glob("*_*.pdf")) if not path.stem.startswith("scan_")]


@pytest.mark.parametrize("path", _SOUND, ids=lambda path: path.stem)
def test_the_digits_of_a_sound_document_are_never_doubted(path: Path) -> None:
    reading = text_layer.read(path.read_bytes(), digit_looks=8)
    assert not any(codes(cell) == "wrong_unicode" for grid in reading.grids for cell in grid.cells)


def test_a_map_is_in_order_where_digits_follow_each_other() -> None:
    in_order = b"begincmap 2 beginbfrange\n<0013> <001C> <0030>\n<0020> <0021> <4E00>\nendbfrange endcmap"
    assert looks_needed(in_order) == 0
    assert looks_needed(b"1 beginbfrange <20> <7E> <0020> endbfrange") == 0
    assert looks_needed(b"1 beginbfrange <01> <03> [<0030> <0031> <0032>] endbfrange") == 0
    assert looks_needed(b"2 beginbfchar <05> <0031>\n<06> <0030>\nendbfchar") == 1
    assert looks_needed(b"1 beginbfrange <20> <7E> <0020> endbfrange 1 beginbfchar <33> <0038> endbfchar") == 8


def test_figures_that_contradict_each_other_are_compared_with_their_drawing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the map itself gives no cause for it: a font whose glyphs, and not its codes, are in another order."""
    monkeypatch.setattr(stream_checks, "looks_needed", lambda _: 0)
    damage.inspect.cache_clear()
    [form] = curate(FAULTY).forms
    damage.inspect.cache_clear()
    assert {"executed_yuan", "execution_rate_pct", "score"} <= set(form.budget_lines[0]["doubtful"])

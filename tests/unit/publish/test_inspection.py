"""One document on a terminal: everything in the width there is, doubts and findings beside their rows, corrections."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from rich.cells import cell_len
from rich.console import Console

from pipeline.curate.curate_document import CuratedDocument, curate_document
from pipeline.curate.tables import tables
from pipeline.publish import inspection
from pipeline.publish.inspection import described
from pipeline.publish.inspection_text import as_text
from pipeline.sources import RawDocument, load
from tests.corrected import PATH, raw_folder, record, write
from tests.factory.check import curate
from tests.factory.plain import plain_page

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def in_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """Documents are read in this process: starting a worker for each takes longer than reading."""

    def read(raw: Path, documents: list[RawDocument]) -> list[CuratedDocument]:
        return [curate_document(one, load(raw, one)) for one in documents]

    monkeypatch.setattr(inspection, "curate_all", read)


def shown(page: bytes, width: int) -> list[str]:
    console = Console(record=True, width=width, markup=False, emoji=False, highlight=False)
    as_text(described(tables([curate(page).curated])), console)
    return console.export_text().splitlines()


@pytest.mark.parametrize("locale", ["zh_CN.UTF-8", "C"])
def test_it_fits_eighty_columns(monkeypatch: pytest.MonkeyPatch, locale: str) -> None:
    monkeypatch.setenv("LC_ALL", locale)
    lines = shown(plain_page(), 80)
    assert max(cell_len(line.rstrip()) for line in lines) <= 80
    assert not any(line.rstrip().endswith("…") for line in lines)


def test_every_row_is_there_with_its_figures_in_one_line_each() -> None:
    form = described(tables([curate(plain_page()).curated]))["forms"][0]
    lines = [line.split() for line in shown(plain_page(), 100)]
    for row in form["indicator"]:
        assert any(
            line[:1] == [str(row["indicator_no"])] and line[-1:] == [f"{row['score'].normalize():f}"] for line in lines
        ), row


@pytest.mark.usefixtures("in_process")
def test_corrections_of_the_document_are_applied_and_told(jixiao: Run, tmp_path: Path) -> None:
    raw = raw_folder(tmp_path)
    write(tmp_path, record(), record(2, document="b/another.html"))
    (tmp_path / "raw" / "loose.html").write_bytes(plain_page())
    assert f"no corrections of this document ({tmp_path}" in jixiao("inspect", tmp_path / "raw" / "loose.html")[1]
    code, out, err = jixiao("inspect", raw / PATH)
    assert (code, err) == (0, "")
    # The folder of a document without batch.yml is taken for its batch, the one above for the raw folder.
    assert f"1 corrections applied ({tmp_path / 'corrections'})" in out
    _, out, _ = jixiao("inspect", raw / PATH, "--json")
    found = json.loads(out)
    assert [one["correction_id"] for one in found["correction"]] == ["c1"]
    assert found["forms"][0]["indicator"][1]["score"] == 12
    _, out, _ = jixiao("inspect", raw / PATH, "--as-printed")
    assert "no corrections applied" in out
    _, out, _ = jixiao("inspect", raw / PATH, "--as-printed", "--json")
    assert json.loads(out)["forms"][0]["indicator"][1]["score"] == 13


@pytest.mark.usefixtures("in_process")
def test_a_correction_of_another_text_is_no_silent_one(jixiao: Run, tmp_path: Path) -> None:
    raw = raw_folder(tmp_path)
    write(tmp_path, record(expect="14"))
    code, out, err = jixiao("inspect", raw / PATH)
    assert (code, out, err.count("\n")) == (1, "", 1)
    assert "--as-printed" in err

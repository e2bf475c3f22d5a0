"""What is in doubt is listed by what rests on it, with the command that settles it."""

from __future__ import annotations

import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from pipeline.curate.tables import tables
from pipeline.publish.parquet import write_parquet
from pipeline.publish.review import review
from tests.corrected import read_with, without_value
from tests.factory.plain import FUNDING, HEAD, INDICATORS, TOTAL, PlainRow, plain_page

Run = Callable[..., tuple[int, str, str]]


def struck(rows: list[PlainRow], *texts: str) -> list[PlainRow]:
    """Rows with some of their texts struck out, which puts them in doubt."""
    return [[f"<s>{cell}</s>" if cell in texts else cell for cell in row] for row in rows]


def doubted_page() -> bytes:
    return plain_page(
        head=struck(HEAD),
        funding=struck(FUNDING, "271.00"),
        indicators=struck(INDICATORS, "≥36.5公里", "92%", "汛期施工受阻。"),
        total=struck(TOTAL, "97.7"),
    )


@pytest.fixture
def out(tmp_path: Path) -> Path:
    for name, frame in tables([read_with(tmp_path, page=doubted_page())]).items():
        write_parquet(name, frame, tmp_path / "out" / "current")
    return tmp_path / "out"


def test_what_most_rests_on_comes_first(out: Path) -> None:
    (document,), count = review(out / "current")
    assert count == len(document.questions) == 5
    asked = [(one.table, one.row, one.fields[0], one.at_stake) for one in document.questions]
    assert asked == [
        ("form", 0, "total_score", Decimal("2910000.00")),
        ("budget_line", 2, "executed_yuan", Decimal("2710000.00")),
        ("indicator", 2, "target_text", Decimal("436500.00")),
        ("indicator", 2, "reason_text", Decimal("436500.00")),
        ("indicator", 5, "actual_text", Decimal("291000.00")),
    ]
    target = document.questions[2]
    # What is read from a text, and what rests on it, goes with it.
    assert target.fields == ["target_text"]
    assert (target.printed, target.page, target.project) == ("≥36.5公里", 1, "河道养护项目")
    assert target.sentences == ["The text is struck out and may no longer hold."]


def test_what_is_settled_is_not_asked_again(tmp_path: Path) -> None:
    accepted = without_value(field="target_text", expect="≥36.5公里", action="accept")
    withheld = without_value(2, row=5, field="actual_text", expect="92%", action="withhold")
    for name, frame in tables([read_with(tmp_path, accepted, withheld, page=doubted_page())]).items():
        write_parquet(name, frame, tmp_path)
    (document,), _ = review(tmp_path)
    assert [one.fields[0] for one in document.questions] == ["total_score", "executed_yuan", "reason_text"]


def test_the_command_prints_them_by_document(out: Path, jixiao: Run) -> None:
    code, printed, _ = jixiao("review", "--out", out, "--limit", "2")
    assert code == 0
    lines = printed.splitlines()
    assert lines[0] == "b/form.html"
    assert lines[1] == "  河道养护项目 · form · Total score (page 1)"
    assert lines[2] == "    printed: 97.7; read as: 97.7"
    assert lines[4].startswith("    jixiao correct ")
    assert lines[-1] == "The 2 with most at stake of 5; --limit 0 lists all."
    assert (
        jixiao("review", "--out", out, "--lang", "zh")[1].splitlines()[1] == "  河道养护项目 · 自评表 · 总得分（第1页）"
    )
    (document,) = json.loads(jixiao("review", "--out", out, "--json", "--limit", "0")[1])
    assert (document["path"], len(document["questions"])) == ("b/form.html", 5)
    assert document["questions"][0]["command"].startswith("jixiao correct ")


def test_without_a_release_and_without_doubt_it_says_so(tmp_path: Path, jixiao: Run) -> None:
    code, _, told = jixiao("review", "--out", tmp_path / "none")
    assert (code, "run `jixiao build` first" in told) == (1, True)
    for name, frame in tables([read_with(tmp_path)]).items():
        write_parquet(name, frame, tmp_path / "out" / "current")
    assert jixiao("review", "--out", tmp_path / "out")[1] == "No value is in doubt that a correction settles.\n"

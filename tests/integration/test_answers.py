"""The documentation is true: asked of what `make run` builds, it gives the answers it prints; its commands run."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from pipeline.cli import cli
from tests import expected_rows
from tests.answers import DOCUMENTS, FOLDERS, PAGES, ROOT, answer, questions
from tests.doc_blocks import follow, followed


@pytest.fixture(scope="module")
def releases(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The releases of the real documents and of the examples, where `make run` has them."""
    folder = tmp_path_factory.mktemp("answers")
    for raw, out in zip(("data/raw", "data/examples"), FOLDERS, strict=True):
        command = ["build", "--raw", str(ROOT / raw), "--out", str(folder / out)]
        result = CliRunner().invoke(cli, command, env={"DAGSTER_HOME": str(folder)})
        assert result.exit_code == 0, result.output
    return folder


@pytest.mark.slow
@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_the_questions_of_a_page_give_the_printed_answers(page: Path, releases: Path) -> None:
    for asked in questions(page):
        assert answer(asked, releases).strip() == asked.printed.strip(), asked.sql


@pytest.mark.slow
@pytest.mark.parametrize("page", followed(), ids=lambda page: page.name)
def test_the_blocks_of_a_page_run_in_order(page: Path, releases: Path, tmp_path: Path) -> None:
    """Up to the first block that builds; ``make docs-run`` runs the others as well."""
    follow(page, releases, tmp_path)


@pytest.mark.slow
def test_what_stands_in_a_sentence_as_a_query_is_one(releases: Path) -> None:
    texts = (re.sub(r"```.*?```", "", page.read_text("utf-8"), flags=re.DOTALL) for page in DOCUMENTS)
    found = {" ".join(sql.split()) for text in texts for sql in re.findall(r"`((?:SELECT|DESCRIBE) [^`]+)`", text)}
    warehouse = str(releases / FOLDERS[0] / "current" / "warehouse.duckdb")
    for sql in sorted(found - {"SELECT …"}):
        result = CliRunner().invoke(cli, ["sql", "--warehouse", warehouse, sql.replace("…", "4befd89bd8e4ea12-001")])
        assert result.exit_code == 0, (sql, result.output)


@pytest.mark.slow
def test_each_batch_gives_the_rows_that_were_reviewed(releases: Path) -> None:
    """A change here is meant or a mistake; ``make expected-rows`` writes the file for a look at the difference."""
    assert expected_rows.rows(releases) == expected_rows.expected()

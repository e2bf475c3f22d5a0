"""The documentation is true: its questions, asked of what `make run` builds, give the answers it prints."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from pipeline.cli import cli
from tests import expected_rows
from tests.answers import FOLDERS, PAGES, ROOT, answer, questions


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
def test_each_batch_gives_the_rows_that_were_reviewed(releases: Path) -> None:
    """A change here is meant or a mistake; ``make expected-rows`` writes the file for a look at the difference."""
    assert expected_rows.rows(releases) == expected_rows.expected()

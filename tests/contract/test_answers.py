"""The documentation is true: its questions, asked of what `make run` builds, give the answers it prints."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from pipeline.cli import cli
from tests.answers import FOLDERS, PAGES, ROOT, answer, questions

# What one question may be at most: longer ones ask for a better view.
LONGEST = 400


@pytest.fixture(scope="module")
def releases(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The releases of the real documents and of the examples, where `make run` has them."""
    folder = tmp_path_factory.mktemp("answers")
    for raw, out in zip(("data/raw", "data/examples"), FOLDERS, strict=True):
        result = CliRunner().invoke(cli, ["build", "--raw", str(ROOT / raw), "--out", str(folder / out)])
        assert result.exit_code == 0, result.output
    return folder


@pytest.mark.slow
@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_the_questions_of_a_page_give_the_printed_answers(page: Path, releases: Path) -> None:
    for asked in questions(page):
        assert answer(asked, releases).strip() == asked.printed.strip(), asked.sql


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_question_is_short_and_has_an_answer(page: Path) -> None:
    for asked in questions(page):
        assert len(asked.sql) <= LONGEST, asked.sql
        assert asked.printed.count("\n") > 2, asked.sql


def test_no_question_is_overlooked() -> None:
    """Every table that follows a block of SQL is compared."""
    for page in PAGES:
        tables = re.findall(r"```(?:sh|sql)\n(?:(?!```).)+?\n```\n\n\|", page.read_text("utf-8"), re.DOTALL)
        assert len(questions(page)) == len(tables), page.name


def test_every_file_that_the_documents_link_to_exists() -> None:
    for page in (*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"), *ROOT.glob("data/*/README.md")):
        for target in re.findall(r"\]\(([^)#:]+)\)", page.read_text("utf-8")):
            assert (page.parent / target).exists(), (page.name, target)

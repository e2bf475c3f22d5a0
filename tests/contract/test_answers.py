"""The questions of the documentation can be compared with the dataset, and are short.

That their answers are right takes two builds: ``tests/integration/test_answers.py``.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.answers import PAGES, ROOT, questions

# What one question may be at most: longer ones ask for a better view.
LONGEST = 300


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_question_is_short_and_has_an_answer(page: Path) -> None:
    for asked in questions(page):
        assert len(asked.sql) <= LONGEST, asked.sql
        assert asked.printed.count("\n") > 2, asked.sql


def test_no_question_is_overlooked() -> None:
    """Every table that follows a block of SQL is compared."""
    for page in PAGES:
        tables = re.findall(r"(?<!-->\n)```(?:sh|sql)\n(?:(?!```).)+?\n```\n\n\|", page.read_text("utf-8"), re.DOTALL)
        assert len(questions(page)) == len(tables), page.name


def test_every_file_that_the_documents_link_to_exists() -> None:
    for page in (*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"), *ROOT.glob("data/*/README.md")):
        for target in re.findall(r"\]\(([^)#:]+)\)", page.read_text("utf-8")):
            assert (page.parent / target).exists(), (page.name, target)

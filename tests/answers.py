"""Questions that the documentation asks of the dataset, and the answers that it prints under them.

Belongs here: finding the questions of a page, asking them, writing the answers. A page that prints an answer is never
stale: ``tests/integration/test_answers.py`` compares each with the dataset that ``make run`` builds. ``make answers``
writes them anew; one under ``<!-- later -->`` is asked of what the page itself has built by then, and written by hand.
Does not belong here: what a page says around them; blocks without an answer (``doc_blocks``).
"""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass
from pathlib import Path

from click.testing import CliRunner

from pipeline.cli import cli

ROOT = Path(__file__).parents[1]
# Pages that people read, Chinese ones among them; the dictionary is generated.
DOCUMENTS = tuple(sorted({*ROOT.glob("README*.md"), *ROOT.glob("docs/*.md")} - {ROOT / "docs" / "data_dictionary.md"}))
# Where `make run` puts the real documents and the invented ones.
FOLDERS = ("data/curated", "data/demo")
_COMMAND = re.compile(r'(?:\.venv/bin/)?jixiao sql --format markdown(?: --warehouse (data/\w+)/current/\S+)? "(.*)"')
_STATEMENT = re.compile(r"-- (data/\w+)\n(.*)", re.DOTALL)
# A block with a question, and the table below it.
_BLOCK = re.compile(r"(?<!-->\n)```(?:sh|sql)\n((?:(?!```).)+?)\n```\n\n((?:\|[^\n]*\n)+)", re.DOTALL)


@dataclass(frozen=True)
class Question:
    """One question of a page: the block as it stands, folder of the releases it is asked of, SQL, printed answer."""

    block: str
    folder: str
    sql: str
    printed: str


def questions(page: Path) -> list[Question]:
    """Every question of a page that has an answer, in order."""
    found = []
    for match in _BLOCK.finditer(page.read_text("utf-8")):
        block, printed = match.groups()
        if command := _COMMAND.fullmatch(block):
            found.append(Question(block, command[1] or FOLDERS[0], command[2], printed))
        elif statement := _STATEMENT.fullmatch(block):
            found.append(Question(block, statement[1], statement[2], printed))
    return found


PAGES = tuple(page for page in DOCUMENTS if questions(page))
"""Pages with questions that are asked of what ``make run`` builds."""


def answer(question: Question, releases: Path) -> str:
    """What ``jixiao sql`` prints, with the releases in the folders of ``make run`` below ``releases``."""
    warehouse = releases / question.folder / "current" / "warehouse.duckdb"
    command = ["sql", "--format", "markdown", "--warehouse", str(warehouse), question.sql]
    result = CliRunner().invoke(cli, command)
    if result.exit_code != 0:
        raise ValueError(f"{question.sql}: {result.output} {result.exception}")
    return result.stdout


def main(releases: Path = ROOT) -> None:
    """Put the answers of the newest releases into the pages."""
    for page in PAGES:
        text = page.read_text("utf-8")
        for asked in questions(page):
            text = text.replace(
                f"{asked.block}\n```\n\n{asked.printed}", f"{asked.block}\n```\n\n{answer(asked, releases)}"
            )
        page.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT)

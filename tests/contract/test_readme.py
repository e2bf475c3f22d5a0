"""The README is true: its questions, asked of the dataset that `make run` builds, give the answers it prints.

Run as a module (`python -m tests.contract.test_readme WAREHOUSE`) to write the answers of a warehouse into it.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
README = ROOT / "README.md"
# A command in a block of its own, and the table that follows it.
QUESTION = re.compile(r'```sh\n\.venv/bin/jixiao sql --format markdown "(.*?)"\n```\n\n((?:\|.*\n)+|@@\d@@\n)')


def questions() -> list[tuple[str, str]]:
    """SQL and printed answer, in order."""
    return QUESTION.findall(README.read_text("utf-8"))


def answer(warehouse: Path, sql: str) -> str:
    """The answer of ``jixiao sql`` as it prints it."""
    import subprocess

    command = [sys.executable, "-m", "pipeline.cli", "sql", "--format", "markdown", "--warehouse", str(warehouse), sql]
    return subprocess.run(command, check=True, capture_output=True, text=True, cwd=ROOT).stdout


@pytest.mark.slow
def test_the_questions_give_the_printed_answers(jixiao: Callable[..., tuple[int, str, str]], tmp_path: Path) -> None:
    code, _, err = jixiao("build", "--raw", ROOT / "data" / "raw", "--out", tmp_path)
    assert code == 0, err
    asked = questions()
    assert len(asked) == 4
    for sql, printed in asked:
        assert answer(tmp_path / "current" / "warehouse.duckdb", sql).strip() == printed.strip()


def test_every_file_that_the_documents_link_to_exists() -> None:
    for page in [README, *ROOT.glob("docs/*.md"), ROOT / "METHODOLOGY.md"]:
        for target in re.findall(r"\]\(([^)#:]+)\)", page.read_text("utf-8")):
            assert (page.parent / target).exists(), (page.name, target)


def main() -> None:
    """Put the answers of the warehouse named on the command line into the README."""
    text = README.read_text("utf-8")
    for sql, printed in questions():
        text = text.replace(f'{sql}"\n```\n\n{printed}', f'{sql}"\n```\n\n{answer(Path(sys.argv[1]), sql)}')
    README.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()

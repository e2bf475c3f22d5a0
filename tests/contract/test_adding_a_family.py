"""A family is data: ``docs/adding_a_family.md``, followed word by word, makes a document readable without Python."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.family_documents import FOLDER, INVENTED, differences

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "adding_a_family.md").read_text("utf-8")
# The blocks of the page: commands, what they print, the file of the family.
COMMANDS, PRINTED, FILES = (re.findall(rf"```{kind}\n(.*?)```", PAGE, re.DOTALL) for kind in ("sh", "text", "yaml"))


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the program, with the document of the example where the page has it."""
    folder = tmp_path_factory.mktemp("program")
    for package in ("pipeline", "schemas"):
        shutil.copytree(ROOT / package, folder / package, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(FOLDER, folder / FOLDER.relative_to(ROOT))
    return folder


def run(program: Path, command: str) -> str:
    """What a command of the page prints in the copy of the program, one line for each of its lines."""
    words = command.split()
    assert words[0] == "jixiao"
    start = [sys.executable, "-c", "from pipeline.cli import main; main()", *words[1:]]
    done = subprocess.run(
        start,
        cwd=program,
        env={**os.environ, "LC_ALL": "C"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    return done.stdout + done.stderr


def test_the_page_has_what_is_followed_here() -> None:
    assert [len(COMMANDS), len(PRINTED), len(FILES)] == [3, 2, 1]
    assert COMMANDS[0] == COMMANDS[1] == f"jixiao inspect tests/data/families/{INVENTED}.html\n"
    assert COMMANDS[2] == "make golden\n"
    assert f"`pipeline/families/{INVENTED}.yml`" in PAGE


@pytest.mark.slow
def test_the_page_followed_word_by_word(program: Path) -> None:
    assert PRINTED[0].strip() in run(program, COMMANDS[0]).splitlines()
    file = program / "pipeline" / "families" / f"{INVENTED}.yml"
    file.write_text(FILES[0].replace("executed:", "exectued:"), "utf-8")
    assert PRINTED[1].strip() in run(program, COMMANDS[1]).splitlines()
    file.write_text(FILES[0], "utf-8")
    forms = json.loads(run(program, f"{COMMANDS[1].strip()} --json"))["forms"]
    assert [form["template"] for form in forms] == [INVENTED]
    assert differences(forms, INVENTED) == []


def test_the_page_names_every_key_of_a_family() -> None:
    from pipeline.families import Budget, Family, Indicators

    named = set(re.findall(r"`([a-z0-9_.]+)`", PAGE[PAGE.index("| key |") : PAGE.index("- Labels are compared")]))
    keys = {*Family.model_fields, *(f"budget.{key}" for key in Budget.model_fields)}
    keys |= {f"indicators.{key}" for key in Indicators.model_fields}
    assert {key for key in keys if key not in named and key.split(".")[-1] not in named} == {"budget", "indicators"}

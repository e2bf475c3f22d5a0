"""Every block and every command of the documentation is run by something, or says why not."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import click
import pytest

from tests.answers import DOCUMENTS, ROOT
from tests.doc_blocks import ELSEWHERE, blocks
from tools.docs_site.commands import all_commands

# How many blocks of commands nobody runs, by page: those that change the machine, and parts of modules.
NOT_RUN = {"adding_a_rule.md": 1, "connecting.md": 1, "production.md": 2, "scaling.md": 1}
RUN = {"sh", "sql", "python"}


def english(page: Path) -> bool:
    return not page.name.endswith(".zh.md")


def test_blocks_that_are_not_run_are_counted() -> None:
    counted = {
        page.name: sum(block.mark.startswith("not run: ") for block in blocks(page))
        for page in filter(english, DOCUMENTS)
    }
    assert {name: count for name, count in counted.items() if count} == NOT_RUN


@pytest.mark.parametrize("page", DOCUMENTS, ids=lambda page: page.name)
def test_every_block_is_of_a_kind_that_is_run_or_says_why_not(page: Path) -> None:
    text = page.read_text("utf-8")
    assert len(blocks(page)) == len(re.findall(r"^ *```", text, re.MULTILINE)) / 2
    if page.name.replace(".zh.md", ".md") not in ELSEWHERE:
        assert {block.language for block in blocks(page) if block.is_run} <= RUN


def test_pages_that_a_test_of_their_own_follows_are_read_by_it() -> None:
    for page, test in ELSEWHERE.items():
        assert page in (ROOT / test).read_text("utf-8")


@pytest.mark.parametrize("page", [*DOCUMENTS, *ROOT.glob("METHODOLOGY*.md")], ids=lambda page: page.name)
def test_every_command_that_is_named_exists_with_its_options(page: Path) -> None:
    text = re.sub(r"```.*?```", "", page.read_text("utf-8"), flags=re.DOTALL)
    for named in re.findall(r"`((?:\.venv/bin/)?jixiao [^`]+)`", text):
        check(named.replace("\\|", "|"))


def check(named: str) -> None:
    commands = all_commands()
    words = shlex.split(re.sub(r"[\[\]…]", " ", named.replace("\n", " ")))
    name, rest = "jixiao", words[1:]
    while rest and f"{name} {rest[0]}" in commands:
        name, rest = f"{name} {rest[0]}", rest[1:]
    command = commands[name]
    assert name != "jixiao" or not rest or rest[0].startswith("-"), f"no command {named}"
    known = {option for one in command.params if isinstance(one, click.Option) for option in one.opts} | {
        "--help",
        "-h",
    }
    known |= {option for one in commands["jixiao"].params for option in one.opts}
    assert {word for word in rest if word.startswith("--")} <= known, named
    if not isinstance(command, click.Group):
        return
    assert not [word for word in rest if re.fullmatch(r"[a-z]+", word)], f"no command {named}"

"""The command line as a friend: near names, completion, JSON alone on stdout, terminals without UTF-8."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import click
import pytest

from pipeline.cli import cli
from pipeline.commands import terminal
from tests.releases import warehouse_of

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A warehouse without a row."""
    return warehouse_of({}, tmp_path_factory.mktemp("empty"))


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        ("SELECT naem FROM indicators", "there is no column naem in what is asked; did you mean name"),
        ("SELECT f.scor FROM indicators f", "did you mean score"),
        ("SELECT 项目名称 FROM form", "did you mean project_name?"),
        ("SELECT zzz FROM form", "DESCRIBE <table> lists the columns"),
        ("SELECT * FROM indicater", "there is no table or view indicater; did you mean indicator"),
        ("SELECT * FROM 绩效指标", "did you mean indicator?"),
        ("SELECT * FROM zzz", "SHOW TABLES lists all of them"),
    ],
)
def test_a_name_that_is_not_there_is_told_with_those_that_are(
    jixiao: Run, warehouse: Path, statement: str, told: str
) -> None:
    code, out, err = jixiao("sql", statement, "--warehouse", warehouse)
    assert (code, out, err.count("\n")) == (1, "", 1)
    assert told in err
    _, _, err = jixiao("sql", statement, "--warehouse", warehouse, "--lang", "zh")
    assert "没有" in err
    assert "Error" not in err


def test_a_file_that_is_not_there_is_told_with_those_that_are(jixiao: Run, samples: Path) -> None:
    code, _, err = jixiao("inspect", samples / "sh_htm.pdf")
    assert (code, err.count("\n")) == (2, 1)
    assert f"Did you mean {samples / 'sh_html.pdf'}" in err
    code, _, err = jixiao("inspect", samples)
    assert (code, err.count("\n")) == (2, 1)
    assert f"jixiao build --raw {samples}" in err


def test_a_command_that_is_not_there_is_told_with_those_that_are(jixiao: Run) -> None:
    assert "'build'" in jixiao("bild")[2]


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_script_for_a_shell(jixiao: Run, shell: str) -> None:
    code, out, err = jixiao("completion", shell)
    assert (code, err) == (0, "")
    assert f"_JIXIAO_COMPLETE={shell}_complete" in out


def test_commands_and_options_are_completed() -> None:
    asked = {"_JIXIAO_COMPLETE": "bash_complete", "COMP_WORDS": "jixiao releases ro", "COMP_CWORD": "2"}
    ended = subprocess.run(
        [sys.executable, "-m", "pipeline.cli"], env=os.environ | asked, capture_output=True, text=True, check=False
    )
    assert ended.stdout == "plain,rollback\n"


def commands(group: click.Group, *before: str) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from commands(command, *before, name)
        else:
            yield (*before, name), command


def test_every_command_that_says_something_says_it_as_json_too() -> None:
    """``page``, ``daemon`` and ``dashboard`` serve, ``completion`` prints a script."""
    without = {" ".join(words) for words, command in commands(cli) if not any(p.name == "json" for p in command.params)}
    assert without == {"page", "daemon", "dashboard", "completion"}


def test_sql_as_json(jixiao: Run, warehouse: Path) -> None:
    code, out, _ = jixiao("sql", "SELECT 1 AS a", "--warehouse", warehouse, "--json")
    assert (code, json.loads(out)) == (0, [{"a": 1}])


@pytest.mark.parametrize(
    ("of_locale", "is_terminal", "written"),
    [
        ("utf-8", True, "utf-8"),
        ("ascii", True, "utf-8"),
        ("ANSI_X3.4-1968", True, "utf-8"),
        (None, False, "utf-8"),
        ("gb18030", True, "gb18030"),
        ("GBK", True, "GBK"),
        ("big5", True, "big5"),
        ("gb18030", False, "utf-8"),
    ],
)
def test_a_chinese_terminal_is_written_in_its_own_encoding(
    of_locale: str | None, is_terminal: bool, written: str
) -> None:
    assert terminal.encoding_for(of_locale, is_terminal) == written


def test_what_is_typed_in_a_chinese_locale_is_not_decoded_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "getfilesystemencoding", lambda: "gbk")
    assert terminal.typed("联通") == "联通"
    monkeypatch.setattr(sys, "getfilesystemencoding", lambda: "ascii")
    pieces: Any = "绩效".encode().decode("ascii", "surrogateescape")
    assert terminal.typed(pieces) == "绩效"

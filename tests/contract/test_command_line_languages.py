"""The command line speaks Chinese or English, whole sentences and all of them."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import click
import pytest

from pipeline import cli, language

Run = Callable[..., tuple[int, str, str]]
ROOT = Path(__file__).parents[2] / "pipeline"
CHINESE = re.compile(r"[\u4e00-\u9fff]")
PLACE = re.compile(r"\{(\w+)")


def ids() -> Iterator[str]:
    """Every id that the program says, as it stands in a call of ``say``; a part that is filled in is ``*``."""
    for path in ROOT.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("say", "say_both", "say_in"):
                yield from _texts(node.args[0])


def _texts(node: ast.expr) -> Iterator[str]:
    if isinstance(node, ast.Constant):
        yield str(node.value)
    elif isinstance(node, ast.IfExp):
        yield from _texts(node.body)
        yield from _texts(node.orelse)
    elif isinstance(node, ast.JoinedStr):
        yield "".join(str(part.value) if isinstance(part, ast.Constant) else "*" for part in node.values)


def test_every_sentence_exists_in_both_languages_with_the_same_places() -> None:
    for name, sentence in language.register().items():
        assert set(sentence) == {"zh", "en"}, name
        assert set(PLACE.findall(sentence["zh"])) == set(PLACE.findall(sentence["en"])), name
        assert CHINESE.search(sentence["zh"]) or not re.search(r"[A-Za-z]{2,}", PLACE.sub("", sentence["zh"])), name
    # The name of what the forms are, and the name of a file in an example.
    with_chinese = {name for name, sentence in language.register().items() if CHINESE.search(sentence["en"])}
    assert with_chinese == {"help.jixiao", "example.export"}


def test_every_sentence_that_is_said_is_in_the_register_and_none_is_left_over() -> None:
    said = set(ids())
    assert {name for name in said if "*" not in name} <= set(language.register())
    patterns = [re.compile(re.escape(name).replace(r"\*", r"[\w.]+")) for name in said]
    assert [name for name in language.register() if not any(p.fullmatch(name) for p in patterns)] == []


def test_what_click_says_is_known_to_it() -> None:
    """A message that a later Click words otherwise would be English in a Chinese line."""
    sources = "".join(Path(str(module.__file__)).read_text("utf-8") for module in (click.core, click.exceptions))
    sources += "".join(Path(str(m.__file__)).read_text("utf-8") for m in (click.formatting, click.parser, click.types))
    known = {ast.literal_eval(text) for text in re.findall(r'"(?:[^"\\\n]|\\.)*"', sources)}
    assert [message for message in language.click_messages() if message not in known] == []


@pytest.mark.parametrize(
    ("surroundings", "spoken"),
    [
        ({"LC_ALL": "zh_CN.UTF-8", "LANG": "en_US.UTF-8"}, "zh"),
        ({"LC_MESSAGES": "zh_TW", "LANG": "C"}, "zh"),
        ({"LC_ALL": "", "LC_MESSAGES": "", "LANG": "zh_CN"}, "zh"),
        ({"LC_ALL": "en_GB.UTF-8", "LANG": "zh_CN.UTF-8"}, "en"),
        ({"LANG": "de_DE.UTF-8"}, "en"),
        # Scripts set these, and a machine that nobody told a language: English, as programs are used to do.
        ({"LC_ALL": "C", "LANG": "zh_CN.UTF-8"}, "en"),
        ({"LANG": "POSIX"}, "en"),
        ({"LANG": "C.UTF-8"}, "en"),
        ({}, "en"),
    ],
)
def test_the_language_is_that_of_the_locale(surroundings: dict[str, str], spoken: str) -> None:
    assert language.of_locale(surroundings) == spoken


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (["--lang", "zh", "build"], "zh"),
        (["build", "--lang=en"], "en"),
        (["build"], None),
        (["build", "--lang"], None),
        (["build", "--lang", "fr"], None),
        (["sql", "--", "--lang", "zh"], None),
    ],
)
def test_the_option_is_found_wherever_it_stands(arguments: list[str], named: str | None) -> None:
    assert language.named_in(arguments) == named


@pytest.mark.parametrize("spoken", language.LANGUAGES)
@pytest.mark.parametrize("group", ["", "releases"])
def test_every_command_is_summed_up_whole_in_a_narrow_terminal(
    jixiao: Run, group: str, spoken: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    _, out, _ = jixiao(*filter(None, [group]), "--help", "--lang", spoken)
    listed = [line for line in out.splitlines() if re.match(r"  [a-z]+  +\S", line)]
    assert len(listed) >= 6
    assert [line for line in listed if line.endswith("...")] == []


@pytest.mark.parametrize("command", ["", "build", "inspect", "sql", "export", "dashboard", "releases", "diff"])
def test_help_is_in_the_language_asked_for(jixiao: Run, command: str) -> None:
    _, out, _ = jixiao(*filter(None, [command]), "--help", "--lang", "zh")
    plain = re.sub(r"\[[^]]*\]|jixiao .*|--\S+(, -h)?|-h|\b[A-Z][A-Z_.a-z|]*\b|[a-z_/.0-9|]+", "", out)
    assert not re.search(r"[A-Za-z]{2,} [A-Za-z]{2,}", plain), out
    assert CHINESE.search(out)
    _, out, _ = jixiao(*filter(None, [command]), "--help", "--lang", "en")
    assert "Options:" in out
    assert "选项" not in out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["bild"], "没有命令bild"),
        (["--color"], "没有选项--color"),
        (["build", "--raw", "nowhere"], "没有文件夹"),
        (["inspect", "nowhere.pdf"], "nowhere.pdf不存在"),
        (["build", "--workers", "0"], "0不在范围x>=1之内"),
        (["build", "--workers", "many"], "many不是有效的数字"),
        (["build", "extra"], "多出参数（extra）"),
        (["inspect"], "缺少参数"),
        (["sql", " "], "查询语句为空"),
        (["sql", "SELECT 1", "--format", "xml"], "xml不在"),
        (["export", "table.ods"], "table.ods须以.xlsx或.csv结尾"),
        (["export", "table.csv"], "table.csv：CSV只能放一张工作表"),
    ],
)
def test_mistakes_are_told_in_chinese(jixiao: Run, arguments: list[str], said: str) -> None:
    code, out, err = jixiao(*arguments, "--lang", "zh")
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert said in err
    assert "--help）" in err
    assert not re.search(r"[a-z]{2,} [a-z]{2,} [a-z]{2,}", err)


def test_the_locale_decides_where_no_option_does(jixiao: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    assert "选项" in jixiao("--help")[1]
    monkeypatch.setenv("LC_ALL", "C")
    assert "Options:" in jixiao("--help")[1]
    assert cli.cli.help == language.register()["help.jixiao"]["en"]

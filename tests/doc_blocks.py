"""Blocks of code in the documentation: which there are, and how each is run. ``make docs-run`` runs all of them.

Belongs here: finding the blocks of a page, running one as a reader would. Does not belong here: which answers are
right (``answers``); blocks that another test follows word by word (``ELSEWHERE``).

A block is run unless ``<!-- not run: why -->`` stands on the line above it. Text, YAML and INI are no commands.
"""

from __future__ import annotations

import itertools
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
import textwrap
from dataclasses import dataclass
from pathlib import Path

from click.testing import CliRunner

from pipeline.cli import cli
from tests.answers import DOCUMENTS, FOLDERS, ROOT

# Pages whose blocks a test of their own runs, in surroundings of their own.
ELSEWHERE = {
    "connecting.md": "tests/bi.py",
    "adding_a_family.md": "tests/contract/test_adding_a_family.py",
    "correcting.md": "tests/contract/test_correcting.py",
}
_BLOCK = re.compile(
    r"(?:^ *<!-- (?P<mark>[^>]*?) -->\n)?^(?P<indent> *)```(?P<language>\w*)\n(?P<text>.*?)^(?P=indent)```$"
    r"(?:\n\n(?P<printed>(?:\|[^\n]*\n)+))?",
    re.MULTILINE | re.DOTALL,
)
_DATA = {"", "text", "yaml", "ini", "json"}
_TOOLS = {"cat", "cp", "ls", "mkdir", "rm", "sed"}


@dataclass(frozen=True)
class Block:
    """One block of a page: language, text, the remark above it, the table below it."""

    language: str
    text: str
    mark: str
    printed: str

    @property
    def builds(self) -> bool:
        """Whether a release is built in it, which takes its time."""
        return re.search(r"^(?:\.venv/bin/)?jixiao build\b", self.text, re.MULTILINE) is not None

    @property
    def is_run(self) -> bool:
        """Whether it holds commands that are meant to be run."""
        return self.language not in _DATA and not self.mark.startswith("not run: ")


def blocks(page: Path) -> list[Block]:
    """Every block of a page, in order."""
    found = []
    for match in _BLOCK.finditer(page.read_text("utf-8")):
        text = textwrap.dedent(match["text"]).rstrip("\n")
        found.append(Block(match["language"], text, match["mark"] or "", match["printed"] or ""))
    return found


def followed() -> list[Path]:
    """The pages whose blocks are run here; Chinese pages have those of their English twins (``test_twins``)."""
    return [page for page in DOCUMENTS if not page.name.endswith(".zh.md") and page.name not in ELSEWHERE]


def follow(page: Path, releases: Path, folder: Path, with_builds: bool = False) -> None:
    """Run the blocks of a page in order, in an empty folder filled with what ``make run`` leaves in ``releases``.

    Without builds it ends before the first block that builds. Raises AssertionError where a command fails or prints
    another table than the page.
    """
    todo = [block for block in blocks(page) if block.is_run]
    if not with_builds:
        todo = list(itertools.takewhile(lambda block: not block.builds, todo))
    if all(block.language == "sql" for block in todo):
        folder = releases  # what is only asked needs no copy
    else:
        for name in ("raw", "examples"):
            shutil.copytree(ROOT / "data" / name, folder / "data" / name)
        for name in FOLDERS:
            shutil.copytree(releases / name, folder / name, symlinks=True)
        (folder / "data" / "corrections").mkdir()
    for block in todo:
        printed = run(block, folder)
        assert not block.printed or printed.strip() == block.printed.strip(), f"{block.text}\n{printed}"


def run(block: Block, folder: Path) -> str:
    """Run a block in a folder that has ``data`` as ``make run`` leaves it; what its last command printed.

    Raises AssertionError where a command fails, and where a block is of no kind that is known.
    """
    if block.language == "sql":
        named = re.match(r"-- (data/\w+)\n", block.text)
        warehouse = folder / (named[1] if named else FOLDERS[0]) / "current" / "warehouse.duckdb"
        statement = block.text[named.end() :] if named else block.text
        return _jixiao(["sql", "--format", "markdown", "--warehouse", str(warehouse), statement], folder)
    if block.language == "python":
        return _program([sys.executable, "-c", block.text], folder)
    assert block.language == "sh", f"no way to run {block.language}: {block.text}"
    printed = ""
    for line in block.text.replace("\\\n", " ").splitlines():
        words = shlex.split(line, comments=True)
        if words:
            printed = _line(words, folder)
    return printed


def _line(words: list[str], folder: Path) -> str:
    name = words[0].removeprefix(".venv/bin/")
    if name == "make":
        targets = re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
        assert {word for word in words[1:] if "=" not in word} <= set(targets), words
        return ""
    if name == "jixiao":
        return _jixiao(words[1:], folder)
    assert name in _TOOLS, f"no way to run {name}; mark the block with <!-- not run: why -->"
    return _program(words, folder)


def _jixiao(arguments: list[str], folder: Path) -> str:
    places = {"JIXIAO_RAW": str(folder / "data" / "raw"), "JIXIAO_OUT": str(folder / FOLDERS[0])}
    before = Path.cwd()
    os.chdir(folder)
    try:
        result = CliRunner().invoke(cli, arguments, env={**places, "DAGSTER_HOME": str(folder)})
    finally:
        os.chdir(before)
    assert result.exit_code == 0, f"{arguments}: {result.output} {result.exception}"
    return result.stdout


def _program(words: list[str], folder: Path) -> str:
    surroundings = {**os.environ, "PYTHONPATH": str(ROOT)}
    ended = subprocess.run(words, cwd=folder, env=surroundings, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, f"{words}: {ended.stderr}"
    return ended.stdout


def main() -> None:
    """Follow every page, builds and all, from the releases that ``make run`` left."""
    for page in followed():
        with tempfile.TemporaryDirectory() as folder:
            follow(page, ROOT, Path(folder), with_builds=True)
        sys.stdout.write(f"{page.relative_to(ROOT)}: {sum(block.is_run for block in blocks(page))} blocks run\n")


if __name__ == "__main__":
    main()

"""The page on corrections: its commands do what it says, and its record is one."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from pipeline.corrections import read_folder
from pipeline.corrections.fields import _FOLLOWS
from pipeline.curate.tables import tables
from pipeline.publish.parquet import read_parquet, write_parquet
from tests.corrected import PATH, raw_folder, read_again, read_with, record, write

Run = Callable[..., tuple[int, str, str]]
PAGE = (Path(__file__).parents[2] / "docs" / "correcting.md").read_text("utf-8")
COMMANDS = [line for block in re.findall(r"```sh\n(.+?)```", PAGE, re.DOTALL) for line in block.splitlines()]


@pytest.fixture
def release(tmp_path: Path) -> Path:
    """A folder with the raw document and a release of it."""
    for name, frame in tables([read_with(tmp_path)]).items():
        write_parquet(name, frame, tmp_path / "out" / "current")
    (tmp_path / "corrections" / "b.yml").unlink()
    return tmp_path


def test_the_commands_of_the_page_write_records_that_a_build_applies(release: Path, jixiao: Run) -> None:
    form_id = read_parquet("form", release / "out" / "current")["form_id"][0]
    folders = {"build": ["--raw", "--out"], "review": ["--out"], "correct": ["--raw", "--out"]}
    places = {"--raw": str(release / "raw"), "--out": str(release / "out")}
    for line in COMMANDS:
        _, command, *arguments = shlex.split(line.replace("0123456789abcdef-001", form_id))
        if command not in ("build", "dashboard"):
            more = [part for name in folders[command] for part in (name, places[name])]
            code, _, told = jixiao(command, *arguments, *more)
            assert code == 0, told
    records = read_folder(release / "corrections")
    assert {one.action for one in records} == {"override", "accept", "blank", "withhold"}
    document = read_again(release)
    assert document.correction_problems == []
    assert len(document.corrections) == len(records) == 4


def test_the_record_of_the_page_is_one(tmp_path: Path) -> None:
    (block,) = re.findall(r"```yaml\n(.+?)```", PAGE, re.DOTALL)
    (tmp_path / "b.yml").write_text(block, "utf-8")
    (found,) = read_folder(tmp_path)
    assert (found.expect, found.value, found.evidence) == ("11", "13", "page 2")


def test_the_page_names_columns_that_follow_from_others() -> None:
    (listed,) = re.findall(r"What follows\s+from other columns \(([^)]+)\)", PAGE)
    assert set(re.findall(r"`(\w+)`", listed)) <= set(_FOLLOWS)


def test_a_record_is_added_without_disturbing_what_stands_there(release: Path, jixiao: Run) -> None:
    folder = release / "corrections"
    own = "# kept: 说明\n\n  - id: mine # and this\n    document: b/form.html\n    form: 1\n    table: form\n"
    own += "    field: grade\n    action: blank\n    expect: ~\n    reason: x\n    by: y\n    on: 2026-11-28"
    (folder / "b.yml").write_text(own, "utf-8")
    (folder / "b.yml").chmod(0o640)
    form_id = read_parquet("form", release / "out" / "current")["form_id"][0]
    place = ["--raw", release / "raw", "--out", release / "out", "--by", "复核岗", "--reason", 'a: "b"\n# c']
    value = ("correct", form_id, "indicator", "1", "score", "--value", "19")
    shown = json.loads(jixiao(*value, *place, "--dry-run", "--json")[1])
    assert (shown["file"], shown["record"]["value"], shown["record"]["row"]) == (None, "19", 1)
    assert jixiao(*value, *place)[0] == 0
    text = (folder / "b.yml").read_text("utf-8")
    assert text.startswith(own)
    assert f"# {PATH}\n" in text
    assert (folder / "b.yml").stat().st_mode & 0o777 == 0o640
    first, second = read_folder(folder)
    assert (first.id, second.reason, second.expect) == ("mine", 'a: "b"\n# c', "20")

    # A second record of the same value is refused, under whatever name the first one knows the document.
    for field, table, row in (("score", "indicator", "1"), ("grade", "form", "0")):
        code, _, told = jixiao("correct", form_id, table, row, field, "--value", "18", *place, "--id", "other")
        assert (code, "it corrects this value already" in told) == (1, True)
    assert (folder / "b.yml").read_text("utf-8") == text
    assert sorted(path.name for path in folder.iterdir()) == [".lock", "b.yml"]


def test_a_list_that_cannot_be_added_to_is_left_alone(release: Path, jixiao: Run) -> None:
    file = write(release, record(row=1)) / "b.yml"
    text = str(yaml.safe_load(file.read_text("utf-8")))
    file.write_text(text, "utf-8")
    form_id = read_parquet("form", release / "out" / "current")["form_id"][0]
    place = ["--raw", release / "raw", "--out", release / "out", "--by", "x", "--reason", "y"]
    code, _, told = jixiao("correct", form_id, "indicator", "2", "score", "--value", "12", *place)
    assert (code, "add the record by hand" in told) == (1, True)
    assert file.read_text("utf-8") == text


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (["indicator", "1", "score"], 2, "give the right value with --value"),
        (["indicator", "1", "scores", "--value", "1"], 2, "indicator has no column scores; similar ones are score"),
        (["indicator", "1", "shortfall", "--value", "1"], 2, "shortfall follows from other columns"),
        (["indicator", "77", "score", "--value", "1"], 1, "the form has no such row: indicator 77"),
        (["indicator", "1", "score", "--action", "accept", "--value", "1"], 2, "accept takes no value"),
        (["indicator", "1", "score", "--value", "1", "--by", "a@b"], 2, "by: has to be a role"),
        (["form", "0", "--action", "accept"], 2, "field may only be left out to withhold a whole form"),
    ],
)
def test_what_cannot_be_corrected_is_said_and_nothing_is_written(
    arguments: list[str], code: int, told: str, release: Path, jixiao: Run
) -> None:
    form_id = read_parquet("form", release / "out" / "current")["form_id"][0]
    place = ["--raw", release / "raw", "--out", release / "out", "--reason", "y"]
    by = [] if "--by" in arguments else ["--by", "x"]
    ended, _, error = jixiao("correct", form_id, *arguments, *place, *by)
    assert ended == code
    assert told in error
    assert not (release / "corrections" / "b.yml").exists()


def test_a_form_or_a_finding_that_there_is_not_is_named(release: Path, jixiao: Run) -> None:
    place = ["--raw", release / "raw", "--out", release / "out", "--reason", "y", "--by", "x", "--value", "1"]
    code, _, told = jixiao("correct", "0123456789abcdef-009", "form", "0", "grade", *place)
    assert (code, "the current release has no form 0123456789abcdef-009" in told) == (1, True)
    assert jixiao("correct", "001", "form", "0", "grade", *place)[0] == 2
    assert jixiao("correct", *place)[0] == 2
    assert jixiao("correct", "--out", release / "none", "--reason", "y", "--by", "x")[0] == 1


def test_a_whole_form_is_withheld_without_a_column(release: Path, jixiao: Run) -> None:
    form_id = read_parquet("form", release / "out" / "current")["form_id"][0]
    place = ["--raw", release / "raw", "--out", release / "out", "--reason", "涉密", "--by", "x"]
    assert jixiao("correct", form_id, "form", "0", "--action", "withhold", *place)[0] == 0
    (found,) = read_folder(release / "corrections")
    assert (found.field, found.expect) == (None, "河道养护项目")
    assert raw_folder(release).is_dir()

"""``jixiao releases`` and ``jixiao diff``: what they print and what they leave alone."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

Run = Callable[..., tuple[int, str, str]]


def put(out: Path, number: int, **more: object) -> None:
    folder = out / "releases" / f"b{number}"
    folder.mkdir(parents=True)
    content = {
        "build_id": f"b{number}", "sequence": number, "published_at": f"2026-01-0{number}T00:00:00+00:00",
        "previous": f"b{number - 1}" if number > 1 else None, "rows": {"document": 2, "form": 1200}, **more,
    }  # fmt: skip
    (folder / "manifest.json").write_text(json.dumps(content), encoding="utf-8")
    document = pl.DataFrame({"document_id": ["a" * 16], "path": ["甲/\x1b[31m.pdf"], "pages": [number]})
    document.write_parquet(folder / "document.parquet")


@pytest.fixture
def out(tmp_path: Path) -> Path:
    for number in (1, 2, 3):
        put(tmp_path, number)
    (tmp_path / "current").symlink_to("releases/b3")
    (tmp_path / "latest.json").write_text('{"build_id": "b3", "path": "releases/b3"}')
    return tmp_path


def test_the_list_is_for_people_and_for_programs(jixiao: Run, out: Path) -> None:
    code, said, err = jixiao("releases", "--out", out)
    assert (code, err) == (0, "")
    lines = [line for line in said.splitlines() if "b" in line and "2026" in line]
    assert [("*" in line, "1,200" in line) for line in lines] == [(True, True), (False, True), (False, True)]
    code, said, _ = jixiao("releases", "list", "--out", out, "--json")
    listed = json.loads(said)
    assert [release["build_id"] for release in listed["releases"]] == ["b3", "b2", "b1"]
    assert listed["releases"][0] == {
        "current": True, "sequence": 3, "build_id": "b3", "published_at": "2026-01-03T00:00:00+00:00", "document": 2,
        "form": 1200, "indicator": None, "finding": None, "pinned": None,
    }  # fmt: skip
    assert listed["rollback"] is None
    assert "当前" in jixiao("releases", "--out", out, "--lang", "zh")[1]


def test_a_folder_without_releases_says_so(jixiao: Run, tmp_path: Path) -> None:
    assert "nothing is published" in jixiao("releases", "--out", tmp_path)[1]
    code, _, err = jixiao("releases", "show", "--out", tmp_path)
    assert (code, err.count("\n")) == (1, 1)
    code, _, err = jixiao("diff", "--out", tmp_path)
    assert (code, err.count("\n")) == (1, 1)
    assert "run `jixiao build` first" in err
    assert list(tmp_path.iterdir()) == []


def test_what_to_do_is_said_where_no_release_stands_before_the_current_one(jixiao: Run, tmp_path: Path) -> None:
    put(tmp_path, 1)
    (tmp_path / "current").symlink_to("releases/b1")
    for command in (["diff"], ["releases", "rollback", "previous", "--why", "wrong"]):
        code, said, err = jixiao(*command, "--out", tmp_path)
        assert (code, said, err.count("\n")) == (1, "", 1)
        assert "no release stands before the current one; a build after a change" in err


def test_pin_prune_and_unpin(jixiao: Run, out: Path) -> None:
    assert jixiao("releases", "pin", "1", "--why", "cited", "--out", out)[0] == 0
    assert "cited" in jixiao("releases", "--out", out)[1]
    prune = ("releases", "prune", "--keep", "1", "--out", out)
    assert jixiao(*prune, "--dry-run")[1] == "would remove b2\n"
    assert jixiao(*prune)[1] == "removed b2\n"
    assert jixiao(*prune)[1] == "no release may go\n"
    assert jixiao("releases", "unpin", "b1", "--out", out)[0] == 0
    assert jixiao(*prune)[1] == "removed b1\n"
    assert [path.name for path in (out / "releases").iterdir()] == ["b3"]


def test_what_is_done_is_told_to_programs_too(jixiao: Run, out: Path) -> None:
    def told(*words: str) -> dict[str, object]:
        code, said, err = jixiao("releases", *words, "--out", out, "--json")
        assert (code, err) == (0, "")
        content: dict[str, object] = json.loads(said)
        return content

    assert told("pin", "1", "--why", "cited") == {"build_id": "b1", "pinned": "cited"}
    assert told("prune", "--keep", "1", "--dry-run") == {"removed": ["b2"], "dry_run": True}
    assert told("unpin", "1") == {"build_id": "b1", "pinned": None}
    assert told("rollback", "--why", "offices misread") == {"current": "b2", "held": True}
    assert told("rollback", "--lift") == {"current": "b2", "held": False}


def test_rollback_is_told_until_it_is_lifted(jixiao: Run, out: Path) -> None:
    code, said, _ = jixiao("releases", "rollback", "--why", "offices misread", "--out", out)
    assert code == 0
    assert "current is b2" in said
    assert json.loads((out / "latest.json").read_text())["build_id"] == "b2"
    assert "offices misread" in jixiao("releases", "--out", out)[1]
    assert jixiao("releases", "rollback", "--lift", "--out", out)[0] == 0
    assert "offices misread" not in jixiao("releases", "--out", out)[1]
    assert (out / "current").readlink().name == "b2"


def test_show_tells_one_release(jixiao: Run, out: Path) -> None:
    (out / "releases" / "b2" / "CHANGES.md").write_text("# 变更\n", encoding="utf-8")
    code, said, _ = jixiao("releases", "show", "2", "--out", out)
    assert code == 0
    assert "b2" in said
    assert "# 变更" in said
    assert json.loads(jixiao("releases", "show", "2", "--out", out, "--json")[1])["sequence"] == 2


def test_diff_names_what_changed_and_commands_no_terminal(jixiao: Run, out: Path) -> None:
    code, said, err = jixiao("diff", "--out", out)
    assert (code, err) == (0, "")
    assert "1 with other data from the same file" in said
    assert "pages: 2 → 3" in said
    assert "\x1b" not in said
    found = json.loads(jixiao("diff", "b1", "3", "--out", out, "--json")[1])
    assert (found["before"], found["after"]) == ("b1", "b3")
    assert found["values"][0]["before"] == "1"
    code, said, _ = jixiao("diff", "--out", out, "--limit", "0", "--lang", "zh")
    assert "文件未变而数据有变1份" in said
    code, _, err = jixiao("diff", "b1", "b9", "--out", out)
    assert (code, err.count("\n")) == (1, 1)


def test_a_damaged_table_is_told_in_one_line(jixiao: Run, out: Path) -> None:
    (out / "releases" / "b2" / "document.parquet").write_bytes(b"PAR1 no table")
    code, said, err = jixiao("diff", "--out", out)
    assert (code, said, err.count("\n")) == (1, "", 1)
    assert "damaged" in err


def test_a_reason_in_another_encoding_is_kept_as_far_as_it_can_be(jixiao: Run, out: Path) -> None:
    assert jixiao("releases", "pin", "1", "--why", "b\udcff", "--out", out)[0] == 0
    assert json.loads((out / "releases.json").read_text("utf-8"))["pinned"]["b1"]["why"] == "b\ufffd"

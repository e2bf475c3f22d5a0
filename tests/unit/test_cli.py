"""The command line: exit codes, one line for a mistake, formats, a fast start."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from pipeline import __version__, families
from pipeline.publish.parquet import write_parquet
from pipeline.warehouse.build import build_warehouse
from schemas.catalog import TABLES
from schemas.table_frames import empty_frame, to_frame

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A warehouse with one document, whose path tries to command a terminal."""
    folder = tmp_path_factory.mktemp("warehouse")
    document = {
        "document_id": "0" * 16,
        "path": "批次/\x1b[31ma|b,c.pdf",
        "bytes": 1,
        "outcome": "no_form",
        "reason": "no_form_found",
        "reason_text": "没有自评表",
        "forms": 0,
        "is_example": False,
        "parser_version": "1",
    }
    for name in TABLES:
        frame: pl.DataFrame = to_frame(name, [document]) if name == "document" else empty_frame(name)
        write_parquet(name, frame, folder)
    build_warehouse(folder, folder / "warehouse.duckdb")
    (folder / "current").symlink_to(folder)
    return folder / "warehouse.duckdb"


def test_without_arguments_it_shows_its_commands(jixiao: Run) -> None:
    for arguments in ((), ("--help",)):
        code, out, err = jixiao(*arguments)
        assert (code, err) == (0, "")
        for command in ("build", "inspect", "sql", "export", "dashboard", "releases", "diff"):
            assert command in out


def test_version(jixiao: Run) -> None:
    assert jixiao("--version") == (0, f"jixiao {__version__}\n", "")


@pytest.mark.parametrize("command", ["build", "inspect", "sql", "export", "dashboard", "releases", "diff"])
def test_every_command_explains_itself_with_an_example(jixiao: Run, command: str) -> None:
    code, out, _ = jixiao(command, "--help")
    assert code == 0
    assert f"  jixiao {command}" in out


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (["bild"], "bild"),
        (["--color"], "--color"),
        (["build", "--fast"], "--fast"),
        (["build", "--raw", "nowhere"], "nowhere"),
        (["build", "--raw", "two\nlines"], "--raw"),
        (["build", "--workers", "0"], "--workers"),
        (["build", "--workers", "many"], "--workers"),
        (["build", "--out", __file__], "--out"),
        (["build", "--out", f"{__file__}/below"], "--out"),
        (["build", "extra"], "extra"),
        (["inspect"], "FILE"),
        (["inspect", "nothing.pdf"], "nothing.pdf"),
        (["inspect", os.path.dirname(__file__)], "directory"),  # noqa: PTH120
        (["sql"], "STATEMENT"),
        (["sql", " "], "empty"),
        (["sql", "SELECT 1", "--warehouse", "none.duckdb"], "none.duckdb"),
        (["sql", "SELECT 1", "--format", "xml"], "xml"),
        (["export", "table.csv"], "table.csv"),
        (["export", "no/where/x.xlsx"], "no/where"),
        (["dashboard", "--port", "x"], "--port"),
        (["build", "--accept-fall", " "], "--accept-fall"),
        (["releases", "keep"], "keep"),
        (["releases", "pin"], "NAME"),
        (["releases", "pin", "1"], "--why"),
        (["releases", "pin", "1", "--why", ""], "--why"),
        (["releases", "prune", "--keep", "0"], "--keep"),
        (["releases", "rollback"], "--why"),
        (["releases", "rollback", "1", "--lift"], "--lift"),
        (["diff", "1", "2", "3"], "3"),
    ],
)
def test_wrong_arguments_give_one_line_and_exit_code_2(jixiao: Run, arguments: list[str], named: str) -> None:
    code, out, err = jixiao(*arguments)
    assert (code, out) == (2, "")
    assert err.count("\n") == 1
    assert named in err


def test_a_missing_raw_folder_from_the_environment_is_a_wrong_argument(
    jixiao: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JIXIAO_RAW", "/nowhere")
    code, _, err = jixiao("build")
    assert (code, err.count("\n")) == (2, 1)


def test_a_build_that_cannot_even_begin_is_told_of(
    jixiao: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Nobody looks at a build that a timer starts; no step of it runs that could tell."""
    got, raw = tmp_path / "got", tmp_path / "raw"
    monkeypatch.setenv("JIXIAO_ALERT_COMMAND", f"tee '{got}'")
    folders = ("--raw", raw, "--out", tmp_path / "out")
    assert jixiao("build", *folders)[0] == 2
    assert json.loads(got.read_text("utf-8"))["event"] == "failed"
    assert str(raw) in json.loads(got.read_text("utf-8"))["details"][0]
    raw.mkdir()
    (tmp_path / "corrections").mkdir()
    (tmp_path / "corrections" / "b.yml").write_text("- id: c1\n", "utf-8")
    assert jixiao("build", *folders)[0] == 1
    details = json.loads(got.read_text("utf-8"))["details"]
    assert "record c1: the key document is missing" in details[1]
    got.unlink()
    assert jixiao("build", *folders, "--workers", "0")[0] == 2
    assert not got.exists()
    monkeypatch.setenv("JIXIAO_WORKERS", "two")
    code, _, err = jixiao("build", *folders)
    assert (code, "two" in err) == (2, True)


@pytest.mark.parametrize("arguments", [["sql", "SELECT 1"], ["export", "x.xlsx"]])
def test_without_a_release_it_says_to_build_first(
    jixiao: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, arguments: list[str]
) -> None:
    monkeypatch.setenv("JIXIAO_OUT", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    code, out, err = jixiao(*arguments)
    assert (code, out, err.count("\n")) == (1, "", 1)
    assert "jixiao build" in err
    assert not (tmp_path / "x.xlsx").exists()


def test_the_dashboard_needs_a_release_and_a_free_port(jixiao: Run, tmp_path: Path) -> None:
    code, out, err = jixiao("dashboard", "--out", tmp_path)
    assert (code, out, err.count("\n")) == (1, "", 1)
    assert "jixiao build" in err
    (tmp_path / "current" / "site").mkdir(parents=True)
    (tmp_path / "current" / "site" / "index.html").touch()
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        code, out, err = jixiao("dashboard", "--out", tmp_path, "--port", str(taken.getsockname()[1]))
    assert (code, out, "--port" in err) == (1, "", True)


def test_ctrl_c_ends_the_dashboard_and_says_nothing_of_builds(
    jixiao: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    (tmp_path / "current" / "site").mkdir(parents=True)
    (tmp_path / "current" / "site" / "index.html").touch()
    (tmp_path / "raw").mkdir()
    monkeypatch.setattr("uvicorn.Server.run", interrupted)
    code, out, err = jixiao("dashboard", "--out", tmp_path, "--raw", tmp_path / "raw", "--port", "0")
    assert (code, err, "?token=" in out) == (0, "", True)
    assert f"corrections: {tmp_path / 'corrections'}" in out


def test_sql_formats(jixiao: Run, warehouse: Path) -> None:
    query = "SELECT path, bytes, 1.50::DECIMAL(9,2) AS d, NULL AS n, ['a','b'] AS l FROM document"
    assert jixiao("sql", query, "--warehouse", warehouse, "--format", "csv") == (
        0,
        'path,bytes,d,n,l\n"批次/\N{REPLACEMENT CHARACTER}[31ma|b,c.pdf",1,1.50,,a、b\n',
        "",
    )
    _, out, _ = jixiao("sql", query, "--warehouse", warehouse, "--format", "csv", "--raw")
    assert out == 'path,bytes,d,n,l\n"批次/\x1b[31ma|b,c.pdf",1,1.50,,a、b\n'
    _, out, _ = jixiao("sql", query, "--warehouse", warehouse, "--format", "json")
    assert json.loads(out) == [{"path": "批次/\x1b[31ma|b,c.pdf", "bytes": 1, "d": 1.5, "n": None, "l": ["a", "b"]}]
    _, out, _ = jixiao("sql", query, "--warehouse", warehouse, "--format", "markdown")
    assert out.splitlines()[1] == "| --- | --- | --- | --- | --- |"
    assert "a\\|b,c.pdf" in out.splitlines()[2]


def test_a_table_does_not_obey_what_documents_say_to_the_terminal(jixiao: Run, warehouse: Path) -> None:
    code, out, _ = jixiao("sql", "SELECT path FROM document", "--warehouse", warehouse)
    assert code == 0
    assert "\x1b" not in out
    assert "批次/\N{REPLACEMENT CHARACTER}[31ma|b,c.pdf" in out


def test_a_table_is_not_cut_where_there_is_no_terminal(jixiao: Run, warehouse: Path) -> None:
    _, out, _ = jixiao("sql", "SELECT repeat('长', 300) AS t", "--warehouse", warehouse)
    assert "长" * 300 in out
    assert max(len(line) for line in out.splitlines()) < 610


@pytest.mark.parametrize(
    "statement",
    [
        "SELEKT 1",
        "SELECT nothing FROM document",
        "DELETE FROM document",
        "COPY document TO '/tmp/jixiao-stolen.csv'",
        "SELECT * FROM read_text('/etc/hostname')",
    ],
)
def test_what_the_database_refuses_is_one_line_and_exit_code_1(jixiao: Run, warehouse: Path, statement: str) -> None:
    code, out, err = jixiao("sql", statement, "--warehouse", warehouse)
    assert (code, out, err.count("\n")) == (1, "", 1)
    if statement.startswith(("DELETE", "COPY")):
        assert "data are only read here" in err
        assert "--format csv" in err


def test_a_file_that_is_no_warehouse_is_one_line_and_exit_code_1(jixiao: Run) -> None:
    code, _, err = jixiao("sql", "SELECT 1", "--warehouse", __file__)
    assert (code, err.count("\n")) == (1, 1)


def test_the_default_warehouse_is_the_current_release(
    jixiao: Run, warehouse: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JIXIAO_OUT", str(warehouse.parent))
    assert jixiao("sql", "SELECT 1 AS a", "--format", "csv") == (0, "a\n1\n", "")


@pytest.mark.parametrize(
    ("arguments", "heavy"),
    [
        (
            ["--help"],
            {"dagster", "duckdb", "multiprocessing", "numpy", "pandera", "polars", "pydantic", "rich", "schemas"},
        ),
        (["sql", "SELECT 1", "--format", "csv"], {"dagster", "numpy", "pandera", "polars", "pydantic", "rich"}),
    ],
)
def test_what_a_command_does_not_need_is_not_loaded(warehouse: Path, arguments: list[str], heavy: set[str]) -> None:
    code = (
        "import sys, atexit\n"
        f"atexit.register(lambda: sys.stderr.write(repr({heavy!r} & set(sys.modules))))\n"
        "from pipeline.cli import main\n"
        "main()"
    )
    surroundings = {**os.environ, "JIXIAO_OUT": str(warehouse.parent)}
    ended = subprocess.run(
        [sys.executable, "-c", code, *arguments], env=surroundings, capture_output=True, text=True, check=True
    )
    assert ended.stderr == "set()"


def test_chinese_output_in_a_locale_without_chinese(warehouse: Path) -> None:
    surroundings = {**os.environ, "LC_ALL": "C", "LANG": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    command = [sys.executable, "-m", "pipeline.cli", "sql", "SELECT '绩效' AS 名称", "--warehouse", str(warehouse)]
    ended = subprocess.run(command, env=surroundings, capture_output=True, check=True)
    assert "绩效" in ended.stdout.decode("utf-8")
    assert "名称" in ended.stdout.decode("utf-8")


def test_a_reader_that_leaves_early_is_no_error(warehouse: Path) -> None:
    command = [sys.executable, "-m", "pipeline.cli", "sql", "SELECT range FROM range(200000)"]
    command += ["--format", "csv", "--warehouse", str(warehouse)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == b""


@pytest.mark.parametrize("arguments", [("inspect", __file__), ("build",)])
def test_a_mistake_in_a_family_is_no_fault_of_the_documents(
    jixiao: Run, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...]
) -> None:
    def load_families() -> None:
        raise families.FamilyError(["families/a.yml, line 3: titel is no key.", "families/b.yml: it holds no keys."])

    monkeypatch.setattr(families, "load_families", load_families)
    code, out, err = jixiao(*arguments)
    assert (code, out) == (1, "")
    assert err.splitlines()[:2] == [
        "Error: families/a.yml, line 3: titel is no key.",
        "Error: families/b.yml: it holds no keys.",
    ]
    assert "nothing was read" in err

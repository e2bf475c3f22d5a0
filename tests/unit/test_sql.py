"""``jixiao sql`` can be handed out: limits of time, memory and rows, and nothing that a reader's program obeys."""

from __future__ import annotations

import csv
import io
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from pipeline.commands.sql import _harmless

Run = Callable[..., tuple[int, str, str]]
ENDLESS = "SELECT count(*) FROM range(1000000000000)"


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An almost empty database: limits do not depend on what is in it."""
    file = tmp_path_factory.mktemp("warehouse") / "warehouse.duckdb"
    with duckdb.connect(str(file)) as connection:
        connection.execute("CREATE TABLE form AS SELECT 1 AS n")
    return file


@pytest.fixture
def ask(jixiao: Run, warehouse: Path) -> Run:
    return lambda *arguments: jixiao("sql", *arguments, "--warehouse", warehouse)


def test_a_query_that_takes_too_long_is_stopped_and_says_how_to_allow_more(ask: Run) -> None:
    begun = time.monotonic()
    code, out, err = ask(ENDLESS, "--timeout", "0.3")
    assert time.monotonic() - begun < 5
    assert (code, out, err.count("\n")) == (1, "", 1)
    assert "more than 0.3 seconds" in err
    assert "--timeout" in err
    code, _, err = ask(ENDLESS, "--timeout", "0.3", "--lang", "zh")
    assert "超过0.3秒" in err


def test_ctrl_c_ends_a_query_at_once(warehouse: Path) -> None:
    # Where tests run in the background, the signal is ignored from the start.
    program = (
        "import signal; signal.signal(signal.SIGINT, signal.default_int_handler); from pipeline.cli import main; main()"
    )
    command = [sys.executable, "-c", program, "sql", ENDLESS, "--warehouse", str(warehouse)]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        time.sleep(2)
        process.send_signal(signal.SIGINT)
        assert process.wait(10) == 130
        assert process.stderr is not None
        assert "stopped" in process.stderr.read()


def test_time_runs_while_rows_are_fetched_too(ask: Run) -> None:
    slow = "SELECT a, (SELECT count(*) FROM range(30000000) WHERE range % 7 <> a) FROM range(100000) t(a)"
    code, _, err = ask(slow, "--timeout", "0.3", "--format", "csv")
    assert code == 1
    assert "--timeout" in err


def test_a_query_that_needs_too_much_memory_is_stopped_and_says_so(ask: Run) -> None:
    code, out, err = ask("SELECT list(repeat('x', 1000) || a) FROM range(10000000) t(a)", "--memory", "64")
    assert (code, out, err.count("\n")) == (1, "", 1)
    assert "64 MiB" in err
    assert "--memory" in err


def test_texts_made_outside_of_the_database_s_own_memory_are_bounded_too(warehouse: Path) -> None:
    statement = "SELECT repeat('x', 1000000) || a FROM range(100000) t(a)"
    command = [sys.executable, "-m", "pipeline.cli", "sql", statement, "--format", "csv", "--memory", "64"]
    with Path(os.devnull).open("w") as nowhere:
        ended = subprocess.run(
            [*command, "--warehouse", str(warehouse)], stdout=nowhere, stderr=subprocess.PIPE, text=True, check=False
        )
    assert ended.returncode == 1
    assert "64 MiB" in ended.stderr


@pytest.mark.parametrize("style", ["table", "csv", "json", "markdown"])
def test_the_rows_that_are_left_out_are_told(ask: Run, style: str) -> None:
    code, out, err = ask("SELECT a FROM range(10) t(a)", "--limit", "3", "--format", style)
    assert code == 0
    assert "2" in out
    assert "9" not in out
    assert "first 3 rows of more" in err
    assert ask("SELECT a FROM range(3) t(a)", "--limit", "3", "--format", style)[2] == ""
    assert ask("SELECT a FROM range(20) t(a)", "--limit", "0", "--format", style)[2] == ""


def test_a_table_has_a_thousand_rows_where_nobody_says_how_many(ask: Run) -> None:
    _, out, err = ask("SELECT a FROM range(1001) t(a)")
    assert "1,000 rows" in out
    assert "1,000" in err


@pytest.mark.parametrize(
    "statement", ["SELECT 1; SELECT 2", "SELECT 1; DROP TABLE form", "CREATE TEMP TABLE t AS SELECT 1; FROM t"]
)
def test_several_statements_are_refused_and_none_is_run(ask: Run, statement: str) -> None:
    code, out, err = ask(statement)
    assert (code, out) == (1, "")
    assert "one statement at a time, here are 2; none was run" in err


def test_a_statement_may_end_in_a_semicolon_and_a_remark(ask: Run) -> None:
    assert ask("SELECT ';' AS a; -- done", "--format", "csv") == (0, 'a\n";"\n', "")
    assert ask("/* nothing */")[0] == 1


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "＝", "＋", "－", "＠"])
def test_a_text_that_a_spreadsheet_would_compute_is_a_text(ask: Run, sign: str) -> None:
    for text in (f"{sign}cmd|' /C calc'!A0", f" {sign}SUM(A1)", f"\u3000{sign}1+1"):
        assert _harmless(text) == f"'{text}"
    _, out, _ = ask(f"SELECT '{sign}A1+B1' AS a, '{sign}b' AS \"{sign}b\"", "--format", "csv")
    assert list(csv.reader(io.StringIO(out))) == [["a", f"'{sign}b"], [f"'{sign}A1+B1", f"'{sign}b"]]
    _, out, _ = ask(f"SELECT '{sign}A1+B1' AS a", "--format", "csv", "--raw")
    assert out == f"a\n{sign}A1+B1\n"


def test_a_cell_stays_one_cell_whatever_parts_them_in_a_country(ask: Run) -> None:
    _, out, _ = ask("SELECT 'a;=1+1' AS a, 'b,\"c' AS b, '' AS c", "--format", "csv")
    assert out == 'a,b,c\n"a;=1+1","b,""c",\n'
    assert ask("SELECT '' AS a", "--format", "csv")[1] == 'a\n""\n'


@pytest.mark.parametrize("number", ["-1", "-1.50", "+3%", "-1,234.5", "-1e5", "5", ""])
def test_a_number_stays(number: str) -> None:
    assert _harmless(number) == number


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("\ta", "'\ta"),
        ("\r=1", "\N{REPLACEMENT CHARACTER}=1"),
        ("\n=1", "'\n=1"),
        ("-", "-"),
        ("+-", "'+-"),
        ("a\x1b[31mb\x00\x9b\u202e", "a?[31mb???".replace("?", "\N{REPLACEMENT CHARACTER}")),
        ("两\n行", "两\n行"),
        (["=1+1", "b"], "'=1+1、b"),
        ("-1-1", "'-1-1"),
    ],
)
def test_lead_and_control_characters_are_harmless(text: object, written: str) -> None:
    assert _harmless(text) == written


def test_plain_negative_numbers_and_other_types_stay(ask: Run) -> None:
    _, out, _ = ask("SELECT -5 AS a, -1.5::DECIMAL(9,2) AS b, '-7' AS c, NULL AS d, true AS e", "--format", "csv")
    assert out == "a,b,c,d,e\n-5,-1.50,-7,,True\n"


@pytest.mark.parametrize("style", ["table", "csv", "json", "markdown"])
def test_no_format_commands_a_terminal(ask: Run, style: str) -> None:
    statement = "SELECT '甲' || chr(27) || '[31m' || chr(155) || chr(8238) AS a, 1 AS \"b\x1b\""
    code, out, _ = ask(statement, "--format", style)
    assert code == 0
    assert "甲" in out
    assert not set("\x1b\x9b\u202e") & set(out)
    if style == "json":
        assert json.loads(out) == [{"a": "甲\x1b[31m\x9b\u202e", "b\x1b": 1}]


def test_neither_does_a_message(ask: Run) -> None:
    code, out, err = ask("SELECT error('a' || chr(27) || '[31m')")
    assert (code, out) == (1, "")
    assert "\x1b" not in err


def test_json_without_rows_is_an_empty_list(ask: Run) -> None:
    assert json.loads(ask("SELECT 1 AS a WHERE false", "--format", "json")[1]) == []
    assert json.loads(ask("SELECT a FROM range(2) t(a)", "--format", "json")[1]) == [{"a": 0}, {"a": 1}]


def test_csv_for_a_spreadsheet_has_its_mark_and_texts_that_stay_texts(ask: Run) -> None:
    code, out, err = ask(
        "SELECT 1 AS n, '=1' AS t, '0012' AS c, true AS b, NULL AS e FROM form", "--format", "excel-csv"
    )
    assert (code, err) == (0, "")
    assert out == '\ufeffn,t,c,b,e\r\n1,"\t=1","\t0012",是,\r\n'

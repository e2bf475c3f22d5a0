"""Alerts reach who asked for them and nobody else; what goes wrong with that stops no build."""

from __future__ import annotations

import json
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from pipeline.publish import alerts
from pipeline.publish.journal import KEPT_FILES, Journal


class Receiver(HTTPServer):
    """A local address that keeps what is sent to it."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answer)
        self.got: list[tuple[str, Any]] = []
        self.status = 204


class Answer(BaseHTTPRequestHandler):
    server: Receiver

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.got.append((self.headers["Content-Type"], json.loads(body)))
        self.send_response(self.server.status)
        self.end_headers()

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@pytest.fixture
def receiver(monkeypatch: pytest.MonkeyPatch) -> Iterator[Receiver]:
    server = Receiver()
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    monkeypatch.setenv(alerts.URL, f"http://127.0.0.1:{server.server_port}/hook")
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def documents(quarantined: int, curated: int, copies: int = 0) -> pl.DataFrame:
    rows = [("quarantined", "damaged_pdf")] * quarantined + [("curated", None)] * curated
    rows += [("quarantined", "duplicate_of")] * copies
    return pl.DataFrame(
        [(f"b/{number}.pdf", outcome, reason, "文件损坏。") for number, (outcome, reason) in enumerate(rows)],
        schema=["path", "outcome", "reason", "reason_text"],
        orient="row",
    )


def test_nobody_is_told_who_did_not_ask(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in (alerts.COMMAND, alerts.URL):
        monkeypatch.delenv(name, raising=False)
    assert alerts.send(alerts.alert("failed", tmp_path, "run")) == []


def test_a_webhook_gets_one_object_in_both_languages(receiver: Receiver, tmp_path: Path) -> None:
    told = alerts.alert("failed", tmp_path, "run 1", ["read_documents: 磁盘已满"])
    assert alerts.send(told) == []
    ((kind, content),) = receiver.got
    assert kind == "application/json; charset=utf-8"
    assert content["event"] == "failed"
    assert (content["run_id"], content["details"]) == ("run 1", ["read_documents: 磁盘已满"])
    assert "生成失败" in content["sentence"]
    assert "failed" in content["sentence_en"]
    receiver.status = 500
    assert "500" in alerts.send(told)[0]


def test_a_command_gets_it_on_its_input(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    program = tmp_path / "told.py"
    program.write_text("import sys; open(sys.argv[1], 'wb').write(sys.stdin.buffer.read())", encoding="utf-8")
    monkeypatch.setenv(alerts.COMMAND, f"{sys.executable} {program} '{tmp_path / 'a b;c'}'")
    assert alerts.send(alerts.alert("stale", tmp_path, "run", hours=40)) == []
    assert json.loads((tmp_path / "a b;c").read_text(encoding="utf-8"))["sentence_en"].startswith("no build succeeded")


@pytest.mark.parametrize(
    ("name", "value", "word"),
    [
        (alerts.COMMAND, "/no/such/program", "FileNotFoundError"),
        (alerts.COMMAND, f"{sys.executable} -c 'raise SystemExit(3)'", "exit code 3"),
        (alerts.COMMAND, "'unclosed", "ValueError"),
        (alerts.URL, "file:///etc/passwd", "only http"),
        (alerts.URL, "http://127.0.0.1:1/", "URLError"),
        (alerts.URL, "http://[bad", "ValueError"),
    ],
)
def test_an_alert_that_does_not_arrive_is_a_line_and_no_error(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str, value: str, word: str
) -> None:
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    monkeypatch.setenv(name, value)
    (problem,) = alerts.send(alerts.alert("killed", tmp_path, "run"))
    assert problem.startswith(name)
    assert word in problem


def test_one_refused_document_of_a_thousand_is_told_and_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert alerts.refused(documents(0, 3, copies=2), tmp_path, "run") is None
    assert alerts.refused(documents(0, 0), tmp_path, "run") is None
    told = alerts.refused(documents(1, 999), tmp_path, "run")
    assert told is not None
    assert told.details == ["b/0.pdf: damaged_pdf: 文件损坏。"]
    assert "1 of 1000" in told.sentence_en
    monkeypatch.setenv(alerts.REFUSED_SHARE, "0.01")
    assert alerts.refused(documents(1, 999), tmp_path, "run") is None
    assert alerts.refused(documents(11, 989), tmp_path, "run") is not None


def test_the_journal_has_a_line_for_each_event_and_old_ones_go(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(KEPT_FILES + 5):
        Journal(tmp_path, f"{number:08d}").write("build_started")
    assert len(list((tmp_path / "log").iterdir())) == KEPT_FILES
    journal = Journal(tmp_path, "abcdefgh-1")
    journal.write("step_done", step="form")
    Journal(tmp_path, "abcdefgh-1").write("step_failed", step="cell", error="第一行\n第二行")
    (file,) = (tmp_path / "log").glob("*-abcdefgh.jsonl")
    lines = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    assert [(line["event"], line["run_id"]) for line in lines] == [
        ("step_done", "abcdefgh-1"),
        ("step_failed", "abcdefgh-1"),
    ]
    monkeypatch.setenv("JIXIAO_LOG", str(tmp_path / "all.jsonl"))
    Journal(tmp_path, "x").write("build_ended")
    assert (tmp_path / "all.jsonl").is_file()
    monkeypatch.setenv("JIXIAO_LOG", "/no/such/folder/x")
    Journal(tmp_path, "x").write("build_ended")


def test_names_of_any_bytes_reach_journal_and_alert_and_command_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A half character fits no file in UTF-8; others would end a line for some reader, or command a terminal."""
    hostile = 'b\udcffd\r\n{"event": "forged"}\u2028\u0085\x9b31m\x7f\u202e$(touch x)`touch x`;"'
    journal = Journal(tmp_path, "run-0001")
    journal.write("step_failed", step="document", error=hostile)
    (file,) = (tmp_path / "log").iterdir()
    (line,) = file.read_text("utf-8").splitlines()
    assert json.loads(line)["error"] == hostile
    assert line.isprintable()
    got = tmp_path / "got"
    monkeypatch.setenv(alerts.COMMAND, f"tee '{got}'")
    monkeypatch.delenv(alerts.URL, raising=False)
    assert alerts.send(alerts.alert("failed", tmp_path / hostile, "r", [hostile])) == []
    assert json.loads(got.read_bytes())["details"] == [hostile]
    assert got.read_text("utf-8").isprintable()

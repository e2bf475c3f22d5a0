"""From a doubtful value to a record, and back: what the forms of the desk ask for."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from pipeline.corrections import read_folder
from pipeline.desk import files
from pipeline.desk.app import Desk
from pipeline.desk.builds import Builds, command
from pipeline.publish.parquet import read_parquet
from tests.unit.desk.conftest import POST, publish

Post = Callable[..., tuple[int, dict[str, Any]]]


@pytest.fixture
def place(folder: Path) -> dict[str, Any]:
    form_id = read_parquet("form", folder / "out" / "current")["form_id"][0]
    return {"form_id": form_id, "table": "indicator", "row": 2, "field": "score"}


def decided(place: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {**place, "action": "override", "value": "13", "reason": "看错", "evidence": "", "by": "复核岗", **more}


def ask(client: httpx.Client, path: str, **params: Any) -> tuple[int, dict[str, Any]]:
    answer = client.get(f"/desk/{path}", params=params, headers={"x-jixiao-lang": "en"})
    return answer.status_code, answer.json()


def test_the_queue_is_what_review_lists(client: httpx.Client, place: dict[str, Any]) -> None:
    status, queue = ask(client, "queue")
    assert (status, queue["count"], len(queue["documents"])) == (200, 1, 1)
    (question,) = queue["documents"][0]["questions"]
    assert (question["form_id"], question["table"], question["row"]) == (place["form_id"], "indicator", 2)
    assert (question["fields"], question["printed"]) == (["score"], "11")
    assert "crossed out" in question["sentences"][0] or "struck" in question["sentences"][0]
    chinese = client.get("/desk/queue", headers={"x-jixiao-lang": "zh"}).json()
    assert chinese["documents"][0]["questions"][0]["sentences"] != question["sentences"]


def test_a_form_begins_with_the_text_as_printed(client: httpx.Client, place: dict[str, Any]) -> None:
    status, about = ask(client, "value", **place)
    assert (status, about["expect"], about["problem"], about["record"]) == (200, "11", None, None)
    _, about = ask(client, "value", **{**place, "field": "shortfall"})
    assert "score" in about["problem"]
    _, about = ask(client, "value", **{**place, "field": "target_operator"})
    assert "ge" in [code for code, _ in about["choices"]]


def test_a_record_is_shown_written_and_taken_back(
    client: httpx.Client, post: Post, folder: Path, place: dict[str, Any]
) -> None:
    status, shown = post("preview", **decided(place))
    assert status == 200, shown
    changed = {(one["table"], one["field"]): (one["before"], one["after"]) for one in shown["changes"]["values"]}
    assert changed["indicator", "score"] == (11, 13)
    assert changed["indicator", "shortfall"] == (4, 2)
    assert ("form", "computed_score") in changed
    assert any(one["field"] == "score" for one in shown["changes"]["doubts"]["gone"])
    assert shown["changes"]["doubts"]["new"] == []
    assert 'expect: "11"' in shown["text"]
    # Nothing is written before it was shown and wanted.
    assert not (folder / "corrections").exists()
    assert post("records", ticket="x")[0] == 409

    status, written = post("records", ticket=shown["ticket"])
    assert status == 200
    (record,) = read_folder(folder / "corrections")
    assert (record.id, record.value, record.expect, record.label) == (written["id"], "13", "11", "清淤长度")
    assert shown["text"] == Path(written["file"]).read_text("utf-8")
    assert post("records", ticket=shown["ticket"])[0] == 409  # once
    assert ask(client, "state")[1]["waiting"] == 1
    _, about = ask(client, "value", **place)
    assert (about["record"]["id"], about["is_waiting"]) == (record.id, True)
    status, told = post("preview", **decided(place, value="12"))
    assert (status, "take it back" in told["problem"]) == (409, True)

    assert post("take-back", id=record.id)[0] == 200
    assert read_folder(folder / "corrections") == ()
    assert post("take-back", id=record.id)[0] == 409


def test_a_record_that_a_release_holds_waits_no_more(
    client: httpx.Client, post: Post, folder: Path, place: dict[str, Any]
) -> None:
    _, shown = post("preview", **decided(place))
    _, written = post("records", ticket=shown["ticket"])
    page = client.get("/").text
    publish(folder, "second")
    state = ask(client, "state")[1]
    assert (state["release"], state["waiting"]) == ("second", 0)
    assert "release/second/assets/core.js" in client.get("/").text
    # A page that is open goes on with the release it began with.
    assert "release/first/assets/core.js" in page
    assert client.get("/release/first/assets/core.js").text == "// first"
    _, about = ask(client, "value", **place)
    assert (about["is_waiting"], float(about["value"])) == (False, 13)
    status, told = post("take-back", id=written["id"])
    assert (status, "build anew" in told["problem"]) == (409, True)
    # A record of the release that somebody takes out of its file waits as well.
    Path(written["file"]).unlink()
    assert ask(client, "waiting")[1] == {"records": [], "gone": [written["id"]]}


@pytest.mark.parametrize(
    ("change", "status", "said"),
    [
        ({"value": " "}, 422, "value"),
        ({"reason": " "}, 422, "reason"),
        ({"by": "someone@example.org"}, 422, "by"),
        ({"by": "13912345678"}, 422, "by"),
        ({"field": "shortfall"}, 422, "score"),
        ({"field": "form_id"}, 422, "form_id"),
        ({"field": "nothing"}, 422, "nothing"),
        ({"row": 99}, 404, "no such value"),
        ({"form_id": "0" * 16 + "-001"}, 404, "no such value"),
        ({"value": "thirteen"}, 422, "thirteen"),
        ({"value": "十三分吧"}, 409, "十三分吧"),
        ({"table": "document"}, 422, "missing"),
        ({"form_id": "../../etc"}, 422, "missing"),
        ({"other": "x"}, 422, "missing"),
        ({"reason": "x" * 30_000}, 422, "too long"),
        ({"field": None}, 422, "whole form"),
    ],
)
def test_a_mistake_is_a_sentence_and_nothing_is_written(
    post: Post, folder: Path, place: dict[str, Any], change: dict[str, Any], status: int, said: str
) -> None:
    given, told = post("preview", **{**decided(place), **change})
    assert (given, said in told["problem"]) == (status, True), told
    assert not (folder / "corrections").exists()


def test_no_json_is_a_sentence_too(client: httpx.Client) -> None:
    answer = client.post("/desk/preview", content=b"\xff{", headers=POST)
    assert (answer.status_code, "problem" in answer.json()) == (422, True)


def test_other_actions_and_the_whole_form(post: Post, place: dict[str, Any]) -> None:
    status, shown = post("preview", **decided(place, action="blank"))
    assert (status, 'action: "blank"' in shown["text"], "value:" in shown["text"]) == (200, True, False)
    changes = post("preview", **decided({**place, "table": "form", "row": 0, "field": None}, action="withhold"))[1][
        "changes"
    ]
    assert changes["forms"] == [1, 0]
    assert [one["code"] for one in changes["refusals"]["new"]] == ["withheld"]


def test_a_document_that_changed_or_went_is_told(post: Post, folder: Path, place: dict[str, Any]) -> None:
    (file,) = (folder / "raw").rglob("*.html")
    text = file.read_bytes()
    file.write_bytes(text + b"<!-- -->")
    status, told = post("preview", **decided(place))
    assert (status, "build anew first" in told["problem"]) == (409, True)
    file.unlink()
    status, told = post("preview", **decided(place))
    assert (status, "put it back" in told["problem"]) == (409, True)


def test_broken_records_are_told_and_hide_nothing(
    client: httpx.Client, post: Post, folder: Path, place: dict[str, Any]
) -> None:
    (folder / "corrections").mkdir()
    (folder / "corrections" / "b.yml").write_text("- id: c1\n  form: x\n", "utf-8")
    assert "line 1, record c1" in ask(client, "state")[1]["problem"]
    assert ask(client, "queue")[0] == 200
    for status, told in (ask(client, "waiting"), ask(client, "value", **place), post("preview", **decided(place))):
        assert (status, "mend them first" in told["problem"]) == (409, True)


def test_a_folder_that_cannot_be_written_is_told_before_anything_is_filled_in(
    client: httpx.Client, post: Post, folder: Path, place: dict[str, Any]
) -> None:
    (folder / "corrections").write_text("no folder", "utf-8")
    told = ask(client, "state")[1]["problem"]
    assert "cannot be written" in told or "no folder" in told
    assert post("preview", **decided(place))[0] == 409


def test_without_a_folder_of_its_own_nothing_is_written(
    client: httpx.Client, desk: Desk, place: dict[str, Any]
) -> None:
    desk.corrections = None
    assert "--corrections" in ask(client, "value", **place)[1]["problem"]
    assert client.post("/desk/preview", json=decided(place), headers=POST).status_code == 409


def test_a_release_that_went_is_told(client: httpx.Client, folder: Path, place: dict[str, Any]) -> None:
    (folder / "out" / "current").unlink()
    assert "jixiao build" in ask(client, "state")[1]["problem"]
    for path in ("queue", "waiting"):
        assert ask(client, path)[0] == 409
    assert ask(client, "value", **place)[0] == 409
    assert client.get("/").status_code == 503


def test_two_people_write_at_once_and_both_records_stand(post: Post, folder: Path, place: dict[str, Any]) -> None:
    tickets = [
        post("preview", **decided({**place, "row": row, "field": "weight"}, action="accept"))[1]["ticket"]
        for row in (1, 2)
    ]
    answers: list[int] = []
    threads = [threading.Thread(target=lambda t=one: answers.append(post("records", ticket=t)[0])) for one in tickets]  # type: ignore[misc]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [200] * 2
    assert sorted(record.row for record in read_folder(folder / "corrections")) == [1, 2]


def test_a_build_runs_in_a_process_of_its_own_and_tells_how_it_ended(tmp_path: Path) -> None:
    builds = Builds()
    assert builds.state() == {"is_running": False, "code": None, "seconds": 0, "lines": []}
    wait = (
        "import pathlib, sys, time\n"
        "print('begun', flush=True)\n"
        "while not pathlib.Path(sys.argv[1]).exists(): time.sleep(0.01)\n"
        "print('没有', file=sys.stderr)\n"
        "sys.exit(3)"
    )
    assert builds.start([sys.executable, "-c", wait, str(tmp_path / "go")])
    assert not builds.start([sys.executable, "-c", "pass"])
    assert builds.is_running
    (tmp_path / "go").touch()
    ends = time.monotonic() + 20
    while builds.is_running and time.monotonic() < ends:
        time.sleep(0.02)
    state = builds.state()
    assert (state["is_running"], state["code"], state["lines"]) == (False, 3, ["begun", "没有"])
    builds.close()
    assert builds.state()["lines"] == []


def test_the_build_is_that_of_these_folders(
    client: httpx.Client, desk: Desk, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "corrections").mkdir()
    started: list[list[str]] = []
    monkeypatch.setattr(desk.builds, "start", lambda arguments: not started and not started.append(list(arguments)))
    assert client.post("/desk/build", json={}, headers=POST).status_code == 200
    assert started == [command(folder / "raw", folder / "out", folder / "corrections", "en")]
    assert started[0][1:4] == ["-m", "pipeline.cli", "build"]
    answer = client.post("/desk/build", json={}, headers=POST)
    assert (answer.status_code, "wait for its end" in answer.json()["problem"]) == (409, True)


def test_words_are_there_in_both_languages_and_used() -> None:
    import re

    scripts = "\n".join(path.read_text("utf-8") for path in files.STATIC.glob("*.js"))
    for word, texts in files.words().items():
        assert set(texts) == {"zh", "en"}, word
        assert set(re.findall(r"\{\w+\}", texts["zh"])) == set(re.findall(r"\{\w+\}", texts["en"])), word
    begins = tuple(re.findall(r"\bt\(\"([\w.]+\.)\" \+", scripts))
    quoted = set(re.findall(r"\"([a-z_]+(?:\.[\w.]+)+)\"", scripts))
    assert [word for word in files.words() if word not in quoted and not word.startswith(begins)] == []
    from pipeline.publish.site.words import words

    known = {*files.words(), *words()}
    assert set(re.findall(r"\bt\(\"([\w.]+)\"[,)]", scripts)) <= known
    assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b", scripts)
    for path in files.STATIC.iterdir():
        assert path.read_text("utf-8").startswith(f"/* {path.name}: "), path

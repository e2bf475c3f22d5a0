"""The server of the desk: the site, and what its forms ask.

Belongs here: which address does what, answers as JSON, sentences for what went wrong. Does not belong here: who may ask
(``gate``), the work itself (the other modules of this package, ``pipeline.corrections``, ``pipeline.publish``).

No GET changes anything. A record is written as it was shown: ``/desk/preview`` gives a ticket for what it compared, and
``/desk/records`` takes nothing but that ticket.
"""

from __future__ import annotations

import json
import os
import secrets
import shlex
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route

from pipeline.corrections import CorrectionError, read_folder
from pipeline.corrections.fields import column_problem
from pipeline.corrections.write import add, as_yaml, take_back
from pipeline.desk import files, waiting
from pipeline.desk.builds import Builds, command
from pipeline.desk.gate import OWN_POLICY, Gate
from pipeline.desk.preview import PreviewError, Read, preview
from pipeline.language import LANGUAGES, current, in_current, say, speaking
from pipeline.loopback import App, hosts_on
from pipeline.model.correction import Correction
from pipeline.model.messages import said
from pipeline.publish.errors import PublicationError
from pipeline.publish.inspection import read_file
from pipeline.publish.review import review
from pipeline.publish.values import NoSuchValueError, PublishedValue, record_about, value_of
from schemas.catalog import TABLES

_TICKETS = 200
_QUESTIONS = 200
_LONG = 20_000
_WHOLE = said("correction.whole_form")

Table = Literal["form", "budget_line", "indicator"]


class Place(BaseModel):
    """A value as the page names it; no field for a whole form."""

    model_config = ConfigDict(extra="forbid")

    form_id: str = Field(pattern=r"^[0-9a-f]{16}-[0-9]{3,}$")
    table: Table
    row: int = Field(ge=0)
    field: str | None = Field(default=None, max_length=80)


class Decision(Place):
    """What a person wants a record to say."""

    action: Literal["override", "blank", "accept", "withhold"]
    value: str | None = Field(default=None, max_length=_LONG)
    reason: str = Field(max_length=_LONG)
    evidence: str | None = Field(default=None, max_length=_LONG)
    by: str = Field(max_length=200)


class Ticket(BaseModel):
    """A record that was shown."""

    model_config = ConfigDict(extra="forbid")

    ticket: str = Field(max_length=80)


class RecordId(BaseModel):
    """A record that stands in a file."""

    model_config = ConfigDict(extra="forbid")

    id: str = Field(max_length=80)


class Problem(Exception):
    """What could not be done: a sentence with the next step."""

    def __init__(self, sentence: str, status: int = 409) -> None:
        super().__init__(sentence)
        self.status = status


@dataclass
class Desk:
    """The folders that the desk works on, and what it remembers while it runs."""

    raw: Path
    out: Path
    corrections: Path | None
    token: str
    builds: Builds = field(default_factory=Builds)
    read: Read = read_file
    _shown: OrderedDict[str, tuple[Correction, PublishedValue]] = field(default_factory=OrderedDict)
    _queue: dict[tuple[str, str], dict[str, Any]] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    # ---------- questions ----------

    def state(self) -> dict[str, Any]:
        """Which release is current, what waits, whether a build runs."""
        told: dict[str, Any] = {
            "release": None, "raw": str(self.raw), "out": str(self.out), "corrections": str(self.corrections or ""),
            "waiting": 0, "problem": self._why_not_writable(), "build": self.builds.state(),
            "command": shlex.join(["jixiao", *command(self.raw, self.out, self.corrections, current())[3:-2]]),
        }  # fmt: skip
        try:
            told["release"] = files.current(self.out).name
            records, gone = self._waiting()
            told["waiting"] = len(records) + len(gone)
        except files.NoSiteError as error:
            told["problem"] = told["problem"] or say("no_release", folder=error)
        except CorrectionError as error:
            told["problem"] = told["problem"] or say("desk.broken", problem=error)
        return told

    def queue(self) -> dict[str, Any]:
        """What to look at first, by document."""
        release = self._release()
        key = (release.name, current())
        if key not in self._queue:
            documents, count = review(release, _QUESTIONS)
            self._queue.clear()
            self._queue[key] = {
                "count": count,
                "documents": [
                    {**asdict(document), "at_stake": document.at_stake}
                    for document in documents
                ],
            }  # fmt: skip
        return self._queue[key]

    def waiting(self) -> dict[str, Any]:
        """Records that wait for a build, those of the release that are gone, and where they stand."""
        records, gone = self._waiting()
        return {"records": [waiting.described(one) for one in records], "gone": gone}

    def value(self, place: Place) -> dict[str, Any]:
        """What a form about a value begins with."""
        if place.field is None:
            raise Problem(say("desk.bad_request"), 422)
        problem = column_problem(place.table, place.field)
        if problem is not None:
            return {"problem": in_current(problem.sentence, problem.sentence_en)}
        found = self._found(place)
        column = TABLES[place.table].columns[place.field]
        codes = {} if column.vocabulary is None or column.is_open else column.vocabulary.both()
        return {
            "problem": self._why_not_writable(),
            "expect": found.expect,
            "value": found.value,
            "page": found.page,
            "choices": [[code, in_current(*both)] for code, both in codes.items()],
            **self._record_about(found, place),
        }

    # ---------- what changes something ----------

    def preview(self, asked: Decision) -> dict[str, Any]:
        """The record that would be written, what it changes, and a ticket for writing it."""
        if (problem := self._why_not_writable()) is not None:
            raise Problem(problem)
        wrong = _WHOLE if asked.field is None else column_problem(asked.table, asked.field)
        if wrong is not None and not (asked.field is None and asked.table == "form"):
            raise Problem(in_current(wrong.sentence, wrong.sentence_en), 422)
        found = self._found(asked)
        record = self._record(asked, found)
        others = self._records()
        if self._record_about(found, asked)["record"] is not None:
            raise Problem(say("desk.has_record"))
        try:
            changes = preview(self.raw, found.path, found.document_id, others, record, self.read)
        except PreviewError as error:
            raise Problem(str(error)) from error
        ticket = secrets.token_urlsafe(16)
        with self._lock:
            self._shown[ticket] = (record, found)
            while len(self._shown) > _TICKETS:
                self._shown.popitem(last=False)
        return {"ticket": ticket, "text": as_yaml(record, found.path), "changes": changes}

    def write(self, asked: Ticket) -> dict[str, Any]:
        """Write a record that was shown into the file of its batch."""
        with self._lock:
            shown = self._shown.pop(asked.ticket, None)
        if shown is None:
            raise Problem(say("desk.no_ticket"))
        record, found = shown
        assert self.corrections is not None
        try:
            file = add(self.corrections, found.batch, record, found.path)
        except CorrectionError as error:
            raise Problem(str(error)) from error
        except OSError as error:
            raise Problem(say("not_written", target=self.corrections, error=error.strerror or error)) from error
        return {"file": str(file), "id": record.id}

    def take_back(self, asked: RecordId) -> dict[str, Any]:
        """Take a record out of its file that no release was made with."""
        records, _ = self._waiting()
        record = next((one for one in records if one.id == asked.id), None)
        if record is None or self.corrections is None:
            raise Problem(say("desk.not_waiting", record=asked.id))
        try:
            file = take_back(self.corrections, record)
        except CorrectionError as error:
            raise Problem(str(error)) from error
        except OSError as error:
            raise Problem(say("not_written", target=record.file, error=error.strerror or error)) from error
        return {"file": str(file), "id": record.id}

    def build(self) -> dict[str, Any]:
        """Start a build of these folders."""
        try:
            is_started = self.builds.start(command(self.raw, self.out, self.corrections, current()))
        except OSError as error:
            raise Problem(say("desk.no_build", error=error.strerror or error)) from error
        if not is_started:
            raise Problem(say("desk.builds_already"))
        return self.builds.state()

    # ---------- what these share ----------

    def _release(self) -> Path:
        try:
            return files.current(self.out)
        except files.NoSiteError as error:
            raise Problem(say("no_release", folder=error)) from error

    def _records(self) -> tuple[Correction, ...]:
        try:
            return read_folder(self.corrections)
        except CorrectionError as error:
            raise Problem(say("desk.broken", problem=error)) from error

    def _waiting(self) -> tuple[list[Correction], list[str]]:
        release, records = files.current(self.out), read_folder(self.corrections)
        return waiting.waiting(records, release), waiting.gone(records, release)

    def _record_about(self, found: PublishedValue, place: Place) -> dict[str, Any]:
        """The record about a value, if there is one, and whether it waits for a build."""
        where = (place.table, place.row, place.field)
        record = waiting.about(self._records(), (found.document_id, found.path), found.ordinal, where)
        if record is None:
            return {"record": None, "is_waiting": False}
        is_waiting = any(one.id == record.id for one in self._waiting()[0])
        return {"record": waiting.described(record), "is_waiting": is_waiting}

    def _found(self, place: Place) -> PublishedValue:
        try:
            return value_of(self._release(), place.form_id, place.table, place.row, place.field or "project_name")
        except NoSuchValueError as error:
            raise Problem(say("desk.no_value", missing=error.name), 404) from error

    def _record(self, asked: Decision, found: PublishedValue) -> Correction:
        said = {
            "action": asked.action,
            "value": asked.value if asked.action == "override" else None,
            "reason": asked.reason,
            "evidence": (asked.evidence or "").strip() or None,
            "by": asked.by,
        }
        place = (asked.form_id, asked.table, asked.row, asked.field)
        try:
            return record_about(found, place, said, datetime.now(UTC).astimezone().date())
        except CorrectionError as error:
            raise Problem(str(error), 422) from error

    def _why_not_writable(self) -> str | None:
        """Why no record can be written; null where nothing speaks against it."""
        if self.corrections is None:
            return say("correct.no_folder")
        place = next(one for one in (self.corrections, *self.corrections.parents) if one.exists())
        if not place.is_dir() or not os.access(place, os.W_OK | os.X_OK):
            return say("desk.read_only", folder=place)
        return None


def application(desk: Desk, port: int) -> App:
    """The server of a desk behind its gate."""
    routes = [
        Route("/", _first_page(desk)),
        Route("/release/{release}/{path:path}", _of_release(desk)),
        Route("/desk/words.js", lambda _: Response(files.words_script(), media_type=files.KINDS[".js"])),
        Route("/desk/static/{name}", _own),
        *(Route(f"/desk/{name}", _get(ask)) for name, ask in
          (("state", desk.state), ("queue", desk.queue), ("waiting", desk.waiting))),
        Route("/desk/value", _value(desk)),
        Route("/desk/preview", _post(desk.preview, Decision), methods=["POST"]),
        Route("/desk/records", _post(desk.write, Ticket), methods=["POST"]),
        Route("/desk/take-back", _post(desk.take_back, RecordId), methods=["POST"]),
        Route("/desk/build", _post(lambda _: desk.build(), None), methods=["POST"]),
    ]  # fmt: skip
    return Gate(Starlette(routes=routes), hosts_on(port), desk.token, f"jixiao_{port}")


def _first_page(desk: Desk) -> Callable[[Request], Response]:
    def answer(request: Request) -> Response:
        try:
            page = files.first_page(files.current(desk.out), desk.token, OWN_POLICY)
        except files.NoSiteError as error:
            with speaking(_language(request)):
                return PlainTextResponse(say("no_release", folder=error) + "\n", 503)
        return HTMLResponse(page, headers={"cache-control": "no-store"})

    return answer


def _of_release(desk: Desk) -> Callable[[Request], Response]:
    def answer(request: Request) -> Response:
        file = files.file_of(desk.out, request.path_params["release"], request.path_params["path"])
        return _file(file, "private, max-age=86400, immutable")

    return answer


def _own(request: Request) -> Response:
    return _file(files.own_file(request.path_params["name"]), "no-cache")


def _file(file: Path | None, keep: str) -> Response:
    if file is None:
        return PlainTextResponse("Not found\n", 404, {"cache-control": "no-store"})
    return FileResponse(file, media_type=files.KINDS[file.suffix], headers={"cache-control": keep})


def _value(desk: Desk) -> Callable[[Request], Response]:
    def answer(request: Request) -> Response:
        return _answered(request, lambda: desk.value(Place.model_validate(dict(request.query_params))))

    return answer


def _get(ask: Callable[[], dict[str, Any]]) -> Callable[[Request], Response]:
    return lambda request: _answered(request, ask)


def _post(act: Callable[[Any], dict[str, Any]], kind: type[BaseModel] | None) -> Callable[[Request], Any]:
    async def answer(request: Request) -> Response:
        text = await request.body()
        return await run_in_threadpool(
            _answered, request, lambda: act(None if kind is None else kind.model_validate_json(text))
        )

    return answer


def _answered(request: Request, ask: Callable[[], dict[str, Any]]) -> Response:
    """An answer as JSON in the language of the page, or the sentence of what stands in its way."""
    with speaking(_language(request)):
        try:
            return _json(ask(), 200)
        except Problem as problem:
            return _json({"problem": str(problem)}, problem.status)
        except ValidationError:
            return _json({"problem": say("desk.bad_request")}, 422)
        except CorrectionError as error:
            return _json({"problem": say("desk.broken", problem=error)}, 409)
        except (OSError, PublicationError, files.NoSiteError) as error:
            # A release can go while it is read: a build has published another one.
            return _json({"problem": say("desk.not_read", error=error)}, 409)


def _language(request: Request) -> str | None:
    asked = request.headers.get("x-jixiao-lang", "")
    return asked if asked in LANGUAGES else None


def _json(content: dict[str, Any], status: int) -> Response:
    text = json.dumps(content, ensure_ascii=False, default=_plain)
    return Response(text, status, {"cache-control": "no-store"}, "application/json")


def _plain(value: Any) -> float | str:
    if isinstance(value, date):
        return value.isoformat()
    return float(value) if isinstance(value, Decimal) else str(value)

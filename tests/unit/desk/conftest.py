"""A release of one form with a wrong score, made in this process, and a desk over it."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import httpx
import polars as pl
import pytest

from pipeline import sources
from pipeline.audit import audit_tables
from pipeline.corrections import attach, check_applied, read_folder
from pipeline.curate.curate_document import curate_document
from pipeline.curate.tables import doubt_codes, tables
from pipeline.desk.app import Desk, application
from pipeline.model.correction import Correction
from pipeline.publish.parquet import write_parquet
from pipeline.publish.site.shell import write_shell
from tests.corrected import raw_folder, wrong_page

PORT = 8787
HERE = f"http://127.0.0.1:{PORT}"
TOKEN = "a-token-of-the-tests"
POST = {"origin": HERE, "x-jixiao-token": TOKEN, "x-jixiao-lang": "en", "content-type": "application/json"}


_READ: dict[Any, dict[str, pl.DataFrame]] = {}


def read_here(file: Path, records: Iterable[Correction], raw: Path) -> dict[str, pl.DataFrame]:
    """A document read in this process, once; builds and the desk itself do it in one of its own."""
    key = (file.read_bytes(), tuple(records))
    if key not in _READ:
        _READ[key] = _read(file, records, raw)
    return _READ[key]


def _read(file: Path, records: Iterable[Correction], raw: Path) -> dict[str, pl.DataFrame]:
    (document,) = attach([one for one in sources.scan(raw) if one.path == file.relative_to(raw).as_posix()], records)
    curated = [curate_document(document, sources.load(raw, document))]
    check_applied([document], curated)
    frames = tables(curated)
    return {**frames, "finding": audit_tables.findings(frames)}


def publish(folder: Path, name: str) -> Path:
    """The tables of the raw folder as the current release of that name, with the shell of a site."""
    raw = folder / "raw"
    documents = attach(sources.scan(raw), read_folder(folder / "corrections"))
    curated = [curate_document(one, sources.load(raw, one)) for one in documents]
    release = folder / "out" / "releases" / name
    for table, frame in {"doubt_code": doubt_codes(), **tables(curated)}.items():
        write_parquet(table, frame, release)
    (release / "site" / "assets").mkdir(parents=True)
    (release / "site" / "data").mkdir()
    write_shell(release / "site")
    (release / "site" / "assets" / "core.js").write_text(f"// {name}", "utf-8")
    current = folder / "out" / "current"
    current.unlink(missing_ok=True)
    current.symlink_to(Path("releases") / name)
    return release


@pytest.fixture(scope="package")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("desk")
    raw_folder(folder, wrong_page())
    publish(folder, "first")
    return folder


@pytest.fixture
def folder(published: Path, tmp_path: Path) -> Path:
    """Raw folder, corrections and releases that a test may change."""
    copy = tmp_path / "work"
    shutil.copytree(published, copy, symlinks=True)
    return copy


@pytest.fixture
def desk(folder: Path) -> Desk:
    return Desk(folder / "raw", folder / "out", folder / "corrections", TOKEN, read=read_here)


class _Here(httpx.BaseTransport):
    """Requests answered in this process."""

    def __init__(self, desk: Desk) -> None:
        self._inner = httpx.ASGITransport(app=application(desk, PORT))  # type: ignore[arg-type]

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        async def ask() -> httpx.Response:
            answer = await self._inner.handle_async_request(request)
            return httpx.Response(answer.status_code, headers=answer.headers, content=await answer.aread())

        return asyncio.run(ask())


def browser_of(desk: Desk) -> httpx.Client:
    """A browser that has opened nothing yet."""
    return httpx.Client(transport=_Here(desk), base_url=HERE)


def ask_plainly(desk: Desk, path: str, kind: str = "http", **headers: str) -> list[dict[str, Any]]:
    """What the server sends for a path as it stands: clients put paths in order that lead up."""
    sent: list[dict[str, Any]] = []

    waiting = iter([None])

    async def receive() -> dict[str, Any]:
        if next(waiting, "nothing more") is not None:
            await asyncio.Event().wait()
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Any) -> None:
        sent.append(message)

    given = {"host": HERE.removeprefix("http://"), "cookie": f"jixiao_{PORT}={TOKEN}", **headers}
    scope = {
        "type": kind, "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "GET", "scheme": "http",
        "path": path, "raw_path": path.encode(), "root_path": "", "query_string": b"", "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", PORT), "headers": [(name.encode(), value.encode()) for name, value in given.items()],
    }  # fmt: skip
    asyncio.run(application(desk, PORT)(scope, receive, send))
    return sent


@pytest.fixture
def client(desk: Desk) -> httpx.Client:
    """A browser that has opened the address with the token."""
    client = browser_of(desk)
    assert client.get("/", params={"token": TOKEN}).status_code == 200
    return client


@pytest.fixture
def post(client: httpx.Client) -> Callable[..., tuple[int, dict[str, object]]]:
    """Ask for a change as a script of the page does; gives status and content of the answer."""

    def ask(path: str, **body: object) -> tuple[int, dict[str, object]]:
        answer = client.post(f"/desk/{path}", json=body, headers=POST)
        return answer.status_code, answer.json()

    return ask

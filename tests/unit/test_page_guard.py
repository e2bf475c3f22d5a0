"""Only requests from Dagster's page itself pass; asked of the page as it is served."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import dagster as dg
import pytest
from dagster._core.workspace.context import WorkspaceProcessContext
from dagster._core.workspace.load_target import EmptyWorkspaceTarget
from dagster_webserver.app import create_app_from_workspace_process_context

from pipeline.defs.page import served_hosts
from pipeline.defs.page_guard import Guard

HOST = "127.0.0.1:3000"
# A mutation that changes nothing that is there, and shows that it was carried out.
MUTATION = 'mutation{terminateRun(runId:"none"){__typename}}'
QUERY = json.dumps({"query": "{version}"}).encode()
JSON = {"content-type": "application/json"}


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Guard]:
    home = tmp_path_factory.mktemp("home")
    (home / "dagster.yaml").write_text("telemetry: {enabled: false}", encoding="utf-8")
    with (
        dg.DagsterInstance.local_temp(str(home), overrides={"telemetry": {"enabled": False}}) as instance,
        WorkspaceProcessContext(instance, workspace_load_target=EmptyWorkspaceTarget()) as workspace,
    ):
        yield Guard(create_app_from_workspace_process_context(workspace), served_hosts(3000))


def ask(
    page: Guard, method: str, path: str, headers: dict[str, str], body: bytes = b"", query: str = "", kind: str = "http"
) -> tuple[int, str]:
    """Status and body of an answer; of a web socket the code with which it is closed, or 0 when it is accepted."""
    sent: list[Any] = []
    waiting = [{"type": "http.request", "body": body, "more_body": False}]
    if kind == "websocket":
        waiting = [{"type": "websocket.connect"}, {"type": "websocket.disconnect", "code": 1000}]

    async def receive() -> Any:
        return waiting.pop(0) if waiting else {"type": "http.disconnect"}

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {
        "type": kind,
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "root_path": "",
        "query_string": query.encode(),
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
        "client": ("127.0.0.1", 5000),
        "server": ("127.0.0.1", 3000),
        "subprotocols": ["graphql-ws"],
    }
    asyncio.run(page(scope, receive, send))
    if kind == "websocket":
        return (0 if sent[0]["type"] == "websocket.accept" else sent[0]["code"]), ""
    return sent[0]["status"], b"".join(m.get("body", b"") for m in sent[1:]).decode()


def test_the_page_and_its_own_queries_pass(page: Guard) -> None:
    for host in (HOST, "localhost:3000", "LOCALHOST:3000", "[::1]:3000"):
        status, text = ask(page, "POST", "/graphql", {"host": host, "origin": f"http://{host}", **JSON}, QUERY)
        assert (status, set(json.loads(text)["data"])) == (200, {"version"})
    assert ask(page, "POST", "/graphql", {"host": HOST, **JSON}, QUERY)[0] == 200
    assert ask(page, "GET", "/server_info", {"host": HOST, "sec-fetch-site": "cross-site"})[0] == 200
    assert ask(page, "GET", "/graphql", {"host": HOST, "accept": "text/html"})[0] == 200
    assert ask(page, "GET", "/graphql", {"host": HOST, "origin": f"http://{HOST}"}, kind="websocket")[0] == 0


@pytest.mark.parametrize(
    ("method", "path", "headers", "query"),
    [
        ("GET", "/graphql", {}, f"query={MUTATION}"),
        ("GET", "/graphql/", {}, f"query={MUTATION}"),
        ("GET", "//graphql", {}, f"query={MUTATION}"),
        ("HEAD", "/graphql", {}, "query={version}"),
        ("POST", "/graphql", {"content-type": "text/plain"}, f"query={MUTATION}"),
        ("POST", "/graphql", {}, f"query={MUTATION}"),
        ("POST", "/graphql", {"content-type": "application/graphql"}, ""),
        ("POST", "/graphql", {"origin": "http://evil.example", **JSON}, ""),
        ("POST", "/graphql", {"origin": "null", **JSON}, ""),
        ("POST", "/graphql", {"origin": "http://[bad", **JSON}, ""),
        ("POST", "/graphql", {"origin": "http://127.0.0.1:8000", **JSON}, ""),
        ("POST", "/graphql", {"origin": "http://localhost:3000", **JSON}, ""),
        ("POST", "/graphql", {"sec-fetch-site": "cross-site", **JSON}, ""),
        ("POST", "/graphql", {"host": "evil.example", **JSON}, ""),
        ("POST", "/graphql", {"host": "127.0.0.1", **JSON}, ""),
        ("POST", "/graphql", {"host": "", **JSON}, ""),
        ("POST", "/report_asset_materialization/form", {"origin": "http://evil.example"}, ""),
        ("GET", "/", {"host": "evil.example:3000"}, ""),
        ("GET", "/notebook", {}, "path=/etc/passwd"),
    ],
)
def test_what_comes_from_elsewhere_is_refused(
    page: Guard, method: str, path: str, headers: dict[str, str], query: str
) -> None:
    status, text = ask(page, method, path, {"host": HOST, **headers}, QUERY, query)
    assert status == 403
    assert text.count("\n") == 1


def test_web_sockets_of_other_sites_are_refused(page: Guard) -> None:
    assert ask(page, "GET", "/graphql", {"host": HOST, "origin": "http://evil.example"}, kind="websocket")[0] == 1008
    assert ask(page, "GET", "/graphql", {"host": "evil.example"}, kind="websocket")[0] == 1008


def test_two_hosts_or_none_are_refused_and_a_proxy_s_name_is_served(
    page: Guard, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert ask(page, "GET", "/server_info", {})[0] == 403
    assert ask(page, "GET", "/server_info", {"host": HOST, "Host": "evil.example"})[0] == 403
    monkeypatch.setenv("JIXIAO_PAGE_HOSTS", "jixiao.example.cn, other.example:8443")
    assert served_hosts(3000)[-2:] == ["jixiao.example.cn", "other.example:8443"]
    behind = Guard(page._app, served_hosts(3000))
    headers = {"host": "jixiao.example.cn", "origin": "https://jixiao.example.cn", **JSON}
    assert ask(behind, "POST", "/graphql", headers, QUERY)[0] == 200


def test_page_and_daemon_load_the_same(tmp_path: Path) -> None:
    from dagster._core.workspace.load_target import WorkspaceFileTarget

    from pipeline.defs.launch import WORKSPACE

    origins = WorkspaceFileTarget([str(WORKSPACE)]).create_origins()
    # Builds are recorded as of the first.
    assert [origin.location_name for origin in origins] == ["jixiao", "batches"]

"""Whether a request to a server of this machine comes from its own page.

Belongs here: the names under which such a server answers, where a request begins, how one is refused. Does not belong
here: what is served (``pipeline.defs.page``, ``pipeline.desk``), users and their passwords; a proxy has those.

Any page that is open in a browser can send requests to 127.0.0.1, or read what is served there under a name of its own
(DNS rebinding). The browser tells both: the name in ``Host``, the page in ``Origin``.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Mapping, MutableMapping
from typing import Any
from urllib.parse import urlsplit

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]
Headers = Mapping[str, list[str]]

LOOPBACK = ("127.0.0.1", "localhost", "[::1]")


def hosts_on(port: int) -> list[str]:
    """The values of ``Host`` by which this machine itself is asked on a port."""
    return [f"{host}:{port}" for host in LOOPBACK]


def headers_of(scope: Scope) -> Headers:
    """The headers of a request by name in small letters; one that stands twice has two values."""
    headers: dict[str, list[str]] = {}
    for name, value in scope["headers"]:
        headers.setdefault(name.decode("latin-1").lower(), []).append(value.decode("latin-1"))
    return headers


def foreign(headers: Headers, hosts: Collection[str]) -> str | None:
    """Why a request is of another site; ``None`` for one that may be our own. ``hosts`` are in small letters."""
    host = headers.get("host", [])
    if len(host) != 1 or host[0].lower() not in hosts:
        return "This page is not served under that name (Host)."
    if not all(_is_own(origin, host[0]) for origin in headers.get("origin", [])):
        return "Requests from other sites are refused (Origin)."
    return None


def _is_own(origin: str, host: str) -> bool:
    """Whether an origin is the page itself; behind a proxy it may be served by https."""
    try:
        parts = urlsplit(origin)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and parts.netloc.lower() == host.lower()


async def refuse(scope: Scope, send: Send, reason: str, status: int = 403) -> None:
    """Answer a request, or an attempt at a web socket, with a reason."""
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": 1008, "reason": reason})
        return
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"cache-control", b"no-store")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": f"{reason}\n".encode()})

"""A guard before Dagster's page: who asks has to come from the page itself.

Belongs here: which requests are let through. Does not belong here: the server (``page``), users and their passwords; a
proxy has those.

Dagster's page runs what ``GET /graphql?query=mutation{…}`` says, and asks nobody where a request comes from. Any page
that an operator has open in the browser could start builds, or read what is served here under a name of its own (DNS
rebinding). The guard refuses

* a ``Host`` that is not the name under which the page is served;
* an ``Origin`` that is not that name, for requests and web sockets, and what a browser says comes from another site;
* a query by ``GET``, and by ``POST`` one that is no JSON: both are sent across sites without asking first;
* ``/notebook``, which hands out files by their path.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, MutableMapping
from typing import Any
from urllib.parse import urlsplit

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

LOOPBACK = ("127.0.0.1", "localhost", "[::1]")


class Guard:
    """An ASGI application that hands to another one what may pass, and refuses the rest with 403."""

    def __init__(self, app: App, hosts: Collection[str]) -> None:
        """``hosts`` are the values of ``Host`` that are served, each with its port."""
        self._app = app
        self._hosts = {host.lower() for host in hosts}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        reason = self.refusal(scope) if scope["type"] in ("http", "websocket") else None
        if reason is None:
            await self._app(scope, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008, "reason": reason})
        else:
            headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"cache-control", b"no-store")]
            await send({"type": "http.response.start", "status": 403, "headers": headers})
            await send({"type": "http.response.body", "body": f"{reason}\n".encode()})

    def refusal(self, scope: Scope) -> str | None:
        """Why a connection is refused; ``None`` for one that may pass."""
        headers: dict[str, list[str]] = {}
        for name, value in scope["headers"]:
            headers.setdefault(name.decode("latin-1").lower(), []).append(value.decode("latin-1"))
        host = headers.get("host", [])
        if len(host) != 1 or host[0].lower() not in self._hosts:
            return "This page is not served under that name (Host)."
        if not all(self._is_own(origin, host[0]) for origin in headers.get("origin", [])):
            return "Requests from other sites are refused (Origin)."
        path = "/" + "/".join(filter(None, scope["path"].split("/")))
        if path.endswith("/notebook"):
            return "Files are not handed out here."
        if scope["type"] == "websocket" or not path.endswith("/graphql"):
            return None
        if headers.get("sec-fetch-site", ["none"])[0] not in ("same-origin", "none"):
            return "Requests from other sites are refused (Sec-Fetch-Site)."
        if scope["method"] != "POST":
            return "Queries by GET are refused; send them by POST." if scope["query_string"] else None
        kind = headers.get("content-type", [""])[0].partition(";")[0].strip().lower()
        return None if kind == "application/json" else "Queries have to be JSON (application/json)."

    def _is_own(self, origin: str, host: str) -> bool:
        """Whether an origin is the page itself; behind a proxy it may be served by https."""
        try:
            parts = urlsplit(origin)
        except ValueError:
            return False
        return parts.scheme in ("http", "https") and parts.netloc.lower() == host.lower()

"""A guard before Dagster's page: who asks has to come from the page itself.

Belongs here: which requests are let through. Does not belong here: the server (``page``), telling our own requests from
those of other sites (``pipeline.loopback``).

Dagster's page runs what ``GET /graphql?query=mutation{…}`` says, and asks nobody where a request comes from. Any page
that an operator has open in the browser could start builds, or read what is served here under a name of its own (DNS
rebinding). The guard refuses

* a ``Host`` that is not the name under which the page is served;
* an ``Origin`` that is not that name, for requests and web sockets, and what a browser says comes from another site;
* a query by ``GET``, and by ``POST`` one that is no JSON: both are sent across sites without asking first;
* ``/notebook``, which hands out files by their path.
"""

from __future__ import annotations

from collections.abc import Collection

from pipeline.loopback import App, Receive, Scope, Send, foreign, headers_of, refuse


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
        else:
            await refuse(scope, send, reason)

    def refusal(self, scope: Scope) -> str | None:
        """Why a connection is refused; ``None`` for one that may pass."""
        headers = headers_of(scope)
        if (reason := foreign(headers, self._hosts)) is not None:
            return reason
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

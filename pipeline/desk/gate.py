"""Who may ask the desk: the page that ``jixiao dashboard`` printed the address of, on this machine.

Belongs here: which requests pass, what every answer forbids the browser. Does not belong here: what they do (``app``).

The address that is printed holds a random token. Who opens it gets the token as a cookie, which the browser sends to no
page of another site; whatever changes something has to bring it in a header as well, which only a script of our own
page can. So another user of this machine, another page in the browser and another server on this machine reach nothing.
"""

from __future__ import annotations

import secrets
from collections.abc import Collection, MutableMapping
from http.cookies import CookieError, SimpleCookie
from typing import Any
from urllib.parse import parse_qs

from pipeline.loopback import App, Headers, Receive, Scope, Send, foreign, headers_of, refuse
from pipeline.publish.site.shell import POLICY

MOST_BYTES = 64 * 1024
"""A record is short; the longest text of a form has some 10 kB."""
TOKEN_HEADER = "x-jixiao-token"  # noqa: S105  (the name of a header)

OWN_POLICY = POLICY.replace("connect-src 'none'", "connect-src 'self'")
"""The policy of the site, but that the page may ask this server."""
_FORBIDS = {
    "content-security-policy": f"{OWN_POLICY}; frame-ancestors 'none'",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-resource-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
}


class Gate:
    """An ASGI application that hands to another one what may pass, and refuses the rest."""

    def __init__(self, app: App, hosts: Collection[str], token: str, cookie: str = "jixiao") -> None:
        """``hosts`` are the values of ``Host`` that are served, each with its port."""
        self._app = app
        self._hosts = {host.lower() for host in hosts}
        self._token = token
        self._cookie = cookie

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        headers = headers_of(scope)
        status, reason = self.refusal(scope, headers)
        if reason:
            await refuse(scope, send, reason, status)
            return
        is_first = not self._has_cookie(headers)

        async def send_guarded(message: MutableMapping[str, Any]) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", []), *self._more(is_first)]
            await send(message)

        await self._app(scope, _limited(receive), send_guarded)

    def refusal(self, scope: Scope, headers: Headers) -> tuple[int, str]:
        """Status and reason of a refusal; an empty reason for what may pass."""
        if (reason := foreign(headers, self._hosts)) is not None:
            return 403, reason
        if scope["type"] != "http":
            return 403, "There are no web sockets here."
        if scope["method"] not in ("GET", "HEAD", "POST"):
            return 405, "Only GET and POST are answered."
        is_opened = scope["method"] == "GET" and headers.get("sec-fetch-mode", [""])[0] == "navigate"
        if headers.get("sec-fetch-site", ["none"])[0] not in ("same-origin", "none") and not is_opened:
            return 403, "Requests from other sites are refused (Sec-Fetch-Site)."
        if not self._has_cookie(headers) and not self._brings_token(scope):
            return 403, "请打开 jixiao dashboard 显示的完整网址。Open the whole address that jixiao dashboard printed."
        return self._refused_post(headers) if scope["method"] == "POST" else (200, "")

    def _refused_post(self, headers: Headers) -> tuple[int, str]:
        if not headers.get("origin"):
            return 403, "Requests that say no origin are refused (Origin)."
        if not self._is_token(headers.get(TOKEN_HEADER, [""])[0]):
            return 403, "Requests without the token of the page are refused."
        if headers.get("content-type", [""])[0].partition(";")[0].strip().lower() != "application/json":
            return 415, "Requests have to be JSON (application/json)."
        length = headers.get("content-length", [""])[0]
        if not length.isascii() or not length.isdigit():
            return 411, "Requests have to say their length."
        return (413, "The request is too long.") if int(length) > MOST_BYTES else (200, "")

    def _is_token(self, given: str) -> bool:
        return secrets.compare_digest(given.encode(), self._token.encode())

    def _has_cookie(self, headers: Headers) -> bool:
        try:
            cookies = SimpleCookie("; ".join(headers.get("cookie", [])))
        except CookieError:
            return False
        return self._cookie in cookies and self._is_token(cookies[self._cookie].value)

    def _brings_token(self, scope: Scope) -> bool:
        given = parse_qs(scope["query_string"].decode("latin-1")).get("token", [""])[0]
        return scope["path"] == "/" and scope["method"] == "GET" and self._is_token(given)

    def _more(self, is_first: bool) -> list[tuple[bytes, bytes]]:
        """Headers of every answer; the cookie with the first."""
        headers = dict(_FORBIDS)
        if is_first:
            headers["set-cookie"] = f"{self._cookie}={self._token}; Path=/; HttpOnly; SameSite=Strict"
        return [(name.encode(), value.encode()) for name, value in headers.items()]


def _limited(receive: Receive) -> Receive:
    """What a request brings, cut off behind the limit whatever it said about its length."""
    seen = 0

    async def receive_some() -> MutableMapping[str, Any]:
        nonlocal seen
        message = await receive()
        seen += len(message.get("body", b""))
        return {"type": "http.disconnect"} if seen > MOST_BYTES else message

    return receive_some

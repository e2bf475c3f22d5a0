"""Only the page that was opened by the printed address reaches the desk, and nothing leads out of its folder."""

from __future__ import annotations

import html
import re
from pathlib import Path

import httpx
import pytest

from pipeline.desk.app import Desk
from pipeline.desk.gate import MOST_BYTES, OWN_POLICY
from tests.unit.desk.conftest import PORT, POST, TOKEN, ask_plainly, browser_of


def test_without_the_token_nothing_is_served(desk: Desk) -> None:
    stranger = browser_of(desk)
    for path in ("/", "/?token=wrong", "/desk/state", f"/desk/state?token={TOKEN}", "/release/first/assets/core.js"):
        answer = stranger.get(path)
        assert answer.status_code == 403, path
        assert "jixiao dashboard" in answer.text
        assert "set-cookie" not in answer.headers


def test_the_address_becomes_a_cookie_that_no_other_site_is_sent(desk: Desk) -> None:
    browser = browser_of(desk)
    answer = browser.get("/", params={"token": TOKEN})
    assert answer.headers["set-cookie"] == f"jixiao_{PORT}={TOKEN}; Path=/; HttpOnly; SameSite=Strict"
    assert "set-cookie" not in browser.get("/desk/state").headers
    assert browser.get("/desk/state").status_code == 200


@pytest.mark.parametrize(
    ("headers", "said"),
    [
        ({"host": "evil.example:8787"}, "Host"),
        ({"host": "127.0.0.1:9999"}, "Host"),
        ({"host": "127.0.0.1"}, "Host"),
        ({"origin": "http://evil.example"}, "Origin"),
        ({"origin": "null"}, "Origin"),
        ({"origin": "http://127.0.0.1:3000"}, "Origin"),
        ({"origin": "file://"}, "Origin"),
        ({"sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors"}, "Sec-Fetch-Site"),
        # Another server on this machine is the same site for a browser.
        ({"sec-fetch-site": "same-site", "sec-fetch-mode": "no-cors"}, "Sec-Fetch-Site"),
    ],
)
def test_requests_from_elsewhere_are_refused(client: httpx.Client, headers: dict[str, str], said: str) -> None:
    for path in ("/", "/desk/state", "/release/first/assets/core.js"):
        answer = client.get(path, headers=headers)
        assert (answer.status_code, said in answer.text) == (403, True)


def test_a_link_in_another_page_may_lead_here_but_brings_no_cookie_along(client: httpx.Client) -> None:
    opened = {"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate"}
    assert client.get("/", headers=opened).status_code == 200
    assert client.get("/", headers={**opened, "origin": "http://evil.example"}).status_code == 403


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"origin": None}, 403),
        ({"origin": "http://evil.example"}, 403),
        ({"x-jixiao-token": None}, 403),
        ({"x-jixiao-token": "wrong"}, 403),
        ({"x-jixiao-token": "é"}, 403),
        ({"content-type": "text/plain"}, 415),
        ({"content-type": "application/x-www-form-urlencoded"}, 415),
        ({"content-length": "1e3"}, 411),
        ({"content-length": str(MOST_BYTES + 1)}, 413),
    ],
)
def test_a_change_needs_origin_token_and_json(
    client: httpx.Client, desk: Desk, change: dict[str, str | None], status: int
) -> None:
    headers = {name: value.encode("utf-8") for name, value in {**POST, **change}.items() if value is not None}
    assert client.post("/desk/build", content=b"{}", headers=headers).status_code == status
    assert not desk.builds.is_running


def test_a_body_that_is_longer_than_it_said_is_cut_off(client: httpx.Client) -> None:
    body = b'{"id": "' + b"x" * (2 * MOST_BYTES) + b'"}'
    assert client.post("/desk/take-back", content=body, headers=POST).status_code == 413


def test_no_get_changes_anything_and_no_other_method_is_answered(client: httpx.Client) -> None:
    for path in ("preview", "records", "take-back", "build"):
        assert client.get(f"/desk/{path}").status_code == 405
    for method in ("PUT", "DELETE", "PATCH", "OPTIONS"):
        assert client.request(method, "/desk/state").status_code == 405


def test_there_are_no_web_sockets(desk: Desk) -> None:
    assert ask_plainly(desk, "/desk/state", "websocket")[0]["type"] == "websocket.close"


@pytest.mark.parametrize(
    "path",
    [
        "first/../first/index.html",
        "first/../form.parquet",
        "first/assets/../../form.parquet",
        "first/assets/..\\..\\form.parquet",
        "first//etc/passwd",
        "first/C:/secret.js",
        "../../out/form.parquet",
        "../current/index.html",
        ".hidden/index.html",
        "first/.hidden.js",
        "first/assets",
        "first/secret.js",
        "first/folder/core.js",
        "first/form.parquet",
        "first/core.js\0.png",
        "none/index.html",
    ],
)
def test_no_address_leads_out_of_the_site(desk: Desk, folder: Path, path: str) -> None:
    site = folder / "out" / "releases" / "first" / "site"
    (folder / "secret.js").write_text("secret", "utf-8")
    (site / "secret.js").symlink_to(folder / "secret.js")
    (site / "folder").symlink_to(site / "assets")
    (site / ".hidden.js").write_text("secret", "utf-8")
    assert ask_plainly(desk, f"/release/{path}")[0]["status"] == 404
    assert ask_plainly(desk, "/release/first/assets/core.js")[0]["status"] == 200


def test_every_answer_forbids_what_the_page_forbids(client: httpx.Client) -> None:
    page = client.get("/")
    policy = page.headers["content-security-policy"]
    assert policy == f"{OWN_POLICY}; frame-ancestors 'none'"
    assert "connect-src 'self'" in policy
    (in_page,) = re.findall(r'Content-Security-Policy" content="([^"]+)"', page.text)
    assert html.unescape(in_page) == OWN_POLICY
    assert page.headers["cache-control"] == "no-store"
    for path in ("/release/first/assets/core.js", "/desk/state", "/none"):
        headers = client.get(path).headers
        assert (headers["x-content-type-options"], headers["x-frame-options"]) == ("nosniff", "DENY")
        assert headers["cross-origin-resource-policy"] == "same-origin"


def test_the_first_page_loads_its_own_release_and_the_scripts_of_the_desk(client: httpx.Client, folder: Path) -> None:
    page = client.get("/").text
    addresses = re.findall(r'(?:src|href)="([^"]+\.(?:js|css))"', page)
    assert {address.split("/")[0] for address in addresses} == {"release", "desk"}
    assert next(one for one in addresses if one.startswith("release")).startswith("release/first/assets/")
    for address in addresses:
        if address.startswith("desk/"):
            assert client.get(f"/{address}").status_code == 200, address
    assert addresses.index("desk/static/ask.js") < addresses.index("release/first/assets/main.js")
    assert re.findall(r"<script(?! src=)", page) == []
    # The published site holds nothing of the desk.
    assert "desk" not in (folder / "out" / "current" / "site" / "index.html").read_text("utf-8")

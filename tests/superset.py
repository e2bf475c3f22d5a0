"""``make superset``: Superset with the dashboard of docs/examples/superset, and its figures compared with SQL.

Belongs here: starting Superset in its own environment on 127.0.0.1, importing the bundle, asking each chart for its
data as a browser does. Does not belong here: the bundle itself, installing Superset (Makefile), the quick test of its
driver (``tests.bi``).

Exit status 1 when a chart gives another figure than the warehouse. With ``--stay`` it goes on serving.
"""

from __future__ import annotations

import argparse
import http.cookiejar
import json
import os
import secrets
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
import zipfile
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from pipeline.warehouse.query import query

ROOT = Path(__file__).parents[1]
BUNDLE = ROOT / "docs" / "examples" / "superset"
USER = "admin"
WAIT = 180.0

POINTS = "FROM shortfall_indicators WHERE form_kind = 'project' AND is_counted AND duplicate_of IS NULL"
FIGURES = {
    "失分合计": f"SELECT sum(shortfall) {POINTS}",
    "各部门失分": f"SELECT department_normalized, sum(shortfall) {POINTS} GROUP BY ALL",
    "各部门预算执行": "SELECT department_normalized, fiscal_year, adjusted_budget_yuan / 10000, executed_yuan / 10000, "
    "computed_rate_pct FROM budget_execution_by_department WHERE form_kind = 'project'",
    "失分指标明细": f"SELECT project_name, name, shortfall {POINTS}",
}
"""What each chart has to show, by its name, asked of the warehouse without Superset."""

COLUMNS = {"失分指标明细": ("project_name", "name", "shortfall")}
"""The columns of a chart that are compared, where these are not all."""


class Superset:
    """One Superset whose records lie in a folder of their own."""

    def __init__(self, programs: Path, home: Path, port: int) -> None:
        self._programs = programs
        self._home = home
        self._port = port
        self.url = f"http://127.0.0.1:{port}"
        # Not the folders and settings of the person: nothing but what Superset needs.
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "TMPDIR") if name in os.environ}
        self._environment = {
            **kept,
            "SUPERSET_HOME": str(home),
            "SUPERSET_CONFIG_PATH": str(BUNDLE / "superset_config.py"),
            "FLASK_APP": "superset",
        }
        self._jar = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self._token = ""

    def run(self, *words: str) -> None:
        """One command of Superset; ends the program with what it said where it fails."""
        command = [str(self._programs / "superset"), *words]
        ended = subprocess.run(
            command, env=self._environment, cwd=self._home, capture_output=True, text=True, check=False
        )
        if ended.returncode:
            sys.exit(f"superset {words[0]}: {(ended.stdout + ended.stderr)[-4000:]}")

    def prepare(self, warehouse: Path, password: str) -> None:
        """Its own database, one user, and the dashboard over a warehouse."""
        self.run("db", "upgrade")
        about = ("--firstname", "Jixiao", "--lastname", "Jixiao", "--email", "admin@example.org")
        self.run("fab", "create-admin", "--username", USER, *about, "--password", password)
        self.run("init")
        with tempfile.TemporaryDirectory() as folder:
            bundle = Path(folder) / "bundle.zip"
            with zipfile.ZipFile(bundle, "w") as archive:
                for file in sorted(BUNDLE.rglob("*.yaml")):
                    text = file.read_text("utf-8").replace("WAREHOUSE?", f"{warehouse.resolve()}?")
                    archive.writestr(f"jixiao/{file.relative_to(BUNDLE)}", text)
            self.run("import-dashboards", "-p", str(bundle), "-u", USER)

    def serve(self) -> subprocess.Popen[bytes]:
        """Start serving on 127.0.0.1 and wait until it answers."""
        log = (self._home / "server.log").open("wb")
        command = [str(self._programs / "superset"), "run", "-h", "127.0.0.1", "-p", str(self._port), "--with-threads"]
        server = subprocess.Popen(command, env=self._environment, cwd=self._home, stdout=log, stderr=log)
        ends = time.monotonic() + WAIT
        while time.monotonic() < ends and server.poll() is None:
            try:
                with urllib.request.urlopen(f"{self.url}/health", timeout=5) as answer:
                    if answer.status == 200:
                        return server
            except OSError:
                time.sleep(0.5)
        server.kill()
        sys.exit(f"Superset does not answer: {(self._home / 'server.log').read_text('utf-8', 'replace')[-3000:]}")

    def log_in(self, password: str) -> None:
        """From now on requests are those of the one user."""
        who = {"username": USER, "password": password, "provider": "db", "refresh": False}
        self._token = self.ask("/api/v1/security/login", who)["access_token"]

    def ask(self, path: str, content: Mapping[str, Any] | None = None) -> Any:
        """The JSON that an address gives, or gives for some content."""
        data = None if content is None else json.dumps(content).encode()
        headers = {"Content-Type": "application/json", "Referer": self.url}
        if self._token:
            headers["Authorization"] = f"Bearer {self._token}"
        if data is not None and self._token:
            headers["X-CSRFToken"] = self.ask("/api/v1/security/csrf_token/")["result"]
        request = urllib.request.Request(self.url + path, data, headers)
        with urllib.request.build_opener(self._jar).open(request, timeout=120) as answer:
            return json.loads(answer.read())

    def rows(self, chart: Mapping[str, Any]) -> list[dict[str, Any]]:
        """The rows that a chart shows, asked for as the page asks for them."""
        settings = json.loads(chart["params"])
        metrics = settings.get("metrics") or ([settings["metric"]] if "metric" in settings else [])
        columns = settings.get("all_columns") or [
            *([settings["x_axis"]] if "x_axis" in settings else []), *(settings.get("groupby") or []),
        ]  # fmt: skip
        asked = {"columns": columns, "row_limit": settings.get("row_limit", 1000), "filters": [], "extras": {}}
        asked |= {"metrics": metrics} if metrics else {}
        source = {"id": chart["datasource_id"], "type": "table"}
        content = {"datasource": source, "queries": [asked], "result_format": "json", "result_type": "full"}
        (result,) = self.ask("/api/v1/chart/data", content)["result"]
        return list(result["data"])


def comparable(rows: list[Any]) -> list[tuple[str, ...]]:
    """Rows in one order, numbers rounded to what both sides keep."""
    return sorted(tuple(_comparable(value) for value in row) for row in rows)


def _comparable(value: Any) -> str:
    is_number = isinstance(value, int | float | Decimal) and not isinstance(value, bool)
    return f"{Decimal(str(value)):.3f}" if is_number else str(value)


def differing(superset: Superset, warehouse: Path) -> int:
    """How many charts show other figures than the warehouse has; says each."""
    charts = {chart["slice_name"]: chart for chart in superset.ask("/api/v1/chart/?q=(page_size:100)")["result"]}
    wrong = 0
    for name, sql in FIGURES.items():
        expected = comparable(query(warehouse, sql)[1])
        found = superset.rows(charts[name])
        names = COLUMNS.get(name) or tuple(found[0] if found else ())
        shown = comparable([[row[column] for column in names] for row in found])
        is_same = shown == expected
        wrong += not is_same
        tell(f"{'same' if is_same else 'DIFFERENT'}  {name}: {len(shown)} rows, {len(expected)} in SQL")
        if not is_same:
            tell(f"  only in Superset: {sorted(set(shown) - set(expected))[:3]}")
            tell(f"  only in SQL: {sorted(set(expected) - set(shown))[:3]}")
    return wrong


def tell(text: str) -> None:
    """A line for who waits."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def main() -> None:
    """Boot, import, compare; with ``--stay`` serve until Ctrl-C."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--programs", type=Path, default=ROOT / ".venv-superset" / "bin")
    parser.add_argument("--warehouse", type=Path, default=ROOT / "data" / "demo" / "current" / "warehouse.duckdb")
    parser.add_argument("--stay", action="store_true")
    settings = parser.parse_args()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with tempfile.TemporaryDirectory() as home:
        superset, password = Superset(settings.programs.absolute(), Path(home), port), secrets.token_urlsafe(12)
        superset.prepare(settings.warehouse, password)
        server = superset.serve()
        try:
            superset.log_in(password)
            wrong = differing(superset, settings.warehouse)
            tell(f"{superset.url}/superset/dashboard/jixiao/  user {USER}, password {password}")
            if settings.stay:
                server.wait()
        except KeyboardInterrupt:
            wrong = 0
        finally:
            server.terminate()
            server.wait(30)
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()

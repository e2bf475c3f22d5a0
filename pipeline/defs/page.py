"""Dagster's page behind its guard, on this machine only, with the daemon that runs schedule and sensors.

Belongs here: starting the two. Does not belong here: what passes the guard (``page_guard``), where Dagster keeps its
records (``launch``).
"""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import dagster as dg

from pipeline.defs.launch import WORKSPACE, dagster_home
from pipeline.defs.page_guard import Guard
from pipeline.loopback import hosts_on

HOSTS = "JIXIAO_PAGE_HOSTS"
"""More names under which the page is served, for a proxy that has a login; with ports, between commas."""


def served_hosts(port: int) -> list[str]:
    """The values of ``Host`` that are served on this port."""
    more = [host.strip() for host in os.environ.get(HOSTS, "").split(",")]
    return [*hosts_on(port), *filter(None, more)]


def serve_page(port: int, with_daemon: bool) -> None:
    """Serve until it is interrupted, on 127.0.0.1 and nowhere else."""
    import uvicorn
    from dagster._core.workspace.context import WorkspaceProcessContext
    from dagster._core.workspace.load_target import WorkspaceFileTarget
    from dagster_webserver.app import create_app_from_workspace_process_context

    dagster_home()
    with dg.DagsterInstance.get() as instance, _daemon(with_daemon):
        instance.optimize_for_webserver(statement_timeout=15_000, pool_recycle=3600, max_overflow=20)
        target = WorkspaceFileTarget([str(WORKSPACE)])
        with WorkspaceProcessContext(instance, workspace_load_target=target) as workspace:
            app = create_app_from_workspace_process_context(workspace)
            uvicorn.run(Guard(app, served_hosts(port)), host="127.0.0.1", port=port, log_level="warning")


def run_daemon() -> None:
    """Become the daemon that runs schedule and sensors; does not return."""
    dagster_home()
    os.execv(sys.executable, _daemon_command())  # noqa: S606  (no shell is wanted)


@contextmanager
def _daemon(is_wanted: bool) -> Iterator[None]:
    """The daemon as a process beside this one, that ends with it."""
    if not is_wanted:
        yield
        return
    parent = os.getpid()

    def end_with_parent() -> None:
        with suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(1, signal.SIGTERM)
        if os.getppid() != parent:
            os._exit(1)

    process = subprocess.Popen(_daemon_command(), preexec_fn=end_with_parent)  # noqa: S603  (our own command)
    try:
        yield
    finally:
        process.terminate()
        process.wait(60)


def _daemon_command() -> list[str]:
    return [sys.executable, "-m", "dagster._daemon", "run", "--workspace", str(WORKSPACE)]

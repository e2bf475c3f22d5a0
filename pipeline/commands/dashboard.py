"""``jixiao dashboard``: the site of the current release on this machine, with the review desk.

Belongs here: options, what is printed. Does not belong here: serving (``pipeline.desk``).
"""

from __future__ import annotations

import secrets
import socket
from contextlib import closing, suppress
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline.commands.terminal import FOLDER, RAW_FOLDER, Failed, lang_option, out_folder, out_option
from pipeline.language import say
from pipeline.paths import corrections_of, default_raw

if TYPE_CHECKING:
    from pipeline.sources import RawFolder


@click.command()
@click.option("--port", type=click.IntRange(0, 65535), default=8787, show_default=True)
@click.option("--raw", type=RAW_FOLDER, envvar="JIXIAO_RAW")
@out_option
@click.option("--corrections", type=FOLDER, envvar="JIXIAO_CORRECTIONS")
@lang_option
def dashboard(port: int, raw: RawFolder | None, out: Path | None, corrections: Path | None) -> None:
    """Serve the site of the current release and the review desk on 127.0.0.1."""
    raw = (raw or default_raw()).absolute()
    if not isinstance(raw, Path):
        raise Failed(say("dashboard.raw_in_store", place=raw))
    out = out_folder(out)
    from pipeline.publish.contents import FIRST_PAGE

    if not (out / "current" / FIRST_PAGE).is_file():
        raise Failed(say("no_release", folder=out / "current"))
    folder = corrections.absolute() if corrections is not None else corrections_of(raw)
    with closing(socket.socket()) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind(("127.0.0.1", port))
            listener.listen(64)
        except OSError as error:
            raise Failed(say("dashboard.port_taken", port=port)) from error
        _serve(listener, raw, out, folder)


def _serve(listener: socket.socket, raw: Path, out: Path, corrections: Path | None) -> None:
    """Serve until it is interrupted."""
    import uvicorn

    from pipeline.desk.app import Desk, application

    port, token = listener.getsockname()[1], secrets.token_urlsafe(24)
    desk = Desk(raw, out, corrections, token)
    config = uvicorn.Config(
        application(desk, port), log_level="warning", access_log=False, server_header=False, lifespan="off",
        timeout_graceful_shutdown=2,
    )  # fmt: skip
    click.echo(say("dashboard.served", url=f"http://127.0.0.1:{port}/?token={token}"))
    click.echo(say("dashboard.folders", raw=raw, out=out, corrections=corrections or say("dashboard.no_corrections")))
    try:
        with suppress(KeyboardInterrupt):  # Ctrl+C is how it ends
            uvicorn.Server(config).run(sockets=[listener])
    finally:
        if desk.builds.is_running:
            click.echo(say("dashboard.goes_on"), err=True)
        desk.builds.close()

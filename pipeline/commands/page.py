"""``jixiao page`` and ``jixiao daemon``: Dagster's page behind its guard, and what runs builds by itself.

Belongs here: options. Does not belong here: serving (``pipeline.defs.page``).
"""

from __future__ import annotations

import click

from pipeline.commands.terminal import lang_option
from pipeline.language import say


@click.command()
@click.option("--port", type=click.IntRange(1, 65535), default=3000, show_default=True)
@click.option("--daemon/--no-daemon", "with_daemon", default=True, show_default=True)
@lang_option
def page(port: int, with_daemon: bool) -> None:
    """Serve Dagster's page on 127.0.0.1, with the daemon."""
    from pipeline.defs.page import serve_page

    click.echo(say("page.served", port=port))
    serve_page(port, with_daemon)


@click.command()
@lang_option
def daemon() -> None:
    """Run schedule and sensors, without the page."""
    from pipeline.defs.page import run_daemon

    run_daemon()

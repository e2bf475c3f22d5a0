"""``jixiao diff``: what differs between two releases.

Belongs here: which two, and how much of it is printed. Does not belong here: comparing
(``pipeline.publish.difference``), wording (``pipeline.publish.changes``).
"""

from __future__ import annotations

from pathlib import Path

import click

from pipeline.commands.terminal import Failed, as_json, lang_option, out_folder, out_option, visible
from pipeline.language import current, say

_VALUES = 50
_VALUES_JSON = 10_000


@click.command()
@click.argument("before", default="previous")
@click.argument("after", default="current")
@out_option
@click.option("--limit", type=click.IntRange(min=0))
@click.option("--json", is_flag=True)
@lang_option
def diff(before: str, after: str, out: Path | None, limit: int | None, json: bool) -> None:
    """Compare two releases."""
    from polars.exceptions import PolarsError

    from pipeline.publish import kept
    from pipeline.publish.changes import as_text
    from pipeline.publish.difference import difference
    from pipeline.publish.errors import PublicationError

    folder = out_folder(out)
    try:
        found = difference(kept.find(folder, before).path, kept.find(folder, after).path)
        most = (_VALUES_JSON if json else _VALUES) if limit is None else limit
        if json:
            click.echo(as_json(found.as_dict(most or None)))
        else:
            click.echo(visible(as_text(found, current(), most or None)))
    except (PublicationError, OSError) as error:
        raise Failed(str(error)) from error
    except PolarsError as error:
        raise Failed(say("diff.damaged", before=before, after=after, error=error)) from error

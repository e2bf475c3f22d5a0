"""What several commands share: options, the places they read, how they print.

Belongs here: the mistakes and options that commands have in common, tables and JSON for people and programs. Does not
belong here: any one command.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pipeline.language import LANGUAGES, say
from pipeline.paths import default_out
from pipeline.publish.json_line import harmless

if TYPE_CHECKING:
    from rich.console import Console


class Failed(click.ClickException):
    """The command could not do its work; the message is what to do about it."""


lang_option = click.option("--lang", type=click.Choice(LANGUAGES), expose_value=False)
"""Read from the arguments before anything else, so that mistakes in them are told in this language too."""

EXISTING_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
EXISTING_FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
warehouse_option = click.option("--warehouse", type=EXISTING_FILE)
out_option = click.option("--out", type=click.Path(file_okay=False, path_type=Path), envvar="JIXIAO_OUT")


def out_folder(named: Path | None) -> Path:
    """The folder of the releases: the one named, else that of the project."""
    return (named or default_out()).absolute()


def warehouse_file(named: Path | None) -> Path:
    """The warehouse that is asked: the one named, else that of the current release."""
    if named is not None:
        return named
    out = Path(os.environ.get("JIXIAO_OUT") or default_out())
    file = out / "current" / "warehouse.duckdb"
    if not file.is_file():
        raise Failed(say("no_warehouse", file=file))
    return file


def console() -> Console:
    """A console that cuts nothing: as wide as it needs where the output is no terminal."""
    from rich.console import Console

    return Console(highlight=False, emoji=False, markup=False, width=None if sys.stdout.isatty() else 4000)


def one_line(text: str) -> str:
    """A text on one line, with nothing that commands a terminal."""
    return visible(" ".join(text.split()))


def visible(text: str) -> str:
    """Control characters and direction marks shown, not obeyed: texts come from documents of others."""
    return "".join(
        c if c in "\n\t" or (c.isprintable() or c == "\u3000") else "\N{REPLACEMENT CHARACTER}" for c in text
    )


def as_json(value: Any) -> str:
    """JSON with numbers where that loses nothing; every character that commands a terminal is escaped."""
    import json

    return harmless(json.dumps(value, ensure_ascii=False, indent=2, default=_plain), "\n")


def _plain(value: Any) -> int | float | str:
    """Decimals as JSON numbers where that loses nothing, everything else JSON has no word for as text."""
    from decimal import Decimal

    if isinstance(value, Decimal):
        if value == value.to_integral_value():
            return int(value)
        return float(value) if Decimal(repr(float(value))) == value else str(value)
    return str(value)


def cell_text(value: Any) -> str:
    """A value as the text of a cell: nothing for null, the parts of a list with marks between them."""
    if value is None:
        return ""
    return "、".join(map(str, value)) if isinstance(value, list) else str(value)

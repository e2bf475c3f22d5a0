"""What several commands share: options, the places they read, how they print.

Belongs here: the mistakes and options that commands have in common, tables and JSON for people and programs. Does not
belong here: any one command.
"""

from __future__ import annotations

import difflib
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pipeline.language import LANGUAGES, in_current, say
from pipeline.paths import corrections_of, default_out, default_raw
from pipeline.publish.json_line import harmless

if TYPE_CHECKING:
    from rich.console import Console

    from pipeline.sources import RawFolder


class Failed(click.ClickException):
    """The command could not do its work; the message is what to do about it."""


lang_option = click.option("--lang", type=click.Choice(LANGUAGES), expose_value=False)
"""Read from the arguments before anything else, so that mistakes in them are told in this language too."""


class _ExistingFile(click.Path):
    """A file that is there; a mistake in its name is told with the names beside it that are nearly the same."""

    def __init__(self, is_document: bool) -> None:
        super().__init__(exists=True, dir_okay=False, path_type=Path)
        self._is_document = is_document

    def convert(self, value: Any, parameter: click.Parameter | None, context: click.Context | None) -> Any:
        """The path; what is near where there is no such file."""
        path = Path(os.fsdecode(value))
        try:
            return super().convert(value, parameter, context)
        except click.BadParameter as error:
            if self._is_document and path.is_dir():
                more = say("inspect.is_folder", folder=path)
            elif near := _near(path):
                more = say("near", names=in_current("、", ", ").join(near))
            else:
                raise
            raise click.BadParameter(f"{error.message} {more}", context, parameter) from error


def _near(path: Path) -> list[str]:
    """What lies in the folder of a path under nearly the same name; at most three."""
    try:
        names = sorted(os.listdir(path.parent))  # noqa: PTH208  (a name need not be valid Unicode)
    except OSError:
        return []
    return [str(path.parent / name) for name in difflib.get_close_matches(path.name, names, 3, 0.7)]


EXISTING_FILE = _ExistingFile(is_document=False)
DOCUMENT_FILE = _ExistingFile(is_document=True)
EXISTING_FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
# Whether it can be read is for who reads it: a build tells somebody then.
FOLDER = click.Path(file_okay=False, readable=False, path_type=Path)


class _RawFolder(click.Path):
    """A folder, or the address of one in a store."""

    def convert(self, value: Any, parameter: click.Parameter | None, context: click.Context | None) -> RawFolder:
        """The folder of the name."""
        if "://" not in os.fsdecode(value):
            return Path(os.fsdecode(FOLDER.convert(value, parameter, context)))
        from pipeline.sources import raw_folder

        return raw_folder(value)


RAW_FOLDER = _RawFolder(file_okay=False, readable=False)
warehouse_option = click.option("--warehouse", type=EXISTING_FILE)
out_option = click.option("--out", type=FOLDER, envvar="JIXIAO_OUT")


def out_folder(named: Path | None) -> Path:
    """The folder of the releases: the one named, else that of the project."""
    return (named or default_out()).absolute()


def folders_of(file: Path, corrections: Path | None) -> tuple[Path, Path | None]:
    """The raw folder that a document lies in, and the corrections that hold there; null where there are none.

    The raw folder is that of ``JIXIAO_RAW`` or of the project. For a document anywhere else it is the folder above its
    batch, or else its own, whichever has corrections beside it.
    """
    file = file.resolve()
    named = os.environ.get("JIXIAO_RAW")
    known = [folder for folder in ([Path(named)] if named else []) + [default_raw()] if _is_below(file, folder)]
    places = known[:1] or [file.parent.parent, file.parent]
    found = [(raw, corrections or corrections_of(raw)) for raw in places]
    return next(((raw, beside) for raw, beside in found if beside is not None and beside.is_dir()), (places[0], None))


def _is_below(file: Path, folder: Path) -> bool:
    return file.is_relative_to(folder.resolve())


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


_CHINESE_ENCODINGS = ("gb", "big5", "cp936", "cp950", "euc_tw", "hz")


def encoding_for(of_locale: str | None, is_terminal: bool) -> str:
    """How a stream is written: UTF-8, but as the locale says on a terminal of another Chinese encoding.

    A locale such as C has no Chinese, and who sets it reads UTF-8; files are always UTF-8.
    """
    is_chinese = of_locale is not None and of_locale.lower().startswith(_CHINESE_ENCODINGS)
    return str(of_locale) if is_terminal and is_chinese else "utf-8"


def typed(argument: str) -> str:
    """An argument as it was typed: in a locale that knows neither UTF-8 nor Chinese it arrives in pieces."""
    if sys.getfilesystemencoding().lower().startswith(_CHINESE_ENCODINGS):
        return argument
    return os.fsencode(argument).decode("utf-8", "replace")


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

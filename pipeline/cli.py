"""The command ``jixiao``.

Belongs here: options, messages, exit codes, printing. Does not belong here: work; each command calls one
function of another package. Those are imported inside the commands, so that ``jixiao --help`` and
``jixiao sql`` start without Dagster and polars.

Every word stands in ``pipeline.language`` in Chinese and in English; the docstrings of commands are for readers of this
file.

Exit codes: 0 done, 1 failed with a sentence on stderr, 2 wrong arguments with one line on stderr.
"""

from __future__ import annotations

import errno
import os
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from pipeline import __version__
from pipeline.language import LANGUAGES, click_messages, current, in_current, named_in, say, use
from pipeline.paths import default_out, default_raw, default_warehouse

if TYPE_CHECKING:
    from rich.console import Console

FORMATS = ("table", "csv", "json", "markdown")


class Failed(click.ClickException):
    """The command could not do its work; the message is what to do about it."""


_lang = click.option("--lang", type=click.Choice(LANGUAGES), expose_value=False)
"""Read from the arguments before anything else, so that mistakes in them are told in this language too."""


@click.group(
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(__version__, prog_name="jixiao", message="%(prog)s %(version)s")
@_lang
@click.pass_context
def cli(context: click.Context) -> None:
    """Chinese project performance self-evaluation forms (项目支出绩效自评表) as data people can trust."""
    if context.invoked_subcommand is None:
        click.echo(context.get_help())


_RAW = click.Path(exists=True, file_okay=False, path_type=Path)
_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_warehouse_option = click.option("--warehouse", type=_FILE)


@cli.command()
@click.option("--raw", type=_RAW, envvar="JIXIAO_RAW")
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), envvar="JIXIAO_OUT")
@click.option("--workers", type=click.IntRange(min=1))
@click.option("--verbose", is_flag=True)
@_lang
def build(raw: Path | None, out: Path | None, workers: int | None, verbose: bool) -> None:
    """Read every document, check everything, publish one release."""
    raw = (raw or default_raw()).absolute()
    out = (out or default_out()).absolute()
    if not raw.is_dir():
        raise click.UsageError(say("no_raw_folder", folder=raw))
    _check_writable(out)
    _check_families()
    started = time.monotonic()
    with _waiting(verbose):
        from pipeline.curate.parallel import default_workers
        from pipeline.definitions import defs
        from pipeline.defs import launch

        ended = launch.build(defs, raw, out, workers or default_workers(), "INFO" if verbose else "CRITICAL")
    if ended.release is None:
        for problem in ended.problems:
            click.echo(say("error", problem=_line(problem)), err=True)
        raise Failed(say("nothing_published"))
    for warning in ended.warnings:
        click.echo(say("warning", problem=_line(warning)), err=True)
    from pipeline.publish.summary import summary

    click.echo(summary(ended.release))
    click.echo(say("seconds", seconds=f"{time.monotonic() - started:.1f}", release=ended.release))


@cli.command()
@click.argument("file", type=_FILE)
@click.option("--json", "as_json", is_flag=True)
@_lang
def inspect(file: Path, as_json: bool) -> None:
    """Read one document and show what was understood, doubted and refused. Writes nothing."""
    from pipeline import sources

    _check_families()
    try:
        from pipeline.publish.inspection import as_text, inspect_file

        inspected = inspect_file(file)
    except sources.BatchError as error:
        raise Failed(f"{error.path}: {in_current(error.what.sentence, error.what.sentence_en)}") from error
    if as_json:
        click.echo(_json(inspected))
    else:
        console = _console()
        if console.is_terminal:
            as_text(inspected, console)
            return
        with console.capture() as captured:
            as_text(inspected, console)
        # Tables are filled up to their width; a file or another program needs none of that.
        click.echo("\n".join(line.rstrip() for line in captured.get().splitlines()))


@cli.command()
@click.argument("statement")
@_warehouse_option
@click.option("--format", "style", type=click.Choice(FORMATS), default="table", show_default=True)
@_lang
def sql(statement: str, warehouse: Path | None, style: str) -> None:
    """Ask the warehouse, read-only."""
    # An argument in a locale without UTF-8 arrives in pieces.
    statement = os.fsencode(statement).decode("utf-8", "replace")
    if not statement.strip():
        raise click.UsageError(say("empty_statement"))
    file = _warehouse(warehouse)
    from pipeline.warehouse.errors import WarehouseError
    from pipeline.warehouse.query import query

    try:
        names, rows = query(file, statement)
    except WarehouseError as error:
        raise Failed(str(error)) from error
    _print_rows(names, rows, style)


@cli.command()
@click.argument("target", metavar="FILE.xlsx", type=click.Path(dir_okay=False, path_type=Path))
@_warehouse_option
@_lang
def export(target: Path, warehouse: Path | None) -> None:
    """Write a workbook with Chinese headings."""
    if target.suffix.lower() != ".xlsx":
        raise click.UsageError(say("not_xlsx", name=target.name))
    if not target.absolute().parent.is_dir():
        raise click.UsageError(say("no_folder", folder=target.absolute().parent))
    file = _warehouse(warehouse)
    from pipeline.publish.workbook import write_workbook
    from pipeline.warehouse.errors import WarehouseError

    try:
        write_workbook(file, target)
    except (WarehouseError, OSError) as error:
        raise Failed(say("not_written", target=target, error=error)) from error
    click.echo(say("wrote", target=target))


@cli.command()
@_lang
def dashboard() -> None:
    """Serve the dashboard on 127.0.0.1 (not in this release)."""
    raise Failed(say("no_dashboard"))


def main() -> NoReturn:
    """Run the command line; never returns."""
    for stream in (sys.stdout, sys.stderr):
        # A locale such as C has no Chinese; every terminal of today reads UTF-8.
        stream.reconfigure(encoding="utf-8", errors="backslashreplace")  # type: ignore[union-attr]
    use(named_in(sys.argv[1:]))
    _speak()
    try:
        cli.main(prog_name="jixiao", standalone_mode=False)
        sys.stdout.flush()
    except click.UsageError as error:
        command = error.ctx.command_path if error.ctx else "jixiao"
        problem = _line(error.format_message())
        click.echo(f"{command}: {say('see_help', problem=problem, command=command)}", err=True)
        sys.exit(2)
    except click.ClickException as error:
        click.echo(f"jixiao: {_line(error.format_message())}", err=True)
        sys.exit(1)
    except (click.Abort, KeyboardInterrupt):
        click.echo(f"jixiao: {say('stopped')}", err=True)
        sys.exit(130)
    except OSError as error:
        if error.errno != errno.EPIPE:
            click.echo(f"jixiao: {_line(str(error))}", err=True)
        else:  # the reader of our output has left; keep the interpreter from complaining at exit
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    sys.exit(0)


def _speak() -> None:
    """Give every command, option and argument its help, and Click's own messages, in the language spoken."""
    group = click.Context(cli, **cli.context_settings)
    for name, command in (("jixiao", cli), *cli.commands.items()):
        command.help = say(f"help.{name}")
        command.epilog = say(f"example.{name}") if name != "dashboard" else None
        for parameter in command.get_params(group if command is cli else click.Context(command, parent=group)):
            if isinstance(parameter, click.Option):
                option = "help" if "--help" in parameter.opts else parameter.name
                parameter.help = say(f"help.{'any' if option in ('help', 'lang') else name}.{option}")
    # Click asks gettext for its words under this name; a file of gettext would be one more thing to keep in step.
    for module in (click.core, click.exceptions, click.formatting, click.parser, click.types):
        vars(module)["_"] = _of_click
        vars(module)["ngettext"] = _of_click_counted


def _of_click(message: str) -> str:
    return click_messages().get(message, message) if current() == "zh" else message


def _of_click_counted(one: str, several: str, number: int) -> str:
    return _of_click(one if number == 1 else several)


def _line(text: str) -> str:
    return " ".join(text.split())


def _check_writable(out: Path) -> None:
    existing = next(folder for folder in (out, *out.parents) if folder.exists())
    if not existing.is_dir() or not os.access(existing, os.W_OK | os.X_OK):
        raise click.UsageError(say("not_writable", folder=existing))


def _check_families() -> None:
    """End with every mistake in the files of families, before anything is read with them."""
    from pipeline.families import FamilyError, load_families

    try:
        load_families()
    except FamilyError as error:
        for problem in error.problems:
            click.echo(say("error", problem=_line(problem)), err=True)
        raise Failed(say("families_broken")) from error


def _warehouse(named: Path | None) -> Path:
    if named is not None:
        return named
    out = os.environ.get("JIXIAO_OUT")
    file = Path(out) / "current" / "warehouse.duckdb" if out else default_warehouse()
    if not file.is_file():
        raise Failed(say("no_warehouse", file=file))
    return file


def _console() -> Console:
    """A console that cuts nothing: as wide as it needs where the output is no terminal."""
    from rich.console import Console

    return Console(highlight=False, emoji=False, markup=False, width=None if sys.stdout.isatty() else 4000)


def _json(value: Any) -> str:
    import json

    return json.dumps(value, ensure_ascii=False, indent=2, default=_plain)


def _plain(value: Any) -> int | float | str:
    """Decimals as JSON numbers where that loses nothing, everything else JSON has no word for as text."""
    from decimal import Decimal

    if isinstance(value, Decimal):
        if value == value.to_integral_value():
            return int(value)
        return float(value) if Decimal(repr(float(value))) == value else str(value)
    return str(value)


def _print_rows(names: list[str], rows: list[tuple[Any, ...]], style: str) -> None:
    if style == "json":
        click.echo(_json([dict(zip(names, row, strict=True)) for row in rows]))
    elif style == "csv":
        import csv

        writer = csv.writer(sys.stdout, lineterminator="\n")
        writer.writerow(names)
        writer.writerows([_cell(value) for value in row] for row in rows)
    elif style == "markdown":
        lines = [names, ["---"] * len(names), *([_cell(v) for v in row] for row in rows)]
        for line in lines:
            click.echo("| " + " | ".join(_line(text).replace("|", "\\|") for text in line) + " |")
    else:
        from rich.table import Table
        from rich.text import Text

        table = Table()
        for name in names:
            table.add_column(Text(name))
        for row in rows:
            table.add_row(*(Text(_visible(_cell(value)), overflow="fold") for value in row))
        console = _console()
        console.print(table)
        console.print(say("row") if len(rows) == 1 else say("rows", count=f"{len(rows):,}"))


def _cell(value: Any) -> str:
    if value is None:
        return ""
    return "、".join(map(str, value)) if isinstance(value, list) else str(value)


def _visible(text: str) -> str:
    """Control characters and direction marks shown, not obeyed: texts come from documents of others."""
    return "".join(
        c if c in "\n\t" or (c.isprintable() or c == "\u3000") else "\N{REPLACEMENT CHARACTER}" for c in text
    )


class _waiting:  # noqa: N801  (used like a function)
    """A progress bar while documents are read, on a terminal only."""

    def __init__(self, verbose: bool) -> None:
        self._shown = sys.stderr.isatty() and not verbose

    def __enter__(self) -> None:
        if not self._shown:
            return
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

        self._progress = Progress(
            SpinnerColumn(),
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            console=Console(stderr=True),
            transient=True,
        )
        self._progress.start()
        task = self._progress.add_task(say("starting"), total=None)
        from pipeline.curate.parallel import watcher

        def watch(done: int, total: int) -> None:
            is_over = done == total
            self._progress.update(
                task, completed=done, total=total, description=say("publishing" if is_over else "reading")
            )

        watcher.set(watch)

    def __exit__(self, *_: object) -> None:
        if self._shown:
            self._progress.stop()


if __name__ == "__main__":
    main()

"""The command ``jixiao``.

Belongs here: options, messages, exit codes, printing. Does not belong here: work; each command calls one
function of another package. Those are imported inside the commands, so that ``jixiao --help`` and
``jixiao sql`` start without Dagster and polars.

Every word stands in ``pipeline.language`` in Chinese and in English; the docstrings of commands are for readers of this
file.

Exit codes: 0 done, 1 failed with a sentence on stderr, 2 wrong arguments with one line on stderr.
"""

from __future__ import annotations

import atexit
import errno
import gc
import os
import sys
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from pipeline import __version__
from pipeline.commands.archive import archive
from pipeline.commands.completion import completion
from pipeline.commands.correct import correct
from pipeline.commands.dashboard import dashboard
from pipeline.commands.diff import diff
from pipeline.commands.export import export
from pipeline.commands.page import daemon, page
from pipeline.commands.releases import releases
from pipeline.commands.review import review
from pipeline.commands.sql import sql
from pipeline.commands.terminal import (
    DOCUMENT_FILE,
    EXISTING_FOLDER,
    FOLDER,
    RAW_FOLDER,
    Failed,
    as_json,
    console,
    encoding_for,
    folders_of,
    lang_option,
    one_line,
    out_folder,
    out_option,
    typed,
)
from pipeline.commands.unattended import told_of_failure
from pipeline.commands.waiting import Waiting
from pipeline.language import click_messages, current, in_current, named_in, register, say, use
from pipeline.paths import corrections_of, default_raw

if TYPE_CHECKING:
    from pipeline.defs.launch import Build
    from pipeline.sources import RawFolder


@click.group(
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(__version__, prog_name="jixiao", message="%(prog)s %(version)s")
@lang_option
@click.pass_context
def cli(context: click.Context) -> None:
    """Chinese project performance self-evaluation forms (项目支出绩效自评表) as data people can trust."""
    if context.invoked_subcommand is None:
        click.echo(context.get_help())


for _command in (sql, export, archive, review, correct, dashboard, releases, diff, page, daemon, completion):
    cli.add_command(_command)


@cli.command()
@click.option("--raw", type=RAW_FOLDER, envvar="JIXIAO_RAW")
@out_option
@click.option("--corrections", type=FOLDER, envvar="JIXIAO_CORRECTIONS")
@click.option("--workers", type=click.IntRange(min=1), envvar="JIXIAO_WORKERS")
@click.option("--engine", type=click.Choice(["local", "ray"]), envvar="JIXIAO_ENGINE", default="local")
@click.option("--give-to", envvar="JIXIAO_GIVE_TO")
@click.option("--reread", is_flag=True)
@click.option("--rehash", is_flag=True)
@click.option("--accept-fall")
@click.option("--verbose", is_flag=True)
@click.option("--json", is_flag=True)
@lang_option
def build(
    raw: RawFolder | None,
    out: Path | None,
    corrections: Path | None,
    workers: int | None,
    engine: str,
    give_to: str | None,
    reread: bool,
    rehash: bool,
    accept_fall: str | None,
    verbose: bool,
    json: bool,
) -> None:
    """Read every document, check everything, publish one release."""
    raw = (raw or default_raw()).absolute()
    out = out_folder(out)
    if accept_fall is not None and not accept_fall.strip():
        raise click.UsageError(say("fall.no_reason"))
    started = time.monotonic()
    with _told_of_interruption(), told_of_failure(out):
        if not raw.is_dir():
            raise click.UsageError(say("no_raw_folder", folder=raw))
        if corrections is not None and not corrections.is_dir():
            raise click.UsageError(say("no_folder", folder=corrections))
        _check_writable(out)
        with _worker_ahead() if engine == "local" else nullcontext(), Waiting(verbose):
            _check_families()
            _check_corrections(corrections or (corrections_of(raw) if isinstance(raw, Path) else None))
            ended = _launched(
                raw,
                out,
                workers,
                "INFO" if verbose else "CRITICAL",
                corrections=corrections,
                reread=reread,
                rehash=rehash,
                engine=engine,
                accept_fall=typed(accept_fall) if accept_fall else None,
            )
    if ended.release is None:
        for problem in ended.problems:
            head, *more = problem.splitlines()
            click.echo(say("error", problem=one_line(head)), err=True)
            for line in more:
                click.echo(f"  {one_line(line)}", err=True)
        raise Failed(say("nothing_published"))
    for warning in ended.warnings:
        click.echo(say("warning", problem=one_line(warning)), err=True)
    with told_of_failure(out):
        _give(out, give_to)
    seconds = time.monotonic() - started
    from pipeline.publish.contents import FIRST_PAGE
    from pipeline.publish.summary import counted, read_again, summary

    if json:
        of_build = {"is_new": ended.is_new, "documents_read": ended.read, "seconds": round(seconds, 1)}
        told = {"warnings": ended.warnings, "passed_over": ended.passed_over}
        click.echo(as_json({**counted(ended.release), **of_build, **told}))
        return
    click.echo(summary(ended.release))
    click.echo(read_again(ended.release, ended.read))
    if not ended.is_new:
        click.echo(say("nothing_new", release=ended.release.name))
    if ended.passed_over:
        names = in_current("、", ", ").join(ended.passed_over[:5]) + " …" * (len(ended.passed_over) > 5)
        click.echo(one_line(say("passed_over", count=len(ended.passed_over), names=names)))
    click.echo(say("site", page=out / "current" / FIRST_PAGE))
    if give_to:
        from pipeline.sources.url_folder import without_secrets

        click.echo(say("give.done", url=without_secrets(give_to)))
    click.echo(say("seconds", seconds=f"{seconds:.1f}", release=ended.release))


@cli.command()
@click.argument("file", type=DOCUMENT_FILE)
@click.option("--corrections", type=EXISTING_FOLDER, envvar="JIXIAO_CORRECTIONS")
@click.option("--as-printed", is_flag=True)
@click.option("--json", is_flag=True)
@lang_option
def inspect(file: Path, corrections: Path | None, as_printed: bool, json: bool) -> None:
    """Read one document and show what was understood, doubted and refused. Writes nothing."""
    from pipeline import sources
    from pipeline.corrections import CorrectionError, read_folder

    _check_families()
    raw, folder = folders_of(file, corrections)
    folder = None if as_printed else folder
    _check_corrections(folder)
    try:
        from pipeline.publish.inspection import inspect_file
        from pipeline.publish.inspection_text import as_text

        inspected = inspect_file(file, read_folder(folder) if folder else (), raw)
    except sources.BatchError as error:
        raise Failed(f"{error.path}: {in_current(error.what.sentence, error.what.sentence_en)}") from error
    except CorrectionError as error:
        raise Failed(say("inspect.correction_does_not_fit", problem=one_line(str(error)))) from error
    if json:
        click.echo(as_json(inspected))
    else:
        screen = console()
        if screen.is_terminal:
            as_text(inspected, screen, folder)
            return
        with screen.capture() as captured:
            as_text(inspected, screen, folder)
        # Tables are filled up to their width; a file or another program needs none of that.
        click.echo("\n".join(line.rstrip() for line in captured.get().splitlines()))


def main() -> NoReturn:
    """The command as a process, which is over when it is done.

    Taking apart everything that was loaded takes a second after a build, and the system frees it anyway.
    """
    try:
        run()
    except SystemExit as end:
        if end.code:
            raise
    atexit._run_exitfuncs()
    sys.stderr.flush()
    os._exit(0)


def run() -> NoReturn:
    """Run the command line; raises SystemExit in the end."""
    for stream in (sys.stdout, sys.stderr):
        encoding = encoding_for(stream.encoding, stream.isatty())
        stream.reconfigure(encoding=encoding, errors="backslashreplace")  # type: ignore[union-attr]
    use(named_in(sys.argv[1:]))
    _speak()
    try:
        cli.main(prog_name="jixiao", standalone_mode=False)
        sys.stdout.flush()
    except click.UsageError as error:
        command = error.ctx.command_path if error.ctx else "jixiao"
        problem = one_line(error.format_message())
        click.echo(f"{command}: {say('see_help', problem=problem, command=command)}", err=True)
        sys.exit(2)
    except click.ClickException as error:
        click.echo(f"jixiao: {one_line(error.format_message())}", err=True)
        sys.exit(1)
    except (click.Abort, KeyboardInterrupt):
        click.echo(f"jixiao: {say('stopped')}", err=True)
        sys.exit(130)
    except OSError as error:
        if error.errno != errno.EPIPE:
            click.echo(f"jixiao: {one_line(str(error))}", err=True)
        else:  # the reader of our output has left; keep the interpreter from complaining at exit
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    sys.exit(0)


@contextmanager
def _told_of_interruption() -> Iterator[None]:
    """Say that nothing was published when a build is ended by Ctrl+C."""
    try:
        yield
    except KeyboardInterrupt:
        click.echo(f"jixiao: {say('build.stopped')}", err=True)
        sys.exit(130)


def _launched(raw: RawFolder, out: Path, workers: int | None, log_level: str, **more: Any) -> Build:
    """One build by Dagster, which is loaded here.

    Modules keep what they make: looking through half a million such objects again and again frees nothing, and takes a
    second of a small build.
    """
    gc.disable()
    from pipeline.curate.parallel import default_workers
    from pipeline.definitions import defs
    from pipeline.defs import launch

    gc.freeze()
    gc.enable()
    try:
        return launch.build(defs, raw, out, workers or default_workers(), log_level, **more)
    finally:
        gc.unfreeze()  # DuckDB complains of what is still frozen when the process ends


def _give(out: Path, url: str | None) -> None:
    """Copy the current release to an address; a build that published nothing new makes good what failed before."""
    if not url:
        return
    from pipeline.publish.errors import PublicationError
    from pipeline.publish.given import give
    from pipeline.sources.url_folder import without_secrets

    try:
        give(out, url)
    except (OSError, PublicationError) as error:
        raise Failed(say("give.failed", url=without_secrets(url), error=one_line(str(error)))) from error


def _worker_ahead() -> AbstractContextManager[None]:
    """A process that loads what reading takes, while this one loads what publishing takes."""
    from pipeline.curate import worker_limits, worker_pool

    return worker_pool.ahead(partial(worker_limits.load_and_limit, os.getpid()))


def _speak() -> None:
    """Give every command, option and argument its help, and Click's own messages, in the language spoken."""
    _explain("jixiao", cli, None)
    # Click asks gettext for its words under this name; a file of gettext would be one more thing to keep in step.
    for module in (click.core, click.exceptions, click.formatting, click.parser, click.types):
        vars(module)["_"] = _of_click
        vars(module)["ngettext"] = _of_click_counted


def _explain(name: str, command: click.Command, parent: click.Context | None) -> None:
    """Help of a command, its options and the commands below it; ids are their names with dots between."""
    context = click.Context(command, parent=parent, **command.context_settings)
    command.help = say(f"help.{name}")
    command.epilog = say(f"example.{name}") if f"example.{name}" in register() else None
    for parameter in command.get_params(context):
        if isinstance(parameter, click.Option):
            option = "help" if "--help" in parameter.opts else parameter.name
            parameter.help = say(f"help.{'any' if option in ('help', 'lang', 'json') else name}.{option}")
    if isinstance(command, click.Group):
        for below, part in command.commands.items():
            _explain(below if parent is None else f"{name}.{below}", part, context)


def _of_click(message: str) -> str:
    return click_messages().get(message, message) if current() == "zh" else message


def _of_click_counted(one: str, several: str, number: int) -> str:
    return _of_click(one if number == 1 else several)


def _check_writable(out: Path) -> None:
    existing = next(folder for folder in (out, *out.parents) if folder.exists())
    if not existing.is_dir() or not os.access(existing, os.W_OK | os.X_OK):
        raise click.UsageError(say("not_writable", folder=existing))


def _check_corrections(folder: Path | None) -> None:
    """End with every mistake in the records of corrections, before anything is read with them."""
    if folder is None or not folder.exists():
        return
    from pipeline.corrections import CorrectionError, read_folder

    try:
        read_folder(folder)
    except CorrectionError as error:
        for problem in str(error).splitlines():
            click.echo(say("error", problem=one_line(problem)), err=True)
        raise Failed(say("corrections_broken")) from error


def _check_families() -> None:
    """End with every mistake in the files of families, before anything is read with them."""
    from pipeline.families import FamilyError, load_families

    try:
        load_families()
    except FamilyError as error:
        for problem in error.problems:
            click.echo(say("error", problem=one_line(problem)), err=True)
        raise Failed(say("families_broken")) from error


if __name__ == "__main__":
    main()

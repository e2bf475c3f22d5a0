"""``jixiao releases``: which releases there are, which stay, which one is current.

Belongs here: the six subcommands and their printing. Does not belong here: what they do (``pipeline.publish``).
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from pipeline.commands.terminal import Failed, as_json, console, lang_option, out_folder, out_option, typed, visible
from pipeline.language import say

if TYPE_CHECKING:
    from collections.abc import Callable

    from pipeline.publish.kept import Release

T = TypeVar("T")

_COUNTED = ("document", "form", "indicator", "finding")
_json = click.option("--json", is_flag=True)
_why = click.option("--why", required=True, callback=lambda _context, _parameter, value: _said(value))


def _said(why: str | None) -> str | None:
    """A reason has words."""
    if why is not None and not why.strip():
        raise click.UsageError(say("releases.no_reason"))
    return why if why is None else typed(why)


@click.group(invoke_without_command=True)
@out_option
@click.option("--json", is_flag=True)
@lang_option
@click.pass_context
def releases(context: click.Context, out: Path | None, json: bool) -> None:
    """List releases, keep or remove old ones, go back to an earlier one."""
    context.obj = out
    if context.invoked_subcommand is None:
        _list(out_folder(out), json)


@releases.command("list")
@out_option
@click.option("--json", is_flag=True)
@lang_option
@click.pass_obj
def list_(above: Path | None, out: Path | None, json: bool) -> None:
    """Every release, the newest first."""
    _list(out_folder(out or above), json)


@releases.command()
@click.argument("name", default="current")
@out_option
@click.option("--json", is_flag=True)
@lang_option
@click.pass_obj
def show(above: Path | None, name: str, out: Path | None, json: bool) -> None:
    """What a release holds, was made from, and changed."""
    folder = out_folder(out or above)
    release = _found(folder, name)
    if json:
        click.echo(as_json({**release.manifest, **_facts(folder, release)}))
        return
    changes = release.path / "CHANGES.md"
    for key, value in _facts(folder, release).items():
        if word := _word(value):
            click.echo(visible(f"{say(f'releases.column.{key}')}: {word}"))
    code, inputs = release.manifest.get("code") or {}, release.manifest.get("inputs") or {}
    click.echo(visible(say("releases.code", **{"version": "?", "digest": "?"} | code)))
    if inputs:
        click.echo(visible(say("releases.inputs", documents=inputs["documents"], bytes=f"{inputs['bytes']:,}")))
    click.echo(visible(f"{release.path}\n"))
    if changes.is_file():
        click.echo(visible(changes.read_text(encoding="utf-8")))


@releases.command()
@click.argument("name")
@_why
@out_option
@_json
@lang_option
@click.pass_obj
def pin(above: Path | None, name: str, why: str, out: Path | None, json: bool) -> None:
    """Keep a release until it is unpinned."""
    from pipeline.publish import release as publication

    folder = out_folder(out or above)
    release = _found(folder, name)
    _done(lambda: publication.pin(folder, release, why))
    _tell(json, {"build_id": release.build_id, "pinned": why}, say("releases.pinned", build_id=release.build_id))


@releases.command()
@click.argument("name")
@out_option
@_json
@lang_option
@click.pass_obj
def unpin(above: Path | None, name: str, out: Path | None, json: bool) -> None:
    """No longer keep a release beyond its time."""
    from pipeline.publish import release as publication

    folder = out_folder(out or above)
    release = _found(folder, name)
    _done(lambda: publication.unpin(folder, release))
    _tell(json, {"build_id": release.build_id, "pinned": None}, say("releases.unpinned", build_id=release.build_id))


@releases.command()
@click.option("--keep", type=click.IntRange(min=1))
@click.option("--keep-days", type=click.FloatRange(min=0))
@click.option("--dry-run", is_flag=True)
@out_option
@_json
@lang_option
@click.pass_obj
def prune(
    above: Path | None, keep: int | None, keep_days: float | None, dry_run: bool, out: Path | None, json: bool
) -> None:
    """Remove old releases, never the current one and never a pinned one."""
    from pipeline.publish import kept
    from pipeline.publish import release as publication

    folder = out_folder(out or above)

    def work() -> list[str]:
        usual = kept.retention()
        chosen = kept.Retention(usual.count if keep is None else keep, usual.days if keep_days is None else keep_days)
        with publication.publication_lock(folder):
            publication.heal(folder)
            return publication.prune(folder, set(), chosen, only_tell=dry_run)

    removed = _done(work)
    told = [say("releases.would_prune" if dry_run else "releases.pruned", build_id=build_id) for build_id in removed]
    _tell(json, {"removed": removed, "dry_run": dry_run}, "\n".join(told or [say("releases.nothing_to_prune")]))


@releases.command()
@click.argument("name", required=False)
@click.option("--why", callback=lambda _context, _parameter, value: _said(value))
@click.option("--lift", is_flag=True)
@out_option
@_json
@lang_option
@click.pass_obj
def rollback(above: Path | None, name: str | None, why: str | None, lift: bool, out: Path | None, json: bool) -> None:
    """Go back to an earlier release; nothing new is published until that is lifted."""
    from pipeline.publish import kept
    from pipeline.publish import release as publication

    folder = out_folder(out or above)
    if lift:
        if name is not None:
            raise click.UsageError(say("releases.lift_alone"))
        _done(lambda: publication.lift_rollback(folder))
        current = kept.current_build(folder)
        _tell(json, {"current": current, "held": False}, say("releases.lifted", to=current))
        return
    if why is None:
        raise click.UsageError(say("releases.no_reason"))
    release = _found(folder, name or "previous")
    _done(lambda: publication.roll_back(folder, release, why))
    is_held = _done(lambda: kept.state(folder)).rollback is not None
    told = say("releases.rolled_back" if is_held else "releases.forward", to=release.build_id)
    _tell(json, {"current": release.build_id, "held": is_held}, told)


def _tell(json: bool, facts: dict[str, Any], sentence: str) -> None:
    """What was done, for a program or for a person."""
    click.echo(as_json(facts) if json else sentence)


def _list(folder: Path, json: bool) -> None:
    from rich.table import Table
    from rich.text import Text

    from pipeline.publish import kept

    known = kept.releases(folder)
    rollback = _done(lambda: kept.state(folder)).rollback
    facts = [_facts(folder, release) for release in known]
    if json:
        click.echo(as_json({"releases": facts, "rollback": rollback}))
        return
    if not known:
        click.echo(say("releases.none", out=folder))
        return
    table = Table()
    for key in facts[0]:
        table.add_column(Text(say(f"releases.column.{key}")))
    for row in facts:
        table.add_row(*(Text(visible(_word(value)), overflow="fold") for value in row.values()))
    screen = console()
    screen.print(table)
    if rollback:
        click.echo(visible(say("releases.held", **_of_rollback(rollback))))


def _facts(folder: Path, release: Release) -> dict[str, Any]:
    """What the list says of one release."""
    from pipeline.publish import kept

    pinned = _done(lambda: kept.state(folder)).pinned.get(release.build_id)
    return {
        "current": release.build_id == kept.current_build(folder),
        "sequence": release.sequence,
        "build_id": release.build_id,
        "published_at": release.published_at,
        **{table: release.rows.get(table) for table in _COUNTED},
        "pinned": pinned["why"] if pinned else None,
    }


def _word(value: Any) -> str:
    if isinstance(value, bool):
        return "*" if value else ""
    if isinstance(value, int):
        return f"{value:,}"
    return "" if value is None else str(value)


def _of_rollback(rollback: Any) -> dict[str, str]:
    return {name if name != "from" else "begun": text for name, text in rollback.items()}


def _found(folder: Path, name: str) -> Release:
    from pipeline.publish import kept

    return _done(lambda: kept.find(folder, name))


def _done(work: Callable[[], T]) -> T:
    """The result of what changes or reads releases; what keeps it from being done is one sentence."""
    from pipeline.publish.errors import PublicationError

    try:
        return work()
    except (PublicationError, OSError) as error:
        raise Failed(str(error)) from error

"""``jixiao correct``: one more record in the corrections, filled in from the release.

Belongs here: options, what is printed. Does not belong here: the shape of a record and its file
(``pipeline.corrections``), looking the value up (``pipeline.publish.values``).
"""

from __future__ import annotations

import re
from dataclasses import asdict
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline.commands.terminal import (
    FOLDER,
    RAW_FOLDER,
    Failed,
    as_json,
    lang_option,
    one_line,
    out_folder,
    out_option,
)
from pipeline.language import in_current, say
from pipeline.paths import corrections_of, default_raw

if TYPE_CHECKING:
    from pipeline.model.correction import Correction
    from pipeline.publish.values import PublishedValue
    from pipeline.sources import RawFolder

TABLES = ("form", "budget_line", "indicator")
ACTIONS = ("override", "blank", "accept", "withhold")
_FORM_ID = re.compile(r"[0-9a-f]{16}-[0-9]{3}")

raw_option = click.option("--raw", type=RAW_FOLDER, envvar="JIXIAO_RAW")
corrections_option = click.option("--corrections", type=FOLDER, envvar="JIXIAO_CORRECTIONS")


@click.command()
@click.argument("form_id", required=False)
@click.argument("table", required=False, type=click.Choice(TABLES))
@click.argument("row", required=False, type=click.IntRange(min=0))
@click.argument("field", required=False)
@click.option("--finding", metavar="FINDING_ID")
@click.option("--field", "of_finding", metavar="FIELD")
@click.option("--value")
@click.option("--action", type=click.Choice(ACTIONS))
@click.option("--reason", required=True)
@click.option("--evidence")
@click.option("--by", required=True, envvar="JIXIAO_BY")
@click.option("--on", type=click.DateTime(["%Y-%m-%d"]))
@click.option("--id", "record_id")
@click.option("--dry-run", is_flag=True)
@click.option("--json", is_flag=True)
@out_option
@raw_option
@corrections_option
@lang_option
def correct(
    form_id: str | None,
    table: str | None,
    row: int | None,
    field: str | None,
    finding: str | None,
    of_finding: str | None,
    value: str | None,
    action: str | None,
    reason: str,
    evidence: str | None,
    by: str,
    on: datetime | None,
    record_id: str | None,
    dry_run: bool,
    json: bool,
    out: Path | None,
    raw: RawFolder | None,
    corrections: Path | None,
) -> None:
    """Write a well-formed record of a correction; the next build applies it."""
    raw = (raw or default_raw()).absolute()
    if corrections is None and not isinstance(raw, Path):
        raise click.UsageError(say("correct.raw_in_store", place=raw))
    release = out_folder(out) / "current"
    if not (release / "form.parquet").exists():
        raise Failed(say("no_release", folder=release))
    folder = corrections or (corrections_of(raw) if isinstance(raw, Path) else None)
    if folder is None:
        raise click.UsageError(say("correct.no_folder"))
    place = _place(release, (form_id, table, row, field or of_finding), finding)
    if (action or "override") == "override" and not value:
        raise click.UsageError(say("correct.no_value"))
    action = action or "override"
    found = _found(release, *place)
    record = _record(
        found, place, {"action": action, "value": value, "reason": reason, "evidence": evidence, "by": by},
        on.date() if on else datetime.now(UTC).astimezone().date(), record_id,
    )  # fmt: skip
    _write(folder, found, record, dry_run, json)


def _place(
    release: Path, named: tuple[str | None, str | None, int | None, str | None], finding: str | None
) -> tuple[str, str, int, str | None]:
    """Form, table, row and column that are meant; no column for a whole form."""
    from pipeline.publish.values import NoSuchValueError, place_of_finding

    form_id, table, row, field = named
    if finding is None:
        if form_id is None or table is None or row is None:
            raise click.UsageError(say("correct.no_place"))
        if _FORM_ID.fullmatch(form_id) is None:
            raise click.UsageError(say("correct.no_form_id", form_id=form_id))
        return form_id, table, row, field
    try:
        of_form, of_table, of_row, doubted = place_of_finding(release, finding)
    except NoSuchValueError as error:
        raise Failed(say(f"correct.missing.{error.missing}", name=error.name)) from error
    if field is None and len(doubted) != 1:
        raise click.UsageError(say("correct.which_field", table=of_table, row=of_row, fields="、".join(doubted) or "-"))
    return of_form, of_table, of_row, field or doubted[0]


def _found(release: Path, form_id: str, table: str, row: int, field: str | None) -> PublishedValue:
    from pipeline.corrections.fields import column_problem
    from pipeline.publish.values import NoSuchValueError, value_of

    if field is not None and (problem := column_problem(table, field)) is not None:
        raise click.UsageError(in_current(problem.sentence, problem.sentence_en))
    try:
        return value_of(release, form_id, table, row, field or "project_name")
    except NoSuchValueError as error:
        raise Failed(say(f"correct.missing.{error.missing}", name=error.name)) from error


def _record(
    found: PublishedValue,
    place: tuple[str, str, int, str | None],
    said: dict[str, str | None],
    on: date,
    record_id: str | None,
) -> Correction:
    from pipeline.corrections import CorrectionError
    from pipeline.publish.values import record_about

    try:
        return record_about(found, place, said, on, record_id)
    except CorrectionError as error:
        raise click.UsageError(one_line(str(error))) from error


def _write(folder: Path, found: PublishedValue, record: Correction, dry_run: bool, json: bool) -> None:
    """Add the record and say so, or only show it."""
    from pipeline.corrections import CorrectionError
    from pipeline.corrections.write import add, as_yaml

    file = None
    try:
        if not dry_run:
            file = add(folder, found.batch, record, found.path)
    except CorrectionError as error:
        raise Failed(one_line(str(error))) from error
    except OSError as error:
        raise Failed(say("not_written", target=folder, error=error)) from error
    if json:
        about = {name: value for name, value in asdict(record).items() if name not in ("file", "line")}
        click.echo(as_json({"file": file and str(file), "path": found.path, "record": about}))
        return
    click.echo(as_yaml(record, found.path), nl=False)
    if file is not None:
        click.echo(say("correct.written", file=file))

"""``jixiao export``: a release as a workbook, or one sheet of it as CSV for a spreadsheet.

Belongs here: options and mistakes in them. Does not belong here: the workbook (``pipeline.publish.workbook``).
"""

from __future__ import annotations

from pathlib import Path

import click

from pipeline.commands.terminal import Failed, as_json, lang_option, warehouse_file, warehouse_option
from pipeline.language import say

_MONEY = ("万元", "元")
_ENDINGS = (".xlsx", ".csv")


@click.command()
@click.argument("target", metavar="FILE.xlsx", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--sheet", "sheets", multiple=True)
@click.option("--department", "departments", multiple=True)
@click.option("--year", "years", multiple=True, type=int)
@click.option("--money", type=click.Choice(_MONEY), default=_MONEY[0], show_default=True)
@warehouse_option
@click.option("--json", is_flag=True)
@lang_option
def export(
    target: Path,
    sheets: tuple[str, ...],
    departments: tuple[str, ...],
    years: tuple[int, ...],
    money: str,
    warehouse: Path | None,
    json: bool,
) -> None:
    """Write a workbook with Chinese headings, or one sheet as CSV."""
    ending = target.suffix.lower()
    if ending not in _ENDINGS:
        raise click.UsageError(say("export.ending", name=target.name))
    if ending == ".csv" and len(sheets) != 1:
        raise click.UsageError(say("export.one_sheet", name=target.name))
    if not target.absolute().parent.is_dir():
        raise click.UsageError(say("no_folder", folder=target.absolute().parent))
    file = warehouse_file(warehouse)
    from pipeline.publish.workbook import Cut, CutError, TooManyRowsError, write_csv, write_workbook
    from pipeline.warehouse.errors import WarehouseError

    cut = Cut(sheets, departments, years)
    try:
        (write_csv if ending == ".csv" else write_workbook)(file, target, cut, money)
    except CutError as error:
        raise click.UsageError(str(error)) from error
    except TooManyRowsError as error:
        raise Failed(say("export.too_many_rows", table=error)) from error
    except (WarehouseError, OSError) as error:
        raise Failed(say("not_written", target=target, error=error)) from error
    click.echo(as_json({"file": str(target)}) if json else say("wrote", target=target))

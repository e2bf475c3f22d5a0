"""Tables between assets, in the staging folder of the run.

Belongs here: the IO manager, tables that a step reads by itself. Does not belong here: anything that outlives a run;
the release does.
``dagster-polars`` is not used: its reader calls polars with an argument that polars 2 removed.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import dagster as dg
import polars as pl

from pipeline.curate.pieces import Pieces
from pipeline.defs.resources import Folders
from pipeline.language import say
from pipeline.publish import staging
from pipeline.publish.kept import current_release
from pipeline.publish.parquet import read_parquet, staged_rows, write_parquet
from pipeline.publish.partitions import write_table
from schemas.catalog import TABLES


class StagedParquet(dg.IOManager):
    """Writes published tables into the folder that will be released, everything else beside it.

    Rows in pieces lie in the folder already; they are handed over by their place.
    """

    def __init__(self, folders: Folders) -> None:
        self._folders = folders

    def handle_output(self, context: dg.OutputContext, obj: pl.DataFrame | Pieces) -> None:
        """Write one table whole or not at all."""
        name, run = context.asset_key.path[-1], context.step_context.dagster_run
        work, release = self._folders.work_folder(run), self._folders.release_folder(run)
        if isinstance(obj, Pieces):
            if name in TABLES:
                places = {table: Pieces(table, work / f"parsed_{table}") for table in ("form", "document")}
                write_table(obj, release, places, current_release(self._folders.out_path))
        elif name in TABLES:
            write_parquet(name, obj, release)
        else:
            staging.write_frame(work / f"{name}.parquet", obj)

    def load_input(self, context: dg.InputContext) -> pl.DataFrame | Pieces:
        """Read what an earlier step of the same run wrote."""
        name, run = context.asset_key.path[-1], context.step_context.dagster_run
        work, release = self._folders.work_folder(run), self._folders.release_folder(run)
        try:
            if name in TABLES:
                return read_parquet(name, release)
            if (work / name).is_dir():
                return Pieces(name.removeprefix("parsed_"), work / name)
            return staging.read_frame(work / f"{name}.parquet")
        except FileNotFoundError as error:
            raise dg.Failure(say("step.not_made", name=name)) from error


def staged(names: Iterable[str], folder: Path) -> dict[str, pl.LazyFrame]:
    """Tables that earlier steps of a run wrote into its release folder; large ones are read as far as is asked for."""
    try:
        return staged_rows(names, folder)
    except FileNotFoundError as error:
        raise dg.Failure(say("step.not_made", name=", ".join(names))) from error


@dg.io_manager(required_resource_keys={"folders"})
def staged_parquet(context: dg.InitResourceContext) -> StagedParquet:
    """The IO manager over the folders of this run.

    A ``ConfigurableIOManager`` with a nested resource would keep the folders it was defined with, whatever the
    run's configuration says.
    """
    return StagedParquet(context.resources.folders)

"""Frames between assets: one Parquet file each, in the staging folder of the run.

Belongs here: the IO manager. Does not belong here: anything that outlives a run; the release does.
``dagster-polars`` is not used: its reader calls polars with an argument that polars 2 removed.
"""

from __future__ import annotations

import dagster as dg
import polars as pl

from pipeline.defs.resources import Folders
from pipeline.language import say
from pipeline.publish import staging
from pipeline.publish.parquet import read_parquet, write_parquet
from schemas.catalog import TABLES


class StagedParquet(dg.IOManager):
    """Writes published tables into the folder that will be released, everything else beside it."""

    def __init__(self, folders: Folders) -> None:
        self._folders = folders

    def handle_output(self, context: dg.OutputContext, obj: pl.DataFrame) -> None:
        """Write one frame whole or not at all."""
        name, run = context.asset_key.path[-1], context.step_context.dagster_run
        if name in TABLES:
            write_parquet(name, obj, self._folders.release_folder(run))
        else:
            staging.write_frame(self._folders.work_folder(run) / f"{name}.parquet", obj)

    def load_input(self, context: dg.InputContext) -> pl.DataFrame:
        """Read what an earlier step of the same run wrote."""
        name, run = context.asset_key.path[-1], context.step_context.dagster_run
        try:
            if name in TABLES:
                return read_parquet(name, self._folders.release_folder(run))
            return staging.read_frame(self._folders.work_folder(run) / f"{name}.parquet")
        except FileNotFoundError as error:
            raise dg.Failure(say("step.not_made", name=name)) from error


@dg.io_manager(required_resource_keys={"folders"})
def staged_parquet(context: dg.InitResourceContext) -> StagedParquet:
    """The IO manager over the folders of this run.

    A ``ConfigurableIOManager`` with a nested resource would keep the folders it was defined with, whatever the
    run's configuration says.
    """
    return StagedParquet(context.resources.folders)

"""The views as assets: one for each, made in one step as the Parquet files of a release.

Belongs here: what Dagster's page shows of a view. Does not belong here: what views compute and mean
(``schemas.views``), how files are written (``pipeline.warehouse.view_files``).
"""

# No postponed annotations in this file: Dagster compares the type of ``context`` with its own classes.

from collections.abc import Iterator

import dagster as dg
import polars as pl

from pipeline.defs.describe import column_schema, view_key
from pipeline.defs.resources import Folders
from pipeline.language import say
from pipeline.publish.parquet import view_files_of
from pipeline.warehouse.view_files import write_view_files
from schemas.views import VIEWS
from schemas.warehouse_ddl import comment


@dg.multi_asset(
    name="view_files",
    specs=[
        dg.AssetSpec(
            view_key(name),
            deps=["warehouse"],
            group_name="views",
            kinds={"parquet"},
            description=comment(view),
            metadata=column_schema(name),
        )
        for name, view in VIEWS.items()
    ],
)
def view_files(
    context: dg.AssetExecutionContext, folders: dg.ResourceParam[Folders]
) -> Iterator[dg.MaterializeResult[None]]:
    """Every view as a Parquet file that says what its columns are called, for tools that open files."""
    if not (folders.release_folder(context.run) / "warehouse.duckdb").exists():
        raise dg.Failure(say("step.not_made", name="warehouse"))
    folder, build_id = folders.release_folder(context.run), folders.build_id(context.run)
    for path in write_view_files(folder / "warehouse.duckdb", folder, build_id):
        files = view_files_of(path.stem, folder)
        rows = pl.scan_parquet(files, hive_partitioning=False).select(pl.len()).collect().item()
        metadata = {"dagster/row_count": rows, "bytes": sum(file.stat().st_size for file in files)}
        yield dg.MaterializeResult(asset_key=view_key(path.stem), metadata=metadata)

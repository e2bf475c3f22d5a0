"""From published tables to one release: ``warehouse``, ``datapackage``, ``site``, ``release``; for views see ``views``.

Belongs here: the order in which a release comes about. Does not belong here: how files are made or published
(``pipeline.warehouse``, ``pipeline.publish``).
"""

# No postponed annotations in this file: Dagster compares the type of ``context`` with its own classes.

import json
from collections.abc import Iterator
from pathlib import Path

import dagster as dg
import polars as pl
from pydantic import Field

from pipeline.cache.code_version import drawing_version, publishing_version
from pipeline.cache.same_files import SameFiles, known_files
from pipeline.defs.describe import released, view_key
from pipeline.defs.resources import Folders
from pipeline.language import say
from pipeline.publish import staging
from pipeline.publish.contents import SITE, published_files
from pipeline.publish.datapackage import write_datapackage
from pipeline.publish.disk import files_below
from pipeline.publish.falls import SharpFallError
from pipeline.publish.inputs import write_inputs
from pipeline.publish.kept import current_release
from pipeline.publish.numbers import numbers
from pipeline.publish.partitions import LARGE, lay_out
from pipeline.publish.release import PublicationError
from pipeline.publish.release import publish as publish_release
from pipeline.publish.unchanged import note_same
from pipeline.sources.source_table import from_frame
from pipeline.warehouse.build import build_warehouse
from pipeline.warehouse.part_views import write_part_views
from schemas.catalog import TABLES
from schemas.views import VIEWS
from schemas.warehouse_ddl import MOST_HELD

READ = ("documents_read", "documents_reused")
"""How many documents of a build were read, and how many were known from an earlier one."""


@dg.asset(
    deps=list(TABLES),
    group_name="publish",
    kinds={"duckdb"},
    description="含全部表和视图的DuckDB数据仓库，每列附说明。"
    " One DuckDB file with every table and view, each with its comment; opens in every client since 1.1.",
)
def warehouse(context: dg.AssetExecutionContext, folders: dg.ResourceParam[Folders]) -> dg.MaterializeResult[None]:
    """One DuckDB file with every table and view, each with its comment; opens in every client since 1.1."""
    _check_staged(folders, context.run, *(f"{name}.parquet" for name in TABLES))
    folder = folders.release_folder(context.run)
    for table in lay_out(folder, current_release(folders.out_path)):
        context.log.info(say("table.is_directory", table=table, most=f"{LARGE:,}"))
    build_id = folders.build_id(context.run)
    target = folder / "warehouse.duckdb"
    beside = build_warehouse(folder, target, build_id)
    for table, rows in beside.items():
        context.log.info(say("warehouse.stays_beside", table=table, rows=f"{rows:,}", most=f"{MOST_HELD:,}"))
    for view, rows in write_part_views(folder, target).items():
        context.log.info(say("view.is_directory", view=view, rows=f"{rows:,}"))
    size = target.stat().st_size
    return dg.MaterializeResult(metadata={"build_id": build_id, "bytes": size, "tables_beside": [*beside]})


@dg.asset(
    deps=[*TABLES, *map(view_key, VIEWS)],
    group_name="publish",
    kinds={"json"},
    description="发布内容的说明（frictionless格式）：各表的列、主键、大小和校验值。"
    " The frictionless description of the Parquet files: columns, keys, sizes, hashes.",
)
def datapackage(context: dg.AssetExecutionContext, folders: dg.ResourceParam[Folders]) -> dg.MaterializeResult[None]:
    """The frictionless description of the Parquet files: columns, keys, sizes, hashes."""
    _check_staged(folders, context.run, *published_files().values())
    path = write_datapackage(folders.release_folder(context.run), folders.build_id(context.run))
    return dg.MaterializeResult(metadata={"bytes": path.stat().st_size})


@dg.asset(
    ins={"raw_document": dg.AssetIn("raw_document")},
    deps=[*TABLES, *map(view_key, VIEWS)],
    group_name="publish",
    kinds={"html"},
    description="发布内容的网页：双击site/index.html即可打开，从每个数字可看到它在原文中的位置。"
    " The pages of a release: a double click on site/index.html opens them; every number leads to where it is printed.",
)
def site(
    context: dg.AssetExecutionContext, folders: dg.ResourceParam[Folders], raw_document: pl.DataFrame
) -> dg.MaterializeResult[None]:
    """The pages of a release: a double click on site/index.html opens them."""
    # Most of what Dagster loads this module for needs no pages.
    from pipeline.publish.site import write_site
    from pipeline.publish.site.document_pages import write_document_pages

    _check_staged(folders, context.run, *published_files().values())
    staged = folders.release_folder(context.run)
    store, build_id = folders.store, folders.build_id(context.run)
    version = f"{publishing_version()} {drawing_version()}"
    same = SameFiles.since(current_release(folders.out_path), staged / SITE, store, version)
    page = write_site(staged, build_id, same, folders.workers)
    drawn = write_document_pages(staged, folders.raw_path, from_frame(raw_document), store, folders.workers, same)
    same.keep(store, build_id, version)
    files = files_below(page.parent)
    counts = {"document_pages": drawn.pages, "pages_drawn": drawn.drawn, "pages_not_shown": drawn.missing}
    size = sum(path.stat().st_size for path in files)
    return dg.MaterializeResult(metadata={"files": len(files), "bytes": size, **counts})


class ReleaseConfig(dg.Config):
    """What a person says about one release."""

    accept_fall: str = Field(default="", description="Why a release that holds much less than the current one is right")


@dg.asset(
    ins={"raw_document": dg.AssetIn("raw_document")},
    deps=[warehouse, datapackage, site],
    check_specs=[
        dg.AssetCheckSpec(
            "no_sharp_fall",
            asset="release",
            blocking=True,
            description="A release holds not much less than the one before it, or somebody said why that is right.",
        )
    ],
    group_name="publish",
    kinds={"file"},
    description="以上全部内容作为一次发布，一步切换为当前版本；此前的发布保留至清理。"
    " Everything above as one folder, made current in one step; an older release stays until it is pruned.",
)
def release(
    context: dg.AssetExecutionContext,
    config: ReleaseConfig,
    folders: dg.ResourceParam[Folders],
    raw_document: pl.DataFrame,
) -> Iterator[dg.AssetCheckResult | dg.MaterializeResult[None]]:
    """Everything above as one folder, made current in one step; an older release stays until it is pruned.

    Where the current release has the same content it stays, and nothing is published. A release that holds much less
    than the current one is refused, unless ``accept_fall`` says why that is right.
    """
    out, run = folders.out_path, context.run
    build_id, staged = folders.build_id(run), folders.release_folder(run)
    facts = staging.noted(out, run.run_id)
    counted = numbers(staged)
    try:
        write_inputs(staged, from_frame(raw_document))
        known = known_files(folders.store, build_id)
        target = publish_release(
            staged, out, build_id, facts, unless_same=True, accept_fall=config.accept_fall, known=known
        )
    except SharpFallError as error:
        yield dg.AssetCheckResult(passed=False, check_name="no_sharp_fall", description=str(error))
        raise dg.Failure(str(error)) from error
    except PublicationError as error:
        raise dg.Failure(str(error)) from error
    is_new = target.name == build_id
    if not is_new and facts.get("inputs_digest"):
        note_same(folders.store, target, facts["inputs_digest"])
    counts = {name: facts[name] for name in READ if name in facts}
    yield dg.MaterializeResult(metadata={**counted, **released(target), "is_new": is_new, **counts})
    yield dg.AssetCheckResult(
        passed=True, check_name="no_sharp_fall", description=_accepted(target) if is_new else None
    )


def _accepted(release: Path) -> str | None:
    """What is said of a fall that a person accepted."""
    accepted = json.loads((release / "manifest.json").read_text(encoding="utf-8")).get("accepted_fall")
    return say("fall.accepted", why=accepted["why"]) if accepted else None


def _check_staged(folders: Folders, run: dg.DagsterRun, *names: str) -> None:
    """Fail with what to do instead where a step is launched without those before it."""
    for name in names:
        if not (folders.release_folder(run) / name).exists():
            raise dg.Failure(say("step.not_made", name=name.partition(".")[0]))

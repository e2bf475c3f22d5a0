"""Where a run reads and writes, and how many workers it may use.

Belongs here: Dagster resources and the environment variables behind them. Does not belong here: default
paths (``pipeline.paths``), the layout of the staging folder (``pipeline.publish.staging``).
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import dagster as dg
from pydantic import Field

from pipeline.curate.parallel import default_workers
from pipeline.paths import default_out, default_raw
from pipeline.publish import staging


class Folders(dg.ConfigurableResource):  # type: ignore[type-arg]  # its type parameter is for factories only
    """The raw folder, the folder of the releases, and the number of worker processes."""

    raw: str = Field(description="Folder with the raw documents, one subfolder per batch")
    out: str = Field(description="Folder below which releases are published")
    workers: int = Field(default_factory=default_workers, ge=1, description="Documents read at the same time")

    @property
    def raw_path(self) -> Path:
        """The raw folder."""
        return Path(self.raw)

    @property
    def out_path(self) -> Path:
        """The folder of the releases."""
        return Path(self.out)

    def release_folder(self, run: dg.DagsterRun) -> Path:
        """Where a run stages what it will publish."""
        return staging.release_folder(self.out_path, run_key(run))

    def work_folder(self, run: dg.DagsterRun) -> Path:
        """Where a run stages what only its steps need."""
        return staging.work_folder(self.out_path, run_key(run))

    def build_id(self, run: dg.DagsterRun) -> str:
        """The name of the release that a run makes; asked for only when all its tables are staged."""
        return staging.build_id(self.out_path, run_key(run), datetime.now(UTC))


def run_key(run: dg.DagsterRun) -> str:
    """The name of a run's staging folder; a run retried from its failure goes on in the folder of the first."""
    return run.root_run_id or run.run_id


def default_folders() -> Folders:
    """``JIXIAO_RAW`` and ``JIXIAO_OUT``, or ``data/raw`` and ``data/curated`` of the project."""
    return Folders(
        raw=dg.EnvVar("JIXIAO_RAW").get_value(str(default_raw())) or "",
        out=dg.EnvVar("JIXIAO_OUT").get_value(str(default_out())) or "",
    )

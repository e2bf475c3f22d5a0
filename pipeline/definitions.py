"""Everything Dagster loads. Assembles; defines nothing itself."""

from __future__ import annotations

import dagster as dg

from pipeline.defs import automation, batches, checks, curated, publish, read
from pipeline.defs.resources import default_folders
from pipeline.defs.storage import staged_parquet

defs = dg.Definitions(
    assets=[*dg.load_assets_from_modules([read, curated, publish]), batches.batch],
    asset_checks=dg.load_asset_checks_from_modules([checks]),
    jobs=[automation.build, batches.read_batch],
    schedules=[automation.daily],
    sensors=[automation.raw_changed, automation.housekeeping],
    resources={"folders": default_folders(), "io_manager": staged_parquet},
    # The multiprocess executor would start a process of two seconds for every step.
    executor=dg.in_process_executor,
)

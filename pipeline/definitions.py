"""What Dagster loads for builds. Assembles; defines nothing itself."""

from __future__ import annotations

import dagster as dg

from pipeline.defs import automation, batches, checks, curated, publish, read, views
from pipeline.defs.resources import default_folders
from pipeline.defs.storage import staged_parquet

OWNERS = ["team:performance_data"]
"""Who is asked about a table in Dagster's page; an installation may name its own people here."""

_assets = [*dg.load_assets_from_modules([read, curated, publish, views]), batches.batch]

defs = dg.Definitions(
    assets=dg.map_asset_specs(lambda spec: spec.replace_attributes(owners=OWNERS), _assets),  # type: ignore[arg-type]
    asset_checks=dg.load_asset_checks_from_modules([checks]),
    jobs=[automation.build],
    schedules=[automation.daily],
    sensors=[automation.raw_changed, automation.housekeeping],
    resources={"folders": default_folders(), "io_manager": staged_parquet},
    # The multiprocess executor would start a process of two seconds for every step.
    executor=dg.in_process_executor,
)

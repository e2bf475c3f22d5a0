"""What Dagster loads to read batches by themselves, beside ``pipeline.definitions``.

Assembles; defines nothing itself.
"""

from __future__ import annotations

import dagster as dg

from pipeline.defs import batch_runs
from pipeline.defs.resources import default_folders

defs = dg.Definitions(
    assets=[batch_runs.batch],
    jobs=[batch_runs.read_batch],
    resources={"folders": default_folders()},
    executor=dg.in_process_executor,
)

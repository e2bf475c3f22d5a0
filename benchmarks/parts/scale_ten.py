"""Ten million forms as tables alone: what one department and year, and the country, take to be summed."""

from __future__ import annotations

import time
from collections.abc import Callable

import duckdb

from benchmarks.parts import Measured, Size
from benchmarks.scale import tables
from benchmarks.warehouse import MEMORY
from pipeline.warehouse.beside import parquet_pattern

ONLY = ("document", "form", "indicator")
TIMES = 10
ROUNDS = 3
SHORTFALLS = """
SELECT form.province, form.fiscal_year, indicator.level2, count(*), sum(indicator.shortfall)
FROM {indicator} AS indicator JOIN {form} AS form USING (form_id)
WHERE indicator.shortfall > 0 {more}
GROUP BY ALL ORDER BY ALL
"""


def measure(size: Size, say: Callable[[str], object]) -> Measured:
    """Processor seconds of shortfalls by province, year and level, in 512 MiB; the best of some rounds."""
    folder = tables(TIMES * size.forms, ONLY)
    say("  the tables are made\n")
    with duckdb.connect(config={"memory_limit": f"{MEMORY}MiB"}) as connection:
        form = f"read_parquet('{parquet_pattern(folder, 'form')}', hive_partitioning = false)"
        every = f"read_parquet('{folder}/indicator.parquet/**/*.parquet', hive_partitioning = false)"
        (office, province, year), *_ = connection.execute(
            f"SELECT department_id, province, fiscal_year FROM {form} WHERE province IS NOT NULL ORDER BY ALL LIMIT 1"  # noqa: S608
        ).fetchall()
        part = f"{folder}/indicator.parquet/part_year={year}/part_province={province}/*.parquet"
        of_one = f"AND department_id = '{office}' AND fiscal_year = {year}"

        def seconds(indicator: str, more: str) -> float:
            times = []
            for _ in range(ROUNDS):
                start = time.process_time()
                connection.execute(SHORTFALLS.format(indicator=indicator, form=form, more=more)).fetchall()
                times.append(time.process_time() - start)
            return min(times)

        one = seconds(f"read_parquet('{part}', hive_partitioning = false)", of_one)
        country = seconds(every, "")
    return Measured(
        {"scale_ten_of_one": one, "scale_ten": country},
        dict.fromkeys(("scale_ten_of_one", "scale_ten"), "shortfalls by province, year and level 2"),
    )

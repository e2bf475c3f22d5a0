"""Which forms are audited together, so that no more than a part of a large release is in memory.

Belongs here: dividing forms into parts such that every rule that looks at the forms of an office, of a project over the
years or at two versions of a form finds them in one part; the tables of a part. Does not belong here: the rules
(``form_rules``), what goes over all parts (``audit_tables``).
"""

from __future__ import annotations

from pathlib import Path

import polars as pl

from pipeline.audit.aside import files_of_place, put_aside
from pipeline.audit.frames import Tables, telling_cells
from pipeline.audit.printed import Sources

FORMS_OF_PART = 20_000
"""Forms above which a release is audited in parts, and about as many as a part has; an office is never divided."""
_DIVIDED = ("form", "budget_line", "indicator")
_TOGETHER = ("version", "department_id", "project_key")


def parts(form: pl.DataFrame, linked: pl.DataFrame, size: int) -> list[pl.DataFrame]:
    """Subjects and ids of the forms of each part; one part where there are no more forms than ``size``.

    ``form`` has subject and the columns ``year_pairs.LINKED_BY``, ``linked`` is as from ``year_pairs.links``.
    """
    if form.height <= size:
        return [form.select("subject", "form_id")]
    group = pl.col("group")
    grouped = form.select(
        "subject",
        "form_id",
        "department_id",
        "project_key",
        version=pl.coalesce("duplicate_of", "form_id"),
        group="subject",
    )
    # A renamed office is one office. Every step takes the smallest number of those that belong together.
    renamed = linked.filter(pl.col("project") != pl.col("earlier"))
    renamed = renamed.select("link", project_key=pl.concat_list("project", "earlier")).explode("project_key")
    before = pl.Series("group", [], pl.UInt32)
    while not grouped["group"].equals(before):
        before = grouped["group"]
        for key in _TOGETHER:
            grouped = grouped.with_columns(
                group=pl.when(pl.col(key).is_null()).then("group").otherwise(group.min().over(key))
            )
        through = renamed.join(grouped.select("project_key", "group").unique(), on="project_key")
        through = through.select("project_key", least=group.min().over("link")).group_by("project_key").min()
        grouped = grouped.join(through, on="project_key", how="left", maintain_order="left")
        grouped = grouped.with_columns(group=pl.min_horizontal("group", "least")).drop("least")
    sizes = grouped.group_by("group").len().sort("group")
    number = (pl.col("len").cum_sum() - pl.col("len")) // size
    placed = grouped.join(sizes.select("group", part=number), on="group", how="left", maintain_order="left")
    return placed.select("part", "subject", "form_id").sort("part", "subject").partition_by("part", include_key=False)


class Divided:
    """Tables form, budget_line, indicator and cell by part: as they are where there is one, else on the disk."""

    def __init__(self, tables: Sources, parts: list[pl.DataFrame], folder: Path) -> None:
        self._tables = tables
        self._parts = parts
        self._folder = folder
        if len(parts) == 1:
            return
        part = pl.concat(one.select("form_id", part=pl.lit(number, pl.UInt32)) for number, one in enumerate(parts))
        rows = {name: tables[name].lazy() for name in _DIVIDED}
        rows["cell"] = telling_cells(tables["cell"].lazy())
        for name, of_all in rows.items():
            placed = of_all.join(part.lazy(), on="form_id", maintain_order="left")
            put_aside(placed, folder / name, "part")

    def tables(self, number: int) -> Tables:
        """Form, budget_line and indicator of a part; ``form`` with its place in the table of all as ``subject``."""
        found = {name: self._rows(name, number).collect() for name in _DIVIDED}
        form = self._parts[number].join(found["form"], on="form_id", how="left", maintain_order="left")
        return {**found, "form": form}

    def cells(self, number: int) -> pl.LazyFrame:
        """The cells of a part that tell something (``frames.telling_cells``)."""
        rows = self._rows("cell", number)
        return telling_cells(rows) if len(self._parts) == 1 else rows

    def _rows(self, name: str, number: int) -> pl.LazyFrame:
        if len(self._parts) == 1:
            return self._tables[name].lazy()
        return pl.scan_ipc(files_of_place(self._folder / name, "part", number))

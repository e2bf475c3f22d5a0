"""Which forms are audited together, so that no more than a part of a large release is in memory.

Belongs here: dividing forms into parts such that every rule that looks at the forms of an office, of a project over the
years or at two versions of a form finds them in one part; the tables of a part. Does not belong here: the rules
(``form_rules``), what goes over all parts (``audit_tables``).
"""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from pipeline.audit.frames import Tables
from pipeline.audit.printed import Sources

FORMS_OF_PART = 10_000
"""Forms above which a release is audited in parts, and about as many as a part has; an office is never divided."""
PARTS_AT_MOST = 40
"""Parts of a very large release, which are larger then: each is picked out of the tables of all."""
_DIVIDED = ("form", "budget_line", "indicator")
_TOGETHER = ("version", "department_id", "project_key")


def size_of_part(forms: int) -> int:
    """Forms of a part of a release of so many forms.

    >>> size_of_part(100_000), size_of_part(1_000_000)
    (10000, 25000)
    """
    return max(FORMS_OF_PART, forms // PARTS_AT_MOST)


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


def tables_of(tables: Sources, part: pl.DataFrame, *, is_whole: bool) -> Tables:
    """Form, budget_line and indicator of the forms of a part; ``form`` with their ``subject``."""
    ids = part["form_id"].implode()
    found = {
        name: (tables[name].lazy() if is_whole else tables[name].lazy().filter(pl.col("form_id").is_in(ids))).collect()
        for name in _DIVIDED
    }
    form = part.join(found["form"], on="form_id", how="left", maintain_order="left")
    return {**found, "form": form}


def whole(frames: Iterator[pl.DataFrame]) -> pl.DataFrame:
    """Frames of all parts as one, forms in the order of their table."""
    both = list(frames)
    frame = pl.concat(both)
    return frame.sort("subject", maintain_order=True) if len(both) > 1 and "subject" in frame.columns else frame

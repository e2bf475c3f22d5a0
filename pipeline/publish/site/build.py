"""The site of a release, step by step.

Belongs here: the order in which the files of the site come about, and what the first script file holds. Does not belong
here: how each of them is made.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

import polars as pl

from pipeline import __version__
from pipeline.cache.same_files import SameFiles
from pipeline.publish.code_labels import labels_by_column
from pipeline.publish.contents import SITE
from pipeline.publish.data_kind import description
from pipeline.publish.parquet import read_parquet
from pipeline.publish.site import departments, dictionary, forms, names, overview, table_rows, tables
from pipeline.publish.site.assets import write_assets
from pipeline.publish.site.pieces import is_large
from pipeline.publish.site.scripts import json_text, write_data, write_json_text
from pipeline.publish.site.shell import write_shell
from pipeline.publish.site.words import words
from schemas.catalog import SCHEMA_VERSION


def write_site(release: Path, build_id: str, same: SameFiles | None = None, workers: int = 1) -> Path:
    """Write ``<release>/site`` from the Parquet files of a staged release, and return its first page.

    ``same`` has the files of the release before that need not be made again.
    """
    site = release / SITE
    site.mkdir(parents=True, exist_ok=True)
    write_assets(site)
    write_tables = _write_large if is_large(release) else _write_small
    told = write_tables(release, site, same or SameFiles(site), workers)
    index = {
        "release": {"build_id": build_id, "schema_version": SCHEMA_VERSION, "version": __version__}
        | description(release),
        **told.facts,
        "titles": tables.titles(),
        "labels": _labels(),
    }
    head = json_text(index)
    write_json_text(site, "data/index", f'{head[:-1]},"overview":{overview.total(told.sums)}}}')
    write_data(site, "data/words", words())
    write_data(site, "data/doubts", _doubts(release))
    write_data(site, "data/dictionary", dictionary.dictionary())
    write_data(site, "data/methods", dictionary.methods(release))
    return write_shell(site)


class _Told(NamedTuple):
    """What the pages have to know of the other files, and the sums that they show first."""

    facts: dict[str, Any]
    sums: dict[str, pl.DataFrame]


def _write_small(release: Path, site: Path, same: SameFiles, workers: int) -> _Told:
    """The rows of a site that loads all sums at once."""
    facts = {
        "tables": table_rows.write_tables(release, site),
        "forms": forms.write_forms(release, site, same, workers),
        "documents": forms.write_documents(release, site),
    }
    return _Told(facts, overview.overview(release))


def _write_large(release: Path, site: Path, same: SameFiles, workers: int) -> _Told:
    """The rows of a site whose sums by department are loaded as they are asked for."""
    shown = overview.overview(release, overview.PLACES)
    places = pl.concat([frame.select("region") for frame in shown.values()]).unique().sort("region", nulls_last=True)
    pieces = table_rows.write_pieces(release, site, same, workers)
    facts = {
        "tables": pieces.tables,
        "forms": forms.write_forms(release, site, same, workers),
        "documents": forms.write_documents(release, site),
        "departments": departments.write_departments(
            site, overview.overview(release), pieces.departments, places["region"].to_list()
        ),
        "names": names.write_names(release, site),
    }
    return _Told(facts, shown)


def _labels() -> dict[str, Any]:
    """The labels of the codes that the pages show, by column."""
    shown = {name for table in tables.SITE_TABLES.values() for name in tables.columns_of(table)}
    shown |= {name for columns in tables.titles().values() for name in columns}
    longest = {"detail_of", "code"}  # registers of their own
    return {name: labels for name, labels in labels_by_column().items() if name in shown - longest}


def _doubts(release: Path) -> dict[str, Any]:
    """What the codes of doubts mean and what to do: code to sentence and action in Chinese, then in English."""
    codes = read_parquet("doubt_code", release)
    columns = codes.select("code", "sentence", "action", "sentence_en", "action_en")
    return {code: said for code, *said in columns.iter_rows()}

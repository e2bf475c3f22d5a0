"""Data as script files: what the pages of the site load, since ``fetch`` does not work on ``file://``.

Belongs here: JSON that is safe inside a script, frames as columns, the call that hands data over. Does not belong here:
which data (``tables``, ``forms``, ``overview``), what the pages do with them (``static``).

A frame is written by polars as a whole, never by a loop over its cells:
``{"rows": …, "columns": {name: values}, "texts": {name: texts}}``. Of a column whose texts repeat, ``texts`` has the
different ones and ``columns`` says which, -1 for null. A column without any value is null.
"""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl

from pipeline.cache.same_files import fresh

_REPEATED = 0.7
"""Texts of which at most this share differs are written once each."""


def write_data(site: Path, name: str, data: Any) -> Path:
    """Write ``<site>/<name>.js``, which hands ``data`` to the pages under that name."""
    return write_json_text(site, name, json.dumps(data, ensure_ascii=False, separators=(",", ":"), default=_plain))


def write_json_text(site: Path, name: str, text: str) -> Path:
    """The same for data that are JSON already."""
    path = fresh(site / f"{name}.js")
    path.write_text(receive(name, text), encoding="utf-8")
    return path


def receive(name: str, text: str) -> str:
    """The script that hands over JSON. No text in it can end the script or be taken for HTML."""
    # These characters stand in strings alone, where their escapes mean the same.
    safe = text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
    return f"jixiao.receive({json.dumps(name)},{safe});\n"


def columnar(frame: pl.DataFrame) -> str:
    """A frame as JSON by columns. Decimals become numbers, dates texts."""
    texts: dict[str, pl.Series] = {}
    columns, empty = [], []
    for series in frame.get_columns():
        if series.null_count() == series.len():
            empty.append(f"{json.dumps(series.name)}:null")
            continue
        different = _different(series)
        if different is not None:
            texts[series.name] = different
            series = series.cast(pl.Enum(different)).to_physical().cast(pl.Int32).fill_null(-1)
        columns.append(series.cast(pl.Float64) if isinstance(series.dtype, pl.Decimal) else series)
    written = _object(pl.DataFrame(columns).select(pl.all().implode()))
    of_texts = _object(pl.DataFrame({name: pl.Series([values]) for name, values in texts.items()}))
    every = ",".join(filter(None, [written[1:-1], *empty]))
    return f'{{"rows":{frame.height},"columns":{{{every}}},"texts":{of_texts}}}'


def _different(series: pl.Series) -> pl.Series | None:
    """The different texts of a column where they repeat often enough to be worth it."""
    if series.dtype != pl.String or not series.len():
        return None
    different = series.drop_nulls().unique(maintain_order=True)
    return different if different.len() <= series.len() * _REPEATED else None


def _object(lists: pl.DataFrame) -> str:
    """A frame of one row of lists as a JSON object."""
    return lists.write_ndjson().strip() if lists.width else "{}"


def _plain(value: object) -> str | float:
    """Decimals as numbers and dates as texts, like :func:`columnar`."""
    return float(value) if isinstance(value, Decimal) else str(value)

"""Data as script files: what the pages of the site load, since ``fetch`` does not work on ``file://``.

Belongs here: JSON that is safe inside a script, frames as columns, the call that hands data over. Does not belong here:
which data (``tables``, ``forms``, ``overview``), what the pages do with them (``static``).

A frame is written by polars, column by column, never by a loop over its cells. A column of texts that repeat is
``{"v": [the different texts], "i": [which one, by row]}``, every other one a plain list; null is null (-1 in ``i``).
"""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl

_REPEATED = 0.5
"""Texts of which at most this share differs are written once each."""


def write_data(site: Path, name: str, data: Any) -> Path:
    """Write ``<site>/<name>.js``, which hands ``data`` to the pages under that name."""
    return write_json_text(site, name, json.dumps(data, ensure_ascii=False, separators=(",", ":"), default=_plain))


def write_json_text(site: Path, name: str, text: str) -> Path:
    """The same for data that are JSON already."""
    path = site / f"{name}.js"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(receive(name, text), encoding="utf-8")
    return path


def receive(name: str, text: str) -> str:
    """The script that hands over JSON. No text in it can end the script or be taken for HTML."""
    # These characters stand in strings alone, where their escapes mean the same.
    safe = text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
    return f"jixiao.receive({json.dumps(name)},{safe});\n"


def columnar(frame: pl.DataFrame) -> str:
    """A frame as JSON: ``{"rows": …, "columns": {name: values}}``. Decimals become numbers, dates texts."""
    columns = (f"{json.dumps(series.name)}:{_values(series)}" for series in frame.get_columns())
    return f'{{"rows":{frame.height},"columns":{{{",".join(columns)}}}}}'


def _values(series: pl.Series) -> str:
    if isinstance(series.dtype, pl.Decimal):
        series = series.cast(pl.Float64)
    if series.dtype == pl.String and series.len():
        different = series.drop_nulls().unique(maintain_order=True)
        if different.len() <= series.len() * _REPEATED:
            places = series.cast(pl.Enum(different)).to_physical().cast(pl.Int32).fill_null(-1)
            return f'{{"v":{_array(different)},"i":{_array(places)}}}'
    return _array(series)


def _array(series: pl.Series) -> str:
    written = pl.DataFrame({"a": series}).select(pl.col("a").implode()).write_ndjson()
    return written.strip().removeprefix('{"a":').removesuffix("}")


def _plain(value: object) -> str | float:
    """Decimals as numbers and dates as texts, like :func:`columnar`."""
    return float(value) if isinstance(value, Decimal) else str(value)

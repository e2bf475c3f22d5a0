"""Data as script files: what the pages of the site load, since ``fetch`` does not work on ``file://``.

Belongs here: JSON that is safe inside a script, frames as columns, the call that hands data over. Does not belong here:
which data (``tables``, ``forms``, ``overview``), what the pages do with them (``static``).

A frame is written by polars as a whole, never by a loop over its cells:
``{"rows": …, "columns": {name: values}, "texts": {name: texts}}``. Of a column whose texts repeat, ``texts`` has the
different ones and ``columns`` says which, -1 for null. A column without any value is null.
"""

from __future__ import annotations

import json
import zlib
from base64 import b64encode
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl

from pipeline.cache.same_files import fresh

_REPEATED = 0.7
"""Texts of which at most this share differs are written once each."""
Write = Callable[[Path, str, str], Path]
"""One of the ways to write JSON under a name."""
_LEVEL = 1
"""Of packing: higher ones take several times as long for a tenth less."""


def write_data(site: Path, name: str, data: Any) -> Path:
    """Write ``<site>/<name>.js``, which hands ``data`` to the pages under that name."""
    return write_json_text(site, name, json_text(data))


def json_text(data: Any) -> str:
    """Anything as JSON."""
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"), default=_plain)


def write_json_text(site: Path, name: str, text: str) -> Path:
    """The same for data that are JSON already."""
    path = fresh(site / f"{name}.js")
    path.write_text(receive(name, text), encoding="utf-8")
    return path


def write_packed(site: Path, name: str, text: str) -> Path:
    """The same in a quarter of the bytes: for pieces of a large site."""
    path = fresh(site / f"{name}.js")
    packed = b64encode(zlib.compress(text.encode(), _LEVEL)).decode()
    path.write_text(f'jixiao.receivePacked({json.dumps(name)},"{packed}");\n', encoding="ascii")
    return path


def receive(name: str, text: str) -> str:
    """The script that hands over JSON. No text in it can end the script or be taken for HTML."""
    # These characters stand in strings alone, where their escapes mean the same.
    safe = text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
    return f"jixiao.receive({json.dumps(name)},{safe});\n"


def columnar(frame: pl.DataFrame) -> str:
    """A frame as JSON by columns. Decimals become numbers, dates texts."""
    # A few questions about all columns at once: thousands of frames are written, most of them small.
    empty = [
        name for name, nulls in zip(frame.columns, *frame.null_count().rows(), strict=True) if nulls == frame.height
    ]
    filled = frame.drop(empty)
    texts = _repeated(filled)
    columns = filled.select(_written(name, dtype, texts).implode() for name, dtype in filled.schema.items())
    every = ",".join(filter(None, [_object(columns)[1:-1], *(f"{json.dumps(name)}:null" for name in empty)]))
    return f'{{"rows":{frame.height},"columns":{{{every}}},"texts":{_object(texts)}}}'


def _repeated(frame: pl.DataFrame) -> pl.DataFrame:
    """The different texts of each column where they repeat often enough to be worth it, as one row of lists."""
    different = frame.select(pl.col(pl.String).drop_nulls().unique(maintain_order=True).implode())
    counts = different.select(pl.all().list.len())
    return different.select(name for name in different.columns if counts[name].item() <= frame.height * _REPEATED)


def _written(name: str, dtype: pl.DataType, texts: pl.DataFrame) -> pl.Expr:
    """A column as it is written: numbers, texts, or which of the different texts."""
    column = pl.col(name)
    if name in texts.columns:
        return column.cast(pl.Enum(texts[name].item())).to_physical().cast(pl.Int32).fill_null(-1)
    return column.cast(pl.Float64) if isinstance(dtype, pl.Decimal) else column


def _object(lists: pl.DataFrame) -> str:
    """A frame of one row of lists as a JSON object."""
    return lists.write_ndjson().strip() if lists.width else "{}"


def _plain(value: object) -> str | float:
    """Decimals as numbers and dates as texts, like :func:`columnar`."""
    return float(value) if isinstance(value, Decimal) else str(value)

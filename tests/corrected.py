"""One plain form read with corrections, without a build: what tests of corrections share.

Belongs here: records with everything that is needed, reading a page with them. Does not belong here: what is expected.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from pipeline import sources
from pipeline.corrections import attach, read_folder
from pipeline.curate.curate_document import CuratedDocument, curate_document
from tests.factory.plain import INDICATORS, plain_page

PATH = "b/form.html"


def wrong_page() -> bytes:
    """A form whose second score does not make its total: 11 in the place of 13, struck out."""
    rows = [row if row[3] != "15" else [*row[:4], "<s>11</s>", row[5]] for row in INDICATORS]
    return plain_page(indicators=rows)


def record(number: int = 1, **keys: Any) -> dict[str, Any]:
    """A record about the score of the second indicator, which is in doubt nowhere; ``keys`` replace and add."""
    return {
        "id": f"c{number}",
        "document": PATH,
        "form": 1,
        "table": "indicator",
        "row": 2,
        "field": "score",
        "action": "override",
        "expect": "13",
        "value": "12",
        "reason": "看错",
        "by": "复核岗",
        "on": "2026-11-28",
    } | keys


def without_value(number: int = 1, **keys: Any) -> dict[str, Any]:
    """A record of another action than ``override``."""
    made = record(number, **keys)
    del made["value"]
    return made


def write(folder: Path, *records: dict[str, Any]) -> Path:
    """The folder of corrections below ``folder`` with one file of records."""
    corrections = folder / "corrections"
    corrections.mkdir(exist_ok=True)
    (corrections / "b.yml").write_text(yaml.safe_dump(list(records), allow_unicode=True), "utf-8")
    return corrections


def raw_folder(folder: Path, page: bytes | None = None) -> Path:
    """A raw folder below ``folder`` with the one page."""
    file = folder / "raw" / PATH
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(page or plain_page())
    return folder / "raw"


def read_with(folder: Path, *records: dict[str, Any], page: bytes | None = None) -> CuratedDocument:
    """The page read with the records, which are written into ``folder`` first."""
    raw_folder(folder, page)
    write(folder, *records)
    return read_again(folder)


def read_again(folder: Path) -> CuratedDocument:
    """The one document of the raw folder read with the corrections that stand beside it."""
    raw = folder / "raw"
    (document,) = attach(sources.scan(raw), read_folder(folder / "corrections"))
    return curate_document(document, sources.load(raw, document))

"""The frictionless data package of a release.

Belongs here: measuring files and writing ``datapackage.json``. Does not belong here: its content, which follows
from ``schemas``.
"""

from __future__ import annotations

import json
from pathlib import Path

from pipeline.publish.citation import package_fields
from pipeline.publish.contents import published_files
from pipeline.publish.data_kind import description
from pipeline.publish.disk import sha256
from schemas.descriptions import PublishedFile, descriptor


def write_datapackage(directory: Path, build_id: str) -> Path:
    """Write ``<directory>/datapackage.json`` about the Parquet files there, and return its path.

    Every table and every view must be there as one file; raises FileNotFoundError otherwise.
    """
    measured = {}
    for name, path in published_files().items():
        file = directory / path
        measured[name] = PublishedFile(path, file.stat().st_size, sha256(file))
    target = directory / "datapackage.json"
    about = description(directory) | package_fields(directory, build_id)
    text = json.dumps(descriptor(measured, build_id, about), ensure_ascii=False, indent=1)
    target.write_text(text + "\n", encoding="utf-8")
    return target

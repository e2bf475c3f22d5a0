"""The frictionless data package of a release.

Belongs here: measuring files and writing ``datapackage.json``. Does not belong here: its content, which follows
from ``schemas``.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from pipeline.publish.citation import package_fields
from pipeline.publish.contents import published_files
from pipeline.publish.data_kind import description
from pipeline.publish.disk import sha256
from schemas.descriptions import PublishedFile, descriptor


def write_datapackage(directory: Path, build_id: str) -> Path:
    """Write ``<directory>/datapackage.json`` about the Parquet files there, and return its path.

    Every table and every view must be there; raises FileNotFoundError otherwise. What is said of a directory is that
    of its files one after the other.
    """
    measured = {}
    for name, path in published_files().items():
        measured[name] = _measured(directory, path)
    target = directory / "datapackage.json"
    about = description(directory) | package_fields(directory, build_id)
    text = json.dumps(descriptor(measured, build_id, about), ensure_ascii=False, indent=1)
    target.write_text(text + "\n", encoding="utf-8")
    return target


def _measured(directory: Path, path: str) -> PublishedFile:
    file = directory / path
    if not file.is_dir():
        return PublishedFile(path, file.stat().st_size, sha256(file))
    parts = sorted(file.rglob("*.parquet"))
    digest = hashlib.sha256()
    for part in parts:
        digest.update(part.read_bytes())
    names = [part.relative_to(directory).as_posix() for part in parts]
    return PublishedFile(names, sum(part.stat().st_size for part in parts), digest.hexdigest())

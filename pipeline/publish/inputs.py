"""What a release was made from: every file of the raw folder, the facts of its batch, and the code.

Belongs here: ``inputs.json`` and what the manifest says of it. Does not belong here: listing the raw folder
(``pipeline.sources``).
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pipeline import __version__
from pipeline.cache.code_version import build_version
from pipeline.publish.disk import sha256, write_json
from pipeline.sources import RawDocument

FILE = "inputs.json"


def write_inputs(release: Path, documents: Sequence[RawDocument]) -> Path:
    """Write ``<release>/inputs.json``: what the raw folder held when this release was made.

    ``sha256`` is that of the bytes, null where they could not be read; ``document_id``, as in table ``document``, is
    its start, but for copies and files without bytes. Facts of a batch are those of
    its ``batch.yml``, corrections the ids in table ``correction``.
    """
    release.mkdir(parents=True, exist_ok=True)
    facts = {document.batch: document.facts for document in documents}
    path = release / FILE
    write_json(
        path,
        {
            "documents": [
                {
                    "path": document.path,
                    "batch": document.batch,
                    "document_id": document.document_id,
                    "sha256": document.sha256 or None,
                    "bytes": document.size,
                    "media_type": document.media_type,
                    "problem": document.problem.code if document.problem else None,
                    "corrections": [record.id for record in document.corrections],
                }
                for document in documents
            ],
            "batches": {
                batch: known.model_dump(mode="json", exclude_defaults=True) for batch, known in sorted(facts.items())
            },
        },
    )
    return path


def inputs_digest(release: Path) -> dict[str, Any] | None:
    """What the manifest says of ``inputs.json``: number and size of the files, its own hash; None without one."""
    path = release / FILE
    try:
        documents = json.loads(path.read_text(encoding="utf-8"))["documents"]
    except FileNotFoundError:
        return None
    total = sum(document["bytes"] for document in documents)
    return {"file": FILE, "documents": len(documents), "bytes": total, "sha256": sha256(path)}


def code_version() -> dict[str, str]:
    """The version of the program, and a digest of its files and of what is installed, which any change changes."""
    return {"version": __version__, "digest": build_version()[:16]}

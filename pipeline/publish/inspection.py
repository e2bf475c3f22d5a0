"""One document read as a build reads it: understood, doubted, refused.

Belongs here: the same path as a build takes, for one file, with what persons decided about it. Does not belong here:
layout (``inspection_text``), writing anything.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import polars as pl

from pipeline import sources
from pipeline.audit import audit_tables
from pipeline.corrections import attach_to, check_applied
from pipeline.curate.parallel import curate_all
from pipeline.curate.tables import tables
from pipeline.model.correction import Correction

PARTS = ("budget_line", "indicator", "cell", "doubt", "repair", "finding")
"""What belongs to a form, by table."""


def read_file(file: Path, corrections: Iterable[Correction] = (), raw: Path | None = None) -> dict[str, pl.DataFrame]:
    """The tables of one document by name, with its rows of ``finding``; rules that compare documents have none.

    Records of corrections that name another document are passed over. ``raw`` is the folder that paths in them begin
    at; without it that of the file, or of its batch. Raises FileNotFoundError,
    :class:`pipeline.sources.BatchError` for a bad ``batch.yml`` beside the file and
    :class:`pipeline.corrections.CorrectionError` for a record that does not fit the document.
    """
    folder, source = sources.describe(file)
    path = file.resolve()
    is_below = raw is not None and path.is_relative_to(raw.resolve())
    names = [path.relative_to(raw.resolve()).as_posix()] if raw is not None and is_below else []
    document = attach_to(source, corrections, names)
    curated = curate_all(folder, [document])
    check_applied([document], curated)
    frames = tables(curated)
    return {**frames, "finding": audit_tables.findings(frames)}


def inspect_file(file: Path, corrections: Iterable[Correction] = (), raw: Path | None = None) -> dict[str, Any]:
    """What :func:`read_file` gives as :func:`described` arranges it; raises what that raises."""
    return described(read_file(file, corrections, raw))


def described(frames: dict[str, pl.DataFrame]) -> dict[str, Any]:
    """The row of ``document``, its ``forms`` with all their rows, its rows of ``narrative`` and of ``quarantine``.

    Names are those of the published tables: each form holds its columns and the lists of :data:`PARTS`; ``correction``
    holds what was corrected. Findings are made where there are none.
    """
    with_findings = frames if "finding" in frames else {**frames, "finding": audit_tables.findings(frames)}
    rows = {name: frame.to_dicts() for name, frame in with_findings.items()}
    forms = [
        {**form, **{part: [row for row in rows[part] if row["form_id"] == form["form_id"]] for part in PARTS}}
        for form in rows["form"]
    ]
    return {
        "document": rows["document"][0],
        "forms": forms,
        "narrative": rows["narrative"],
        "quarantine": rows["quarantine"],
        "correction": rows["correction"],
    }

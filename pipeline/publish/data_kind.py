"""Whether a release is of real documents or of invented ones, in one code and one sentence.

Belongs here: that decision and its wording, for the manifest, the data package, the workbook and the summary. Does not
belong here: which document is invented; ``batch.yml`` says so and column ``is_example`` keeps it.
"""

from __future__ import annotations

from pathlib import Path

import polars as pl

from pipeline.publish.parquet import read_parquet

SENTENCES = {
    "real": ("真实公开文件。", "Real documents, as their offices published them."),
    "example": (
        "虚构示例：单位、项目和金额均非真实，不得用于分析。",
        "Invented examples: offices, projects and figures are not real. Nothing here is to be analysed.",
    ),
    "mixed": (
        "既有真实文件，也有虚构示例：须按 is_example 分开使用，不得合并计算。",
        "Real documents and invented examples in one release: part them by is_example, never add them up.",
    ),
    "none": ("没有文件。", "No document."),
}
"""Code to its sentence in Chinese and in English."""


def data_kind(document: pl.DataFrame) -> str:
    """The code of a release with these documents; the same decision as view ``release``."""
    examples = document["is_example"].sum()
    if document.is_empty():
        return "none"
    if examples == document.height:
        return "example"
    return "mixed" if examples else "real"


def description(release: Path) -> dict[str, str]:
    """Code and sentences of a staged release, as they stand in its JSON files."""
    kind = data_kind(read_parquet("document", release))
    chinese, english = SENTENCES[kind]
    return {"data_kind": kind, "data_kind_text": chinese, "data_kind_text_en": english}

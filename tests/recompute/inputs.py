"""The releases that are compared: real documents, examples, and documents of which every figure is known.

Belongs here: where documents and truths come from, and building them with the command line. Nothing else of the
product is used.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from tests.factory import files
from tests.factory.documents import Document, compose
from tests.recompute.release import Release, Tables
from tests.recompute.truth import ATTAINED, OPERATORS, Form, Indicator, Line, Side, as_known, number

ROOT = Path(__file__).parents[2]
TRANSCRIBED = ROOT / "tests" / "data" / "noisy" / "seed_forms_1_to_4.json"
RAW_TEXT = "shanghai_fgj_2024/000_abc6290ce127bb5c.txt"
YUAN = 10_000
WRITERS: dict[str, Callable[[Document], bytes]] = {"html": files.page, "docx": files.word, "xlsx": files.book}
DOCUMENTS = 24

Input = tuple[Release, Tables | None]


def build(raw: Path, out: Path) -> Path:
    """The warehouse of the documents of a folder, built below another one by the command line."""
    out.mkdir(parents=True, exist_ok=True)
    ran = subprocess.run(
        [sys.executable, "-m", "pipeline.cli", "build", "--raw", raw, "--out", out / "curated"],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT), "DAGSTER_HOME": str(out), "PYTHONHASHSEED": "0"},
        capture_output=True,
        text=True,
        check=False,
    )
    if ran.returncode:
        raise RuntimeError(ran.stdout[-2000:] + ran.stderr[-2000:])
    return warehouse_below(out)


def warehouse_below(out: Path) -> Path:
    """Where ``build`` puts the warehouse."""
    return out / "curated" / "current" / "warehouse.duckdb"


def published(folder: str, out: Path) -> Release:
    """The documents of a folder of the repository, built once."""
    place = out / folder.replace("/", "_")
    warehouse = warehouse_below(place)
    return Release(warehouse if warehouse.exists() else build(ROOT / folder, place))


def transcribed(out: Path) -> Input:
    """The real documents, four forms of which were transcribed by hand; the others from their tables."""
    release = published("data/raw", out)
    forms = json.loads(TRANSCRIBED.read_text(encoding="utf-8"))
    return release, as_known(release.tables, [_transcribed_form(form) for form in forms])


def _transcribed_form(form: dict[str, Any]) -> Form:
    return Form(
        path=RAW_TEXT,
        ordinal=form["seq"],
        kind="project",
        total_weight=number(form["total_weight"]),
        total_score=number(form["total_score"]),
        grade=form["grade"],
        lines=[
            Line(
                row["source"] == "total",
                *(number(row[name], YUAN) for name in ("initial", "adjusted", "executed")),
                *(number(row[name]) for name in ("weight", "score", "execution_rate")),
                None,
            )
            for row in form["budget"]
        ],
        indicators=[
            Indicator(
                row["level1"],
                row["level2"],
                Side(number(row["target_value"]), row["target_unit"], OPERATORS[row["target_op"]]),
                Side(number(row["actual_value"]), row["actual_unit"], None),
                ATTAINED[row["actual_level"]],
                number(row["weight"]),
                number(row["score"]),
                row["reason"],
            )
            for row in form["indicators"]
        ],
    )


def invented(out: Path, count: int = DOCUMENTS) -> Input:
    """Invented documents as web pages, word-processor documents and workbooks."""
    out = out / "invented"
    forms: list[Form] = []
    for seed in range(count):
        suffix = [*WRITERS][seed % len(WRITERS)]
        document = compose(f"recompute {seed}", ("several",) if seed % 4 == 0 else ())
        path = out / "raw" / f"{seed:03}" / f"forms.{suffix}"
        path.parent.mkdir(parents=True)
        path.write_bytes(WRITERS[suffix](document))
        forms += known_forms(path.relative_to(out / "raw").as_posix(), document.truths)
    release = Release(build(out / "raw", out))
    if len(release.tables["form"]) != len(forms):
        raise ValueError(f"{len(release.tables['form'])} forms were read instead of {len(forms)}")
    return release, as_known(release.tables, forms)


def known_forms(path: str, truths: Iterable[dict[str, Any]]) -> list[Form]:
    return [_invented_form(path, ordinal, truth) for ordinal, truth in enumerate(truths, 1)]


def _invented_form(path: str, ordinal: int, truth: dict[str, Any]) -> Form:
    def figure(entry: dict[str, Any], factor: int = 1) -> Any:
        return number(entry["value"], factor)

    def side(entry: dict[str, Any], *, operator: str | None = None) -> Side:
        is_known = not (entry.get("is_open") or entry.get("may_be_left"))
        return Side(number(entry["value"]), entry["unit"], operator or OPERATORS[entry["op"]], is_known)

    return Form(
        path=path,
        ordinal=ordinal,
        kind=truth.get("kind", "project"),
        total_weight=figure(truth["total_weight"]),
        total_score=figure(truth["total_score"]),
        grade=truth.get("grade"),
        lines=[
            Line(
                row["key"] == "total",
                *(figure(row[name], YUAN) for name in ("initial", "adjusted", "executed")),
                *(figure(row[name]) for name in ("weight", "score", "rate")),
                row.get("reason"),
            )
            for row in truth["budget"]
        ],
        indicators=[
            Indicator(
                row["level1"],
                row["level2"],
                side(row["target"], operator="qualitative" if row.get("nature") == "定性" else None),
                side(row["actual"]),
                ATTAINED[row["actual"]["attainment"]],
                figure(row["weight"]),
                figure(row["score"]),
                row["reason"],
            )
            for row in truth["indicators"]
        ],
    )


INPUTS: dict[str, Callable[[Path], Input]] = {
    "data/raw, from its tables": lambda out: (published("data/raw", out), None),
    "data/examples, from their tables": lambda out: (published("data/examples", out), None),
    "data/raw, four forms from a careful transcription": transcribed,
    "invented documents, from what they print": invented,
}

"""Two releases with known differences: what is told is exactly what a plain comparison of dictionaries finds."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.publish.difference import KINDS, difference

Rows = dict[tuple[str, ...], dict[str, Any]]
PATHS = ("a/1.pdf", "a/2.pdf", "b/1.pdf", "b/一.pdf")
IDENTITIES = tuple(letter * 16 for letter in "abcdef")
KEYS = {"document": ["document_id"], "form": ["form_id"], "doubt": ["form_id", "field"], "finding": ["finding_id"]}
SCHEMAS: Mapping[str, dict[str, Any]] = {
    "document": {"document_id": pl.String, "path": pl.String, "pages": pl.Int64},
    "form": {"form_id": pl.String, "document_id": pl.String, "name": pl.String, "doubtful": pl.List(pl.String)},
    "doubt": {"form_id": pl.String, "field": pl.String, "code": pl.String},
    "finding": {"finding_id": pl.String, "form_id": pl.String, "message": pl.String},
}
TEXTS = st.sampled_from((None, "", "x", "项目", "0"))


@st.composite
def releases(draw: st.DrawFn) -> dict[str, Rows]:
    """The tables of a release by key: some documents, each with forms, doubts and findings, one about no document."""
    tables: dict[str, Rows] = {name: {} for name in SCHEMAS}
    paths = draw(st.lists(st.sampled_from(PATHS), unique=True))
    identities = draw(st.permutations(IDENTITIES))
    for path, identity in zip(paths, identities, strict=False):
        tables["document"][identity,] = {"path": path, "pages": draw(st.sampled_from((None, 1, 2)))}
        for number in range(draw(st.integers(0, 2))):
            form = f"{identity}-{number:03d}"
            doubtful = draw(st.sampled_from(([], ["name"], ["name", "year"])))
            tables["form"][form,] = {"document_id": identity, "name": draw(TEXTS), "doubtful": doubtful}
            for field in doubtful:
                tables["doubt"][form, field] = {"code": draw(TEXTS)}
            if draw(st.booleans()):
                tables["finding"][f"{form}-B02-1",] = {"form_id": form, "message": draw(TEXTS)}
    if draw(st.booleans()):
        tables["finding"]["教育局 2024-X01",] = {"form_id": None, "message": draw(TEXTS)}
    return tables


def write(folder: Path, tables: dict[str, Rows], order: Callable[[list[Any]], list[Any]]) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for name, rows in tables.items():
        content = [dict(zip(KEYS[name], key, strict=True)) | row for key, row in order(list(rows.items()))]
        frame = pl.DataFrame(content, schema=SCHEMAS[name])
        metadata = {"jixiao": json.dumps({"schema_version": "2.0.0", "primary_key": KEYS[name]})}
        frame.write_parquet(folder / f"{name}.parquet", metadata=metadata)
    return folder


def paired(before: Rows, after: Rows) -> tuple[dict[str, str], dict[str, int]]:
    """The older identity of each document that stands under another one, and the documents by what became of them."""
    old, new = ({key[0]: str(row["path"]) for key, row in rows.items()} for rows in (before, after))
    by_path = {path: identity for identity, path in new.items() if identity not in old}
    replaced = {identity: by_path[path] for identity, path in old.items() if identity not in new and path in by_path}
    kinds = dict.fromkeys(KINDS, 0)
    kinds["replaced"] = len(replaced)
    kinds["moved"] = sum(old[one] != new[one] for one in old.keys() & new.keys())
    kinds["added"] = len(new.keys() - old.keys()) - len(replaced)
    kinds["removed"] = len(old.keys() - new.keys()) - len(replaced)
    return replaced, kinds


def translated(rows: Rows, replaced: dict[str, str]) -> Rows:
    def text(value: Any) -> Any:
        return next(
            (new + value[16:] for old, new in replaced.items() if isinstance(value, str) and value.startswith(old)),
            value,
        )

    return {tuple(map(text, key)): {name: text(value) for name, value in row.items()} for key, row in rows.items()}


@settings(max_examples=30, deadline=None)
@given(releases(), releases(), st.booleans())
def test_what_differs_is_told_exactly(
    tmp_path_factory: Any, before: dict[str, Rows], after: dict[str, Rows], is_turned: bool
) -> None:
    folder = tmp_path_factory.mktemp("difference")
    order: Callable[[list[Any]], list[Any]] = (lambda rows: rows[::-1]) if is_turned else (lambda rows: rows)
    found = difference(write(folder / "1", before, list), write(folder / "2", after, order))

    replaced, kinds = paired(before["document"], after["document"])
    touched = set()
    for name in SCHEMAS:
        old, new = translated(before[name], replaced), after[name]
        changed = [
            (key, column, old[key][column], new[key][column])
            for key in old.keys() & new.keys()
            for column in old[key]
            if old[key][column] != new[key][column]
        ]
        table = found.tables[name]
        assert (table.added, table.removed) == (len(new.keys() - old.keys()), len(old.keys() - new.keys()))
        assert table.changed == len({key for key, *_ in changed})
        columns = [column for _, column, *_ in changed]
        assert dict(table.columns) == {column: columns.count(column) for column in columns}
        told = {
            (one["row"], one["column"], one["before"], one["after"])
            for one in found.values()[0]
            if one["table"] == name and one["what"] == "changed"
        }
        assert told == {
            (" ".join(f"{k}={v}" for k, v in zip(KEYS[name], key, strict=True)), column, as_text(was), as_text(now))
            for key, column, was, now in changed
        }
        touched |= {key[0][:16] for key in (old.keys() ^ new.keys()) | {key for key, *_ in changed}}
    both = {key[0] for key in after["document"]} & {key[0] for key in translated(before["document"], replaced)}
    counts = found.counts()
    assert {kind: counts[kind] for kind in ("added", "removed", "replaced", "moved")} == {
        kind: kinds[kind] for kind in ("added", "removed", "replaced", "moved")
    }
    unmoved = [one for one in found.documents if one.kind in ("changed", "same")]
    assert all((one.kind == "changed") == (one.document_id in touched) for one in unmoved)
    assert len(both) == sum(counts.values()) - counts["added"] - counts["removed"]
    assert found.is_same == (not touched)


def as_text(value: Any) -> str | None:
    """A value as it is told."""
    if isinstance(value, list):
        return "、".join(value)
    return None if value is None else str(value)

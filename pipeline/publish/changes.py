"""What differs from the release before, for people: ``CHANGES.md`` and what ``jixiao diff`` prints.

Belongs here: wording and layout, in Chinese and in English. Does not belong here: comparing (``difference``).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pipeline.language import LANGUAGES, say_in
from pipeline.publish.difference import KINDS, Difference, DocumentDifference
from schemas.catalog import TABLES

_MOST_DOCUMENTS = 200
"""Documents that are named; there may be thousands."""


@dataclass(frozen=True, slots=True)
class Before:
    """What a new release follows: the current one, and what differs from it."""

    build_id: str | None
    difference: Difference | None
    accepted_fall: Mapping[str, Any] | None
    unreadable: str | None = None
    """Why the current release could not be compared, where it is damaged."""


def text(build_id: str, sequence: int, before: Before) -> str:
    """``CHANGES.md`` of a release: first in Chinese, then in English."""
    lines = ["# 变更 / Changes"]
    for language in LANGUAGES:
        lines += ["", *_part(language, build_id, sequence, before)]
    return "\n".join(lines) + "\n"


def as_text(difference: Difference, language: str, most: int | None) -> str:
    """What differs, in one language, with as many single values as asked for."""
    lines = list(_compared(language, difference, _MOST_DOCUMENTS))
    values, left_out = difference.values(most)
    if values:
        lines += ["", f"## {say_in('diff.values', language)}", "", *map(_value, values)]
    if left_out:
        lines += ["", say_in("diff.left_out", language, count=f"{left_out:,}")]
    return "\n".join(lines)


def _part(language: str, build_id: str, sequence: int, before: Before) -> Iterator[str]:
    yield say_in("diff.release", language, build_id=build_id, sequence=sequence)
    yield ""
    if before.build_id is None:
        yield say_in("diff.first", language)
        return
    if before.difference is None:
        yield say_in("diff.unreadable", language, before=before.build_id, error=_one_line(before.unreadable or ""))
    else:
        yield say_in("diff.against", language, before=before.build_id)
    if before.accepted_fall:
        yield ""
        yield say_in("diff.accepted", language, why=_one_line(before.accepted_fall["why"]))
        yield ""
        name = "sentence" if language == "zh" else "sentence_en"
        yield from (f"- {_one_line(fall[name])}" for fall in before.accepted_fall["falls"])
    if before.difference is not None:
        yield ""
        yield from _compared(language, before.difference, _MOST_DOCUMENTS)


def _compared(language: str, difference: Difference, most: int) -> Iterator[str]:
    if difference.is_same:
        yield say_in("diff.same", language)
        return
    if difference.before.schema_version != (now := difference.after.schema_version):
        yield say_in("diff.schema", language, before=difference.before.schema_version, after=now)
        yield ""
    counts = difference.counts()
    listed = (say_in(f"diff.count.{kind}", language, count=f"{counts[kind]:,}") for kind in KINDS if counts[kind])
    yield say_in("diff.documents", language, listed=("、" if language == "zh" else ", ").join(listed))
    changed = [document for document in difference.documents if document.kind != "same"]
    if changed:
        yield ""
        yield from (_document(language, document) for document in changed[:most])
    if len(changed) > most:
        yield say_in("diff.more", language, count=f"{len(changed) - most:,}")
    yield from _tables(language, difference)


def _document(language: str, document: DocumentDifference) -> str:
    rows = [
        f"{_table(language, name)} {_signed(counts)}"
        for name, counts in document.tables.items()
        if name in ("form", "indicator", "budget_line", "finding", "doubt")
    ]
    was = f" ← {_path(document.path_before)}" if document.kind == "moved" and document.path_before else ""
    told = f"：{'；'.join(rows)}" if language == "zh" else f": {'; '.join(rows)}"
    return f"- {say_in(f'diff.kind.{document.kind}', language)} {_path(document.path)}{was}{told if rows else ''}"


def _path(path: str) -> str:
    """A path as Markdown takes for nothing else: names come from others."""
    shown = _one_line(path).replace("`", "'")
    return f"`{shown}`"


def _tables(language: str, difference: Difference) -> Iterator[str]:
    for name in difference.tables_added:
        yield f"- {say_in('diff.table_added', language, table=name)}"
    for name in difference.tables_removed:
        yield f"- {say_in('diff.table_removed', language, table=name)}"
    different = [table for table in difference.tables.values() if not table.is_same]
    if not different:
        return
    yield ""
    yield say_in("diff.head", language)
    yield "|---|---|---:|---:|---:|---|"
    for table in different:
        columns = [f"{name} {count:,}" for name, count in table.columns.items()]
        columns += [f"+{name}" for name in table.columns_added] + [f"−{name}" for name in table.columns_removed]
        numbers = f"{table.added:,} | {table.removed:,} | {table.changed:,}"
        yield f"| {table.table} | {_table(language, table.table)} | {numbers} | {', '.join(columns)} |"


def _table(language: str, name: str) -> str:
    return TABLES[name].title if language == "zh" and name in TABLES else name


def _signed(counts: Sequence[int]) -> str:
    signs = (f"{sign}{count:,}" for sign, count in zip("+−~", counts, strict=True) if count)
    return " ".join(signs)


def _value(value: Mapping[str, Any]) -> str:
    where = " ".join(filter(None, (value["table"], value["row"])))
    if value["what"] != "changed":
        return _one_line(f"{'+' if value['what'] == 'added' else '−'} {where}")
    before, after = ("∅" if text is None else text for text in (value["before"], value["after"]))
    return _one_line(f"~ {where} {value['column']}: {before} → {after}")


def _one_line(text: str) -> str:
    """A text of a document on one line, without what commands a terminal."""
    return "".join(c if c.isprintable() or c == "\u3000" else " " for c in text)

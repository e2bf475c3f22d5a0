"""Whether two versions of the code publish the same: ``make same BASE=<commit>``.

Belongs here: which documents are read, the dump of what one tree publishes of them, the comparison of two dumps. Does
not belong here: whether a value is right (``tests.truth``), making documents (``tests.factory``).

BASE is checked out into a temporary worktree. Each tree reads the same bytes in a process of its own, with the audit of
all of them behind it, and writes one line of JSON for each document: the published tables with type and value of every
column. A column that only the new tree has is named once and is no difference; one that only BASE has is one. Exit
status 1 where anything differs. Nothing here imports the code that is compared: a dump names the few functions it
needs under every place where they have stood, so that modules may move.
"""

from __future__ import annotations

import argparse
import dataclasses
import importlib
import json
import logging
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

import polars as pl

ROOT = Path(__file__).parents[1]
# A function that moves gets its new place in front of the old one: BASE still has the old one.
CURATE = (
    "pipeline.curate.curate_document:curate_document",
    "pipeline.curate.document:curate_document",
    "pipeline.curate:curate_document",
)
DESCRIBE = ("pipeline.sources:describe", "pipeline.sources.raw:describe")
TABLES = ("pipeline.curate.tables:tables", "pipeline.curate:tables")
AUDIT = ("pipeline.audit.audit_tables:audit", "pipeline.audit:audit")
HAS_OCR = ("pipeline.readers.scan.extra:has_ocr", "pipeline.readers.extra:has_ocr")
# Processor time for one document, ten times of what the slowest needs: only hostile ones take longer.
SECONDS = 20
# Their rows follow the columns of the tables they speak of; a repair is numbered in that order.
UNORDERED = frozenset({"cell", "repair", "doubt"})
# These say which code ran, and when.
ASIDE = frozenset({"repair.repair_id", "document.parser_version"})
_NO_DOCUMENT = frozenset({".json", ".md", ".tsv", ".yaml", ".yml"})
_EXAMPLES = 5

Row = dict[str, Any]
Dump = dict[str, dict[str, Any]]
"""By label of a document its tables; each has ``columns`` (type by name) and ``rows`` (lists of values)."""


def find(places: Iterable[str]) -> Any:
    """The first of some objects, each ``module:attribute``, that the tree has."""
    for place in places:
        module, _, name = place.partition(":")
        with suppress(ModuleNotFoundError, AttributeError):
            return getattr(importlib.import_module(module), name)
    raise SystemExit(f"The tree has none of {', '.join(places)}: add the place in tests/same.py.")


def plain(value: Any) -> Any:
    """A value as JSON holds it, whatever type it has between the stages."""
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if dataclasses.is_dataclass(value):
        return {one.name: plain(getattr(value, one.name)) for one in dataclasses.fields(value)}
    if isinstance(value, Mapping):
        return {str(key): plain(one) for key, one in sorted(value.items(), key=lambda item: str(item[0]))}
    if isinstance(value, set | frozenset):
        return sorted(map(plain, value), key=str)
    return [plain(one) for one in value] if isinstance(value, list | tuple) else str(value)


def table(source: Any) -> dict[str, Any]:
    """A frame, or rows of any kind, as columns and rows."""
    if hasattr(source, "schema"):
        columns = {name: str(dtype) for name, dtype in source.schema.items()}
        return {"columns": columns, "rows": [plain(row) for row in source.rows()]}
    rows = [plain(row) for row in source]
    names = sorted({name for row in rows for name in row})
    return {"columns": dict.fromkeys(names, ""), "rows": [[row.get(name) for name in names] for row in rows]}


class TooLong(BaseException):
    """More processor time than a document may take; no ``Exception``, which readers may catch."""


def _end(*_: Any) -> None:
    raise TooLong


def dump(task: Path, target: Path) -> None:
    """Read every document of a task with the tree that is the current folder, and write its tables."""
    logging.disable(logging.ERROR)
    curate, describe, tables, audit = map(find, (CURATE, DESCRIBE, TABLES, AUDIT))
    if not Path(sys.modules["pipeline"].__file__ or "").is_relative_to(Path.cwd()):
        raise SystemExit("The code was not imported from its own tree.")
    given = json.loads(task.read_text("utf-8"))
    if not given["scans"]:
        sys.modules[find(HAS_OCR).__module__].has_ocr = lambda: False
    signal.signal(signal.SIGPROF, _end)
    read: dict[str, Any] = {}
    found: dict[str, Mapping[str, Any]] = {}
    for label, path in given["documents"]:
        signal.setitimer(signal.ITIMER_PROF, SECONDS)
        try:
            source = describe(Path(path))[1]
            result = curate(source, Path(path).read_bytes())
            found[label] = tables([result])
            read.setdefault(source.document_id, result)
        except (Exception, TooLong) as error:
            found[label] = {"raised": [{"error": type(error).__name__}]}
        signal.setitimer(signal.ITIMER_PROF, 0)
    found["audit of all documents"] = audit(tables(read.values()))
    with target.open("w", encoding="utf-8") as lines:
        for label, frames in found.items():
            lines.write(json.dumps([label, {name: table(frame) for name, frame in frames.items()}]) + "\n")


@dataclass(slots=True)
class Differences:
    """What differs, by ``table.column``; ``notes`` are columns and tables that are new."""

    documents: int = 0
    values: int = 0
    found: dict[str, list[str]] = field(default_factory=dict)
    notes: dict[str, None] = field(default_factory=dict)

    def add(self, place: str, sentence: str) -> None:
        self.found.setdefault(place, []).append(sentence)


def compare(old: Dump, new: Dump, *, is_sorted: bool = False) -> Differences:
    """Every difference between two dumps of the same documents; the order of rows counts unless they are sorted."""
    result = Differences(len(old | new))
    kinds = [_kinds(old), _kinds(new)]
    result.notes |= dict.fromkeys(f"added table {name}" for name in sorted(kinds[1].keys() - kinds[0].keys()))
    for name in kinds[0].keys() - kinds[1].keys():
        result.add(name, "the table is no longer there")
    one_sided: set[tuple[str, str]] = set()
    shared = sorted(kinds[0].keys() & kinds[1].keys())
    for name in shared:
        before, after = kinds[0][name], kinds[1][name]
        one_sided |= {(name, column) for column in before.keys() ^ after.keys()}
        result.notes |= dict.fromkeys(f"added column {name}.{c}" for c in sorted(after.keys() - before.keys()))
        for column in sorted(before):
            if column not in after:
                result.add(f"{name}.{column}", "the column is no longer there")
            elif before[column] != after[column]:
                result.add(f"{name}.{column}", f"type {before[column]} -> {after[column]}")
    for label in old | new:
        if label not in old or label not in new:
            result.add("document", f"{label}: only in {'BASE' if label in old else 'the new tree'}")
            continue
        for name in shared:
            rows = [_rows(side[label].get(name), name, one_sided) for side in (old, new)]
            if is_sorted or name in UNORDERED:
                rows = [sorted(own, key=_text) for own in rows]
            _compare_rows(result, f"{label}: {name}", name, *rows)
    return result


def _kinds(dumped: Dump) -> dict[str, dict[str, str]]:
    """Type by column of every table of a dump; a document whose reading failed says nothing of the others."""
    kinds: dict[str, dict[str, str]] = {}
    for tables in dumped.values():
        for name, own in tables.items():
            kinds.setdefault(name, {}).update(own["columns"])
    # On both sides, so that one that is raised on one side only is a row too many.
    kinds.setdefault("raised", {"error": ""})
    return kinds


def _rows(own: dict[str, Any] | None, name: str, one_sided: set[tuple[str, str]]) -> list[Row]:
    """The rows of a table without what is said of columns that only one side has."""
    rows = []
    columns, listed_rows = (own["columns"], own["rows"]) if own else ({}, [])
    for values in listed_rows:
        row = dict(zip(columns, values, strict=True))
        if (row.get("table_name"), row.get("field")) in one_sided:
            continue
        row = {c: v for c, v in row.items() if (name, c) not in one_sided and f"{name}.{c}" not in ASIDE}
        if isinstance(row.get("doubtful"), list):
            row["doubtful"] = [c for c in row["doubtful"] if (name, c) not in one_sided]
        rows.append(row)
    return rows


def _compare_rows(result: Differences, place: str, name: str, old: list[Row], new: list[Row]) -> None:
    result.values += sum(map(len, old))
    for before, after in aligned(old, new) if old != new else ():
        if before is None or after is None:
            result.add(f"{name} rows", f"{place}: row {'lost' if before else 'added'}: {_short(before or after)}")
            continue
        where = " ".join(str(v) for c, v in before.items() if c.endswith(("_no", "_id", "field")) and v is not None)
        for column in before.keys() | after.keys():
            one, other = before.get(column), after.get(column)
            if one != other:
                said = f"{_short(one)} -> {_short(other)}"
                if column == "doubtful" and isinstance(one, list) and isinstance(other, list):
                    said = f"doubts lost: {sorted({*one} - {*other})}, new: {sorted({*other} - {*one})}"
                result.add(f"{name}.{column}", f"{place} {where}: {said}")


def aligned(old: list[Row], new: list[Row]) -> Iterator[tuple[Any, Any]]:
    """Rows beside each other; null beside a row that only one side has.

    Evidence stands beside that of the same value, any other row beside the one with which it shares the most.
    """
    matcher = SequenceMatcher(None, [*map(_text, old)], [*map(_text, new)], autojunk=False)
    for tag, a0, a1, b0, b1 in matcher.get_opcodes():
        if tag == "equal":
            continue
        sides = [{_place(row): row for row in rows} for rows in (old[a0:a1], new[b0:b1])]
        if None not in sides[0] | sides[1] and len(sides[0]) == a1 - a0 and len(sides[1]) == b1 - b0:
            yield from ((sides[0].get(key), sides[1].get(key)) for key in sides[0] | sides[1])
            continue
        is_swapped = a1 - a0 > b1 - b0
        few, many = (new[b0:b1], old[a0:a1]) if is_swapped else (old[a0:a1], new[b0:b1])
        pairs: list[tuple[Any, Any]] = []
        first = 0
        for number, row in enumerate(few):
            free = many[first : len(many) - len(few) + number + 1]
            shared = [sum(one.get(c) == v for c, v in row.items()) for one in free]
            best = first + shared.index(max(shared))
            pairs += [*((None, one) for one in many[first:best]), (row, many[best])]
            first = best + 1
        pairs += [(None, one) for one in many[first:]]
        yield from ((b, a) if is_swapped else (a, b) for a, b in pairs)


def _place(row: Row) -> tuple[Any, ...] | None:
    """What a row of evidence is about; null for other rows, whose numbers move when one is lost."""
    return tuple(row[c] for c in ("form_id", "table_name", "row_no", "field", "piece")) if "piece" in row else None


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


def _short(value: Any) -> str:
    text = _text(value)
    return text if len(text) <= 160 else text[:157] + "..."


def listed(extra: Iterable[Path], *, scans: bool) -> list[tuple[str, str]]:
    """Label and path of every document of the repository and of more folders."""
    own = (ROOT / "data/raw", ROOT / "data/examples", ROOT / "tests/data")
    folders = [(one.relative_to(ROOT).as_posix(), one) for one in own]
    folders += [(f"{one.resolve().name} ({number})", one.resolve()) for number, one in enumerate(extra, start=1)]
    return [
        (f"{label}/{path.relative_to(folder).as_posix()}", str(path))
        for label, folder in folders
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.suffix not in _NO_DOCUMENT and (scans or path.parent.name != "scans")
    ]


def invent(folder: Path, seeds: int) -> list[tuple[str, str]]:
    """Documents of the fixture factory, written once for both trees: of each seed one of every kind."""
    from tests.factory import fuzz  # it imports the code that is compared: not in a process that dumps
    from tests.factory.forms import ALL_FAMILIES
    from tests.factory.forms import invent as form_of
    from tests.noise import KINDS, extract

    endings = {"rl": "pdf", "book": "xlsx", "word": "docx", "page": "html"}
    kinds = [*KINDS.values()]
    folder.mkdir()
    for seed in range(seeds):
        for producer, ending in endings.items():
            case = fuzz.Case(producer, seed, fuzz.choose(producer, seed), ALL_FAMILIES[seed % len(ALL_FAMILIES)])
            (folder / f"{producer}_{seed}.{ending}").write_bytes(fuzz.draw(case)[1])
        kind = kinds[seed % len(kinds)]
        rows = form_of(seed, family=kind.family).table.rows
        (folder / f"noisy_{seed}.txt").write_text(extract(rows, seed, kind), "utf-8")
    return [(f"invented/{path.name}", str(path)) for path in sorted(folder.iterdir())]


@contextmanager
def checked_out(base: str, folder: Path) -> Iterator[Path]:
    """The tree of a commit, for as long as it is needed."""
    git = ["git", "-C", str(ROOT), "worktree"]
    subprocess.run([*git, "add", "--quiet", "--detach", str(folder), base], check=True)
    try:
        yield folder
    finally:
        subprocess.run([*git, "remove", "--force", str(folder)], check=True)


def _in_both(trees: list[Path], seeds: list[str], arguments: list[list[str]]) -> None:
    """One process for each tree, at the same time; ``-P`` keeps the folder of this file off the path."""
    running = []
    for tree, seed, own in zip(trees, seeds, arguments, strict=True):
        own_home = {"PYTHONPATH": str(tree), "DAGSTER_HOME": str(tree / ".dagster"), "PYTHONHASHSEED": seed}
        command = [sys.executable, "-P", *own]
        running.append(subprocess.Popen(command, cwd=tree, env=os.environ | own_home, stdout=subprocess.DEVNULL))
    if sum(one.wait() != 0 for one in running):
        raise SystemExit("One of the trees failed: see above.")


def _load(path: Path) -> Dump:
    return dict(map(json.loads, path.open(encoding="utf-8")))


def _released(out: Path) -> Dump:
    """Every table of the release in a folder."""
    files = sorted((out / "current").rglob("*.parquet"))
    return {"release of data/raw": {path.stem: table(pl.read_parquet(path)) for path in files}}


def _report(what: str, result: Differences) -> int:
    said = [f"{what}: {result.documents} documents, {result.values} values compared", *result.notes]
    for place, sentences in sorted(result.found.items()):
        said += [f"{place}: {len(sentences)}", *(f"    {one}" for one in sentences[:_EXAMPLES])]
    count = sum(map(len, result.found.values()))
    sys.stdout.write("\n".join([*said, f"differences = {count}"]) + "\n")
    return count


def main(arguments: list[str] | None = None) -> int:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m tests.same", description=__doc__.splitlines()[0])
    parser.add_argument("base", help="commit to compare the working tree with")
    parser.add_argument("folders", nargs="*", type=Path, help="more folders with documents")
    parser.add_argument("--seeds", type=int, default=40, help="invented documents of each kind")
    parser.add_argument("--hash-seed", type=int, default=0, help="of the new tree; BASE has 0: the order of sets")
    parser.add_argument("--scans", action="store_true", help="recognise scanned pages too (minutes)")
    parser.add_argument("--build", action="store_true", help="compare the releases built from data/raw too")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as name, checked_out(options.base, Path(name) / "base") as base:
        folder, trees, hashes = Path(name), [base, ROOT], ["0", str(options.hash_seed)]
        documents = listed(options.folders, scans=options.scans) + invent(folder / "invented", options.seeds)
        task, dumps = folder / "task", [folder / "old.jsonl", folder / "new.jsonl"]
        task.write_text(json.dumps({"documents": documents, "scans": options.scans}), "utf-8")
        _in_both(trees, hashes, [[__file__, "--dump", str(task), str(one)] for one in dumps])
        count = _report("in-process", compare(*map(_load, dumps)))
        if options.build:
            outs, build = [folder / "old", folder / "new"], ["-m", "pipeline.cli", "build", "--raw"]
            _in_both(trees, hashes, [[*build, str(ROOT / "data/raw"), "--out", str(out)] for out in outs])
            count += _report("release", compare(*map(_released, outs), is_sorted=True))
    return min(count, 1)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--dump"]:
        dump(Path(sys.argv[2]), Path(sys.argv[3]))
    else:
        sys.exit(main())

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
import itertools
import json
import logging
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from enum import Enum
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
# A function that moves gets its new place in front of the old one: BASE still has the old one.
CURATE = ("pipeline.curate.document:curate_document", "pipeline.curate:curate_document")
DESCRIBE = ("pipeline.sources:describe", "pipeline.sources.raw:describe")
TABLES = ("pipeline.curate.tables:tables", "pipeline.curate:tables")
AUDIT = ("pipeline.audit:audit",)
RECOGNISE = ("pipeline.readers.extra:may_recognise", "pipeline.readers.scan:may_recognise")
# Processor time for one document; what takes longer is hostile, and both trees must say so.
SECONDS = 60
# These say which code ran, and when.
ASIDE = frozenset({"document.parser_version"})
_NO_DOCUMENT = frozenset({".json", ".md", ".tsv", ".yaml", ".yml"})
_SCANS = "scans"
_EXAMPLES = 5

Dump = dict[str, dict[str, Any]]
"""By label of a document its tables; each has ``columns`` (type by name) and ``rows`` (lists of values)."""


# What one tree publishes.


def find(places: Iterable[str]) -> Any:
    """The first of some objects, each ``module:attribute``, that the tree has."""
    for place in places:
        module, _, name = place.partition(":")
        try:
            return getattr(importlib.import_module(module), name)
        except (ModuleNotFoundError, AttributeError):
            continue
    raise SystemExit(f"The tree has none of {', '.join(places)}: add the place in tests/same.py.")


def plain(value: Any) -> Any:
    """A value as JSON holds it, whatever type it has between the stages."""
    if value is None or isinstance(value, bool | int | float | str):
        return value.value if isinstance(value, Enum) else value
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


class _TooLong(BaseException):
    """More processor time than a document may take; no ``Exception``, which readers may catch."""


def _too_long(*_: Any) -> None:
    raise _TooLong


def dump(documents: Path, target: Path, *, scans: bool) -> None:
    """Read every listed document with the tree on the path, and write its tables."""
    logging.disable(logging.ERROR)
    curate, describe, tables, audit = map(find, (CURATE, DESCRIBE, TABLES, AUDIT))
    if not Path(sys.modules["pipeline"].__file__ or "").is_relative_to(Path.cwd()):
        raise SystemExit("The code was not imported from its own tree.")
    if not scans:
        find(RECOGNISE).set(False)
    signal.signal(signal.SIGPROF, _too_long)
    read: dict[str, Any] = {}
    with target.open("w", encoding="utf-8") as lines:

        def say(label: str, frames: Mapping[str, Any]) -> None:
            found = {"document": label, "tables": {name: table(frame) for name, frame in frames.items()}}
            lines.write(json.dumps(found, ensure_ascii=False) + "\n")

        for label, path in json.loads(documents.read_text("utf-8")):
            signal.setitimer(signal.ITIMER_PROF, SECONDS)
            try:
                source = describe(Path(path))[1]
                result = curate(source, Path(path).read_bytes())
                frames = tables([result])
                signal.setitimer(signal.ITIMER_PROF, 0)
                read.setdefault(source.document_id, result)
            except (Exception, _TooLong) as error:
                signal.setitimer(signal.ITIMER_PROF, 0)
                frames = {"raised": [{"error": type(error).__name__}]}
            say(label, frames)
        say("audit of all documents", audit(tables(read.values())))


# Two dumps beside each other.


@dataclass(slots=True)
class Differences:
    """What differs, by ``table.column``; ``notes`` are columns and tables that are new."""

    documents: int = 0
    values: int = 0
    found: dict[str, list[str]] = field(default_factory=dict)
    notes: dict[str, None] = field(default_factory=dict)

    def add(self, place: str, sentence: str) -> None:
        self.found.setdefault(place, []).append(sentence)


def compare(old: Dump, new: Dump) -> Differences:
    """Every difference between two dumps of the same documents."""
    result = Differences()
    kinds = [_kinds(old), _kinds(new)]
    for name in kinds[1].keys() - kinds[0].keys():
        result.notes[f"added table {name}"] = None
    for name in kinds[0].keys() - kinds[1].keys():
        result.add(name, "the table is no longer there")
    one_sided: set[tuple[str, str]] = set()
    for name in sorted(kinds[0].keys() & kinds[1].keys()):
        before, after = kinds[0][name], kinds[1][name]
        one_sided |= {(name, column) for column in before.keys() ^ after.keys()}
        result.notes |= dict.fromkeys(f"added column {name}.{c}" for c in sorted(after.keys() - before.keys()))
        for column in sorted(before):
            if column not in after:
                result.add(f"{name}.{column}", "the column is no longer there")
            elif before[column] != after[column]:
                result.add(f"{name}.{column}", f"type {before[column]} -> {after[column]}")
    for label in [*old, *(label for label in new if label not in old)]:
        result.documents += 1
        if label not in old or label not in new:
            result.add("document", f"{label}: only in {'BASE' if label in old else 'the new tree'}")
            continue
        for name in sorted(kinds[0].keys() & kinds[1].keys()):
            rows = [_rows(side[label].get(name), name, one_sided) for side in (old, new)]
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


def _rows(own: dict[str, Any] | None, name: str, one_sided: set[tuple[str, str]]) -> list[dict[str, Any]]:
    """The rows of a table without what is said of columns that only one side has."""
    if own is None:
        return []
    rows = []
    for values in own["rows"]:
        row = dict(zip(own["columns"], values, strict=True))
        if (row.get("table_name"), row.get("field")) in one_sided:
            continue
        row = {c: v for c, v in row.items() if (name, c) not in one_sided and f"{name}.{c}" not in ASIDE}
        if isinstance(row.get("doubtful"), list):
            row["doubtful"] = [c for c in row["doubtful"] if (name, c) not in one_sided]
        rows.append(row)
    return rows


def _compare_rows(
    result: Differences, place: str, name: str, old: list[dict[str, Any]], new: list[dict[str, Any]]
) -> None:
    result.values += sum(map(len, old))
    if old == new:
        return
    for before, after in aligned(old, new):
        if before is None or after is None:
            row = after if before is None else before
            result.add(f"{name} rows", f"{place}: row {'added' if before is None else 'lost'}: {_short(row)}")
            continue
        where = " ".join(str(v) for c, v in before.items() if c.endswith(("_no", "_id", "field")) and v is not None)
        for column in before.keys() | after.keys():
            one, other = before.get(column), after.get(column)
            if one == other:
                continue
            if column == "doubtful":
                lost, gained = [c for c in one if c not in other], [c for c in other if c not in one]
                said = [f"doubt lost: {', '.join(lost)}"] if lost else []
                said += [f"doubt new: {', '.join(gained)}"] if gained else []
                result.add(f"{name}.doubtful", f"{place} {where}: {'; '.join(said) or 'another order'}")
            else:
                result.add(f"{name}.{column}", f"{place} {where}: {_short(one)} -> {_short(other)}")


def aligned(old: list[dict[str, Any]], new: list[dict[str, Any]]) -> Iterator[tuple[Any, Any]]:
    """Rows beside each other; null beside a row that only one side has.

    Where one side has more, a row stands beside the one with which it shares the most values.
    """
    texts = [[json.dumps(row, sort_keys=True) for row in rows] for rows in (old, new)]
    for tag, a0, a1, b0, b1 in SequenceMatcher(None, *texts, autojunk=False).get_opcodes():
        if tag == "equal":
            continue
        is_swapped = a1 - a0 > b1 - b0
        few, many = (new[b0:b1], old[a0:a1]) if is_swapped else (old[a0:a1], new[b0:b1])
        pairs: list[tuple[Any, Any]] = []
        first = 0
        for number, row in enumerate(few):
            last = len(many) - (len(few) - number)
            best = max(range(first, last + 1), key=lambda at: (_shared(row, many[at]), -at))
            pairs += [*((None, one) for one in many[first:best]), (row, many[best])]
            first = best + 1
        pairs += [(None, one) for one in many[first:]]
        yield from ((b, a) if is_swapped else (a, b) for a, b in pairs)


def _shared(row: dict[str, Any], other: dict[str, Any]) -> int:
    return sum(other.get(column) == value for column, value in row.items())


def _short(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= 160 else text[:157] + "..."


# The command.


def listed(extra: Iterable[Path], *, scans: bool) -> list[tuple[str, str]]:
    """Label and path of every document of the repository and of more folders."""
    folders = [(one.relative_to(ROOT).as_posix(), one) for one in (ROOT / "data/raw", ROOT / "tests/data")]
    folders += [(f"{one.resolve().name} ({number})", one.resolve()) for number, one in enumerate(extra, start=1)]
    return [
        (f"{label}/{path.relative_to(folder).as_posix()}", str(path))
        for label, folder in folders
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.suffix not in _NO_DOCUMENT and (scans or path.parent.name != _SCANS)
    ]


def invent(folder: Path, seeds: int) -> list[tuple[str, str]]:
    """Documents of the fixture factory, written once for both trees: of each seed one of every kind."""
    from tests.factory import fuzz  # it imports the code that is compared: not in a process that dumps
    from tests.factory.forms import ALL_FAMILIES
    from tests.factory.forms import invent as form_of
    from tests.noise import KINDS, extract

    endings = {"rl": "pdf", "book": "xlsx", "word": "docx", "page": "html"}
    made: dict[str, bytes] = {}
    for seed, family, kind in zip(range(seeds), itertools.cycle(ALL_FAMILIES), itertools.cycle(KINDS.values())):
        for producer, ending in endings.items():
            case = fuzz.Case(producer, seed, fuzz.choose(producer, seed), family)
            made[f"{producer}_{seed}.{ending}"] = fuzz.draw(case)[1]
        made[f"noisy_{seed}.txt"] = extract(form_of(seed, family=kind.family).table.rows, seed, kind).encode()
    folder.mkdir()
    for name, data in made.items():
        (folder / name).write_bytes(data)
    return [(f"invented/{name}", str(folder / name)) for name in made]


@contextmanager
def checked_out(base: str, folder: Path) -> Iterator[Path]:
    """The tree of a commit, for as long as it is needed."""
    git = ["git", "-C", str(ROOT), "worktree"]
    subprocess.run([*git, "add", "--quiet", "--detach", str(folder), base], check=True)
    try:
        yield folder
    finally:
        subprocess.run([*git, "remove", "--force", str(folder)], check=True)


def _in_both(trees: list[Path], arguments: list[list[str]]) -> None:
    """One process for each tree, at the same time; ``-P`` keeps the folder of this file off the path."""
    running = []
    for tree, own in zip(trees, arguments, strict=True):
        environment = os.environ | {"PYTHONPATH": str(tree), "DAGSTER_HOME": str(tree / ".dagster")}
        command = [sys.executable, "-P", *own]
        running.append(subprocess.Popen(command, cwd=tree, env=environment, stdout=subprocess.DEVNULL))
    if sum(one.wait() != 0 for one in running):
        raise SystemExit("One of the trees failed: see above.")


def _load(path: Path) -> Dump:
    with path.open(encoding="utf-8") as lines:
        return {one["document"]: one["tables"] for one in map(json.loads, lines)}


def _released(out: Path) -> Dump:
    """Every table of the release in a folder, its rows sorted."""
    import polars as pl

    frames = {path.stem: table(pl.read_parquet(path)) for path in sorted((out / "current").rglob("*.parquet"))}
    for own in frames.values():
        own["rows"].sort(key=lambda row: json.dumps(row, ensure_ascii=False))
    return {"release of data/raw": frames}


def _report(what: str, result: Differences) -> int:
    said = [f"{what}: {result.documents} documents, {result.values} values compared", *sorted(result.notes)]
    for place, sentences in sorted(result.found.items()):
        said += [f"{place}: {len(sentences)}", *(f"    {one}" for one in sentences[:_EXAMPLES])]
    count = sum(map(len, result.found.values()))
    sys.stdout.write("\n".join([*said, f"differences = {count}"]) + "\n")
    sys.stdout.flush()
    return count


def main(arguments: list[str] | None = None) -> int:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m tests.same", description=__doc__.splitlines()[0])
    parser.add_argument("base", help="commit to compare the working tree with")
    parser.add_argument("folders", nargs="*", type=Path, help="more folders with documents")
    parser.add_argument("--seeds", type=int, default=40, help="invented documents of each kind")
    parser.add_argument("--scans", action="store_true", help="recognise scanned pages too (minutes)")
    parser.add_argument("--build", action="store_true", help="compare the releases built from data/raw too")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as name, checked_out(options.base, Path(name) / "base") as base:
        folder, trees = Path(name), [base, ROOT]
        documents = listed(options.folders, scans=options.scans) + invent(folder / "invented", options.seeds)
        (folder / "list").write_text(json.dumps(documents), "utf-8")
        dumps = [folder / "old.jsonl", folder / "new.jsonl"]
        scans = ["--scans"] if options.scans else []
        _in_both(trees, [[__file__, "--dump", str(folder / "list"), str(one), *scans] for one in dumps])
        count = _report("in-process", compare(*map(_load, dumps)))
        if options.build:
            outs = [folder / "old", folder / "new"]
            build = ["-m", "pipeline.cli", "build", "--raw", str(ROOT / "data/raw"), "--out"]
            _in_both(trees, [[*build, str(out)] for out in outs])
            count += _report("release", compare(*map(_released, outs)))
    return min(count, 1)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--dump"]:
        dump(Path(sys.argv[2]), Path(sys.argv[3]), scans="--scans" in sys.argv[4:])
    else:
        sys.exit(main())

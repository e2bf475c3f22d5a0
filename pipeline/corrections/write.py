"""One more record in a file of corrections, or one less, without disturbing what stands there.

Belongs here: a record as text, adding it to a file and taking it out in one step. Does not belong here: what a
record says (the command line, the desk), reading files (``files``).
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
from collections.abc import Iterator
from pathlib import Path

import yaml

from pipeline.corrections.errors import CorrectionError, of_record
from pipeline.corrections.files import ENDINGS, read_file, read_folder
from pipeline.model.correction import Correction
from pipeline.model.messages import said

_LONGEST = 200
_WITHOUT_BATCH = "raw"


def file_of(batch: str) -> str:
    """The name of the file with the corrections of a batch; documents outside of all batches have one too."""
    name = batch or _WITHOUT_BATCH
    if len(name.encode()) > _LONGEST:
        name = hashlib.sha256(name.encode()).hexdigest()[:16]
    return f"{'_' if name.startswith(('.', 'README')) else ''}{name}.yml"


def as_keys(record: Correction) -> dict[str, str | int | None]:
    """What a record says, by the keys it has in a file."""
    return {
        "id": record.id,
        "document": record.document,
        "form": record.form,
        "project": record.project,
        "table": record.table,
        "row": record.row,
        "label": record.label,
        "field": record.field,
        "action": record.action,
        "expect": record.expect,
        "value": record.value,
        "reason": record.reason,
        "evidence": record.evidence,
        "by": record.by,
        "on": record.on.isoformat(),
    }


def as_yaml(record: Correction, path: str = "", indent: int = 0) -> str:
    """A record as it stands in a file; ``path`` is told beside the number of the document."""
    keys = as_keys(record)
    lines = []
    for key, value in keys.items():
        if value is None and key != "expect":
            continue
        note = f"  # {_plain(path)}" if key == "document" and path else ""
        lines.append(f"{key}: {'~' if value is None else _quoted(value)}{note}")
    begin = " " * indent
    return f"{begin}- " + f"\n{begin}  ".join(lines) + "\n"


def _quoted(value: str | int) -> str:
    """A value in quotation marks, with everything escaped that YAML or a terminal does not take."""
    if isinstance(value, int):
        return str(value)
    text = json.dumps(value, ensure_ascii=False)
    return "".join(c if c.isprintable() or c == "\u3000" else f"\\U{ord(c):08x}" for c in text)


def _plain(text: str) -> str:
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in text)


def add(folder: Path, batch: str, record: Correction, path: str) -> Path:
    """Add a record to the file of a batch, in one step; gives the file.

    Raises :class:`CorrectionError` for a value or an id that another record has, for mistakes in the files that are
    there, and for a file to whose list nothing can be added. Nothing is changed then.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with _alone(folder):
        records = read_folder(folder)
        names = {record.document, path}
        for other in records:
            is_same = other.document in names and (other.form, other.place) == (record.form, record.place)
            if is_same or other.id == record.id:
                raise CorrectionError([of_record(other, said("correction.there_already"))])
        file = next((folder / (Path(file_of(batch)).stem + end) for end in ENDINGS if _has(folder, batch, end)), None)
        file = file or folder / file_of(batch)
        before = file.read_text("utf-8-sig") if file.exists() else ""
        text = before + ("" if not before or before.endswith("\n") else "\n") + as_yaml(record, path, _indent(before))
        _replace(file, text, [*(read_file(file) if before else []), record], _not_added(file))
    return file


def take_back(folder: Path, record: Correction) -> Path:
    """Take a record out of its file again, in one step; gives the file, which goes where nothing else stands in it.

    Raises :class:`CorrectionError` where it does not stand there as it was read, or cannot be taken out without another
    record. Nothing is changed then.
    """
    with _alone(folder):
        file = next((one for one in folder.iterdir() if str(one) == record.file), None)
        before = read_file(file) if file is not None else []
        if file is None or record not in before:
            raise CorrectionError([said("correction.not_there", record=record.id)])
        text = file.read_text("utf-8-sig")
        lines = text.splitlines(keepends=True)
        first, last = _lines_of(text, before.index(record))
        text = "".join(lines[:first] + lines[last:])
        left = [one for one in before if one != record]
        if left or text.strip():
            told = said("correction.file", file=str(file), what=said("correction.not_taken_back"))
            _replace(file, text, left, CorrectionError([told]))
        else:
            file.unlink()
    return file


def _lines_of(text: str, number: int) -> tuple[int, int]:
    """The first line of a record of a text and the one behind its last, counted from 0."""
    node = yaml.compose(text, yaml.SafeLoader)
    assert isinstance(node, yaml.SequenceNode)
    entry = node.value[number]
    # The mark at the end of a record stands before the next one: remarks between the two are not its own.
    end = entry.value[-1][1].end_mark
    return entry.start_mark.line, end.line + (1 if end.column or end.line == entry.start_mark.line else 0)


def _has(folder: Path, batch: str, ending: str) -> bool:
    return (folder / (Path(file_of(batch)).stem + ending)).exists()


def _indent(text: str) -> int:
    """How far the records of a file are indented."""
    node = yaml.compose(text, yaml.SafeLoader) if text else None
    return node.start_mark.column if isinstance(node, yaml.SequenceNode) else 0


def _replace(file: Path, text: str, expected: list[Correction], otherwise: CorrectionError) -> None:
    """Put a text in the place of a file, once it proved to hold just the expected records; else raise the error."""
    unfinished = file.with_name(f".{file.name}.{os.getpid()}")
    try:
        with unfinished.open("w", encoding="utf-8") as stream:
            if file.exists():
                os.fchmod(stream.fileno(), file.stat().st_mode)
            stream.write(text)
            stream.flush()
            os.fsync(stream.fileno())
        try:
            after = read_file(unfinished)
        except CorrectionError as error:
            raise otherwise from error
        if after != expected:
            raise otherwise
        unfinished.replace(file)
    finally:
        unfinished.unlink(missing_ok=True)


def _not_added(file: Path) -> CorrectionError:
    told = said("correction.not_added")
    return CorrectionError([said("correction.file", file=str(file), what=told)])


@contextlib.contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Nobody else adds a record meanwhile; on systems without such locks people have to take care."""
    # For reading alone: the file may belong to another person of the same office.
    descriptor = os.open(folder / ".lock", os.O_RDONLY | os.O_CREAT | getattr(os, "O_CLOEXEC", 0), 0o644)
    try:
        with contextlib.suppress(ImportError):
            import fcntl

            fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)

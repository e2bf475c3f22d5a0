"""The folder of corrections: YAML files with records, every mistake named by file, line and record.

Belongs here: reading the files with care, the shape of a record. Does not belong here: whether a record fits its
document (``guard``), writing records (``write``).

A file comes from whoever may write into the folder. It is read like ``batch.yml``: an ordinary file of limited size,
no value that names another one, no key twice. Every value is a text here, so that ``98.50`` stays what was written.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal

import yaml
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from pipeline.corrections.errors import CorrectionError, of_record
from pipeline.corrections.fields import COLUMNS, column_problem, may_be_number
from pipeline.model.correction import Correction
from pipeline.model.messages import Message, said
from pipeline.sources.batch import BatchError
from pipeline.sources.file_bytes import name_of

MOST_BYTES = 2**20
"""Some three thousand records; a batch has fewer."""
ENDINGS = (".yml", ".yaml")
_ACTIONS = ("override", "blank", "accept", "withhold")
_FORM_ID = re.compile(r"[0-9a-f]{16}-(\d{3})")
# Telephone and identity numbers, addresses of mail: no name of a role has them.
_PERSONAL = re.compile(r"@|\d{6}")


def _no_person(text: str) -> str:
    if _PERSONAL.search(text):
        raise ValueError(text)
    return text


_Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
_Name = Annotated[str, StringConstraints(pattern=r"^\S{1,80}$")]
_Corrector = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=40), AfterValidator(_no_person)
]


class Record(BaseModel):
    """One record as it is written."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: _Name
    document: _Text
    form: int = Field(ge=1, le=999)
    table: Literal["form", "budget_line", "indicator"]
    row: int = Field(default=0, ge=0)
    field: _Name | None = None
    project: str | None = None
    label: str | None = None
    action: Literal["override", "blank", "accept", "withhold"]
    expect: str | None
    value: str | None = None
    reason: _Text
    evidence: str | None = None
    by: _Corrector
    on: date


_WANTED: dict[str, Message] = {
    "id": said("correction.name"),
    "form": said("correction.no_number", least=1),
    "row": said("correction.no_number", least=0),
    "table": said("correction.one_of", known=list(COLUMNS)),
    "action": said("correction.one_of", known=list(_ACTIONS)),
    "field": said("correction.name"),
    "by": said("correction.corrector"),
    "on": said("batch.day"),
}


def read_folder(folder: Path | None) -> tuple[Correction, ...]:
    """Every record of a folder, by file and place in it; none where there is no folder.

    Raises :class:`CorrectionError` with every mistake of every file.
    """
    if folder is None:
        return ()
    records: list[Correction] = []
    problems: list[Message] = []
    for entry in _files(folder, problems):
        try:
            records += read_file(entry)
        except CorrectionError as error:
            problems += error.problems
    problems += _twice(records)
    if problems:
        raise CorrectionError(problems)
    return tuple(records)


def _files(folder: Path, problems: list[Message]) -> list[Path]:
    """The files of the folder by name; hidden ones and README are for people."""
    if not folder.exists():
        return []
    try:
        names = sorted(os.listdir(folder))  # noqa: PTH208  (a name need not be valid Unicode)
    except OSError:
        problems.append(said("correction.file", file=_shown(folder), what=said("correction.no_folder")))
        return []
    files = []
    for name in names:
        if name.startswith((".", "README")):
            continue
        if name.endswith(ENDINGS):
            files.append(folder / name)
        else:
            problems.append(said("correction.file", file=_shown(folder / name), what=said("correction.strange_file")))
    return files


def read_file(file: Path) -> list[Correction]:
    """The records of one file, in order; an empty file has none. Raises :class:`CorrectionError`."""
    try:
        node = _node(_text(file))
    except BatchError as error:
        raise CorrectionError([said("correction.file", file=_shown(file), what=error.what)]) from error
    if node is None:
        return []
    records: list[Correction] = []
    problems: list[Message] = []
    for entry in node.value:
        read = _record(entry, file)
        if isinstance(read, Correction):
            records.append(read)
        else:
            problems += read
    if problems:
        raise CorrectionError(problems)
    return records


def _shown(file: Path) -> str:
    return str(file).encode("utf-8", "replace").decode("utf-8")


class _Texts(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """YAML whose plain values are texts, but for null."""

    yaml_implicit_resolvers = {  # noqa: RUF012  (the name is PyYAML's)
        first: [(tag, pattern) for tag, pattern in resolvers if tag == "tag:yaml.org,2002:null"]
        for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }


def _text(file: Path) -> str:
    """The text of an ordinary file of reasonable size. Raises :class:`BatchError`."""
    try:
        # Opening a pipe would wait for its writer, and a link can point at any file of this machine.
        descriptor = os.open(file, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
        try:
            if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                raise BatchError(file, said("batch.not_ordinary"))
            with open(descriptor, "rb", closefd=False) as stream:
                data = stream.read(MOST_BYTES + 1)
        finally:
            os.close(descriptor)
        if len(data) > MOST_BYTES:
            raise BatchError(file, said("batch.too_large", limit=MOST_BYTES // 1024))
        return data.decode("utf-8-sig")
    except OSError as error:
        raise BatchError(file, said("batch.not_opened", error=name_of(error))) from error
    except UnicodeDecodeError as error:
        raise BatchError(file, said("batch.not_utf8")) from error


def _node(text: str) -> yaml.SequenceNode | None:
    """The list of records of a text; null for an empty one. Raises :class:`BatchError` for anything else."""
    here = Path()
    try:
        depth = 0
        for event in yaml.parse(text, _Texts):
            line = event.start_mark.line + 1 if event.start_mark else 0
            if isinstance(event, yaml.AliasEvent):
                raise BatchError(here, said("batch.alias", line=line, name=event.anchor or ""))
            depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
            if depth > 2 and isinstance(event, yaml.CollectionStartEvent):
                raise BatchError(here, said("batch.nested", line=line))
        node = yaml.compose(text, _Texts)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        told = said("batch.line_not_yaml", line=mark.line + 1) if mark else said("batch.not_yaml")
        raise BatchError(here, told) from error
    if node is None or (isinstance(node, yaml.ScalarNode) and node.value == ""):
        return None
    if not isinstance(node, yaml.SequenceNode) or not all(isinstance(one, yaml.MappingNode) for one in node.value):
        raise BatchError(here, said("correction.no_list", line=node.start_mark.line + 1))
    return node


def _record(node: yaml.MappingNode, file: Path) -> Correction | list[Message]:
    """One record, or everything that is wrong with it."""
    line = node.start_mark.line + 1
    content: dict[str, Any] = {}
    wrong: list[Message] = []
    for key, value in node.value:
        if not isinstance(key, yaml.ScalarNode) or not isinstance(value, yaml.ScalarNode):
            wrong.append(said("batch.nested", line=key.start_mark.line + 1))
            continue
        if key.value in content:
            wrong.append(said("correction.twice", line=key.start_mark.line + 1, key=key.value))
        content[key.value] = None if value.tag == "tag:yaml.org,2002:null" else value.value
    name = str(content.get("id") or "?")[:80]
    if (form := _FORM_ID.fullmatch(str(content.get("form")))) is not None:
        # A form may be named as the tables name it.
        content["form"] = form[1]
    try:
        record = Record.model_validate(content)
    except ValidationError as error:
        wrong += [_mistake(dict(one)) for one in error.errors()]
    else:
        wrong += _contradictions(record)
    if wrong:
        return [said("correction.record", file=_shown(file), line=line, record=name, what=one) for one in wrong]
    return Correction(**_fields(record), file=_shown(file), line=line)


def _fields(record: Record) -> dict[str, Any]:
    """A record by key; an empty value of another action than ``override`` is none."""
    return record.model_dump() | {"value": record.value if record.action == "override" else None}


def checked(content: dict[str, Any]) -> Correction:
    """A record that stands in no file yet. Raises :class:`CorrectionError` with everything that is wrong with it."""
    try:
        record = Record.model_validate(content)
    except ValidationError as error:
        raise CorrectionError(_mistake(dict(one)) for one in error.errors()) from error
    if wrong := list(_contradictions(record)):
        raise CorrectionError(wrong)
    return Correction(**_fields(record))


def _mistake(error: dict[str, Any]) -> Message:
    key = ".".join(map(str, error["loc"]))[:80]
    if error["type"] == "extra_forbidden":
        return said("batch.unknown_key", key=key, known=list(Record.model_fields))
    if error["type"] == "missing":
        return said("correction.missing_key", key=key)
    return said("batch.wrong_value", key=key, wanted=_WANTED.get(key) or said("correction.text"))


def _contradictions(record: Record) -> Iterator[Message]:
    """What is wrong with keys that are right one by one."""
    if record.field is None:
        if record.table != "form" or record.action != "withhold":
            yield said("correction.whole_form")
    elif (problem := column_problem(record.table, record.field)) is not None:
        yield problem
    if record.table == "form" and record.row:
        yield said("correction.row_of_form")
    if record.table != "form" and not record.row:
        yield said("correction.row_of_table", table=record.table)
    if record.table == "form" and record.label is not None:
        yield said("correction.label_of_form")
    if record.action == "override" and not (record.value or "").strip():
        yield said("correction.value_missing")
    elif record.action == "override" and not may_be_number(record.table, record.field, record.value or ""):
        yield said("correction.not_read", value=record.value or "", field=record.field or "")
    if record.action != "override" and record.value:
        yield said("correction.value_given", action=record.action)


def _twice(records: Iterable[Correction]) -> Iterator[Message]:
    """Records whose id another one has."""
    first: dict[str, Correction] = {}
    for record in records:
        other = first.setdefault(record.id, record)
        if other is not record:
            yield of_record(record, said("correction.id_twice", file=other.file, line=other.line))

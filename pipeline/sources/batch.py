"""``batch.yml``: facts about every document of a folder that the documents may not say themselves.

Belongs here: the shape of that file and clear errors about it. Does not belong here: which fact wins
when a form says otherwise; that is decided in ``pipeline.curate``.
"""

from __future__ import annotations

import os
import stat
from datetime import date
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from pipeline.model.messages import Message, said
from pipeline.sources.file_bytes import name_of
from pipeline.sources.url_folder import UrlFile

FILE_NAME = "batch.yml"
MOST_BYTES = 64 * 1024
"""A file with every fact has below 1 kB."""


_TEXT = said("batch.text")
_WANTED = {"fiscal_year": said("batch.year"), "retrieved": said("batch.day"), "is_example": said("batch.flag")}


class BatchError(Exception):
    """A ``batch.yml`` that cannot be used: the file, and what is wrong with it, naming the key."""

    def __init__(self, path: Path | UrlFile, what: Message) -> None:
        super().__init__(" ".join(f"{path}: {what.sentence_en}".split()))
        self.path = path
        self.what = what


class BatchFacts(BaseModel):
    """Facts of one batch; null means "not known here, ask the form"."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    publisher: str | None = None
    region: str | None = None
    fiscal_year: int | None = Field(default=None, ge=1990, le=2100)
    department: str | None = None
    source: str | None = None
    retrieved: date | None = None
    is_example: bool = False
    """Whether the documents of the batch are invented: real ones need not say anything."""


def read_batch(path: Path | UrlFile) -> BatchFacts:
    """The facts of one file; an empty or missing file gives no facts.

    Raises :class:`BatchError` for anything but an ordinary file of reasonable size, YAML that does not parse or is
    more than a list of values, an unknown key or a value of the wrong kind.
    """
    try:
        text = _text(path)
        content = _flat(text, path)
    except FileNotFoundError:
        return BatchFacts()
    except OSError as error:
        raise BatchError(path, said("batch.not_opened", error=name_of(error))) from error
    except UnicodeDecodeError as error:
        raise BatchError(path, said("batch.not_utf8")) from error
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        told = said("batch.line_not_yaml", line=mark.line + 1) if mark else said("batch.not_yaml")
        raise BatchError(path, told) from error
    except (ValueError, OverflowError, RecursionError) as error:
        # PyYAML converts numbers and dates, and does not catch the errors of Python.
        raise BatchError(path, said("batch.no_number")) from error
    if content is None:
        return BatchFacts()
    if not isinstance(content, dict):
        raise BatchError(path, said("batch.no_pairs"))
    try:
        return BatchFacts.model_validate(content)
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(str(part) for part in first["loc"])[:80]
        if first["type"] == "extra_forbidden":
            told = said("batch.unknown_key", key=key, known=list(BatchFacts.model_fields))
        else:
            told = said("batch.wrong_value", key=key, wanted=_WANTED.get(key, _TEXT))
        raise BatchError(path, told) from error


def _text(path: Path | UrlFile) -> str:
    """The text of an ordinary file of reasonable size."""
    data = path.read(MOST_BYTES) if isinstance(path, UrlFile) else _ordinary(path)
    if len(data) > MOST_BYTES:
        raise BatchError(path, said("batch.too_large", limit=MOST_BYTES // 1024))
    return data.decode("utf-8-sig")


def _ordinary(path: Path) -> bytes:
    """The bytes of an ordinary file, one more than are allowed at most."""
    # Opening a pipe would wait for its writer, and a link can point at any file of this machine.
    descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
    with os.fdopen(descriptor, "rb") as stream:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise BatchError(path, said("batch.not_ordinary"))
        return stream.read(MOST_BYTES + 1)


def _flat(text: str, path: Path | UrlFile) -> Any:
    """The content of a text of simple values. Raises :class:`BatchError` for aliases, nested values and repeated keys.

    A value that names another one (an alias) can unfold to gigabytes. Of two values of one key the parser would take
    the last.
    """
    depth = 0
    scalars: list[str] = []
    is_mapping = False
    for event in yaml.parse(text, yaml.SafeLoader):
        line = event.start_mark.line + 1 if event.start_mark else 0
        if isinstance(event, yaml.AliasEvent):
            raise BatchError(path, said("batch.alias", line=line, name=event.anchor or ""))
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > 1 and isinstance(event, yaml.CollectionStartEvent):
            raise BatchError(path, said("batch.nested", line=line))
        is_mapping = is_mapping or isinstance(event, yaml.MappingStartEvent)
        if is_mapping and isinstance(event, yaml.ScalarEvent):
            # Keys and values take turns.
            if event.value in scalars[::2] and len(scalars) % 2 == 0:
                raise BatchError(path, said("batch.repeated", line=line, key=event.value[:80]))
            scalars.append(event.value)
    return yaml.safe_load(text)

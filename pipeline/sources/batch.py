"""``batch.yml``: facts about every document of a folder that the documents may not say themselves.

Belongs here: the shape of that file and clear errors about it. Does not belong here: which fact wins
when a form says otherwise; that is decided in ``pipeline.curate``.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

FILE_NAME = "batch.yml"


class BatchError(Exception):
    """A ``batch.yml`` that cannot be used; the message is one line naming the file and the key."""


class BatchFacts(BaseModel):
    """Facts of one batch; null means "not known here, ask the form"."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    publisher: str | None = None
    region: str | None = None
    fiscal_year: int | None = Field(default=None, ge=1990, le=2100)
    department: str | None = None
    source: str | None = None
    retrieved: date | None = None


def read_batch(path: Path) -> BatchFacts:
    """The facts of one file; an empty or missing file gives no facts.

    Raises :class:`BatchError` for YAML that does not parse, an unknown key or a value of the wrong kind.
    """
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        return BatchFacts()
    except (OSError, UnicodeDecodeError) as error:
        raise BatchError(f"{path}: cannot be read as UTF-8 text ({type(error).__name__})") from error
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = f"line {mark.line + 1}: " if mark else ""
        problem = getattr(error, "problem", None) or "not valid YAML"
        raise BatchError(f"{path}: {place}{problem}") from error
    if content is None:
        return BatchFacts()
    if not isinstance(content, dict):
        raise BatchError(f"{path}: expected lines of the form 'key: value', found {type(content).__name__}")
    try:
        return BatchFacts.model_validate(content)
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(str(part) for part in first["loc"])
        known = ", ".join(BatchFacts.model_fields)
        hint = f"unknown key; known are {known}" if first["type"] == "extra_forbidden" else first["msg"]
        raise BatchError(f"{path}: {key}: {hint}") from error

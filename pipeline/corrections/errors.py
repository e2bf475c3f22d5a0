"""Mistakes in records of corrections: each one sentence that names file, line and record.

Belongs here: how they are told. Does not belong here: what a mistake is.
"""

from __future__ import annotations

from collections.abc import Iterable

from pipeline.language import in_current
from pipeline.model.correction import Correction
from pipeline.model.messages import Message, said


class CorrectionError(Exception):
    """Records that cannot be used, one sentence for each mistake."""

    def __init__(self, problems: Iterable[Message]) -> None:
        self.problems = list(problems)
        super().__init__("\n".join(in_current(one.sentence, one.sentence_en) for one in self.problems))


def of_record(record: Correction, what: Message) -> Message:
    """A mistake of one record."""
    return said("correction.record", file=record.file, line=record.line, record=record.id, what=what)

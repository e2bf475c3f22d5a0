"""What persons decided about single values: read, compared with the documents, applied, accounted for.

Belongs here: the files of corrections (``files``), which values can be corrected (``fields``), which records speak of
which document (``of_documents``), the comparison with what stands there today (``guard``), reading a form with them
(``apply``). Does not belong here: what makes a value doubtful, where a release shows what was corrected
(``pipeline.curate.tables``).

A record holds for exactly one value, whose printed text it names. When the document says something else, the build
fails: a correction of another text would be an invention.

What is imported here needs no document; whoever reads one imports ``apply``, ``guard`` and ``trail`` themselves, which
load the reading of forms.
"""

from __future__ import annotations

from pipeline.corrections.errors import CorrectionError
from pipeline.corrections.files import read_folder
from pipeline.corrections.of_documents import attach, attach_to, digest_for
from pipeline.corrections.trail import check_applied

__all__ = [
    "CorrectionError",
    "attach",
    "attach_to",
    "check_applied",
    "digest_for",
    "read_folder",
]

"""What lies in the raw folder: identity, media type, batch facts, and what cannot be read at all.

Belongs here: finding files, hashing them, handing out their bytes. Does not belong here: opening a
document as a PDF or a text; that is ``pipeline.readers``. Nothing in here writes.
"""

from pipeline.sources.batch import BatchError, BatchFacts
from pipeline.sources.raw import (
    CannotLoad,
    RawDocument,
    describe,
    fingerprint,
    load,
    newest_change,
    passed_over,
    scan,
)
from pipeline.sources.url_folder import RawFolder, raw_folder

__all__ = [
    "BatchError",
    "BatchFacts",
    "CannotLoad",
    "RawDocument",
    "RawFolder",
    "describe",
    "fingerprint",
    "load",
    "newest_change",
    "passed_over",
    "raw_folder",
    "scan",
]

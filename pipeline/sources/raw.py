"""The raw folder as a list of documents, and the bytes of one.

Belongs here: documents with their identity and the facts of their batch, copies. Does not belong here: walking the
folder (``folder_entries``), reading a file (``file_bytes``), what a document says. Every function reads only.
"""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path, PurePosixPath

from pipeline.model.correction import Correction
from pipeline.model.messages import Message, said
from pipeline.sources.batch import FILE_NAME, BatchError, BatchFacts, read_batch
from pipeline.sources.file_bytes import changed_while_read, kind_without_bytes, no_ordinary_file, read_file
from pipeline.sources.folder_entries import FolderEntry, entries_of, printable_name, unicode_names
from pipeline.sources.media import DOCUMENTS, EMPTY, media_type
from pipeline.sources.seen_files import SeenFiles
from pipeline.sources.url_folder import RawFolder

# A final-accounts report with every annex has below 40 MB; a larger file is a scan or a mistake.
MAX_BYTES = 100 * 2**20
_ID_DIGITS = 16
_TEXT_SUFFIXES = frozenset({".txt", ".csv", ".tsv", ".html", ".htm", ".mht", ".mhtml"})


@dataclass(frozen=True)
class RawDocument:
    """One file of the raw folder (or what stands there instead of a file).

    ``path`` is relative to the raw folder with forward slashes and always valid Unicode; ``name_on_disk``
    is the same as the system spells it. ``document_id`` is the start of the SHA-256 of the bytes; where
    that would not be unique (a copy, an unreadable file) it is made from the path as well. ``size`` is in bytes.
    ``corrections`` are what persons decided about values of the document. ``sha256`` is that of the bytes alone, empty
    where they could not be read.
    """

    path: str
    batch: str
    document_id: str
    size: int
    media_type: str
    facts: BatchFacts = field(default_factory=BatchFacts)
    problem: Message | None = None
    name_on_disk: str = ""
    corrections: tuple[Correction, ...] = ()
    sha256: str = ""


class CannotLoad(Exception):
    """A document that could be read when the folder was listed and cannot be read now."""

    def __init__(self, message: Message) -> None:
        super().__init__(message.sentence_en)
        self.message = message


def scan(raw: RawFolder, max_bytes: int = MAX_BYTES, seen: SeenFiles | None = None) -> list[RawDocument]:
    """Every document of the raw folder, in the order of their paths (Unicode form C, by code point).

    A file that ``seen`` knows and that nobody touched since is not read again to tell its identity.

    A ``batch.yml`` that cannot be used is a refused document itself, and every document of its batch is refused with
    it: facts that it should have may change what is published. Raises ``NotADirectoryError`` when there is no raw
    folder.
    """
    documents: list[RawDocument] = []
    seen = SeenFiles() if seen is None else seen
    entries = entries_of(raw)
    facts, bad = _batch_facts(raw, entries)
    paths = unicode_names(entries)
    for entry in entries:
        if entry.is_batch and entry.name not in bad:
            continue
        batch = entry.batch
        # The name of the batch as published is the first part of the path as published.
        told = paths[entry.name].partition("/")[0] if batch else ""
        document = _document(raw, entry, paths[entry.name], facts.get(batch, BatchFacts()), told, max_bytes, seen)
        if document is None:
            continue
        problem = bad.get(entry.name)
        if problem is None and document.problem is None:
            problem = next((own for name, own in bad.items() if FolderEntry(name, entry.status).batch == batch), None)
        if problem is not None:
            document = replace(document, problem=problem, document_id=_identity(b"", document.path))
        documents.append(document)
    return _with_copies(documents, raw, max_bytes)


def load(raw: RawFolder, document: RawDocument) -> bytes:
    """The bytes that ``document`` was identified by, read once.

    Raises :class:`CannotLoad` when the document has a problem, cannot be opened any more, or has other
    bytes than when the folder was listed.
    """
    if document.problem is not None:
        raise CannotLoad(document.problem)
    try:
        data = read_file(raw / document.name_on_disk, document.path, MAX_BYTES)
    except FileNotFoundError as error:
        raise CannotLoad(said("vanished", file=document.path)) from error
    if isinstance(data, Message):
        raise CannotLoad(data)
    if _identity(data) != document.document_id:
        raise CannotLoad(changed_while_read(document.path))
    return data


def describe(file: Path) -> tuple[Path, RawDocument]:
    """One named file as a document, and the folder its path is relative to.

    A ``batch.yml`` beside the file counts. Links are followed: here a person named the file.
    """
    file = file.resolve()
    has_batch = (file.parent / FILE_NAME).is_file()
    raw = file.parent.parent if has_batch else file.parent
    batch = file.parent.name if has_batch else ""
    facts = read_batch(file.parent / FILE_NAME)
    entry = FolderEntry(file.relative_to(raw).as_posix(), file.lstat())
    document = _document(raw, entry, printable_name(entry.name), facts, printable_name(batch), MAX_BYTES, SeenFiles())
    if document is None:
        raise FileNotFoundError(file)
    return raw, document


def passed_over(raw: RawFolder, documents: Sequence[RawDocument]) -> list[str]:
    """Paths of what lies in the raw folder and is neither one of these documents nor states facts of a batch.

    These are names that hide something (a folder is passed over as a whole, and ends in a slash) and files that are
    still being fetched.
    """
    entries = entries_of(raw)
    paths = unicode_names(entries)
    known = {document.name_on_disk for document in documents}
    return [
        paths[entry.name] + "/" * stat.S_ISDIR(entry.status.st_mode)
        for entry in entries
        if entry.is_hidden and entry.name not in known
    ]


def fingerprint(raw: RawFolder) -> str:
    """A hash of path, size and time of change of everything in the raw folder, ``batch.yml`` included."""
    digest = hashlib.sha256()
    # Programs make and remove hidden files while they have a document open.
    entries = [entry for entry in entries_of(raw) if not entry.is_hidden]
    for name, status, *_ in entries:
        digest.update(f"{os.fsencode(name)!r} {status.st_size} {status.st_mtime_ns}\n".encode())
    return digest.hexdigest()[:16]


def newest_change(raw: RawFolder) -> float:
    """Seconds since 1970 of the last change of any document; 0 for an empty folder."""
    return max(
        (entry.status.st_mtime for entry in entries_of(raw) if not entry.is_hidden and not entry.is_batch),
        default=0.0,
    )


def _batch_facts(raw: RawFolder, entries: list[FolderEntry]) -> tuple[dict[str, BatchFacts], dict[str, Message]]:
    """Facts by batch, and the files without usable ones; the batch of files directly in ``raw`` is the empty name."""
    facts: dict[str, BatchFacts] = {}
    bad: dict[str, Message] = {}
    for entry in entries:
        if not entry.is_batch:
            continue
        try:
            if entry.name.count("/") > 1:
                raise BatchError(raw / entry.name, said("batch.too_deep", folder=entry.batch))
            facts[entry.batch] = read_batch(raw / entry.name)
        except BatchError as error:
            bad[entry.name] = said("bad_batch_file", file=printable_name(entry.name), what=error.what)
    return facts, bad


def _document(
    raw: RawFolder, entry: FolderEntry, path: str, facts: BatchFacts, batch: str, max_bytes: int, seen: SeenFiles
) -> RawDocument | None:
    """One entry as a document; ``None`` when the file is gone by now, or hidden and no document."""
    if entry.is_hidden and (entry.is_arriving or not stat.S_ISREG(entry.status.st_mode)):
        return None
    problem = entry.problem or no_ordinary_file(entry.status)
    data = b""
    if problem is None and (untouched := seen.identity(entry.name, entry.status)) is not None:
        whole, kind = untouched
        size, identity = entry.status.st_size, whole[:_ID_DIGITS]
        return RawDocument(path, batch, identity, size, kind, facts, None, entry.name, sha256=whole)
    if problem is None:
        try:
            outcome = read_file(raw / entry.name, path, max_bytes)
        except FileNotFoundError:
            return None
        if isinstance(outcome, Message):
            problem = outcome
        else:
            data = outcome
    if entry.is_hidden and (problem is not None or not data):
        return None
    whole = _sha256(data) if data else ""
    if problem is None and not data:
        kind = EMPTY
        problem = said("empty_file")
        identity = _identity(b"", path)
    elif problem is None:
        kind, identity = media_type(data), whole[:_ID_DIGITS]
        if entry.is_hidden:
            if not _is_document(kind, entry.name):
                return None
            # It is not read, so that a copy of it elsewhere is no duplicate.
            identity = _identity(data, path)
            problem = said("hidden_file")
    else:
        kind, identity = kind_without_bytes(entry.status), _identity(b"", path)
    if problem is None:
        seen.note(entry.name, entry.status, whole, kind)
    size = len(data) if problem is None else (0 if stat.S_ISDIR(entry.status.st_mode) else entry.status.st_size)
    return RawDocument(path, batch, identity, size, kind, facts, problem, entry.name, sha256=whole)


def _is_document(kind: str, name: str) -> bool:
    """Whether a file with a hidden name holds a document. Text is a document only if its ending says so too."""
    if kind.startswith("text/"):
        path = PurePosixPath(name)
        return path.suffix.lower() in _TEXT_SUFFIXES and not path.name.startswith("README")
    return kind in DOCUMENTS


def _with_copies(documents: Sequence[RawDocument], raw: RawFolder, max_bytes: int) -> list[RawDocument]:
    """The documents, of equal ones all but one as copies of it.

    The one that was retrieved first counts, else the one with the shortest name, else the first: a copy that comes
    later has a longer name in most cases (``x(1).pdf``, ``副本x.pdf``), and then changes nothing of the document.
    """
    counts: dict[str, RawDocument] = {}
    for document in sorted(documents, key=_claim):
        counts.setdefault(document.document_id, document)
    listed = []
    for document in documents:
        first = counts[document.document_id]
        listed.append(document if document is first else _copy_of(first.path, document, raw, max_bytes))
    return listed


def _claim(document: RawDocument) -> tuple[date, int, str]:
    return (document.facts.retrieved or date.max, len(PurePosixPath(document.path).name), document.path)


def _copy_of(first: str, document: RawDocument, raw: RawFolder, max_bytes: int) -> RawDocument:
    """The same document as a refused copy, with an identity that only this path has."""
    try:
        data = read_file(raw / document.name_on_disk, document.path, max_bytes)
    except FileNotFoundError:  # gone by now
        data = b""
    return RawDocument(
        document.path,
        document.batch,
        _identity(data if isinstance(data, bytes) else b"", document.path),
        document.size,
        document.media_type,
        document.facts,
        said("duplicate_of", first=first),
        document.name_on_disk,
        sha256=document.sha256,
    )


def _identity(data: bytes, path: str | None = None) -> str:
    """The first 16 hexadecimal digits of the SHA-256 of the bytes, with a path where the bytes are not unique."""
    suffix = b"" if path is None else b"\0" + path.encode()
    return _sha256(data + suffix)[:_ID_DIGITS]


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()

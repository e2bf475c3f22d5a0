"""The raw folder as a list of documents, and the bytes of one.

Belongs here: walking, identity, limits, refusing what is no regular file. Does not belong here: what a
document says. Every function reads only; links are never followed, because a link in a folder that
others fill can point at any file of this machine.
"""

from __future__ import annotations

import errno
import hashlib
import os
import stat
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from fnmatch import fnmatchcase
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from pipeline.sources import media
from pipeline.sources.batch import FILE_NAME, BatchError, BatchFacts, read_batch

# A final-accounts report with every annex has below 40 MB; a larger file is a scan or a mistake.
MAX_BYTES = 100 * 2**20
_IGNORED = ("*.part", "*.crdownload")
# Names of files that are no documents. Where the content of such a file is a document, it is refused with a sentence.
_HIDDEN = (".*", "~$*", "README*")
_DOCUMENT_SUFFIXES = frozenset(
    {".pdf", ".txt", ".html", ".htm", ".mht", ".doc", ".docx", ".wps", ".xls", ".xlsx", ".et", ".ofd"}
    | {".csv", ".tsv", ".rtf", ".png", ".jpg", ".jpeg", ".tif", ".tiff"}
)
_TEXT_SUFFIXES = frozenset({".txt", ".csv", ".tsv", ".html", ".htm", ".mht", ".mhtml"})
# O_NONBLOCK: opening a FIFO would otherwise wait for a writer for ever.
_FLAGS = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


class Problem(NamedTuple):
    """Why a file is refused before any reader sees it: machine code, sentence a person can act on."""

    code: str
    sentence: str


@dataclass(frozen=True)
class RawDocument:
    """One file of the raw folder (or what stands there instead of a file).

    ``path`` is relative to the raw folder with forward slashes and always valid Unicode; ``name_on_disk``
    is the same as the system spells it. ``document_id`` is the start of the SHA-256 of the bytes; where
    that would not be unique (a copy, an unreadable file) it is made from the path as well. ``size`` is in bytes.
    """

    path: str
    batch: str
    document_id: str
    size: int
    media_type: str
    facts: BatchFacts = field(default_factory=BatchFacts)
    problem: Problem | None = None
    name_on_disk: str = ""


class CannotLoad(Exception):
    """A document that could be read when the folder was listed and cannot be read now."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code
        self.sentence = sentence


class _FolderEntry(NamedTuple):
    """One thing found in the raw folder: its name relative to it, and its status, links not followed."""

    name: str
    status: os.stat_result
    problem: Problem | None = None
    is_hidden: bool = False

    @property
    def batch(self) -> str:
        """The first folder below the raw folder in which it lies; empty for a file directly in the raw folder."""
        return self.name.partition("/")[0] if "/" in self.name else ""

    @property
    def is_batch(self) -> bool:
        """Whether it states facts about a batch."""
        return PurePosixPath(self.name).name == FILE_NAME


def scan(raw: Path, max_bytes: int = MAX_BYTES) -> list[RawDocument]:
    """Every document of the raw folder, in the order of their paths (Unicode form C, by code point).

    A ``batch.yml`` that cannot be used is a refused document itself, and every document of its batch is refused with
    it: facts that it should have may change what is published. Raises ``NotADirectoryError`` when there is no raw
    folder.
    """
    documents: list[RawDocument] = []
    first_with: dict[str, str] = {}
    entries = _entries(raw)
    facts, bad = _batch_facts(raw, entries)
    paths = _paths(entries)
    for entry in entries:
        if entry.is_batch and entry.name not in bad:
            continue
        batch = entry.batch
        document = _document(raw, entry, paths[entry.name], facts.get(batch, BatchFacts()), batch, max_bytes)
        if document is None:
            continue
        problem = bad.get(entry.name)
        if problem is None and document.problem is None:
            problem = next((own for name, own in bad.items() if _FolderEntry(name, entry.status).batch == batch), None)
        if problem is not None:
            document = replace(document, problem=problem, document_id=_identity(b"", document.path))
        first = first_with.setdefault(document.document_id, document.path)
        if first != document.path:
            document = _copy_of(first, document, raw, max_bytes)
        documents.append(document)
    return documents


def load(raw: Path, document: RawDocument) -> bytes:
    """The bytes that ``document`` was identified by, read once.

    Raises :class:`CannotLoad` when the document has a problem, cannot be opened any more, or has other
    bytes than when the folder was listed.
    """
    if document.problem is not None:
        raise CannotLoad(*document.problem)
    try:
        data = _read(raw / document.name_on_disk, document.path, MAX_BYTES)
    except FileNotFoundError as error:
        raise CannotLoad("vanished", f"{document.path} was deleted during the build: build again.") from error
    if isinstance(data, Problem):
        raise CannotLoad(*data)
    if _identity(data) != document.document_id:
        raise CannotLoad(*_changed(document.path))
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
    entry = _FolderEntry(file.relative_to(raw).as_posix(), file.lstat())
    document = _document(raw, entry, _paths([entry])[entry.name], facts, batch, MAX_BYTES)
    if document is None:
        raise FileNotFoundError(file)
    return raw, document


def fingerprint(raw: Path) -> str:
    """A hash of path, size and time of change of everything in the raw folder, ``batch.yml`` included."""
    digest = hashlib.sha256()
    # Programs make and remove hidden files while they have a document open.
    entries = [entry for entry in _entries(raw) if not entry.is_hidden]
    for name, status, *_ in entries:
        digest.update(f"{os.fsencode(name)!r} {status.st_size} {status.st_mtime_ns}\n".encode())
    return digest.hexdigest()[:16]


def newest_change(raw: Path) -> float:
    """Seconds since 1970 of the last change of any document; 0 for an empty folder."""
    return max(
        (entry.status.st_mtime for entry in _entries(raw) if not entry.is_hidden and not entry.is_batch), default=0.0
    )


def _batch_facts(raw: Path, entries: list[_FolderEntry]) -> tuple[dict[str, BatchFacts], dict[str, Problem]]:
    """Facts by batch, and the files without usable ones; the batch of files directly in ``raw`` is the empty name."""
    facts: dict[str, BatchFacts] = {}
    bad: dict[str, Problem] = {}
    for entry in entries:
        if not entry.is_batch:
            continue
        try:
            if entry.name.count("/") > 1:
                raise BatchError(f"{entry.name}: has to lie further up; move it to {entry.batch}")
            facts[entry.batch] = read_batch(raw / entry.name)
        except BatchError as error:
            line = _printable(str(error)).removeprefix(f"{_printable(str(raw))}/")
            bad[entry.name] = Problem("bad_batch_file", f"{line}. Mend it and build again.")
    return facts, bad


def _paths(entries: list[_FolderEntry]) -> dict[str, str]:
    """Names on disk as valid Unicode, no two alike; bytes that are no UTF-8 are written as escapes."""
    paths = {entry.name: _printable(entry.name) for entry in entries}
    times = Counter(paths.values())
    for name, path in paths.items():
        if times[path] > 1 and path != name:
            # A file may have a name that is spelled like such an escape.
            paths[name] = f"{path} ({hashlib.sha256(os.fsencode(name)).hexdigest()[:8]})"
    return paths


def _printable(name: str) -> str:
    return os.fsencode(name).decode("utf-8", "backslashreplace")


def _entries(raw: Path) -> list[_FolderEntry]:
    """Everything in the raw folder that is a document, a ``batch.yml`` or stands in the place of one, sorted."""
    if not raw.is_dir():
        raise NotADirectoryError(f"{raw} is no folder")
    return sorted(_walk(raw), key=lambda entry: (unicodedata.normalize("NFC", entry.name), entry.name))


def _walk(raw: Path) -> Iterator[_FolderEntry]:
    """Everything in the raw folder that may be a document, folder by folder; links are not followed."""
    folders = [("", raw.lstat())]
    while folders:
        folder, own = folders.pop()
        try:
            with os.scandir(raw / folder) as listing:
                items = list(listing)
        except FileNotFoundError:
            continue
        except OSError as error:
            yield _FolderEntry(folder, own, _closed(error))
            continue
        for item in items:
            name = f"{folder}/{item.name}" if folder else item.name
            is_hidden = any(fnmatchcase(item.name, pattern) for pattern in _HIDDEN)
            if any(fnmatchcase(item.name, pattern) for pattern in _IGNORED):
                continue
            try:
                status = item.stat(follow_symlinks=False)
            except FileNotFoundError:  # gone between listing and looking
                continue
            except OSError as error:  # a path that is too long for the system
                yield _FolderEntry(name, own, _closed(error))
                continue
            is_folder = stat.S_ISDIR(status.st_mode)
            if is_hidden:
                if stat.S_ISREG(status.st_mode) and status.st_size:
                    yield _FolderEntry(name, status, is_hidden=True)
            elif is_folder and item.name != FILE_NAME and Path(item.name).suffix.lower() not in _DOCUMENT_SUFFIXES:
                folders.append((name, status))
            else:
                yield _FolderEntry(name, status)


def _closed(error: OSError) -> Problem:
    if error.errno == errno.ENAMETOOLONG:
        sentence = "The path is longer than the system can open: put the folder further up, or give it a shorter name."
        return Problem("path_too_long", sentence)
    sentence = f"The folder cannot be opened ({error.strerror}): give the user who runs the build the right to it."
    return Problem("unreadable_folder", sentence)


def _document(
    raw: Path, entry: _FolderEntry, path: str, facts: BatchFacts, batch: str, max_bytes: int
) -> RawDocument | None:
    """One entry as a document; ``None`` when the file is gone by now, or hidden and no document."""
    problem = entry.problem or _unfit(entry.status)
    data = b""
    if problem is None:
        try:
            outcome = _read(raw / entry.name, path, max_bytes)
        except FileNotFoundError:
            return None
        if isinstance(outcome, Problem):
            problem = outcome
        else:
            data = outcome
    if problem is not None and entry.is_hidden:
        return None
    if problem is None and not data:
        kind = media.EMPTY
        problem = Problem("empty_file", "The file has no content (0 bytes): fetch it again from its publisher.")
        identity = _identity(b"", path)
    elif problem is None:
        kind, identity = media.media_type(data), _identity(data)
        if entry.is_hidden:
            if not _is_document(kind, entry.name):
                return None
            # It is not read, so that a copy of it elsewhere is no duplicate.
            identity = _identity(data, path)
            problem = Problem(
                "hidden_file",
                "The name says that this is no document, and its content is one: rename it so that it is read, or "
                "delete it.",
            )
    else:
        kind, identity = _kind(entry.status), _identity(b"", path)
    size = len(data) if problem is None else (0 if stat.S_ISDIR(entry.status.st_mode) else entry.status.st_size)
    return RawDocument(path, batch, identity, size, kind, facts, problem, entry.name)


def _is_document(kind: str, name: str) -> bool:
    """Whether a file with a hidden name holds a document. Text is a document only if its ending says so too."""
    if kind.startswith("text/"):
        path = PurePosixPath(name)
        return path.suffix.lower() in _TEXT_SUFFIXES and not path.name.startswith("README")
    return kind in media.DOCUMENTS


def _copy_of(first: str, document: RawDocument, raw: Path, max_bytes: int) -> RawDocument:
    """The same document as a refused copy, with an identity that only this path has."""
    try:
        data = _read(raw / document.name_on_disk, document.path, max_bytes)
    except FileNotFoundError:  # gone by now
        data = b""
    sentence = f"Has the same bytes as {first}, which is read: delete one of the two."
    return RawDocument(
        document.path,
        document.batch,
        _identity(data if isinstance(data, bytes) else b"", document.path),
        document.size,
        document.media_type,
        document.facts,
        Problem("duplicate_of", sentence),
        document.name_on_disk,
    )


def _read(file: Path, path: str, max_bytes: int) -> bytes | Problem:
    """The bytes of a regular file, or why they cannot be had; tried again once when it changes meanwhile."""
    for _ in range(2):
        try:
            descriptor = os.open(file, _FLAGS)
        except FileNotFoundError:
            raise
        except OSError as error:
            sentence = (
                f"The file cannot be opened ({error.strerror}): give the user who runs the build the right to it."
            )
            return Problem("unreadable_file", sentence)
        with os.fdopen(descriptor, "rb") as stream:
            before = os.fstat(descriptor)
            if not stat.S_ISREG(before.st_mode):
                return _unfit(before) or _changed(path)
            if before.st_size > max_bytes:
                sentence = (
                    f"The file has {before.st_size / 2**20:.1f} MB, more than the {max_bytes / 2**20:.0f} MB that are "
                    "read: cut out the pages with the self-evaluation forms and put those into the folder."
                )
                return Problem("too_large", sentence)
            try:
                data = stream.read(max_bytes + 1)
            except OSError as error:
                return Problem("unreadable_file", f"Reading the file failed ({error.strerror}): check the disk.")
            after = os.fstat(descriptor)
        if (before.st_size, before.st_mtime_ns) == (after.st_size, after.st_mtime_ns) and len(data) == after.st_size:
            return data
    return _changed(path)


def _changed(path: str) -> Problem:
    return Problem("changed_while_read", f"{path} was changed while it was read: build again when it is complete.")


def _unfit(status: os.stat_result) -> Problem | None:
    """Why something is refused that is no regular file; ``None`` for a regular file."""
    mode = status.st_mode
    if stat.S_ISREG(mode):
        return None
    if stat.S_ISDIR(mode):
        return Problem(
            "directory_named_like_document",
            "This is a folder with the name of a document: rename it, or take the document out of it.",
        )
    if stat.S_ISLNK(mode):
        return Problem("link_refused", "This is a link, and links are not followed: put the file itself here.")
    return Problem("not_a_file", "This is no ordinary file (a pipe, socket or device): put the document itself here.")


def _kind(status: os.stat_result) -> str:
    mode = status.st_mode
    if stat.S_ISREG(mode):
        return media.UNKNOWN
    if stat.S_ISDIR(mode):
        return media.DIRECTORY
    return media.SYMLINK if stat.S_ISLNK(mode) else media.SPECIAL


def _identity(data: bytes, path: str | None = None) -> str:
    """The first 16 hexadecimal digits of the SHA-256 of the bytes, with a path where the bytes are not unique."""
    suffix = b"" if path is None else b"\0" + path.encode()
    return hashlib.sha256(data + suffix).hexdigest()[:16]

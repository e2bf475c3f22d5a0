"""Documents read once and kept: a later build takes them from there while nothing they rest on has changed.

Belongs here: what the key of a document is made of, which results are kept, which documents are read again. Does not
belong here: reading (``curate.curate_document``), processes (``curate.parallel``), files (``pipeline.cache.store``).

A worker keeps what it read at once, so that a build that is killed leaves its work to the next one.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any, Literal

from pipeline.cache.code_version import office_program, reading_version
from pipeline.cache.store import MOST_BYTES, Store
from pipeline.corrections import digest_for
from pipeline.curate.aside import Aside, Place
from pipeline.curate.packed_rows import pack, unpack
from pipeline.curate.results import CuratedDocument, Show, not_shown, refused, unsupported
from pipeline.model.rows import CorrectionRow, DocumentRow
from pipeline.readers.scan import extra
from pipeline.sources import RawDocument, media
from pipeline.text.titles import year_of_name

if TYPE_CHECKING:
    from pipeline.curate.kept_frames import KeptFrames
    from pipeline.curate.pieces import Pieces

Arrived = Callable[[CuratedDocument], CuratedDocument]
"""Takes a document as a worker gave it, and gives it as it waits for the others."""
_TOLD: tuple[Literal["document_id", "outcome", "reason", "forms"], ...] = ("document_id", "outcome", "reason", "forms")
# How many times its packed rows a build may keep: those, frames made of them, and rows of the build before.
_ROOM = 4
_BY_OFFICE_PROGRAM = frozenset({media.DOC, media.RTF, media.WORD_XML, media.SPREADSHEET_XML})


@dataclass(slots=True)
class PackedDocument(CuratedDocument):
    """A document whose rows are packed: it has no forms any more. ``document`` tells the outcome and where it lies.

    The rows are here or were put aside.
    """

    rows: bytes = b""
    place: Place | None = None

    def packed_rows(self) -> bytes:
        """The rows, wherever they lie."""
        return self.rows if self.place is None else self.place.get()


@dataclass(frozen=True, slots=True)
class Keeping:
    """Stands in the place of :func:`curate_document` in a worker, and keeps what may be kept.

    ``version`` is that of the process that began the build; a worker that runs other code keeps nothing. ``show`` is
    given what the reader saw of each document that is read.
    """

    store: Store
    version: str
    show: Show = not_shown

    def key(self, source: RawDocument) -> str:
        """A digest of everything that the rows of a document rest on; path and batch are told anew each time."""
        rests_on = [
            self.version,
            source.document_id,
            source.size,
            source.facts.model_dump(mode="json"),
            year_of_name(PurePosixPath(source.path).stem),
            digest_for(source),
            office_program() if source.media_type in _BY_OFFICE_PROGRAM else None,
        ]
        return hashlib.sha256(json.dumps(rests_on).encode()).hexdigest()

    def __call__(self, source: RawDocument, data: bytes, announce: extra.Announce) -> PackedDocument:
        """The document curated and packed; kept where the same bytes would give the same again."""
        # Only a worker reads; who asks it to need not load what that takes.
        from pipeline.curate.curate_document import curate_document

        curated = curate_document(source, data, announce, self.show)
        tells_name = _tells_name(source, curated)
        result = packed(curated)
        if result.is_settled and _version() == self.version:
            head = {
                "name": PurePosixPath(source.path).name if tells_name else None,
                "document": _told(result.document),
            }
            self.store.put(self.key(source), json.dumps(head).encode() + b"\n" + result.rows)
        return result

    def kept(self, source: RawDocument, key: str) -> PackedDocument | None:
        """What was kept of a document under its key; nothing where that is not what would be read today."""
        entry = self.store.get(key)
        if entry is None:
            return None
        head, _, rows = entry.partition(b"\n")
        try:
            told = json.loads(head)
            is_other = told["name"] not in (None, PurePosixPath(source.path).name)
            if is_other or told["document"]["document_id"] != source.document_id:
                return None
        except (ValueError, KeyError, TypeError):
            return None
        row: DocumentRow = {"path": source.path, "batch": source.batch}
        for name in _TOLD:
            row[name] = told["document"][name]
        corrections = _applied(rows) if source.corrections else []
        return PackedDocument(row, is_settled=True, rows=rows, corrections=corrections)


@dataclass(frozen=True, slots=True)
class Curated:
    """All documents of a folder, in their order, with how many were read and how many were kept from before."""

    documents: list[PackedDocument]
    read: int
    reused: int
    frames: KeptFrames

    @property
    def is_settled(self) -> bool:
        """Whether another build of the same would give the same: time, memory and the system had no part in it."""
        return all(document.is_settled for document in self.documents)

    def tables(self, folder: Path) -> dict[str, Pieces]:
        """The tables of all documents, written below a folder."""
        from pipeline.curate.kept_frames import tables_of

        documents = sorted(self.documents, key=lambda one: str(one.document["path"]))
        rows = ((one.document["path"], one.document["batch"], one.packed_rows()) for one in documents)
        return tables_of(rows, folder, self.frames)


def curate_changed(
    documents: Sequence[RawDocument],
    keeping: Keeping,
    read: Callable[[Sequence[RawDocument], Keeping, Arrived], Sequence[CuratedDocument]],
    *,
    anew: bool = False,
) -> Curated:
    """Every document curated, of which only those are handed to ``read`` that were not kept; all of them if ``anew``.

    ``read`` hands over each document as it arrives, and takes what it is given in its place. What nothing reads (a
    copy, a file of another kind) is neither read nor reused.
    """
    results: dict[int, PackedDocument] = {}
    aside = Aside()

    def arrived(document: CuratedDocument) -> PackedDocument:
        one = document if isinstance(document, PackedDocument) else packed(document)
        if one.place is None:
            one.place, one.rows = aside.put(one.rows), b""
        return one

    waiting: list[int] = []
    reused: list[str] = []
    for number, source in enumerate(documents):
        if source.problem is not None:
            results[number] = arrived(refused(source, source.problem, is_settled=True))
        elif source.media_type not in media.READ:
            results[number] = arrived(refused(source, unsupported(source), is_settled=True))
        elif not anew and (known := keeping.kept(source, key := keeping.key(source))) is not None:
            results[number] = arrived(known)
            reused.append(key)
        else:
            waiting.append(number)
    again = read([documents[number] for number in waiting], keeping, arrived) if waiting else []
    for number, result in zip(waiting, again, strict=True):
        results[number] = arrived(result)
    keeping.store.use(reused)
    if waiting:
        # A build of a whole country needs more than is kept at most for others.
        in_use = sum(one.place.length for one in results.values() if one.place)
        keeping.store.prune(max(MOST_BYTES, _ROOM * in_use))
    # A worker keeps documents too, and makes no frames.
    from pipeline.curate.kept_frames import KeptFrames

    frames = KeptFrames(keeping.store, keeping.version)
    return Curated([results[number] for number in range(len(documents))], len(waiting), len(reused), frames)


def keeping_in(store: Store, show: Show = not_shown) -> Keeping:
    """What keeps documents in a store, read by the code of this process."""
    return Keeping(store, _version(), show)


def packed(document: CuratedDocument) -> PackedDocument:
    """The document with its rows packed; it has no forms any more."""
    stays = (one.name for one in fields(document) if one.name not in ("forms", "quarantine", "narratives"))
    return PackedDocument(**{name: getattr(document, name) for name in stays}, rows=pack(document, lets_go=True))


def _applied(rows: bytes) -> list[CorrectionRow]:
    """The records that a document was read with, of which only the name is told."""
    return [{"correction_id": name} for name in unpack(rows).get("correction", {}).get("correction_id", [])]


@cache
def _version() -> str:
    """The version of what reads: code, data and libraries, and whether text recognition can be found."""
    return f"{reading_version()} {extra.has_ocr()}"


def _told(row: DocumentRow) -> dict[str, Any]:
    """What is told of a document without unpacking its rows."""
    return {name: row.get(name) for name in _TOLD}


def _tells_name(source: RawDocument, curated: CuratedDocument) -> bool:
    """Whether what is said of a document names its file, which may have another name tomorrow."""
    name = PurePosixPath(source.path).name
    texts = [curated.document.get("reason_text"), curated.document.get("reason_text_en")]
    texts += [refusal["sentence"] for refusal in curated.quarantine]
    return any(name in text for text in texts if text)

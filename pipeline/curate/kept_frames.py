"""Frames of many documents kept together, so that a build with little new does not unpack every document again.

Belongs here: which documents stand together, how their frames are kept. Does not belong here: rows of one document
(``curate.packed_rows``), which documents are read (``curate.kept``).

Documents stand together as their identities say, not by number: where one comes or goes, its neighbours change and all
others stay together as they were. The key of what is kept is a digest of the rows themselves.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import polars as pl

from pipeline.cache.store import Store
from pipeline.curate.document_rows import TABLES_FROM_DOCUMENTS
from pipeline.curate.packed_frames import frames_of
from pipeline.curate.packed_rows import Packed
from pipeline.curate.pieces import Pieces
from pipeline.curate.tables import in_pieces
from schemas.table_frames import empty_frame

MEAN = 256
"""How many documents stand together in the mean; twice as many and no more."""
LEAST = 32
"""Fewer documents than that are unpacked as fast as their frames are read."""

Frames = dict[str, pl.DataFrame]


@dataclass(frozen=True, slots=True)
class KeptFrames:
    """Gives the frames of documents, from the store where they were kept by the same version of the code."""

    store: Store
    version: str

    def __call__(self, documents: Sequence[Packed]) -> Frames:
        """The frames of documents that stand together; kept for the next build."""
        if len(documents) < LEAST:
            return frames_of(documents)
        key = self._key(documents)
        frames = _read(self.store.get(key))
        if frames is None:
            frames = frames_of(documents)
            self.store.put(key, _written(frames))
        else:
            self.store.use([key])
        return frames

    def _key(self, documents: Sequence[Packed]) -> str:
        digest = hashlib.sha256(f"frames {self.version}".encode())
        for path, batch, rows in documents:
            digest.update(json.dumps([path, batch, hashlib.sha256(rows).hexdigest()]).encode())
        return digest.hexdigest()


def tables_of(
    documents: Iterable[Packed], folder: Path, frames: Callable[[Sequence[Packed]], Frames] = frames_of
) -> dict[str, Pieces]:
    """The tables of documents as :func:`pipeline.curate.tables.tables` has them, written below a folder.

    Documents are given in the order of their paths, each as path, batch and packed rows. Path and batch are those of
    today: a document that was renamed is still the same document.
    """
    return in_pieces(map(frames, runs(documents)), folder)


def runs(documents: Iterable[Packed]) -> Iterator[list[Packed]]:
    """Documents in their order, cut where the rows of one say so: a cut stays where it is when another one comes."""
    run: list[Packed] = []
    for document in documents:
        run.append(document)
        if _ends_run(document) or len(run) == 2 * MEAN:
            yield run
            run = []
    if run:
        yield run


def _ends_run(document: Packed) -> bool:
    """True of one in ``MEAN`` documents; the last bytes of packed rows are a checksum of them."""
    return int.from_bytes(document[2][-4:]) % MEAN == 0


def _written(frames: Frames) -> bytes:
    """The frames as bytes: a line with the length of each, then each."""
    bodies = {}
    for name, frame in frames.items():
        buffer = BytesIO()
        frame.write_ipc(buffer, compression="lz4")
        bodies[name] = buffer.getvalue()
    lengths = {name: len(body) for name, body in bodies.items()}
    return b"\n".join([json.dumps(lengths).encode(), b"".join(bodies.values())])


def _read(entry: bytes | None) -> Frames | None:
    """The frames that were kept; nothing where they are not frames of the tables of today."""
    if entry is None:
        return None
    head, _, body = entry.partition(b"\n")
    frames, begin = {}, 0
    for name, length in json.loads(head).items():
        frames[name] = pl.read_ipc(BytesIO(body[begin : begin + length]))
        begin += length
    is_of_today = frames.keys() == set(TABLES_FROM_DOCUMENTS) and all(
        frame.schema == empty_frame(name).schema for name, frame in frames.items()
    )
    return frames if is_of_today else None

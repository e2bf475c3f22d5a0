"""Pages that were drawn before, and the pictures of a site: hard links to the kept ones.

Belongs here: keys, files, links. Does not belong here: drawing, which pages a site needs.

What is kept may vanish or rot at any moment: an entry is checked when it is read, a picture by its SHA-256, and what
does not agree is drawn again. Where nothing can be kept, pictures are written into the site alone.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pipeline.cache.code_version import drawing_version
from pipeline.cache.same_files import fresh
from pipeline.cache.store import LEAST_FREE, Store
from pipeline.model.grid import Reading
from pipeline.pictures.page import Page
from pipeline.pictures.shown import is_drawn, pages_when_read
from pipeline.sources import RawDocument

FOLDER = "pages"
"""Where the pages lie in a site, and what is kept of them in the cache."""
MOST_BYTES = 4 * 2**30
_ALL = 0
_OF_THE_DOCUMENT = frozenset({"not_drawn", "not_checked"})

Contents = dict[int, dict[str, Any]]
"""What the site is told of pages, by their numbers."""


@dataclass(slots=True)
class KeptPages:
    """The pages in a cache, and the site that is given them."""

    store: Store
    site: Path
    _own: Store = field(init=False)

    def __post_init__(self) -> None:
        self._own = Store(None if self.store.folder is None else self.store.folder / FOLDER)

    def get(self, source: RawDocument, numbers: Sequence[int]) -> Contents:
        """The pages that were kept, with their pictures put into the site."""
        if not is_drawn(source):
            entry = self._entry(_key(source, _ALL))
            return {int(number): content for number, content in entry.items()} if entry else {}
        found: Contents = {}
        for number in numbers:
            key = _key(source, number)
            content = self._entry(key)
            if content is not None and ("sha256" not in content or self._linked(source, number, key, content)):
                found[number] = content
        return found

    def put(self, source: RawDocument, pages: Mapping[int, Page]) -> Contents:
        """Put pages into the site, and keep those that would be drawn the same again."""
        contents = {number: page.content for number, page in pages.items()}
        if not is_drawn(source):
            if all(is_settled(source, content) for content in contents.values()):
                self._keep(_key(source, _ALL), contents)
            return contents
        for number, page in pages.items():
            key = _key(source, number)
            if page.picture is not None:
                self._place(source, number, key, page.picture)
                contents[number] = {
                    **page.content,
                    "src": f"{FOLDER}/{source.document_id}/{number}.webp",
                    "sha256": hashlib.sha256(page.picture).hexdigest(),
                }
            if is_settled(source, contents[number]):
                self._keep(key, contents[number])
        return contents

    def prune(self) -> None:
        """Let go of what no build used for long, and of what is too much."""
        self._own.prune(MOST_BYTES)

    def _entry(self, key: str) -> dict[str, Any] | None:
        kept = self._own.get(key)
        if kept is None:
            return None
        try:
            content = json.loads(kept)
        except ValueError:
            return None
        self._own.use([key])
        return content if isinstance(content, dict) else None

    def _keep(self, key: str, content: Any) -> None:
        self._own.put(key, json.dumps(content, ensure_ascii=False).encode())

    def _linked(self, source: RawDocument, number: int, key: str, content: dict[str, Any]) -> bool:
        """Whether the kept picture is whole and stands in the site now."""
        picture = self._picture(key)
        if picture is None:
            return False
        try:
            data = picture.read_bytes()
        except OSError:
            return False
        if hashlib.sha256(data).hexdigest() != content["sha256"]:
            with contextlib.suppress(OSError):
                picture.unlink()
            return False
        self._own.use([picture.name])
        self._give(picture, data, self._target(source, number))
        return True

    def _place(self, source: RawDocument, number: int, key: str, data: bytes) -> None:
        """Keep a picture where that works, and put it into the site in any case."""
        picture = self._picture(key)
        if picture is not None:
            partial = picture.with_name(f".partial-{os.getpid()}-{picture.name}")
            try:
                picture.parent.mkdir(parents=True, exist_ok=True)
                if shutil.disk_usage(picture.parent).free < LEAST_FREE + len(data):
                    picture = None
                else:
                    partial.write_bytes(data)
                    partial.replace(picture)
            except OSError:
                with contextlib.suppress(OSError):
                    partial.unlink()
                picture = None
        self._give(picture, data, self._target(source, number))

    def _give(self, picture: Path | None, data: bytes, target: Path) -> None:
        fresh(target)
        if picture is not None:
            with contextlib.suppress(OSError):  # another file system, too many links
                os.link(picture, target)
                return
        target.write_bytes(data)

    def _picture(self, key: str) -> Path | None:
        return None if self._own.folder is None else self._own.folder / key[:2] / f"{key}.webp"

    def _target(self, source: RawDocument, number: int) -> Path:
        return self.site / FOLDER / source.document_id / f"{number}.webp"


@dataclass(frozen=True, slots=True)
class KeptWhenRead:
    """Keeps the pages of documents that are not drawn while they are read, so that nobody reads them again for that."""

    store: Store

    def __call__(self, source: RawDocument, data: bytes, reading: Reading) -> None:
        """Keep what is shown of a document; what fails here is tried again when its pages are asked for."""
        if is_drawn(source):
            return
        with contextlib.suppress(Exception):
            # No picture, so that no site is needed.
            KeptPages(self.store, Path()).put(source, pages_when_read(source, data, reading))


def is_settled(source: RawDocument, content: Mapping[str, Any]) -> bool:
    """Whether a page would be the same if it were drawn again."""
    return content["kind"] != "missing" or (is_drawn(source) and content["reason"] in _OF_THE_DOCUMENT)


def _key(source: RawDocument, number: int) -> str:
    rests_on = [drawing_version(), source.document_id, source.size, source.media_type, number]
    return hashlib.sha256(json.dumps(rests_on).encode()).hexdigest()

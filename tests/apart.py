"""Whether documents give the same however their pages are divided between workers: ``python -m tests.apart``.

Belongs here: documents read whole and in ranges of 1, 3 and 7 pages, by 1 to 3 workers, with pages that crash, hang or
never end, and with workers that are lost; the comparison. Does not belong here: whether a value is right.

Every PDF and TIFF of the tests, damaged ones beside them, and long documents of every kind through worker processes.
Exit status 1 where one differs. ``tests/golden/test_pages_apart.py`` takes a sample of it.
"""

from __future__ import annotations

import argparse
import io
import os
import pickle
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any
from unittest import mock

import pypdfium2

from pipeline import sources
from pipeline.curate import routes
from pipeline.curate.curate_document import curate_document
from pipeline.curate.packed_rows import pack
from pipeline.curate.parallel import curate_all
from pipeline.curate.results import Cost, CuratedDocument
from pipeline.readers import pages_ahead
from pipeline.readers.pages_ahead import PagesAhead
from pipeline.readers.pdf import damage
from pipeline.readers.pdf.pages import first_reader
from pipeline.readers.scan import extra
from pipeline.sources import RawDocument, media
from tests.damage import draw

DATA = Path(__file__).parent / "data"
SIZES = (1, 3, 7)
# Documents with more pages to recognise are left to the long ones, of which there are few.
_MOST_SCANS = 3


def rows(result: CuratedDocument) -> bytes:
    """Everything that is published of a document, as bytes."""
    told = result.document, result.quarantine, result.narratives, result.is_settled, result.corrections
    return repr(told).encode() + pack(result)


def whole(name: str, data: bytes) -> bytes:
    """What a document gives that is read in one piece."""
    return rows(curate_document(_source(name, data), data))


def apart(name: str, data: bytes, size: int) -> tuple[bytes, int]:
    """What a document gives of which ranges of so many pages are read ahead, and how many pages and readings it took.

    Each range is read from a document of its own and travels as bytes, as it does between workers.
    """
    source = _source(name, data)
    cost = routes.plan(data, source.media_type)
    pages: PagesAhead = {}
    for numbers in of_size(size, cost):
        damage.inspect.cache_clear()
        pages |= pickle.loads(pickle.dumps(routes.read_ahead(source, data, cost, numbers)))
    taken: list[float] = []
    with pages_ahead.taking(pages, taken.append):
        return rows(curate_document(source, data)), len(taken)


def of_size(size: int, cost: Cost) -> list[range]:
    """All pages in ranges of so many; none for 0, which is no division."""
    return [range(n, min(n + size, cost.pages + 1)) for n in range(1, cost.pages + 1, size)] if size else []


def _source(name: str, data: bytes) -> RawDocument:
    return RawDocument(name, "", "0" * 16, len(data), media.media_type(data))


# Pages that do harm, by the name of their document: what happens, where, and the page. They are named and not made,
# because the libraries are mended wherever a page that does so is found.
# crash-always-7.pdf crashes whoever reads page 7, crash-ahead-7.pdf only a worker that reads it ahead.


@contextmanager
def _harm(source: RawDocument, where: str) -> Iterator[None]:
    what, place, page = (*Path(source.path).stem.split("-"), "", "", "")[:3]
    read_page = first_reader.read_page

    def harmed(document: Any, index: int, **options: Any) -> Any:
        if index + 1 == int(page):
            if what == "crash":
                os._exit(3)
            if what == "raise":
                raise KeyError("no such heading")
            if what == "hoard":
                bytearray(2**31)
            while what == "spin":
                pass
            time.sleep(600)
        return read_page(document, index, **options)

    is_harmed = what in ("crash", "raise", "hoard", "spin", "hang") and place in ("always", where)
    with mock.patch.object(first_reader, "read_page", harmed) if is_harmed else mock.MagicMock():
        yield


def harmed(source: RawDocument, data: bytes, announce: extra.Announce) -> CuratedDocument:
    """:func:`curate_document` with harm."""
    with _harm(source, "whole"):
        return curate_document(source, data, announce)


def harmed_ahead(source: RawDocument, data: bytes, cost: Cost, numbers: range) -> PagesAhead:
    """:func:`pipeline.curate.routes.read_ahead` with harm."""
    with _harm(source, "ahead"):
        return routes.read_ahead(source, data, cost, numbers)


HARM = (*(f"{what}-{place}-4" for what in ("crash", "spin", "hang") for place in ("always", "ahead")),)
HARM += ("raise-always-4", "hoard-always-4")


def in_workers(folder: Path, workers: int, size: int, engine: Any = None) -> list[bytes]:
    """What the documents of a folder give, read by worker processes in ranges of so many pages; 0 for no ranges."""
    documents = sources.scan(folder)
    harming = {"curate": harmed, "read_ahead": harmed_ahead, "divide": partial(of_size, size)}
    # By the clock one that hangs may take 24 s, and its ranges a quarter of that.
    limits = {"seconds": 6.0, "patience": 4.0} if any((folder / f"{name}.pdf").exists() for name in HARM) else {}
    return [rows(result) for result in curate_all(folder, documents, workers, engine=engine, **harming, **limits)]


def long_documents(folder: Path, *, with_scans: bool) -> None:
    """Long documents of every kind, as files of a folder."""
    born = [DATA / "pdf" / f"{name}.pdf" for name in ("sh_docx", "bj_html_repeat", "report_annex", "sh_rl", "sh_cid")]
    scans = [DATA / "scans" / "fax_of_the_annex.pdf"] * 2 if with_scans else []
    (folder / "joined.pdf").write_bytes(joined(born * 2))
    if with_scans:
        (folder / "mixed.pdf").write_bytes(joined([*born[:2], *scans, born[3]]))
    (folder / "damaged.pdf").write_bytes(draw("pdf", 11).data)
    for name in HARM:
        (folder / f"{name}.pdf").write_bytes(joined(born[:2]))


def joined(files: Sequence[Path]) -> bytes:
    """The pages of several PDFs in one."""
    whole = pypdfium2.PdfDocument.new()
    for file in files:
        with pypdfium2.PdfDocument(file) as one:
            whole.import_pages(one)
    out = io.BytesIO()
    whole.save(out)
    return out.getvalue()


def _compare(name: str, data: bytes, sizes: Sequence[int]) -> Iterator[str]:
    cost = routes.plan(data, _source(name, data).media_type)
    if cost.pages_to_recognise > _MOST_SCANS:
        return
    expected = whole(name, data)
    for size in sizes:
        if size == sizes[0] or size < cost.pages:
            yield f"{name} in ranges of {size}: {'same' if apart(name, data, size)[0] == expected else 'DIFFERENT'}"


def _documents(folder: Path, count: int) -> Iterator[tuple[str, bytes]]:
    files = (file for file in sorted(folder.rglob("*")) if file.suffix.lower() in (".pdf", ".tif", ".tiff"))
    yield from ((str(file.relative_to(folder)), file.read_bytes()) for file in files)
    for number in range(count):
        for group in ("pdf", "open"):
            yield f"damaged {group} {number}.pdf", draw(group, number).data


def _lines(arguments: argparse.Namespace) -> Iterator[str]:
    for name, data in _documents(arguments.folder, arguments.damaged):
        yield from _compare(name, data, SIZES)
    if not arguments.workers:
        return
    with tempfile.TemporaryDirectory() as place:
        long_documents(Path(place), with_scans=extra.has_ocr())
        expected = in_workers(Path(place), 1, 0)
        for workers in range(1, arguments.workers + 1):
            for size in SIZES:
                is_same = in_workers(Path(place), workers, size) == expected
                yield f"long documents, {workers} workers, ranges of {size}: {'same' if is_same else 'DIFFERENT'}"


def main(arguments: list[str] | None = None) -> int:
    """Compare, and say what was different."""
    options = argparse.ArgumentParser(prog="python -m tests.apart", description=__doc__)
    options.add_argument("--folder", type=Path, default=DATA, help="whose documents are compared")
    options.add_argument("--damaged", type=int, default=100, help="how many damaged PDFs of each kind")
    options.add_argument("--workers", type=int, default=3, help="at most so many; 0 for no worker processes")
    compared = different = 0
    for line in _lines(options.parse_args(arguments)):
        compared += 1
        if line.endswith("DIFFERENT"):
            different += 1
            sys.stdout.write(f"{line}\n")
    sys.stdout.write(f"{compared} compared, {different} different\n")
    return 1 if different or not compared else 0


if __name__ == "__main__":
    sys.exit(main())

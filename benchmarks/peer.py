"""One other reader of tables in a process of its own: ``.venv-peers/bin/python benchmarks/peer.py camelot``.

Belongs here: how each reader is called, with the setting that reads the most rows of ruled forms right. Does not belong
here: which documents it reads and in which order (``benchmarks.turns``), what is right (``benchmarks.rows_right``).

Needs nothing of Jixiao. Each line of the input is a request in JSON: the path of a document, and whether its rows are
wanted. Each line of the output answers one: processor seconds, and the rows of all tables as lists of texts. The first
line of the output says the version, or why the reader cannot be used.
"""

from __future__ import annotations

import contextlib
import importlib.metadata
import io
import json
import os
import resource
import shutil
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

Rows = list[list[str]]
Read = Callable[[bytes], Rows | None]


def pdfplumber() -> Read:
    """Tables of pdfplumber, which finds ruled cells without a setting."""
    import pdfplumber

    def read(data: bytes) -> Rows:
        rows: Rows = []
        with pdfplumber.open(io.BytesIO(data)) as pdf:
            for page in pdf.pages:
                rows += [[text or "" for text in row] for table in page.extract_tables() for row in table]
                page.close()
        return rows

    return read


def camelot() -> Read:
    """Tables of camelot from rulings."""
    import camelot

    def read(data: bytes) -> Rows:
        tables = camelot.read_pdf(io.BytesIO(data), pages="all", flavor="lattice", suppress_stdout=True)
        return [[str(text) for text in row] for table in tables for row in table.df.values.tolist()]

    return read


def tabula() -> Read:
    """Tables of tabula from rulings, in a Java machine that stays."""
    if shutil.which("java") is None:
        raise RuntimeError("needs java, which is not installed")
    import tabula

    def read(data: bytes) -> Rows:
        found: Any = tabula.read_pdf(io.BytesIO(data), pages="all", lattice=True, output_format="json", silent=True)
        return [[cell["text"] for cell in row] for table in found for row in table["data"]]

    return read


def img2table() -> Read:
    """Tables of img2table: rulings from the picture of a page, texts from its text layer."""
    from img2table.document import PDF

    def read(data: bytes) -> Rows:
        found = PDF(data).extract_tables()
        tables = [table for page in found.values() for table in page]
        return [[cell.value or "" for cell in row] for table in tables for row in table.content.values()]

    return read


def pymupdf() -> Read:
    """Tables of PyMuPDF from rulings; its layout model, seven times slower, reads fewer rows of such forms right."""
    import pymupdf

    pymupdf.use_layout(False)

    def read(data: bytes) -> Rows:
        rows: Rows = []
        with pymupdf.open(stream=data, filetype="pdf") as document:
            for page in document:
                for table in page.find_tables(strategy="lines").tables:
                    rows += [[text or "" for text in row] for row in table.extract()]
        return rows

    return read


def pdf_oxide() -> Read:
    """Tables of pdf_oxide."""
    import pdf_oxide

    def read(data: bytes) -> Rows:
        document = pdf_oxide.PdfDocument.from_bytes(data)
        tables = [table for number in range(document.page_count()) for table in document.extract_tables(number)]
        return [[cell["text"] for cell in row["cells"]] for table in tables for row in table["rows"]]

    return read


def docling_parse() -> Read:
    """Characters and shapes of docling-parse; tables are the business of models behind it."""
    from docling_parse.pdf_parser import DoclingPdfParser

    def read(data: bytes) -> None:
        document = DoclingPdfParser(loglevel="fatal").load(io.BytesIO(data))
        for _, page in document.iterate_pages():
            len(page.char_cells)
        document.unload()

    return read


def playa() -> Read:
    """Glyphs, their boxes and the paths of playa, which makes no tables."""
    import playa

    def read(data: bytes) -> None:
        with playa.parse(data) as document:
            for page in document.pages:
                for glyph in page.glyphs:
                    _ = glyph.text, glyph.bbox
                for path in page.paths:
                    _ = path.bbox

    return read


READERS = {
    "pdfplumber": pdfplumber,
    "camelot-py": camelot,
    "tabula-py": tabula,
    "img2table": img2table,
    "PyMuPDF": pymupdf,
    "docling-parse": docling_parse,
    "pdf_oxide": pdf_oxide,
    "playa-pdf": playa,
}


def processor() -> float:
    """Processor seconds of this process and of the programs it ran."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + used.ru_utime + used.ru_stime


def main() -> None:
    """Answer requests until the input ends."""
    # What a library prints must not stand between the answers.
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)

    def say(**told: Any) -> None:
        answers.write(json.dumps(told, ensure_ascii=False) + "\n")
        answers.flush()

    name = sys.argv[1]
    try:
        read = READERS[name]()
        version = importlib.metadata.version(name)
    except Exception as error:
        say(error=f"{type(error).__name__}: {error}")
        return
    say(version=version)
    for line in sys.stdin:
        request = json.loads(line)
        data = Path(request["path"]).read_bytes()
        try:
            with contextlib.redirect_stdout(io.StringIO()):
                start = processor()
                rows = read(data)
                seconds = processor() - start
        except Exception as error:
            say(error=f"{type(error).__name__}: {error}")
            continue
        say(seconds=seconds, rows=rows if request["rows"] else None)


if __name__ == "__main__":
    main()

"""Which code, which libraries and which programs make a result: a digest that nobody has to raise by hand.

Belongs here: digests of our own files, of what is installed, of the office program. Does not belong here: what is kept
under them (``pipeline.curate.kept``).

The digests are of bytes, not of a number: a changed word list, family or column is another version. They are taken
once per process, so that a program that runs for weeks names the code it began with and not what lies on the disk now.
"""

from __future__ import annotations

import hashlib
import platform
import shutil
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

_PIPELINE = Path(__file__).parents[1]
_SCHEMAS = _PIPELINE.parent / "schemas"

NOT_FOR_READING = frozenset(
    {"audit", "cli.py", "commands", "definitions.py", "defs", "pictures", "publish", "warehouse"}
)
"""What lies in ``pipeline`` and does nothing to a document. A new package counts until it is named here."""

FOR_PUBLISHING = frozenset({"pictures", "publish", "warehouse"})
"""What makes the other files of a release from its tables, together with ``schemas``."""

FOR_DRAWING = frozenset({"families", "pictures", "readers", "text"})
"""What decides how a page is shown: how it is drawn, what is read on it, which labels personal data have."""

_DRAWS_WITH = ("pypdfium2", "pillow", "rapidocr", "onnxruntime", "opencv", "numpy", "lxml", "selectolax", "openpyxl")

_PUBLISHES_WITH = ("duckdb-", "itables-", "jinja2-", "polars", "vl_convert_python-")
"""Distributions that write files of a release. Text recognition or a test tool that is added changes none of them."""


@cache
def reading_version() -> str:
    """The version of everything that a curated document can depend on: our code and data, what is installed."""
    own = (path for path in _files(_PIPELINE) if path.relative_to(_PIPELINE).parts[0] not in NOT_FOR_READING)
    return _digest([*own, *_files(_SCHEMAS)], _installed())


@cache
def build_version() -> str:
    """The version of everything that a release can depend on."""
    return _digest([*_files(_PIPELINE), *_files(_SCHEMAS)], [*_installed(), office_program()])


@cache
def publishing_version() -> str:
    """The version of what makes the rest of a release from its tables: views, comments, descriptions."""
    own = (path for path in _files(_PIPELINE) if path.relative_to(_PIPELINE).parts[0] in FOR_PUBLISHING)
    return _digest([*own, *_files(_SCHEMAS)], _installed(_PUBLISHES_WITH))


@cache
def drawing_version() -> str:
    """The version of everything that the pictures and tables of pages can depend on."""
    own = (path for path in _files(_PIPELINE) if path.relative_to(_PIPELINE).parts[0] in FOR_DRAWING)
    return _digest([*own], [*_installed(_DRAWS_WITH), office_program()])


@cache
def office_program() -> str:
    """Which office program converts older formats; an empty text where there is none."""
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if program is None:
        return ""
    real = Path(program).resolve()
    # The command is a script that hardly changes; the program itself lies beside it.
    files = [file for name in (real.name, "soffice.bin", "versionrc") if (file := real.with_name(name)).is_file()]
    return " ".join(f"{file} {file.stat().st_size} {file.stat().st_mtime_ns}" for file in files)


def _files(folder: Path) -> Iterator[Path]:
    for path in folder.rglob("*"):
        if path.is_file() and "__pycache__" not in path.parts and not path.name.startswith("."):
            yield path


def _installed(begins: tuple[str, ...] = ("",)) -> list[str]:
    """Python and every installed distribution, with their versions; this is also how an extra shows that is missing.

    ``begins``: only those whose names begin so.
    """
    # Whatever imports Ray gets a folder with some libraries of Ray's own on its path.
    folders = [Path(folder or ".") for folder in sys.path if Path(folder).name != "thirdparty_files"]
    names = {path.name for folder in folders for path in folder.glob("*.dist-info")}
    return [sys.version, platform.machine(), *sorted(name for name in names if name.startswith(begins))]


def _digest(files: list[Path], also: list[str]) -> str:
    digest = hashlib.sha256("\n".join(also).encode())
    for path in sorted(files):
        data = path.read_bytes()
        digest.update(f"\n{path.relative_to(_PIPELINE.parent).as_posix()} {len(data)}\n".encode())
        digest.update(data)
    return digest.hexdigest()

"""Which files a release consists of, and nothing else.

Belongs here: the list of files and the look at a staged folder before it is published. Does not belong here: making the
files, making them visible (``release``).
"""

from __future__ import annotations

import os
import shutil
import stat
from pathlib import Path

from pipeline.language import say
from pipeline.publish.disk import walk
from pipeline.publish.errors import PublicationError
from schemas.catalog import TABLES
from schemas.views import VIEWS

SITE = "site"
FIRST_PAGE = f"{SITE}/index.html"
_DUE = ("warehouse.duckdb", "datapackage.json", FIRST_PAGE)
_MAY_BE = frozenset({"inputs.json", "manifest.json", "CHANGES.md", "CITATION.md", "CITATION.cff"})


def published_files() -> dict[str, str]:
    """The Parquet file of every table and of every view by name, as its path in a release."""
    tables = {name: f"{name}.parquet" for name in TABLES}
    return tables | {name: f"views/{name}.parquet" for name in VIEWS}


def check_staged(staging: Path) -> None:
    """Raise :class:`PublicationError` unless a staged folder holds every file of a release and no other.

    Hidden files are what a writer that was cut short left: they are removed. Ordinary files of the list, folders for
    them, and whatever ordinary file stands in ``site`` are all that a release may hold; a link could lead anywhere.
    """
    due = [*published_files().values(), *_DUE]
    if missing := [name for name in due if not (staging / name).exists()]:
        raise PublicationError(say("publish.incomplete", folder=staging, files=", ".join(missing)))
    others = []
    for root, folders, names in walk(staging):
        for own in (*folders, *names):
            path = f"{root}/{own}"
            name = path.removeprefix(f"{staging}/")
            if own.startswith("."):
                _remove(Path(path))
            elif own.endswith(".wal"):
                raise PublicationError(say("publish.still_written", folder=staging, file=name))
            elif not _may_be(name, os.lstat(path).st_mode):
                others.append(name)
        folders[:] = [own for own in folders if not own.startswith(".")]
    if others:
        raise PublicationError(say("publish.unexpected", folder=staging, files=", ".join(sorted(others))))


def _may_be(name: str, mode: int) -> bool:
    is_folder = stat.S_ISDIR(mode)
    if not (is_folder or stat.S_ISREG(mode)):
        return False
    first, _, rest = name.partition("/")
    if first == SITE:
        return bool(rest) or is_folder
    if is_folder:
        return name == "views" or _holds(name)
    return name in _MAY_BE or name in _DUE or (_holds(name) and name.endswith(".parquet"))


def _holds(name: str) -> bool:
    """Whether a path is that of a table or view, or in its folder: a large one is a folder of parts."""
    return any(name == path or name.startswith(f"{path}/") for path in published_files().values())


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink()

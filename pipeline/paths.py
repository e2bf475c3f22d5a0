"""Where the raw folder and the releases lie when nobody says otherwise.

Belongs here: default paths. Does not belong here: reading the environment; ``pipeline.cli`` and
``pipeline.defs`` do that.
"""

from __future__ import annotations

from pathlib import Path


def project_root() -> Path:
    """The checkout that this package was installed from, or the working directory for a copied package."""
    checkout = Path(__file__).resolve().parents[1]
    return checkout if (checkout / "pyproject.toml").is_file() else Path.cwd()


def default_raw() -> Path:
    """``data/raw`` of the project."""
    return project_root() / "data" / "raw"


def default_out() -> Path:
    """``data/curated`` of the project."""
    return project_root() / "data" / "curated"


def corrections_of(raw: Path) -> Path | None:
    """The folder ``corrections`` beside a raw folder; null where it belongs to a folder ``raw`` that stands there too.

    ``data/corrections`` holds for ``data/raw`` and not for ``data/examples``.
    """
    beside = raw.absolute().parent
    is_of_other = raw.name != "raw" and (beside / "raw").is_dir()
    return None if is_of_other else beside / "corrections"

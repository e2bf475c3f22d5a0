"""What a built page would load from elsewhere.

Belongs here: finding addresses that a browser asks for by itself: scripts, styles, pictures, frames, fonts. Does not
belong here: links, which a person follows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

_LOADING = re.compile(
    r"""<(?:script|img|iframe|source|video|audio|embed|object|use)\b[^>]*?\b(?:src|srcset|data|href)\s*=\s*["']?
        ((?:https?:)?//[^"'\s>]+)"""
    r"""|<link\b(?![^>]*rel=["']?(?:canonical|alternate|prev|next|license))[^>]*?\bhref\s*=\s*["']?((?:https?:)?//[^"'\s>]+)"""
    r"""|(?:url\(|@import\s+)\s*["']?((?:https?:)?//[^"'\s)]+)""",
    re.VERBOSE | re.IGNORECASE,
)


def outside_addresses(folder: Path) -> list[tuple[Path, str]]:
    """File and address of everything that the pages and styles below a folder load from another host."""
    return list(_found(folder))


def _found(folder: Path) -> Iterator[tuple[Path, str]]:
    for file in sorted(folder.rglob("*")):
        if file.suffix in (".html", ".css"):
            for match in _LOADING.finditer(file.read_text("utf-8")):
                yield file, next(filter(None, match.groups()))

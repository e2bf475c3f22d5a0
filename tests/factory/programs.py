"""Invented documents drawn by programs that publishers use: a browser, an office suite.

Belongs here: the source text handed to a program and the call of the program. Does not belong here: reportlab
(``tests.factory.render``), what stands in a document.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable

from tests.factory.documents import Document
from tests.factory.render import reportlab_pdf

HTML: tuple[str, ...] = ()
DOCX: tuple[str, ...] = ()
XLSX: tuple[str, ...] = ()
_NEEDS = {
    "rl": (),
    "html": ("chromium", "chromium-browser", "google-chrome"),
    "docx": ("soffice",),
    "xlsx": ("soffice",),
}


def program(producer: str) -> str | None:
    """Where the program of a producer is, or null."""
    return next((found for name in _NEEDS[producer] if (found := shutil.which(name))), None)


def is_installed(producer: str) -> bool:
    """Whether documents of a producer can be made on this machine."""
    return not _NEEDS[producer] or program(producer) is not None


RENDERERS: dict[str, Callable[[Document], bytes]] = {"rl": reportlab_pdf}

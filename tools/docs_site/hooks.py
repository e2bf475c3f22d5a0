"""What MkDocs calls while it builds: words of the search, the same page in the other language.

Belongs here: the three events. Does not belong here: how words are found (``segment``).
"""

from __future__ import annotations

import json
import posixpath
from pathlib import Path
from typing import Any

from schemas.catalog import TABLES
from schemas.columns import UNITS
from schemas.views import VIEWS
from tools.docs_site.segment import marked


def _own() -> frozenset[str]:
    """Short Chinese titles of tables and columns: people search for them as one word."""
    titles = {title for entry in (*TABLES.values(), *VIEWS.values()) for title in (entry.title, *_titles(entry))}
    return frozenset(title for title in titles | set(UNITS.values()) if 1 < len(title) <= 4 and title.isalpha())


def _titles(entry: Any) -> list[str]:
    return [column.title for column in entry.columns.values()]


def on_post_page(output: str, page: Any, config: Any) -> str:
    """The button of the languages leads to the same page; both sites have every page."""
    here = page.file.dest_uri
    up = posixpath.relpath(".", posixpath.dirname(here) or ".")
    for language, folder in (("zh", ""), ("en", "en/")):
        target = posixpath.normpath(f"{up}/{'../' if config.extra['language'] == 'en' else ''}{folder}{here}")
        output = output.replace(f'href="#{language}"', f'href="{target}"')
    return output


def on_post_build(config: Any) -> None:
    """Chinese words in the index of the search are parted by marks, in its copy for pages from a folder too."""
    folder = Path(config.site_dir) / "search"
    index = json.loads((folder / "search_index.json").read_text("utf-8"))
    own = _own()
    for entry in index["docs"]:
        entry["title"], entry["text"] = marked(entry["title"], own), marked(entry["text"], own)
    text = json.dumps(index, ensure_ascii=False, separators=(",", ":"))
    (folder / "search_index.json").write_text(text, "utf-8")
    # The plugin `offline` writes this one; pages from a folder cannot load the other.
    (folder / "search_index.js").write_text(f"var __index = {text}", "utf-8")

"""The files that the desk serves: those of a release's site, and its own scripts.

Belongs here: which file an address means, the first page with the desk in it. Does not belong here: answering
(``app``).

The first page is always that of the current release. Everything that it loads lies under the name of its release, so
that a page that is open goes on with the data it began with when a newer release is published.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from pipeline.package_yaml import package_yaml
from pipeline.publish.contents import FIRST_PAGE, SITE
from pipeline.publish.kept import folder
from pipeline.publish.site.scripts import receive

STATIC = Path(__file__).with_name("static")
KINDS = {
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".webp": "image/webp",
    ".png": "image/png",
    ".txt": "text/plain; charset=utf-8",
}
"""The kinds of files that a site holds; no other is served."""
_NAME = re.compile(r"[^./\\:\0][^/\\:\0]*")
"""No hidden file, and nothing that leads to another folder."""
_POLICY = re.compile(r'(<meta http-equiv="Content-Security-Policy" content=")[^"]*(">)')
_OURS = re.compile(r'(?<= )(src|href)="((?:assets|data)/[^"]+)"')
_LAST_SCRIPT = re.compile(r'<script src="[^"]*main\.js[^"]*"></script>')


class NoSiteError(Exception):
    """There is no release, or it has no site; the folder."""


def current(out: Path) -> Path:
    """The folder of the current release. Raises :class:`NoSiteError`."""
    release = (out / "current").resolve()
    if not (release / FIRST_PAGE).is_file():
        raise NoSiteError(out / "current")
    return release


def file_of(out: Path, release: str, path: str) -> Path | None:
    """A file of the site of a release; null for every address that leads to none, or out of it."""
    parts = path.split("/")
    if not _NAME.fullmatch(release) or not all(_NAME.fullmatch(part) for part in parts):
        return None
    place = next((one for one in (folder(out) / release, (out / "current").resolve()) if one.name == release), None)
    if place is None or place.is_symlink():
        return None
    site = place / SITE
    file = site.joinpath(*parts)
    is_ours = file.suffix in KINDS and file.is_file() and file.resolve() == site.resolve().joinpath(*parts)
    return file if is_ours else None


def own_file(name: str) -> Path | None:
    """A script or style of the desk."""
    return next((file for file in STATIC.iterdir() if file.name == name and file.suffix in KINDS), None)


def first_page(release: Path, token: str, own_policy: str) -> str:
    """The first page of a release with the scripts of the desk in it. ``token`` is what these send back."""
    page = (release / FIRST_PAGE).read_text("utf-8")
    page = _POLICY.sub(lambda found: found[1] + html.escape(own_policy, quote=True) + found[2], page, count=1)
    page = _OURS.sub(rf'\1="release/{release.name}/\2"', page)
    names = sorted(file.name for file in STATIC.iterdir())
    styles = [f'<link rel="stylesheet" href="desk/static/{name}">' for name in names if name.endswith(".css")]
    styles.append(f'<meta name="jixiao-token" content="{html.escape(token)}">')
    styles.append(f'<meta name="jixiao-release" content="{html.escape(release.name)}">')
    scripts = ["desk/words.js", *(f"desk/static/{name}" for name in names if name.endswith(".js"))]
    loaded = "\n".join(f'<script src="{script}"></script>' for script in scripts)
    page = page.replace("</head>", "\n".join([*styles, "</head>"]), 1)
    # The last script shows the page; the desk has to be there before.
    return _LAST_SCRIPT.sub(lambda last: f"{loaded}\n{last[0]}", page, count=1)


@cache
def words() -> Mapping[str, Mapping[str, str]]:
    """Words and sentences of the desk by id, each with ``zh`` and ``en``."""
    content: dict[str, dict[str, str]] = package_yaml(__package__, "words.yml")
    return content


def words_script() -> str:
    """The words of the desk as a script of the page."""
    return receive("desk/words", json.dumps(words(), ensure_ascii=False))

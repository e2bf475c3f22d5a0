"""Build the documentation: ``python -m tools.docs_site build/docs``.

Belongs here: the settings of MkDocs and the order of the steps. Does not belong here: pages and navigation
(``assemble``).
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import yaml

from tools.docs_site.assemble import LANGUAGES, ROOT, Site, site
from tools.docs_site.browsed import browser_of_system, problems
from tools.docs_site.outside import outside_addresses

_HERE = Path(__file__).parent
_NAMES = {"zh": "绩效 Jixiao 使用文档", "en": "Jixiao documentation"}
# Places in a page are named by their headings, Chinese ones too; in the file it is the name of a function.
_SLUGIFY = "markdown.extensions.toc.slugify_unicode"


def main(arguments: list[str]) -> int:
    """Both languages below the folder given; 1 where something is wrong with what was built."""
    if len(arguments) != 1:
        sys.stderr.write("usage: python -m tools.docs_site FOLDER\n")
        return 2
    target = Path(arguments[0]).absolute()
    shutil.rmtree(target, ignore_errors=True)
    for language in LANGUAGES:
        _build(site(language), language, target)
    found = [f"{place.relative_to(target)}: loads {address}" for place, address in outside_addresses(target)]
    program = browser_of_system()
    found += problems(target, program) if program else []
    for problem in found:
        sys.stderr.write(f"{problem}\n")
    pages = sum(1 for _ in target.rglob("*.html"))
    looked = "looked at in a browser" if program else "no Chromium here, so not looked at in a browser"
    sys.stdout.write(f"{pages} pages, {looked}; open {target / 'index.html'}\n")
    return 1 if found else 0


def _build(made: Site, language: str, target: Path) -> None:
    work = target.parent / f"{target.name}-sources" / language
    shutil.rmtree(work, ignore_errors=True)
    for path, text in made.pages.items():
        file = work / "pages" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
    for path, source in {
        **made.files,
        **{f"static/{file.name}": file for file in (_HERE / "static").iterdir()},
    }.items():
        (work / "pages" / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, work / "pages" / path)
    folder = target if language == "zh" else target / language
    settings = yaml.safe_dump(_settings(made, language, folder), allow_unicode=True, sort_keys=False)
    (work / "mkdocs.yml").write_text(settings.replace(_SLUGIFY, f"!!python/name:{_SLUGIFY}"), "utf-8")
    command = [
        sys.executable,
        "-m",
        "mkdocs",
        "build",
        "--strict",
        "--quiet",
        "--config-file",
        str(work / "mkdocs.yml"),
    ]
    # The hooks import this package; the notice is about another product of the theme's makers.
    surroundings = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "NO_MKDOCS_2_WARNING": "1",
        "DISABLE_MKDOCS_2_WARNING": "true",
    }
    subprocess.run(command, check=True, env=surroundings)  # noqa: S603  (no word of it comes from outside)


def _settings(made: Site, language: str, folder: Path) -> dict[str, Any]:
    return {
        "site_name": _NAMES[language],
        "docs_dir": "pages",
        "site_dir": str(folder),
        "use_directory_urls": False,
        "nav": made.nav,
        "theme": {
            "name": "material",
            "language": language,
            "font": False,
            "icon": {"repo": "material/table"},
            "features": ["navigation.top", "navigation.indexes", "search.highlight", "content.code.copy", "toc.follow"],
            "palette": {"primary": "indigo", "accent": "indigo"},
        },
        "plugins": {"search": {}, "offline": {}},
        "hooks": [str(_HERE / "hooks.py")],
        "extra": {
            "language": language,
            "generator": False,
            "polyfills": ["static/iframe-worker.js"],
            # The hooks put the page of the other language in the place of these.
            "alternate": [
                {"name": "中文", "link": "#zh", "lang": "zh"},
                {"name": "English", "link": "#en", "lang": "en"},
            ],
        },
        "extra_css": ["static/extra.css"],
        "markdown_extensions": [
            "admonition",
            "attr_list",
            "sane_lists",
            "tables",
            {"toc": {"slugify": _SLUGIFY}},
            "pymdownx.highlight",
            "pymdownx.superfences",
        ],
        "validation": {
            "omitted_files": "warn",
            "absolute_links": "warn",
            "unrecognized_links": "warn",
            "anchors": "warn",
        },
    }


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))

"""All pages of one language in one folder, as MkDocs wants them: hand-written ones, generated ones, navigation.

Belongs here: choosing the page of a language, pointing its links at pages of the same folder, the navigation. Does not
belong here: the text of any page.
"""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from tools.docs_site import commands, reference

ROOT = Path(__file__).parents[2]
LANGUAGES = ("zh", "en")
_LINK = re.compile(r"(!?)\[([^\]]*)\]\(([^)\s]+)\)")
# The button of the languages does what this line does in the repository.
_OTHER_LANGUAGE = re.compile(r"^(?:\*\*中文\*\* · \[English\]\S+|\[中文\]\S+ · \*\*English\*\*)\n\n", re.MULTILINE)
_FENCE = re.compile(r"(^```.*?^```$|`[^`\n]+`)", re.MULTILINE | re.DOTALL)
_ENGLISH_ONLY = '!!! note "本页目前只有英文"\n'

Nav = list[dict[str, Any]]


@dataclass(frozen=True)
class Site:
    """The pages of one language: text by path, and what stands where."""

    pages: dict[str, str]
    nav: Nav
    files: dict[str, Path]


@cache
def navigation() -> dict[str, Any]:
    """The register of what stands where."""
    loaded: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "navigation.yml").read_text("utf-8"))
    return loaded


@cache
def site(language: str) -> Site:
    """Every page of one language. Raises KeyError for a page that the navigation names and that is not there."""
    made = {f"reference/{path}": text for path, text in reference.pages(language).items()}
    made["reference/commands.md"] = commands.page(language)
    sources = _sources()
    files: dict[str, Path] = {}
    for source, target in sources.items():
        text = _link_to_pages(*_of_language(ROOT / source, language), sources, files)
        made[target] = text
    return Site(made, _nav(language, made, sources), files)


@cache
def _sources() -> dict[str, str]:
    """Hand-written pages by their path in the repository, with the path of their page; Chinese twins are not listed."""
    listed = [navigation()["home"]]
    for section in navigation()["sections"]:
        for entry in section["pages"]:
            if isinstance(entry, str):
                listed += sorted(_below(entry)) if (ROOT / entry).is_dir() else [entry]
    listed += [page for page in sorted(_below("docs")) if page not in listed and page != "docs/data_dictionary.md"]
    return {page: page.removeprefix("docs/").lower() for page in listed}


def _below(folder: str) -> list[str]:
    pages = (ROOT / folder).glob("*.md")
    return [page.relative_to(ROOT).as_posix() for page in pages if not page.name.endswith(".zh.md")]


def _of_language(page: Path, language: str) -> tuple[Path, str]:
    twin = page.with_suffix(".zh.md")
    if language == "zh" and twin.is_file():
        return twin, twin.read_text("utf-8")
    text = page.read_text("utf-8")
    return page, text if language == "en" else re.sub(r"\A(# .*\n)", rf"\1\n{_ENGLISH_ONLY}", text)


def _link_to_pages(page: Path, text: str, sources: dict[str, str], files: dict[str, Path]) -> str:
    """The text with links to other files pointing at their pages; those without a page become plain text."""
    here = posixpath.dirname(sources[_plain(page)])
    text = _OTHER_LANGUAGE.sub("", text, count=1)

    def pointed(match: re.Match[str]) -> str:
        mark, words, target = match.groups()
        path, sharp, place = target.partition("#")
        if "://" in target or target.startswith("mailto:") or not path:
            return match[0]
        wanted = (page.parent / path).resolve()
        name = _plain(wanted)
        found = sources.get(name)
        if name == "docs/data_dictionary.md":
            found, sharp = "reference/dictionary.md", ""
        if mark and wanted.is_file():
            found = f"files/{wanted.name}"
            files[found] = wanted
        if name in ("README.md", "docs"):
            found = "index.md"
        if found is None:
            return words
        return f"{mark}[{words}]({posixpath.relpath(found, here or '.')}{sharp}{place if sharp else ''})"

    parts = _FENCE.split(text)
    return "".join(part if place % 2 else _LINK.sub(pointed, part) for place, part in enumerate(parts))


def _plain(page: Path) -> str:
    path = page.relative_to(ROOT).as_posix() if page.is_relative_to(ROOT) else page.as_posix()
    return path.replace(".zh.md", ".md")


def _nav(language: str, made: dict[str, str], sources: dict[str, str]) -> Nav:
    named: list[str] = []
    nav: Nav = [{_title(made["index.md"]): "index.md"}]
    for section in navigation()["sections"]:
        entries: Nav = []
        for entry in section["pages"]:
            if not isinstance(entry, str):
                entries += _generated(entry["generated"], language, made)
            elif (ROOT / entry).is_dir():
                inside = [sources[page] for page in sorted(_below(entry))]
                name = {"zh": "设计决定（英文）", "en": "Decisions"}[language]
                entries.append({name: [{_title(made[page]): page} for page in inside]})
                named += inside
            elif entry in sources:
                named.append(sources[entry])
                entries.append({_titled(entry, made[sources[entry]], language): sources[entry]})
        if section.get("further"):
            listed = {
                source for part in navigation()["sections"] for source in part["pages"] if isinstance(source, str)
            }
            more = [
                page for page in sources if page.startswith("docs/") and page.count("/") == 1 and page not in listed
            ]
            entries += [
                {_titled(page, made[sources[page]], language): sources[page]}
                for page in more
                if page != navigation()["home"]
            ]
        nav.append({section["title"][language]: entries})
    return nav


def _generated(name: str, language: str, made: dict[str, str]) -> Nav:
    entry = {_title(made[f"reference/{name}.md"]): f"reference/{name}.md"}
    if name != "dictionary":
        return [entry]
    folders = [
        {
            reference.title(folder, language): [
                {path.split("/")[-1][:-3]: path} for path in made if f"/{folder}/" in path
            ]
        }
        for folder in ("tables", "views")
    ]
    return [entry, *folders]


def _titled(source: str, text: str, language: str) -> str:
    if language == "en" or _ENGLISH_ONLY not in text:
        return _title(text)
    return f"{navigation()['chinese'].get(source, _title(text))}（英文）"


def _title(text: str) -> str:
    found = re.search(r"^# (.+)$", text, re.MULTILINE)
    assert found is not None
    return found[1]

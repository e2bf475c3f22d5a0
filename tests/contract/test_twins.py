"""Pages that exist in Chinese and in English say the same, as far as a machine can tell.

Section by section: as many sections of each rank, the same figures, the same names in code, the same links, the same
commands. Whoever changes one page finds here the section of the other that waits for the change.
"""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CHINESE_PAGES = sorted([*ROOT.glob("*.zh.md"), *ROOT.glob("docs/*.zh.md")])
TWINS = [
    (page.relative_to(ROOT).as_posix().replace(".zh.md", ".md"), page.relative_to(ROOT).as_posix())
    for page in CHINESE_PAGES
]
CHINESE = re.compile(r"[\u4e00-\u9fff]")


def sections(page: Path) -> list[tuple[str, str]]:
    """Heading and text of every section; what stands above the first heading of the second rank is the first."""
    parts = re.split(r"^(#+ .*)$", re.sub(r"^(#) .*$", "", page.read_text("utf-8"), count=1, flags=re.M), flags=re.M)
    return list(zip(["", *parts[1::2]], parts[0::2], strict=True))


def pairs() -> list[tuple[str, tuple[str, str], tuple[str, str]]]:
    found = []
    for english, chinese in TWINS:
        both = zip(sections(ROOT / english), sections(ROOT / chinese), strict=False)
        found += [(f"{english} {one[0].strip('# ') or 'beginning'}", one, other) for one, other in both]
    return found


def figures(text: str) -> Counter[str]:
    """Every number outside of code and links, however it is grouped."""
    prose = re.sub(r"```.*?```|`[^`]+`|\]\([^)]+\)", " ", text, flags=re.DOTALL)
    return Counter(number.replace(",", "") for number in re.findall(r"\d[\d,]*(?:\.\d+)?", prose))


def names(text: str) -> set[str]:
    """What stands in code inside a sentence."""
    return set(re.findall(r"`([^`\n]+)`", re.sub(r"```.*?```", "", text, flags=re.DOTALL)))


def links(text: str) -> set[str]:
    """Where the links lead; a page and its twin are one."""
    return {target.replace(".zh.md", ".md") for target in re.findall(r"\]\(([^)]+)\)", text)}


def commands(text: str) -> list[str]:
    """Blocks of code, without the remarks in them."""
    blocks = re.findall(r"```.*?```", text, re.DOTALL)
    return [re.sub(r" +# .*", "", block) for block in blocks]


@pytest.mark.parametrize(("english", "chinese"), TWINS)
def test_twins_have_the_same_sections(english: str, chinese: str) -> None:
    ranks = [[heading.count("#") for heading, _ in sections(ROOT / page)] for page in (english, chinese)]
    assert ranks[0] == ranks[1]


@pytest.mark.parametrize(("english", "chinese"), TWINS)
def test_the_chinese_page_is_chinese(english: str, chinese: str) -> None:
    for heading, text in sections(ROOT / chinese)[1:]:
        assert CHINESE.search(heading), heading
        assert CHINESE.search(text), heading
    assert f"]({Path(chinese).name})" in (ROOT / english).read_text("utf-8")
    assert f"]({Path(english).name})" in (ROOT / chinese).read_text("utf-8")


@pytest.mark.parametrize(
    ("_place", "english", "chinese"), pairs(), ids=lambda value: value if isinstance(value, str) else ""
)
def test_a_section_says_the_same_in_both(_place: str, english: tuple[str, str], chinese: tuple[str, str]) -> None:
    for of in (figures, names, links, commands):
        assert of(english[1]) == of(chinese[1]), f"{of.__name__}: {english[0]} / {chinese[0]}"

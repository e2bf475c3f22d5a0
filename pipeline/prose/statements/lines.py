"""Printed lines to sentences, and the titles among them.

Belongs here: page furniture, paragraphs, sentences, whose report it is. Does not belong here: what a sentence means.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import accumulate, groupby, pairwise
from typing import NamedTuple

from pipeline.text.fold import squeeze
from pipeline.text.furniture import page_number

Lines = Sequence[tuple[int, str]]

_HEADING = re.compile(
    r"第[一二三四五六七八九十]+部分|[一二三四五六七八九十]+[、.．]|[（(][一二三四五六七八九十\d]+[）)]|\d{1,2}[、.．](?!\d)"
)
_END = re.compile(r"(?<=[。！？])(?![”’」）)])")
# A line that stands at an end of so many pages is a running title; it and headings are no longer than this.
_RUNNING, _RUNNING_LENGTH, _HEADING_LENGTH = 3, 40, 30

_PART = r"(?:第[一二三四五六七八九十]+部分)?"
_IDEOGRAPHS = r"[\u4e00-\u9fff（）()]{4,40}?"
_OVERVIEW = re.compile(rf"第一部分(?P<name>{_IDEOGRAPHS})概况")
_ACCOUNTS = re.compile(
    rf"{_PART}(?P<name>{_IDEOGRAPHS})?(?P<year>20\d\d)年度?(?P<behind>{_IDEOGRAPHS})?(?:部门|单位)?(?:汇总)?决算"
    r"(?:公开|信息公开|报告|报表|表|草案|说明|情况|情况说明|公开说明|公开报告)*"
)
_NO_OFFICE = re.compile(
    r"^(?:本|我|关于|组织|编制|部门|单位|基本|预算|年度|收入|支出|与|附件|区级|市级|县级|省级)|概况$|XX"
)


class Sentence(NamedTuple):
    """A sentence without blanks: the page it begins on, its text, the number of the line it begins on.

    ``is_parted`` sentences have a figure at a page break, where something else may stand between its digits.
    """

    page: int
    text: str
    line: int
    is_parted: bool = False


class Title(NamedTuple):
    """What a title says: the number of its line, the name of the office and the year, where they are there."""

    line: int
    name: str | None
    year: int | None


def titles_of(lines: Lines) -> list[Title]:
    """The titles of final accounts and of their parts, those of a cover over several lines put together."""
    texts = [squeeze(line) for _, line in lines]
    titles = []
    if lines:
        first = [text for (page, _), text in zip(lines, texts, strict=True) if page == lines[0][0]][:6]
        covers = (_title(0, "".join(first[a:b])) for a in range(len(first)) for b in range(a + 2, len(first) + 1))
        titles += [title for title in covers if title][:1]
    return titles + [title for number, text in enumerate(texts) if (title := _title(number, text))]


def _title(line: int, text: str) -> Title | None:
    if m := _OVERVIEW.fullmatch(text):
        return Title(line, _office(m["name"]), None) if _office(m["name"]) else None
    m = _ACCOUNTS.fullmatch(text)
    return Title(line, _office(m["name"] or m["behind"]), int(m["year"])) if m else None


def _office(name: str | None) -> str | None:
    return None if name is None or _NO_OFFICE.search(name) else name


def sentences_of(lines: Lines, *, is_wrapped: bool) -> Iterator[Sentence]:
    """The sentences in order; ``is_wrapped`` tells printed lines from whole paragraphs."""
    dropped = _furniture(lines) if is_wrapped else set()
    pieces: list[tuple[int, int, str]] = []
    for number, (page, line) in enumerate(lines):
        text = squeeze(line)
        if not text or number in dropped:
            continue
        if pieces and _begins(text, pieces[-1][2], is_wrapped):
            yield from _cut(pieces)
            pieces = []
        pieces.append((page, number, text))
    if pieces:
        yield from _cut(pieces)


def _furniture(lines: Lines) -> set[int]:
    """Numbers of the lines that are page numbers or running titles: they part sentences that go over a page break."""
    pages = [list(group) for _, group in groupby(range(len(lines)), key=lambda number: lines[number][0])]
    at_ends = [{number for place in (0, 1, -2, -1) for number in page[place : place + 1 or None]} for page in pages]
    texts = {number: squeeze(lines[number][1]) for ends in at_ends for number in ends}
    times = Counter(re.sub(r"\d", "", text) for text in texts.values())
    return {number for number, text in texts.items() if _is_furniture(text, times[re.sub(r"\d", "", text)])}


def _is_furniture(text: str, times: int) -> bool:
    is_running = times >= _RUNNING and len(text) < _RUNNING_LENGTH and not text.endswith(("，", "、", "；"))
    return is_running or page_number(text) is not None


def _begins(text: str, before: str, is_wrapped: bool) -> bool:
    """Whether a line begins a paragraph."""
    if not is_wrapped:
        return not before.endswith(("，", "、", "；", ","))
    is_behind_heading = (
        _HEADING.match(before) and len(before) <= _HEADING_LENGTH and not re.search(r"[，。；：]", before)
    )
    is_heading = before.endswith(("。", "！", "？", "：", "；", "”", "）")) and _HEADING.match(text)
    return bool(is_behind_heading or is_heading)


def _cut(pieces: Sequence[tuple[int, int, str]]) -> Iterator[Sentence]:
    """The sentences of a paragraph of (page, line number, text)."""
    starts = [0, *accumulate(len(text) for *_, text in pieces)]
    joined, at = "".join(text for *_, text in pieces), 0
    turned = [start for start, (a, b) in zip(starts[1:], pairwise(pieces), strict=False) if a[0] != b[0]]
    breaks = [place for place in turned if re.search(r"\d", joined[place - 1 : place + 1])]
    for text in _END.split(joined):
        if text:
            page, number, _ = pieces[bisect_right(starts, at) - 1]
            is_parted = bisect_right(breaks, at) < bisect_left(breaks, at + len(text))
            yield Sentence(page, text, number, is_parted)
        at += len(text)

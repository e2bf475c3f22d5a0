"""What a page prints beside its text: numbers of pages, places for seals and signatures.

Belongs here: telling such lines by their words. Does not belong here: running titles, which only a look at several
pages tells; what is between a title and its table (``titles``).
"""

from __future__ import annotations

import re

SEAL_WORDS = "盖章|公章|印章|签章|签字|签名"
"""A pattern of the words for a place where somebody seals or signs."""
_AROUND = r"[-—–－·.\s]*"
_PAGE_NUMBER = re.compile(rf"{_AROUND}第?(?P<page>\d{{1,4}})页?(?:[/，,共]+\d{{1,4}}页?)?{_AROUND}")


def page_number(line: str) -> int | None:
    """The page that a line numbers which says nothing else; null for any other line.

    >>> page_number("- 12 -"), page_number("第3页，共10页"), page_number("3/10"), page_number("第3章")
    (12, 3, 3, None)
    """
    match = _PAGE_NUMBER.fullmatch(line)
    return int(match["page"]) if match else None

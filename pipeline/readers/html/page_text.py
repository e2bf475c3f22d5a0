"""The text that single elements and form controls of a page show, with their doubts.

Belongs here: text in one style, text that a style sheet adds, controls, lines that a site sets above an article. Does
not belong here: the order of the elements of a page (``web_page``), what styles are (``styles``).
"""

from __future__ import annotations

import re

from selectolax.lexbor import LexborNode

from pipeline.readers.gathered_text import GatheredText
from pipeline.readers.html.style import Style

# Lines that a site sets above an article: when it was published, by whom, how often it was read.
_PUBLISHED = re.compile(r"^.{0,40}20\d\d[-/.年]\d{1,2}[-/.月]\d{1,2}日?.{0,60}$")
_PUBLISHED_WORDS = re.compile(r"发布|时间|日期|来源|浏览|点击|阅读|字体|字号|作者|编辑|打印|分享")
# The end of a tag whose beginning is lost, or a character reference (&name;) that the standard does not know.
_SCRAP = re.compile(r"[A-Za-z\"'/]>|&[A-Za-z]{2,8};")
_DATE = re.compile(r"[\[【(（]?20\d\d[-/.年]\d{1,2}[-/.月]\d{1,2}日?(?:\s*\d{1,2}:\d\d(?::\d\d)?)?[\]】)）]?")


def add_shown(text: GatheredText, content: str, style: Style, doubt: str) -> None:
    """Add text that stands directly in an element, as its style shows it."""
    if style.shows_nothing:
        return
    content = style.changed(content)
    for number, line in enumerate(content.split("\n") if style.is_preformatted else [content]):
        if number:
            text.end()
        text.add(line, is_raised=style.is_raised, is_struck=style.is_struck)
    if content.strip():
        text.doubt(style.doubt)
        text.doubt(doubt)
        text.doubt("broken_markup" if _SCRAP.search(content) else "")


def add_from_style(text: GatheredText, added: str, style: Style) -> None:
    """Add text that a style sheet puts before or behind an element."""
    if added and not style.shows_nothing:
        text.add(style.changed(added), is_raised=style.is_raised, is_struck=style.is_struck)
    if style.is_added_unknown:
        text.doubt("added_by_style")


def add_control(node: LexborNode, text: GatheredText) -> None:
    """Add what a form control shows; in doubt where the markup does not say what a person has chosen."""
    attributes = node.attributes
    kind = (attributes.get("type") or "text").lower()
    if node.tag == "select":
        options = node.css("option")
        chosen = next((o for o in options if "selected" in o.attributes), options[0] if options else None)
        text.add(chosen.text().strip() if chosen is not None else "")
    elif node.tag in ("textarea", "button"):
        for number, line in enumerate(node.text().split("\n")):
            if number:
                text.end()
            text.add(line)
    elif kind in ("checkbox", "radio"):
        text.doubt("form_control")
    elif kind not in ("hidden", "button", "submit", "reset", "image", "file"):
        text.add(attributes.get("value") or "")
        text.doubt("" if attributes.get("value") else "form_control")


def is_publication_note(line: str) -> bool:
    """Whether a line is a site's note of when the page was published, whose date is not the year of a form."""
    return _DATE.fullmatch(line) is not None or (
        _PUBLISHED.match(line) is not None and _PUBLISHED_WORDS.search(line) is not None
    )

"""Folding of characters that print alike but are coded differently.

Belongs here: explicit tables. Does not belong here: NFKC, which turns ``10²`` into ``102`` and ``㎡`` into
``m2`` (measured), and anything that changes a word.
"""

from __future__ import annotations

import re
import unicodedata

# Kangxi and supplement radicals that browsers write for ideographs (Chromium with Noto CJK maps 人 to ⼈;
# wkhtmltopdf issue 4414). Kangxi radicals have a compatibility decomposition to the ideograph, except that
# ⼾ decomposes to 戶 where simplified Chinese prints 户; the supplement has none for most, so they are listed.
_SUPPLEMENT = dict(
    zip(
        "⺁⺈⺌⺍⺗⺘⺠⺡⺢⺣⺥⺧⺩⺫⺬⺮⺯⺱⺳⺶⺸⺼⺽⺾⻁⻄⻅⻆⻉⻋⻌⻓⻔⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻩⻬⻮⻰⻳",
        "厂刀小小心扌民氵水灬爪牛王目示竹糸网网羊羊肉臼艹虎西见角贝车辶长门青韦页风飞食马骨鬼鱼鸟黄齐齿龙龟",
        strict=True,
    )
)
_KANGXI = {chr(c): unicodedata.normalize("NFKC", chr(c)) for c in range(0x2F00, 0x2FD6)} | {"⼾": "户"}
RADICALS = str.maketrans(_KANGXI | _SUPPLEMENT)
_RADICAL = re.compile("[\u2e80-\u2fdf]")

# Full-width digits, letters, brackets and signs that carry figures. Commas and stops of prose stay as printed.
_WIDTHS = {chr(0xFF01 + i): chr(0x21 + i) for i in range(94)} | {"　": " ", "﹦": "=", "═": "=", "﹪": "%", "−": "-"}
# Brackets of upright writing, which forms print in narrow cells (︵万元︶).
_WIDTHS |= {"︵": "(", "︶": ")", "﹙": "(", "﹚": ")"}
WIDTHS = str.maketrans(_WIDTHS)
# To look for one takes a quarter of the time that ``translate`` takes to find none.
_WIDE = re.compile(f"[{re.escape(''.join(_WIDTHS))}]")

_WORD = re.compile("[A-Za-z]{2}")
_WORD_GAP = re.compile(r"(?<=[A-Za-z]{2})\s+(?=[A-Za-z]{2})")
_IDEOGRAPH = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")


def fold_radicals(text: str) -> str:
    """The text with ideographs in place of radicals that look like them; nothing else is changed."""
    return text if text.isascii() or _RADICAL.search(text) is None else text.translate(RADICALS)


def fold_widths(text: str) -> str:
    """The text with digits, letters, brackets and signs in half width; for comparing and for numbers alone."""
    return text if text.isascii() or _WIDE.search(text) is None else text.translate(WIDTHS)


def squeeze(text: str) -> str:
    """Without any white space."""
    return "".join(text.split())


def has_ideograph(text: str) -> bool:
    """Whether any Chinese character stands in the text."""
    return _IDEOGRAPH.search(text) is not None


def join_lines(lines: list[str]) -> str:
    """Lines of one cell as one text: the breaks that wrapping made are removed.

    A blank is kept only between two Latin words of at least two letters each, inside a line or over its end;
    every other blank was put there by layout (总  分, blanks around figures, PM2.5 broken behind its P).
    """
    text = " ".join(lines)
    if _WORD.search(text) is None:
        return squeeze(text)
    return squeeze(_WORD_GAP.sub("\0", " ".join(map(str.strip, lines)))).replace("\0", " ")

"""The bytes of a web page to its text.

Belongs here: which encoding a page has, whatever it declares. Does not belong here: markup.
"""

from __future__ import annotations

import codecs
import re

from pipeline.model.grid import Unreadable
from pipeline.model.messages import said

_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)


def codec_of(label: str) -> str:
    """The encoding that browsers use for a label."""
    # Browsers read every GB label as its superset GB 18030 (WHATWG Encoding, 10.1).
    return "gb18030" if label.lower().replace("_", "-") in ("gb2312", "gbk", "x-gbk", "gb-2312-80", "cp936") else label


def decode_page(data: bytes) -> tuple[str, bool]:
    """The text of a page, and whether it ends within a character.

    A page that is valid UTF-8 is read as that, because Chinese text in another encoding never is by chance. Else the
    encoding that the page declares is tried, then GB 18030. A declaration alone is not believed: it stays when somebody
    saves a page in another encoding.
    """
    for mark, codec in (
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
    ):
        if data.startswith(mark):
            rest = data[len(mark) :]
            try:
                return _decoded(rest, codec)
            except UnicodeDecodeError:
                return rest.decode(codec, "replace"), False
    declared = _CHARSET.search(data[:4096])
    label = codec_of(declared.group(1).decode("ascii")) if declared else ""
    # Encodings of one byte a character can decode any bytes, so they are tried last.
    is_wide = label.lower().startswith(("gb", "big5", "utf", "euc", "shift"))
    for codec in ("utf-8", label, "gb18030") if is_wide else ("utf-8", "gb18030", label):
        try:
            return _decoded(data, codec)
        except (LookupError, UnicodeDecodeError):
            continue
    # Single broken bytes become U+FFFD, and every cell that holds one is doubtful.
    texts = [data.decode(codec, "replace") for codec in ("utf-8", "gb18030")]
    text = min(texts, key=lambda t: t.count("\ufffd"))
    if text.count("\ufffd") > len(text) / 100:
        raise Unreadable(said("unknown_encoding"))
    return text, False


def _decoded(data: bytes, codec: str) -> tuple[str, bool]:
    """The text in an encoding, and whether its last character is incomplete."""
    b"".decode(codec)  # raises LookupError for codecs that are no encodings of text (zlib)
    decoder = codecs.getincrementaldecoder(codec)()
    text = decoder.decode(data)
    return text, bool(decoder.getstate()[0])

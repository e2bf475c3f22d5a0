"""The drawing operations of a PDF page, taken apart by one regular expression.

Belongs here: tokens of content streams, and handing them to pdfminer's interpreter. Does not belong here: what the
operations draw (``second_reader``).

pdfminer takes a stream apart sign by sign, which is two thirds of its time. Of what is usual in a content stream the
same objects come out here; from the first sign that is not usual (an inline image, a string with brackets in it) the
rest is left to pdfminer's own parser.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from io import BytesIO
from typing import Any

from pdfminer.cmapdb import CMapParser
from pdfminer.pdffont import PDFFont
from pdfminer.pdfinterp import PDFContentParser, PDFPageInterpreter, PDFResourceManager
from pdfminer.pdftypes import PDFStream, resolve1, stream_value
from pdfminer.psexceptions import PSEOF
from pdfminer.psparser import KWD, LIT, PSKeyword, PSLiteral, literal_name

_TOKEN = re.compile(
    rb"""[\s\x00]*+(?:
    ([+-]?\d++)(?!\.)                             # 1 whole number
    | ([+-]?(?:\d++\.\d*+|\.\d++))               # 2 decimal fraction
    | ((?!(?:true|false|BI|ID)(?:[#/%\[\]()<>{}\s]|\Z)) [A-Za-z][^#/%\[\]()<>{}\s]*+ | ['"])  # 3 operator
    | \(([^()\\]*+(?:\\.[^()\\]*+)*+)\)           # 4 string
    | <([0-9A-Fa-f\s]*+)>                         # 5 string in hexadecimal digits
    | /([^#/%\[\]()<>{}\s]*+)(?!\#)               # 6 name
    | (\[|<<)                                     # 7 a list or a dictionary begins
    | (\]|>>)                                     # 8 and ends
    | %[^\r\n]*+ | \Z                             # a comment, the end
    | (.)                                         # 9 anything else
    )""",
    re.DOTALL | re.VERBOSE,
)
_BEGIN, _END = 7, 8
_ENDS = {b"[": b"]", b"<<": b">>"}
_ESCAPE = re.compile(rb"\\([0-7]{1,3}|\r\n|.)", re.DOTALL)
_ESCAPED = {b"b": b"\b", b"t": b"\t", b"n": b"\n", b"f": b"\f", b"r": b"\r", b"(": b"(", b")": b")", b"\\": b"\\"}


class Interpreter(PDFPageInterpreter):
    """pdfminer's interpreter over the tokens of this module."""

    def execute(self, streams: Sequence[object]) -> None:
        """Run the operations of streams one after the other; a stream that draws itself is passed over."""
        kept = [one for one in map(stream_value, streams) if one.objid not in (None, *self.parent_stream_ids)]
        self.stream_ids = {one.objid for one in kept if one.objid is not None}
        for one in objects_of(b"\n".join(stream.get_data() for stream in kept)):
            if not isinstance(one, PSKeyword):
                self.argstack.append(one)
                continue
            method, count = _operation(one.name)
            if count:
                arguments = self.pop(count)
                if len(arguments) == count:
                    getattr(self, method)(*arguments)
            elif method:
                getattr(self, method)()


class Fonts(PDFResourceManager):
    """pdfminer's fonts, their maps to Unicode taken apart by the tokens of this module.

    Where a font has such a map, its outlines are not asked, and they are not unpacked either.
    """

    def get_font(self, objid: object, spec: Mapping[str, Any]) -> PDFFont:
        """The font of an object."""
        stream = resolve1(spec.get("ToUnicode"))
        if not isinstance(stream, PDFStream) or objid in self._cached_fonts:
            return super().get_font(objid, spec)
        descriptor = resolve1(spec.get("FontDescriptor"))
        changed = {**spec, "ToUnicode": PDFStream({}, b"")}
        if isinstance(descriptor, dict):
            changed["FontDescriptor"] = {key: value for key, value in descriptor.items() if key != "FontFile2"}
        font = super().get_font(objid, changed)
        # Of the two parts of a font the inner one comes first, and its map is empty.
        data = stream.get_data()
        if data:
            _fill(font, data)
        return font


def _fill(font: Any, data: bytes) -> None:
    """Fill the map to Unicode of a font from its stream."""
    parser = CMapParser(font.unicode_map, BytesIO())
    for one in objects_of(data):
        if isinstance(one, PSKeyword):
            parser.do_keyword(0, one)
        else:
            parser.push((0, one))


@lru_cache(maxsize=256)
def _operation(name: bytes) -> tuple[str, int]:
    """The method of the interpreter for an operator, and how many operands it takes; no method for an unknown one."""
    word = str(name, "utf-8", "ignore").replace("*", "_a").replace('"', "_w").replace("'", "_q")
    method = getattr(Interpreter, f"do_{word}", None)
    return (f"do_{word}", method.__code__.co_argcount - 1) if method else ("", 0)


def objects_of(data: bytes) -> Iterator[Any]:
    """The operands and operators of a content stream in order, as pdfminer's parser gives them."""
    outer: list[tuple[bytes, list[Any]]] = []
    inner: list[Any] = []
    # Where the value in hand begins that is not yet given away.
    begin = 0
    for token in _TOKEN.finditer(data):
        if not outer:
            begin = token.start()
        kind = token.lastindex
        if kind is None:
            continue
        if kind == _BEGIN:
            outer.append((token[kind], inner))
            inner = []
            continue
        if kind in _VALUES:
            value = _VALUES[kind](token[kind])
        elif kind == _END and outer and _ENDS[outer[-1][0]] == token[kind]:
            opened, around = outer.pop()
            if opened == b"<<" and len(inner) % 2:
                break
            value, inner = (_dictionary(inner) if opened == b"<<" else inner), around
        else:
            break
        if outer:
            inner.append(value)
        else:
            yield value
    else:
        return
    yield from _parsed(data[begin:])


def _parsed(data: bytes) -> Iterator[Any]:
    """The same through pdfminer's parser."""
    parser = PDFContentParser([PDFStream({}, data)])
    while True:
        try:
            yield parser.nextobject()[1]
        except PSEOF:
            return


def _string(text: bytes) -> bytes:
    return _ESCAPE.sub(_unescaped, text) if b"\\" in text else text


def _unescaped(escape: re.Match[bytes]) -> bytes:
    """What an escape in a string stands for; as with pdfminer, one that is not known stands for nothing."""
    sign = escape[1]
    return bytes((int(sign, 8),)) if sign[:1].isdigit() and sign < b"8" else _ESCAPED.get(sign, b"")


def _from_hexadecimal(digits: bytes) -> bytes:
    """The bytes of a string in hexadecimal digits; as with pdfminer, a last digit alone is the lower half of a byte."""
    digits = b"".join(digits.split())
    whole = len(digits) & ~1
    return bytes.fromhex(digits[:whole].decode()) + (bytes((int(digits[whole:], 16),)) if digits[whole:] else b"")


def _name(name: bytes) -> PSLiteral:
    try:
        return LIT(str(name, "utf-8"))
    except UnicodeDecodeError:
        return LIT(name)


def _dictionary(items: list[Any]) -> dict[str, Any]:
    pairs = zip(items[::2], items[1::2], strict=True)
    return {literal_name(key): value for key, value in pairs if value is not None}


# What is made of each kind of token, by the number of its group.
_VALUES: dict[int, Callable[[bytes], Any]] = {
    1: int,
    2: float,
    3: KWD,
    4: _string,
    5: _from_hexadecimal,
    6: _name,
}

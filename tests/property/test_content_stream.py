"""Content streams are taken apart into the same objects as by pdfminer's own parser, damaged ones too."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from pdfminer.pdfinterp import PDFContentParser
from pdfminer.pdftypes import PDFStream
from pdfminer.psexceptions import PSEOF

from pipeline.readers.pdf.pages.content_stream import objects_of

SPLIT = (
    rb"0 1 -2 +3 .5 -.25 5. 007 1.2.3 1-2 -- + . 12e3 q Q cm re m l h S f f* W* n BT ET Tf Td TJ Tj T* Tm ' rg g",
    rb"scn Do BMC true false truex null BI ID EI /W 4 /H 1 /BPC 8 (abc) () (a\(b\)c) (a(b)c) (\101\7\18\0012) <> <",
    rb"(\n\r\t\b\f\x\\) <4142> <414> <4g> /F1 /A#20B / /a/b [ ] << >> [(a)-120(b)] <</MCID 3>> <</A 1/B[2 3]>> <</A>>",
    rb"( \) [<</A 1>>] { } > ) ] # ~ *",
)
WHOLE = (
    b"<41 42>",
    b"(a\\ b)",
    b"% comment\n",
    b"%\r",
    b"/\xe5\xa4\xa9",
    b"/\xff",
    b"(\xff\r\n)",
    b"(a\\\r\nb)",
    b"\0",
)
PIECES = (*(piece for line in SPLIT for piece in line.split(b" ")), *WHOLE)


def outcome(objects: Any) -> list[str]:
    """The objects with their types, and the error that ended them."""
    found = []
    try:
        for one in objects:
            found.append(f"{type(one).__name__} {one!r}")
    except Exception as error:
        found.append(type(error).__name__)
    return found


def by_pdfminer(data: bytes) -> Any:
    parser = PDFContentParser([PDFStream({}, data)])
    while True:
        try:
            yield parser.nextobject()[1]
        except PSEOF:
            return


@given(st.lists(st.sampled_from(PIECES) | st.binary(max_size=3), max_size=25), st.sampled_from([b" ", b"", b"\n"]))
def test_the_same_objects_as_by_the_parser_of_pdfminer(pieces: list[bytes], between: bytes) -> None:
    data = between.join(pieces)
    assert outcome(objects_of(data)) == outcome(by_pdfminer(data))

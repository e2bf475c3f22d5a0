"""Drawing operations, maps and objects that no program writes are told from those that programs do write."""

from __future__ import annotations

import pytest

from pipeline.readers.pdf.damage.syntax import fault_of_drawing, fault_of_map, fault_of_object, has_impossible_signs

SOUND = [
    b"",
    b"q 1 0 0 1 0 0 cm BT /F1 9 Tf 1 0 0 1 72 700 Tm (a \\( b (c) \\051) Tj ET Q",
    b"BT /F1 12 Tf [(2024) -120.5 <00480065> .5] TJ T* (x) ' 0 Tc ET\n0 0 m 9 9 l S 0 0 5 5 re f*",
    # A drawing that was cut into streams between an operator and its operands.
    b"700 Tm (a) Tj ET",
    b"% made by hand (with brackets\n/P <</MCID 0 /ActualText (\xfe\xff)>> BDC /Im1 Do EMC",
    b"q BI /W 2 /H 2 /CS /G /BPC 8 ID \x00(\xff) EI Q 1 w",
    b"(\x00\x01\x02 binary \xd7) Tj /GS0 gs /Cs1 cs 0.5 scn",
    b"0.1.2 0 0 1 k -.5 --5 m 1 1 l",
    b"BT / 12.0 Tf <> Tj ET 1e-05 0 0 1 0 0 cm",
]


@pytest.mark.parametrize("content", SOUND)
def test_what_programs_write_has_no_fault(content: bytes) -> None:
    assert fault_of_drawing(content) == ""


@pytest.mark.parametrize(
    "content",
    [
        b"q BT /F1 9 Tf (2024 Tj ET Q",
        b"q BT /F1 9 Tf 2024) Tj ET Q",
        b"q 1 0 0 1 0 0 cm BT /F1 9 Xf (a) Tj ET",
        b"q 1 0 0 1 0 cm BT",
        b"q 1 0 0 1 0 0 cm \xff\x9d BT",
        b"q BT (" + bytes(20) + b") Tj ET",
        b"GatU3997OU&AIm?pk#j\\.l/6-mJ)PA>W>$0\\KS3jcio_*H2i%7fs",
    ],
)
def test_what_none_writes_has_one(content: bytes) -> None:
    assert fault_of_drawing(content)


MAP = (
    b"begincmap 2 beginbfchar <0001> <5E74>\n<0002> <0031> endbfchar "
    b"1 beginbfrange <03> <05> [<31> <32> <33>] endbfrange"
)


def test_a_map_of_characters_is_never_misspelled() -> None:
    assert fault_of_map(MAP) == ""
    assert fault_of_map(MAP.replace(b"2 begin", b"3 begin")) == ""
    assert fault_of_map(MAP.replace(b"<0002>", b"<000*>"))
    assert fault_of_map(MAP.replace(b"<0001> <5E74>", b"<0001 <5E74>"))


def test_control_characters_stand_in_strings_only() -> None:
    assert not has_impossible_signs(b"<< /BaseFont /\xcb\xce\xcc\xe5 /Title (\xfe\xff\x00\x01) >>")
    assert has_impossible_signs(b"<< /BaseFont /Ab\x02c >>")
    assert has_impossible_signs(b"<< /Registry (Adobe) /W [ 1 2" + bytes(9) + b"] >>")
    assert not has_impossible_signs(b"<< /Title (" + bytes(9) + b") >>")


FONT = (
    b"<< /Type /Font /Subtype /Type0 /BaseFont /AAAAAA+Arial,Unicode MS /Encoding /UniGB-UCS2-H "
    b"/DescendantFonts [ << /W [ 1 [ 207 -3.5 342 ] ] /CIDSystemInfo << /Registry (Adobe) >> >> ] /ToUnicode 7 0 R >>"
)


def test_a_font_as_programs_write_it_has_no_fault() -> None:
    assert fault_of_object(FONT) == ""
    assert fault_of_object(FONT.replace(b"/UniGB-UCS2-H", b"12 0 R")) == ""
    assert (
        fault_of_object(b"<< /Type /Page /MediaBox [0 0 595.2 842] /Contents 5 0 R /M (D:2024'(x)) /Rotate 0 >>") == ""
    )
    assert fault_of_object(b"<< /FontName /Arial /SubType /TrueType /FontFile2 1 0 R >>") == ""
    assert fault_of_object(b"[ 0 /XYZ null null 0 true ]") == ""


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"207 -3.5", b"207$-3.5"),
        (b"207 -3.5", b"2x7 -3.5"),
        (b"7 0 R", b"7 0 Q"),
        (b"/UniGB-UCS2-H", b"/UniGB-UCC2-H"),
        (b"/Encoding", b"/Encodjng"),
        (b"/DescendantFonts", b"/DescendantFoots"),
        (b"/ToUnicode", b"/ToUnicoda"),
    ],
)
def test_a_font_with_a_changed_sign_has_one(old: bytes, new: bytes) -> None:
    assert fault_of_object(FONT.replace(old, new))


def test_a_page_that_lost_its_drawing_by_one_letter_has_one() -> None:
    assert fault_of_object(b"<< /Type /Page /MediaBox [0 0 595 842] /ConPents 5 0 R >>")
    assert fault_of_object(b"<< /Type /Page /MediaBox [0 0 595 842] /Contents 5 0 R /ConPents 5 0 R >>") == ""

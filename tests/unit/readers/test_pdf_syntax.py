"""Drawing operations, maps and objects that no program writes are told from those that programs do write."""

from __future__ import annotations

import pytest

from pipeline.readers.pdf_syntax import fault_of_drawing, fault_of_map, has_impossible_signs

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


def test_a_map_has_as_many_entries_as_it_says() -> None:
    assert fault_of_map(MAP) == ""
    assert fault_of_map(MAP.replace(b"<0002>", b"<000*>"))
    assert fault_of_map(MAP.replace(b"2 begin", b"3 begin"))
    assert fault_of_map(MAP.replace(b"<0001> <5E74>", b"<0001 <5E74>"))


def test_control_characters_stand_in_strings_only() -> None:
    assert not has_impossible_signs(b"<< /BaseFont /\xcb\xce\xcc\xe5 /Title (\xfe\xff\x00\x01) >>")
    assert has_impossible_signs(b"<< /BaseFont /Ab\x02c >>")
    assert has_impossible_signs(b"<< /Title (" + bytes(9) + b") >>")

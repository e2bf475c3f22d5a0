"""What shows that a PDF is not the file its program wrote, and which pages it takes something from."""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from reportlab.pdfgen.canvas import Canvas

from pipeline.model.grid import Unreadable
from pipeline.readers.pdf.damage import page_needs
from pipeline.readers.pdf.damage.file_checks import inspect
from pipeline.readers.pdf.damage.page_needs import broken_pages, broken_pictures
from tests.factory.check import curate
from tests.published import Published

DATA = Path(__file__).parents[2] / "data"
SOUND = [
    path for folder in ("pdf", "hazards", "scans", "published", "layouts") for path in (DATA / folder).glob("*.pdf")
]


def pdf(pages: int = 3) -> bytes:
    stream = io.BytesIO()
    canvas = Canvas(stream, invariant=True)
    for number in range(pages):
        canvas.drawString(72, 700, f"page {number}")
        canvas.showPage()
    canvas.save()
    return stream.getvalue()


def changed(data: bytes, pattern: bytes, new: bytes | Callable[[re.Match[bytes]], bytes], count: int = 1) -> bytes:
    result, found = re.subn(pattern, new, data, count=count, flags=re.DOTALL)
    assert found
    assert result != data
    return result


def moved(match: re.Match[bytes]) -> bytes:
    return b"%010d" % (int(match[1]) + 7) + match[2]


@pytest.mark.parametrize("path", SOUND, ids=lambda path: path.stem)
def test_sound_files_show_no_damage(path: Path) -> None:
    damage = inspect(path.read_bytes())
    assert bool(damage.streams) == (path.stem == "truncated")
    assert not damage.faults


def test_a_broken_stream_breaks_the_pages_that_need_it() -> None:
    data = pdf()
    contents = [match.start() for match in re.finditer(rb"stream\n(?=Ga)", data)]
    broken = bytearray(data)
    broken[contents[1] + 20] ^= 1
    damage = inspect(bytes(broken))
    assert len(damage.streams) == 1
    assert broken_pages(bytes(broken), damage, 3) == {2}


def test_a_font_that_every_page_uses_breaks_every_page() -> None:
    data = (DATA / "hostile" / "silent_1_22_sc_xlsx.pdf").read_bytes()
    damage = inspect(data)
    assert damage.streams
    assert broken_pages(data, damage, 3) == {1, 2, 3}


@pytest.mark.parametrize(
    ("pattern", "new"),
    [
        (rb"endobj", b"endxbj"),
        (rb"/Type /Catalog", b"/Type /C\0\0\0\0\0\0\0\0"),
        (rb">>\nstream", b">>\nstxeam"),
        (rb"4 0 obj", b"4 0 oHj"),
        (rb"11 0 obj", b"11 0 oHj"),
    ],
)
def test_what_no_program_writes_breaks_every_page(pattern: bytes, new: bytes | Callable[..., bytes]) -> None:
    data = changed(pdf(), pattern, new)
    damage = inspect(data)
    assert damage.faults
    assert broken_pages(data, damage, 3) == {1, 2, 3}


@pytest.mark.parametrize(
    ("pattern", "new", "pages"),
    [
        # The table leads past the drawing of the last page.
        (rb"(\d{10})( 00000 n \n)(?=trailer)", moved, {3}),
        # The fonts of every page have another number than the table says.
        (rb"1 0 obj", b"9 0 obj", {1, 2, 3}),
        # A page has another number.
        (rb"3 0 obj", b"9 0 obj", {1, 2, 3}),
        # Bytes are missing in an object of one page, so that everything behind it stands further up.
        (rb"/Parent 8 0 R /Resources(.{5,80})/Rotate 0 ", rb"/Parent 8 0 R /Resources\1", {1, 2, 3}),
    ],
)
def test_what_the_table_of_places_does_not_find_breaks_what_needs_it(
    pattern: bytes, new: bytes | Callable[..., bytes], pages: set[int]
) -> None:
    data = changed(pdf(), pattern, new)
    assert broken_pages(data, inspect(data), 3) == pages


def test_a_table_of_places_that_is_wrong_throughout_is_bad_work_and_no_damage() -> None:
    data = changed(pdf(), rb"(\d{10})( 00000 n)", moved, count=0)
    assert not inspect(data).faults
    assert not inspect(b"HTTP/1.1 200 OK\r\n\r\n" + pdf()).faults


def test_the_checksum_of_the_program_covers_what_no_stream_does() -> None:
    data = (DATA / "pdf" / "sc_xlsx.pdf").read_bytes()
    damaged = changed(data, rb"/MediaBox\[0 0 (\d)", rb"/MediaBox[0 0 9")
    assert broken_pages(damaged, inspect(damaged), 3) == {1, 2, 3}
    # A signature is put in behind the checksum.
    signed = damaged.replace(b"/Size", b"/ByteRange[]/Size")
    assert broken_pages(signed, inspect(signed), 3) == set()


def test_streams_of_an_encrypted_file_are_checked_behind_its_cipher() -> None:
    for name in ("rc4", "aes128", "aes256"):
        data = bytearray((DATA / "hazards" / f"{name}.pdf").read_bytes())
        start = data.index(b"stream\n") + 60
        data[start] ^= 4
        damage = inspect(bytes(data))
        assert len(damage.streams) == 1, name
        assert len(broken_pages(bytes(data), damage, 3)) == 1


@pytest.mark.parametrize(("old", "new"), [(b"/CFM", b"/CFN"), (b"/Encrypt 13 0 R", b"/Encrypt 13 0 y")])
def test_an_encryption_that_cannot_be_undone_breaks_every_page(old: bytes, new: bytes) -> None:
    data = (DATA / "hazards" / "aes128.pdf").read_bytes()
    assert old in data
    changed = data.replace(old, new)
    assert broken_pages(changed, inspect(changed), 3) == {1, 2, 3}


def test_a_picture_counts_where_it_is_read() -> None:
    data = (DATA / "pdf" / "scan_sh.pdf").read_bytes()
    assert broken_pictures(data, {1, 2, 3}) == set()
    pictures = [m.end() for m in re.finditer(rb"/Subtype /Image.*?stream\r?\n", data, re.DOTALL)]
    broken = bytearray(data)
    broken[pictures[0] + 2000] = 200
    assert not inspect(bytes(broken)).streams
    assert len(broken_pictures(bytes(broken), {1, 2, 3})) == 1


def test_pages_behind_a_picture_that_cannot_be_judged_are_broken(monkeypatch: pytest.MonkeyPatch) -> None:
    judged = []

    def fail_on_the_second(picture: object) -> bool:
        judged.append(picture)
        if len(judged) == 2:
            message = "what pdfminer raises"
            raise TypeError(message)
        return True

    data = (DATA / "pdf" / "scan_sh.pdf").read_bytes()
    monkeypatch.setattr(page_needs, "_is_whole_picture", fail_on_the_second)
    assert broken_pictures(data, {1, 2, 3}) == {2, 3}


def test_a_page_that_is_shown_several_times_is_not_broken() -> None:
    data = (DATA / "hostile" / "pdf_scan_200_pages.pdf").read_bytes()
    assert broken_pictures(data, set(range(1, 201))) == set()


def test_files_that_unfold_without_end_are_refused_by_name() -> None:
    for data in (
        (DATA / "hostile" / "pdf_flate_nested_3gb.pdf").read_bytes(),
        (DATA / "hostile" / "pdf_form_laughs.pdf").read_bytes(),
        b"%%PDF-1.7\n1 0 obj\n<< /Length 65270 /Filter /FlateDecode >>\nstream\n%b\nendstream\nendobj\n"
        % zlib.compress(bytes(2**26 + 2**20)),
        b"%%PDF-1.7\n1 0 obj\n<< /Length 65270 /Filter 2 0 R >>\nstream\n%b\nendstream\nendobj\n2 0 obj [/FlateDecode] "
        b"endobj\n" % zlib.compress(bytes(2**26 + 2**20)),
    ):
        with pytest.raises(Unreadable) as refusal:
            inspect(data)
        assert refusal.value.code == "too_large_unpacked"


@pytest.mark.parametrize("name", ["silent_1_22_sc_xlsx.pdf", "silent_1_39_sh_cid.pdf"])
def test_a_damaged_file_publishes_nothing_wrong(name: str) -> None:
    result = curate((DATA / "hostile" / name).read_bytes())
    sound = curate((DATA / "pdf" / (name.split("_", 3)[3])).read_bytes())
    assert all(form.values in [other.values for other in sound.forms] for form in _undoubted(result))
    assert any("damaged" in refusal["sentence_en"] for refusal in result.quarantine)
    assert "damaged" in result.document["reason_text_en"]


def _undoubted(result: Published) -> list[object]:
    return [form for form in result.forms if not form.values["doubtful"]]

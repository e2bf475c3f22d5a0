"""What packed streams tell about a file."""

from __future__ import annotations

import zlib

import pytest

from pipeline.readers.streams import inspect


def stream(content: bytes, entries: bytes = b"/Filter /FlateDecode", share: float = 1.0) -> bytes:
    packed = zlib.compress(content)
    return b"%%PDF-1.7\n1 0 obj\n<< %s >>\nstream\n%s\nendstream\nendobj\n" % (
        entries,
        packed[: int(share * len(packed))],
    )


@pytest.mark.parametrize(("share", "is_damaged"), [(1.0, False), (0.5, True)])
def test_a_stream_that_breaks_off_is_damage(share: float, is_damaged: bool) -> None:
    assert inspect(stream(b"0 0 m 9 9 l S " * 200, share=share)).is_damaged == is_damaged


def test_a_font_or_an_image_that_breaks_off_takes_no_text_away() -> None:
    for entries in (b"/Filter /FlateDecode /Length1 900", b"/Subtype /Image /Filter /FlateDecode"):
        assert not inspect(stream(b"x" * 900, entries, share=0.5)).is_damaged


def test_layers_are_found_in_packed_objects() -> None:
    assert inspect(
        stream(b"<< /Type /Catalog /OCProperties << >> >>", b"/Type /ObjStm /Filter /FlateDecode")
    ).has_layers
    assert not inspect(stream(b"<< /Type /Catalog >>", b"/Type /ObjStm /Filter /FlateDecode")).has_layers

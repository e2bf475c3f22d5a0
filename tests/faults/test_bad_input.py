"""Bad input of every kind in one folder: one outcome and one clear sentence each, everything else published."""

from __future__ import annotations

import errno
import io
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from reportlab.pdfgen.canvas import Canvas

from pipeline.readers.scan.extra import has_ocr

Run = Callable[..., tuple[int, str, str]]

# Path below the raw folder, expected outcome, expected reason.
EXPECTED = {
    "b/cut_in_half.pdf": ("quarantined", "damaged_pdf"),
    "b/copy_of_good.pdf": ("quarantined", "duplicate_of"),
    "b/empty.pdf": ("quarantined", "empty_file"),
    "b/folder.pdf": ("quarantined", "directory_named_like_document"),
    "b/image.pdf": ("quarantined", "damaged_image" if has_ocr() else "needs_ocr"),
    "b/link.pdf": ("quarantined", "link_refused"),
    "b/locked.pdf": ("quarantined", "unreadable_file"),
    "b/no_text.pdf": None,  # a page with drawings only: refused or without a form, but never silent
    "b/password.pdf": ("quarantined", "password_protected"),
    "b/pipe.pdf": ("quarantined", "not_a_file"),
    "b/prose.txt": ("no_form", "no_form_found"),
    "b/random.pdf": ("quarantined", "unsupported_media_type"),
    "b/rubbish_after_header.pdf": ("quarantined", "damaged_pdf"),
    "b/web_page.pdf": ("no_form", "no_form_found"),
    "b/words.docx": ("quarantined", "unsupported_media_type"),
    'it\'s "odd"\n.pdf': ("quarantined", "damaged_pdf"),
}


def pdf(draw: Callable[[Canvas], None], **options: Any) -> bytes:
    buffer = io.BytesIO()
    canvas = Canvas(buffer, **options)
    draw(canvas)
    canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def fill(raw: Path, samples: Path) -> None:
    b = raw / "b"
    b.mkdir(parents=True)
    shutil.copy(samples / "sh_cid.pdf", raw / "a_good.pdf")
    good = (samples / "sh_cid.pdf").read_bytes()
    (b / "copy_of_good.pdf").write_bytes(good)
    (b / "cut_in_half.pdf").write_bytes(good[: len(good) // 2])
    (b / "empty.pdf").touch()
    (b / "folder.pdf").mkdir()
    (b / "folder.pdf" / "inside.pdf").write_bytes(good + b"\n")
    (b / "image.pdf").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(100))
    (b / "link.pdf").symlink_to("/etc/hostname")
    (b / "locked.pdf").write_bytes(b"%PDF-1.7 locked")
    (b / "no_text.pdf").write_bytes(pdf(lambda canvas: canvas.rect(50, 50, 400, 600)))
    (b / "password.pdf").write_bytes(pdf(lambda canvas: canvas.drawString(72, 700, "secret"), encrypt="password"))
    os.mkfifo(b / "pipe.pdf")
    (b / "prose.txt").write_text("这是一份普通的说明。\n没有任何表格。\n", encoding="utf-8")
    (b / "random.pdf").write_bytes(bytes(range(256)) * 20)
    (b / "rubbish_after_header.pdf").write_bytes(b"%PDF-1.7\n" + bytes(range(256)) * 20)
    (b / "web_page.pdf").write_text(
        "<!DOCTYPE html><html><table><tr><td>项目名称</td></tr></table></html>", encoding="utf-8"
    )
    (b / "words.docx").write_bytes(b"PK\x03\x04" + bytes(100))
    (raw / 'it\'s "odd"\n.pdf').write_bytes(b"%PDF-1.7\n")


def test_every_bad_document_has_one_outcome_and_the_good_one_is_published(
    jixiao: Run, tmp_path: Path, samples: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    raw, out = tmp_path / "raw", tmp_path / "out"
    fill(raw, samples)
    real_open = os.open

    def deny(path: Any, flags: int, *more: Any, **kwargs: Any) -> int:
        # Permission bits do not stop the administrator, whom tests often run as.
        if str(path).endswith("locked.pdf"):
            raise PermissionError(errno.EACCES, "Permission denied")
        return real_open(path, flags, *more, **kwargs)

    monkeypatch.setattr(os, "open", deny)
    code, said, _ = jixiao("build", "--raw", raw, "--out", out)
    assert code == 0
    document = pl.read_parquet(out / "current" / "document.parquet")
    found = {row["path"]: row for row in document.iter_rows(named=True)}
    assert found.keys() == {"a_good.pdf", *EXPECTED}
    assert found["a_good.pdf"]["forms"] > 0
    assert {path: (found[path]["outcome"], found[path]["reason"]) for path in EXPECTED if EXPECTED[path]} == {
        path: expected for path, expected in EXPECTED.items() if expected
    }
    assert found["b/no_text.pdf"]["outcome"] in ("quarantined", "no_form")
    assert document["document_id"].is_unique().all()
    quarantine = pl.read_parquet(out / "current" / "quarantine.parquet")
    for path in EXPECTED:
        row = found[path]
        assert row["forms"] == 0
        sentence = row["reason_text_en"]
        # A sentence a person can act on: words, an end, no traceback.
        assert len(sentence.split()) > 5
        assert sentence.rstrip()[-1] in ".。"
        assert "Traceback" not in sentence
        assert row["reason"] in said
        refusals = quarantine.filter(document_id=row["document_id"])
        assert refusals.height == (1 if row["outcome"] == "quarantined" else 0)
    assert "a_good.pdf" in found["b/copy_of_good.pdf"]["reason_text"]

"""What lies in the raw folder is found, identified and, where it cannot be read, refused with a sentence."""

from __future__ import annotations

import errno
import hashlib
import os
from pathlib import Path
from typing import Any

import pytest

from pipeline import paths, sources
from pipeline.sources import media, source_table

HOSTILE = Path(__file__).parents[1] / "data" / "hostile"
PDF = b"%PDF-1.7\nsomething"


def put(raw: Path, name: str, data: bytes = PDF) -> Path:
    path = raw / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


def problems(raw: Path) -> dict[str, str]:
    return {d.path: d.problem.code if d.problem else "" for d in sources.scan(raw)}


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"", "application/x-empty"),
        (PDF, "application/pdf"),
        (b"\n\njunk %PDF-1.4", "application/pdf"),
        (b"PK\x03\x04...", "application/zip"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1....", "application/vnd.ms-office"),
        (b"\x89PNG\r\n\x1a\n", "image/png"),
        (b"\xff\xd8\xff\xe0", "image/jpeg"),
        (b"RIFF....WEBPVP8", "image/webp"),
        (b"\xef\xbb\xbf <!DOCTYPE html><p>", "text/html"),
        (b'<?xml version="1.0"?><html>', "text/html"),
        (b'<?xml version="1.0"?><a/>', "application/xml"),
        (b'<div class="article"><table>', "text/html"),
        (b"\r\n<TABLE border=1>", "text/html"),
        ("项目<table><tr><td>名称".encode("gb18030"), "text/html"),
        ("<html><body>项目".encode("utf-16"), "text/html"),
        (b"< 3 and > 2", "text/plain"),
        (b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=x", "multipart/related"),
        (
            b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">',
            media.SPREADSHEET_XML,
        ),
        (b'<?xml version="1.0"?><?mso-application progid="Word.Document"?><w/>', media.WORD_XML),
        (b"PK\x03\x04 cut off xl/worksheets/sheet1.xml", media.XLSX),
        ("项目名称\t绩效".encode(), "text/plain"),
        ("项目名称\t绩效".encode("gb18030"), "text/plain"),
        ("项目名称".encode("utf-16"), "text/plain"),
        (b"BMW and other words", "text/plain"),
        (b"BM\x00\x01\x02", "image/bmp"),
        (bytes(range(256)), "application/octet-stream"),
        (b"obj\n<< /Type /Page >>\nendobj\nstartxref\n16\n%%EOF\n", "application/pdf"),
    ],
)
def test_media_type_comes_from_the_bytes(data: bytes, expected: str) -> None:
    assert media.media_type(data) == expected


def test_media_type_of_a_long_text_cut_within_a_character() -> None:
    for shift in range(3):
        assert media.media_type(b"a" * shift + "项".encode() * 5000) == "text/plain"


def test_a_document_carries_its_identity_and_the_facts_of_its_batch(tmp_path: Path) -> None:
    put(tmp_path, "sh_2024/b/form.pdf")
    put(tmp_path, "sh_2024/batch.yml", "region: 上海市\nfiscal_year: 2024\nretrieved: 2025-09-01\n".encode())
    put(tmp_path, "loose.txt", "自评表".encode())
    form, loose = sorted(sources.scan(tmp_path), key=lambda d: d.batch, reverse=True)
    assert (form.path, form.batch, form.size, form.media_type) == (
        "sh_2024/b/form.pdf",
        "sh_2024",
        len(PDF),
        "application/pdf",
    )
    assert form.document_id == hashlib.sha256(PDF).hexdigest()[:16]
    assert (form.facts.region, form.facts.fiscal_year, str(form.facts.retrieved)) == ("上海市", 2024, "2025-09-01")
    assert (loose.batch, loose.facts, loose.problem) == ("", sources.BatchFacts(), None)
    assert sources.load(tmp_path, form) == PDF


def test_a_batch_may_say_that_it_is_invented(tmp_path: Path) -> None:
    put(tmp_path, "a/form.pdf")
    put(tmp_path, "a/batch.yml", b"is_example: true\n")
    put(tmp_path, "b/form2.pdf", PDF + b"2")
    put(tmp_path, "c/form3.pdf", PDF + b"3")
    put(tmp_path, "c/batch.yml", b"is_example: perhaps\n")
    a, b, _, c = sources.scan(tmp_path)
    assert (a.facts.is_example, b.facts.is_example) == (True, False)
    assert c.problem is not None
    assert "is_example" in c.problem.sentence


def test_files_that_are_no_documents_are_passed_over_and_listed(tmp_path: Path) -> None:
    put(tmp_path, "a/batch.yml", b"")
    empty = {"a/.hidden.pdf", "a/~$form.docx", "x.part", "y.crdownload", "README.md", ".git/x.pdf"}
    owned = {"a/.~lock.form.docx#", "a/~$form2.docx", ".DS_Store", "README", ".gitignore", "z.pdf.part"}
    for name in empty:
        put(tmp_path, name, b"")
    for name in owned:
        put(tmp_path, name, b"owner")
    assert sources.scan(tmp_path) == []
    put(tmp_path, ".text.txt")
    documents = sources.scan(tmp_path)
    assert [d.path for d in documents] == [".text.txt"]
    assert set(sources.passed_over(tmp_path, documents)) == {*empty, *owned, ".git/"} - {".git/x.pdf"}


def test_documents_under_names_that_hide_them_are_named_and_no_copy_is_refused_for_them(tmp_path: Path) -> None:
    for name in (".hidden.pdf", "a/~$form.docx", "README.pdf", "a/visible.pdf"):
        put(tmp_path, name)
    put(tmp_path, ".notes.txt", "自评表".encode())
    assert problems(tmp_path) == {
        ".hidden.pdf": "hidden_file",
        "a/~$form.docx": "hidden_file",
        "README.pdf": "hidden_file",
        ".notes.txt": "hidden_file",
        "a/visible.pdf": "",
    }


def test_an_empty_folder_has_no_documents_and_a_missing_one_is_an_error(tmp_path: Path) -> None:
    assert sources.scan(tmp_path) == []
    with pytest.raises(NotADirectoryError):
        sources.scan(tmp_path / "none")


def test_a_copy_is_refused_and_names_the_first_path(tmp_path: Path) -> None:
    for name in ("a/1.pdf", "b/2.pdf", "b/3.pdf"):
        put(tmp_path, name)
    first, second, third = sources.scan(tmp_path)
    assert first.problem is None
    assert second.problem is not None
    assert third.problem is not None
    assert (second.problem.code, third.problem.code) == ("duplicate_of", "duplicate_of")
    assert "a/1.pdf" in second.problem.sentence
    assert len({first.document_id, second.document_id, third.document_id}) == 3
    assert second.document_id == hashlib.sha256(PDF + b"\0b/2.pdf").hexdigest()[:16]


def test_things_that_are_no_ordinary_files_are_refused_one_by_one(tmp_path: Path) -> None:
    put(tmp_path, "good.pdf")
    put(tmp_path, "zero.pdf", b"")
    put(tmp_path, "zero_too.pdf", b"")
    (tmp_path / "folder.PDF").mkdir()
    put(tmp_path, "folder.PDF/inner.pdf", b"%PDF-inner")
    (tmp_path / "out.pdf").symlink_to("/etc/hostname")
    (tmp_path / "dangling.pdf").symlink_to("nowhere")
    (tmp_path / "loop").symlink_to(tmp_path)
    os.mkfifo(tmp_path / "pipe.pdf")
    assert problems(tmp_path) == {
        "good.pdf": "",
        "zero.pdf": "empty_file",
        "zero_too.pdf": "empty_file",
        "folder.PDF": "directory_named_like_document",
        "out.pdf": "link_refused",
        "dangling.pdf": "link_refused",
        "loop": "link_refused",
        "pipe.pdf": "not_a_file",
    }
    documents = sources.scan(tmp_path)
    assert len({d.document_id for d in documents}) == len(documents)
    for document in documents:
        if document.problem:
            with pytest.raises(sources.CannotLoad):
                sources.load(tmp_path, document)


def test_a_file_swapped_for_a_link_after_listing_is_not_followed(tmp_path: Path) -> None:
    path = put(tmp_path, "a.pdf")
    (document,) = sources.scan(tmp_path)
    path.unlink()
    path.symlink_to("/etc/hostname")
    with pytest.raises(sources.CannotLoad):
        sources.load(tmp_path, document)


def test_a_file_without_permission_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(tmp_path, "a.pdf")
    put(tmp_path, "locked.pdf", b"%PDF-locked")
    real_open = os.open

    def deny(path: Any, flags: int, *more: Any, **kwargs: Any) -> int:
        if str(path).endswith("locked.pdf"):
            raise PermissionError(errno.EACCES, "Permission denied")
        return real_open(path, flags, *more, **kwargs)

    monkeypatch.setattr(os, "open", deny)
    assert problems(tmp_path) == {"a.pdf": "", "locked.pdf": "unreadable_file"}


def test_a_folder_that_cannot_be_listed_is_one_refused_document(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(tmp_path, "open/a.pdf")
    put(tmp_path, "shut/b.pdf", b"%PDF-b")
    real_scandir = os.scandir

    def deny(path: Any) -> Any:
        if str(path).endswith("shut"):
            raise PermissionError(errno.EACCES, "Permission denied")
        return real_scandir(path)

    monkeypatch.setattr(os, "scandir", deny)
    assert problems(tmp_path) == {"open/a.pdf": "", "shut": "unreadable_folder"}


def test_a_raw_folder_that_cannot_be_listed_is_no_empty_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def closed(path: Any) -> Any:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "scandir", closed)
    with pytest.raises(PermissionError, match="cannot be opened"):
        sources.scan(tmp_path)


def test_a_too_large_file_is_refused_unread(tmp_path: Path) -> None:
    put(tmp_path, "large.pdf", b"x" * 2000)
    (document,) = sources.scan(tmp_path, max_bytes=1000)
    assert document.problem is not None
    assert (document.problem.code, document.size) == ("too_large", 2000)


def test_bytes_other_than_those_listed_are_never_handed_out(tmp_path: Path) -> None:
    path = put(tmp_path, "a.pdf")
    (document,) = sources.scan(tmp_path)
    path.write_bytes(b"%PDF-1.7\nother")
    with pytest.raises(sources.CannotLoad) as caught:
        sources.load(tmp_path, document)
    assert caught.value.message.code == "changed_while_read"
    path.unlink()
    with pytest.raises(sources.CannotLoad) as caught:
        sources.load(tmp_path, document)
    assert caught.value.message.code == "vanished"


@pytest.mark.parametrize(
    "name", ['it\'s "quoted".pdf', "two\nlines.pdf", "100%; DROP TABLE.pdf", "绩" * 80 + ".pdf", "e\u0301.pdf"]
)
def test_odd_names_work(tmp_path: Path, name: str) -> None:
    put(tmp_path, name)
    (document,) = sources.scan(tmp_path)
    assert (document.path, document.problem) == (name, None)
    assert sources.load(tmp_path, document) == PDF


def test_a_name_in_an_old_chinese_encoding_is_published_as_valid_text(tmp_path: Path) -> None:
    raw_name = os.fsencode(tmp_path) + b"/" + "测试.pdf".encode("gb18030")
    with open(raw_name, "wb") as stream:  # noqa: PTH123  (a Path holds no bytes)
        stream.write(PDF)
    (document,) = sources.scan(tmp_path)
    assert document.path == "\\xb2\\xe2\\xca\\xd4.pdf"
    assert sources.load(tmp_path, document) == PDF


def test_the_order_does_not_depend_on_how_an_accent_is_spelled(tmp_path: Path) -> None:
    for name, data in (("e\u0301b.pdf", b"1"), ("\u00e9a.pdf", b"2"), ("z.pdf", b"3")):
        put(tmp_path, name, data)
    assert [d.path for d in sources.scan(tmp_path)] == ["z.pdf", "\u00e9a.pdf", "e\u0301b.pdf"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("fiscal_year: next\n", ["fiscal_year"]),
        ("fiscal_year: 20244\n", ["fiscal_year", "from 1990 to 2100"]),
        ("is_example: 1\n", ["is_example", "true or false"]),
        ("year: 2024\n", ["year", "unknown key", "fiscal_year"]),
        ("- a\n- b\n", ["key: value"]),
        ("region: [上海\n", ["line 1"]),
        (HOSTILE / "merge_bomb.yml", ["line 1"]),
        (HOSTILE / "year_huge.yml", ["number"]),
        ("retrieved: 2024-13-45\n", ["date"]),
        ("region: [" * 3000, ["line 1"]),
        ("region: &a x\ndepartment: *a\n", ["line 2", "*a"]),
        ("region: !!python/object:os.system x\n", ["line 1"]),
        ("region: \u0007\n", ["batch.yml"]),
        ("x" * 900 + ": 1\n", ["unknown key"]),
        ("[" * 20000, ["line 1"]),
        ("region: x\ndepartment: y\nregion: z\n", ["line 3", "'region'", "once"]),
        ("region: x\n'region': x\n", ["line 2", "once"]),
        ("\udcff", ["UTF-8"]),
    ],
)
def test_a_bad_batch_file_is_refused_in_one_line_and_its_documents_with_it(
    tmp_path: Path, text: str | Path, words: list[str]
) -> None:
    data = text.read_bytes() if isinstance(text, Path) else text.encode("utf-8", "surrogateescape")
    put(tmp_path, "b/batch.yml", data)
    put(tmp_path, "b/a.pdf")
    put(tmp_path, "c/a.pdf", b"%PDF-c")
    found = {d.path: d for d in sources.scan(tmp_path)}
    assert {path: d.problem and d.problem.code for path, d in found.items()} == {
        "b/a.pdf": "bad_batch_file",
        "b/batch.yml": "bad_batch_file",
        "c/a.pdf": None,
    }
    problem = found["b/a.pdf"].problem
    assert problem is not None
    assert problem.sentence.startswith("b/batch.yml")
    assert "\n" not in problem.sentence
    assert len(problem.sentence) < 400
    for word in words:
        assert word in problem.sentence_en
    with pytest.raises(sources.BatchError):
        sources.describe(tmp_path / "b" / "a.pdf")


def test_a_batch_file_that_is_no_ordinary_file_is_refused(tmp_path: Path) -> None:
    os.mkfifo(put(tmp_path, "a/x.pdf", b"a").parent / "batch.yml")
    put(tmp_path, "b/batch.yml/x.pdf", b"b")
    put(tmp_path, "c/x.pdf", b"c")
    (tmp_path / "c" / "batch.yml").symlink_to("/dev/zero")
    put(tmp_path, "d/x.pdf", b"d")
    (tmp_path / "d" / "batch.yml").symlink_to(put(tmp_path, "elsewhere.pdf", b"region: x"))
    put(tmp_path, "e/batch.yml", b"# comment\n" * 10**6)
    found = problems(tmp_path)
    assert {path for path, code in found.items() if code == "bad_batch_file"} == {
        "a/batch.yml",
        "a/x.pdf",
        "b/batch.yml",
        "c/batch.yml",
        "c/x.pdf",
        "d/batch.yml",
        "d/x.pdf",
        "e/batch.yml",
    }
    assert found["elsewhere.pdf"] == ""


def test_a_batch_file_too_deep_is_refused_and_an_empty_one_is_not(tmp_path: Path) -> None:
    put(tmp_path, "b/batch.yml", b"")
    assert sources.scan(tmp_path) == []
    put(tmp_path, "b/c/batch.yml", b"region: x")
    put(tmp_path, "b/a.pdf")
    assert problems(tmp_path) == {"b/a.pdf": "bad_batch_file", "b/c/batch.yml": "bad_batch_file"}


def test_bytes_spelled_out_in_a_name_are_another_name(tmp_path: Path) -> None:
    for name, data in ((b"\xff.pdf", b"%PDF-1"), (rb"\xff.pdf", b"%PDF-2")):
        with open(os.fsencode(tmp_path) + b"/" + name, "wb") as stream:  # noqa: PTH123  (a Path holds no bytes)
            stream.write(data)
    documents = sources.scan(tmp_path)
    assert len({d.path for d in documents}) == 2
    assert "\\xff.pdf" in {d.path for d in documents}
    assert {sources.load(tmp_path, d) for d in documents} == {b"%PDF-1", b"%PDF-2"}


def test_batches_with_any_bytes_in_their_names_are_told_apart(tmp_path: Path) -> None:
    names = (b"b\xff/a.pdf", rb"b\xff/a.pdf", rb"b\xff/c.pdf", b"b\xff/\xfe/d.pdf", b"b\xff/\\xfe/d.pdf")
    for number, name in enumerate(names):
        path = os.fsencode(tmp_path) + b"/" + name
        os.makedirs(os.path.dirname(path), exist_ok=True)  # noqa: PTH103, PTH120
        with open(path, "wb") as stream:  # noqa: PTH123
            stream.write(b"%%PDF-%d" % number)
    documents = sources.scan(tmp_path)
    assert len({d.path for d in documents}) == 5
    assert [d.batch for d in documents] == [d.path.partition("/")[0] for d in documents]
    assert {d.batch for d in documents if "c.pdf" in d.path} == {"b\\xff"}
    assert len({d.batch for d in documents}) == 2
    assert source_table.from_frame(source_table.to_frame(documents)) == documents


@pytest.mark.parametrize("name", ["d", "n" * 255])
def test_folders_within_folders_stop_nothing(tmp_path: Path, name: str) -> None:
    put(tmp_path, "good.pdf")
    here = os.open(tmp_path, os.O_RDONLY)
    for _ in range(1100):
        os.mkdir(name, dir_fd=here)
        inner = os.open(name, os.O_RDONLY, dir_fd=here)
        os.close(here)
        here = inner
    os.close(here)
    found = problems(tmp_path)
    assert found.pop("good.pdf") == ""
    assert list(found.values()) == ([] if name == "d" else ["path_too_long"])
    sources.fingerprint(tmp_path)
    # pytest's own clearing of old folders goes into each of them and comes to no end.
    _unnest(tmp_path, name)


def _unnest(folder: Path, name: str) -> None:
    """Remove folders within folders from the outermost on, so that no path becomes too long."""
    while (folder / name / name).exists():
        (folder / name / name).rename(folder / "inner")
        (folder / name).rmdir()
        (folder / "inner").rename(folder / name)
    (folder / name).rmdir()


def test_files_that_vanish_or_change_their_kind_between_two_looks_stop_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("a.pdf", "b.pdf", "c.pdf", "d/e.pdf"):
        put(tmp_path, name, name.encode())
    put(tmp_path, "z_copy_of_a.pdf", b"a.pdf")
    real_open, seen = os.open, []

    def change(path: Any, flags: int, *more: Any, **kwargs: Any) -> int:
        name = Path(path).name
        seen.append(name)
        if name == "b.pdf":
            Path(path).unlink()
        if name == "c.pdf" and seen.count(name) == 1:
            Path(path).unlink()
            os.mkfifo(path)
        if name == "z_copy_of_a.pdf" and seen.count(name) == 2:
            Path(path).unlink()
        return real_open(path, flags, *more, **kwargs)

    monkeypatch.setattr(os, "open", change)
    assert problems(tmp_path) == {
        "a.pdf": "",
        "c.pdf": "not_a_file",
        "d/e.pdf": "",
        "z_copy_of_a.pdf": "duplicate_of",
    }


@pytest.mark.parametrize("copy", ["a/1(1).pdf", "a/副本1.pdf", "0/1_copy.pdf", "c/1.pdf", "0/later.pdf", "0/1.pdf"])
def test_a_copy_that_comes_later_leaves_the_document_where_it_is(tmp_path: Path, copy: str) -> None:
    """The one with the shorter name counts, whatever stands first; before that the one that was retrieved first."""
    put(tmp_path, "b/1.pdf")
    put(tmp_path, copy)
    for batch, retrieved in (("0", "2024-05-02"), ("b", "2024-05-01")):
        (tmp_path / batch).mkdir(exist_ok=True)
        (tmp_path / batch / "batch.yml").write_text(f"retrieved: {retrieved}\n", encoding="utf-8")
    found = {one.path: one.problem.code if one.problem else "" for one in sources.scan(tmp_path)}
    assert found == {"b/1.pdf": "", copy: "duplicate_of"}


def test_the_fingerprint_changes_with_any_change_and_only_then(tmp_path: Path) -> None:
    seen = [sources.fingerprint(tmp_path)]
    path = put(tmp_path, "b/a.pdf")
    seen.append(sources.fingerprint(tmp_path))
    assert sources.fingerprint(tmp_path) == seen[-1]
    os.utime(path, ns=(1, 1))
    seen.append(sources.fingerprint(tmp_path))
    put(tmp_path, "b/batch.yml", b"region: x")
    seen.append(sources.fingerprint(tmp_path))
    path.rename(tmp_path / "b" / "z.pdf")
    seen.append(sources.fingerprint(tmp_path))
    assert len(set(seen)) == 5
    assert sources.newest_change(tmp_path) == pytest.approx(1e-9)


def test_one_named_file_is_described_with_the_facts_beside_it(tmp_path: Path) -> None:
    path = put(tmp_path, "b/a.pdf")
    raw, document = sources.describe(path)
    assert (raw, document.path, document.batch) == (path.parent, "a.pdf", "")
    put(tmp_path, "b/batch.yml", "region: 上海市".encode())
    raw, document = sources.describe(path)
    assert (raw, document.path, document.batch, document.facts.region) == (tmp_path, "b/a.pdf", "b", "上海市")
    assert sources.load(raw, document) == PDF
    with pytest.raises(FileNotFoundError):
        sources.describe(tmp_path / "none.pdf")


def test_the_default_folders_lie_in_the_checkout() -> None:
    assert (paths.project_root() / "pyproject.toml").is_file()
    assert paths.default_raw().parts[-2:] == ("data", "raw")
    assert paths.default_out().parts[-2:] == ("data", "curated")


def test_the_whole_hash_is_that_of_the_bytes_whatever_else_the_id_is_made_from(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    for name in ("one.txt", "two.txt"):
        (tmp_path / "a" / name).write_bytes("甲\t乙\n".encode())
    (tmp_path / "a" / "zero.txt").touch()
    first, copy, empty = sources.scan(tmp_path)
    assert first.sha256 == copy.sha256 == hashlib.sha256("甲\t乙\n".encode()).hexdigest()
    assert first.document_id == first.sha256[:16] != copy.document_id
    assert empty.sha256 == ""

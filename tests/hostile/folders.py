"""Batch files and names of files and folders that are odd or made to harm.

Belongs here: making them below a folder, and what has to come out where that is one thing. Does not belong here: what
each may cost (``tests.hostile.__main__``).
"""

from __future__ import annotations

import os
import socket
from collections.abc import Callable, Iterator
from pathlib import Path

DATA = Path(__file__).parents[1] / "data" / "hostile"
REFUSED, READ, ANY = "refused", "read", "any"
"""What becomes of the documents of a batch: refused for its batch file, read with it, or either."""

BATCHES: dict[str, tuple[str, bytes]] = {
    "an alias": (REFUSED, b"region: &a x\ndepartment: *a\n"),
    "aliases that unfold to gigabytes": (REFUSED, (DATA / "merge_bomb.yml").read_bytes()),
    "a year of thousands of digits": (REFUSED, (DATA / "year_huge.yml").read_bytes()),
    "a merge key": (REFUSED, b"<<: {region: x}\n"),
    "a key twice": (REFUSED, b"region: x\nregion: y\n"),
    "a key twice, once quoted": (REFUSED, b"region: x\n'region': y\n"),
    "an unknown key": (REFUSED, b"regoin: x\n"),
    "a key of 60,000 letters": (REFUSED, b"x" * 60_000 + b": 1\n"),
    "a list": (REFUSED, b"- region\n- x\n"),
    "a word": (REFUSED, b"region\n"),
    "a number": (REFUSED, b"2024\n"),
    "two documents": (REFUSED, b"region: x\n---\nregion: y\n"),
    "a list as a value": (REFUSED, b"region: [a, b]\n"),
    "a block as a value": (REFUSED, b"region:\n  name: a\n"),
    "30,000 lists within lists": (REFUSED, b"[" * 30_000),
    "30,000 blocks within blocks": (REFUSED, b"{a: " * 15_000),
    "a tag that would run a program": (REFUSED, b"region: !!python/object/apply:os.system ['true']\n"),
    "a tag that is unknown": (REFUSED, b"region: !mine x\n"),
    "a year in words": (REFUSED, "fiscal_year: 二〇二四\n".encode()),
    "a year as a text": (REFUSED, b"fiscal_year: '2024'\n"),
    "a year with a fraction": (REFUSED, b"fiscal_year: 2024.5\n"),
    "a year long ago": (REFUSED, b"fiscal_year: 202\n"),
    "a year below zero": (REFUSED, b"fiscal_year: -2024\n"),
    "a year that is yes": (REFUSED, b"fiscal_year: yes\n"),
    "a year without an end": (REFUSED, b"fiscal_year: .inf\n"),
    "a year in base 60": (REFUSED, b"fiscal_year: 1:2:3:4:5:6:7:8\n"),
    "a day that is none": (REFUSED, b"retrieved: 2024-13-45\n"),
    "a day with a time": (REFUSED, b"retrieved: 2024-01-02 03:04:05\n"),
    "an example that is a word": (REFUSED, b"is_example: maybe\n"),
    "a region that is a number": (REFUSED, b"region: 310000\n"),
    "a region that is a day": (REFUSED, b"region: 2024-01-01\n"),
    "a tab at its start": (REFUSED, b"\tregion: x\n"),
    "a bell": (REFUSED, b"region: \x07\n"),
    "zeros": (REFUSED, bytes(1000)),
    "bytes that are no UTF-8": (REFUSED, b"region: \xff\xfe\n"),
    "GBK": (REFUSED, "region: 上海市\n".encode("gbk")),
    "UTF-16": (REFUSED, "region: 上海市\n".encode("utf-16")),
    "65 KiB": (REFUSED, b"# comment\n" * 6600),
    "100 MB": (REFUSED, b"# comment\n" * 10**7),
    "a quote without an end": (REFUSED, b"region: 'x\n"),
    "a directive": (REFUSED, b"%YAML 9.9\n---\nregion: x\n"),
    "empty": (READ, b""),
    "a comment alone": (READ, b"# nothing\n"),
    "a mark of UTF-8 before it": (READ, b"\xef\xbb\xbfregion: x\n"),
    "line ends of another system": (READ, b"region: x\r\nfiscal_year: 2024\r\n"),
    "a long text": (READ, b"source: " + b"x" * 60_000 + b"\n"),
    "a value that is null": (READ, b"region: null\ndepartment: ~\n"),
    "a text on several lines": (READ, b"source: |\n  a\n  b\n"),
}


def _write(folder: Path, name: bytes, data: bytes = b"") -> None:
    path = os.fsencode(folder) + b"/" + name
    os.makedirs(os.path.dirname(path), exist_ok=True)  # noqa: PTH103, PTH120  (a Path holds no bytes)
    with open(path, "wb") as stream:  # noqa: PTH123
        stream.write(data or b"%PDF-1.7 " + name)


def _nested(folder: Path, name: bytes, depth: int) -> None:
    here = os.open(folder, os.O_RDONLY)
    for _ in range(depth):
        os.mkdir(name, dir_fd=here)
        inner = os.open(name, os.O_RDONLY, dir_fd=here)
        os.close(here)
        here = inner
    with os.fdopen(os.open(b"deep.pdf", os.O_WRONLY | os.O_CREAT, dir_fd=here), "wb") as stream:
        stream.write(b"%PDF-1.7 deep")
    os.close(here)


def _socket(folder: Path) -> None:
    with socket.socket(socket.AF_UNIX) as server:
        here = Path.cwd()
        os.chdir(folder)
        server.bind("s.pdf")
        os.chdir(here)


Put = Callable[[Path], object]


def _files(*names: bytes, data: bytes = b"") -> Put:
    """Files of these names; without data each holds its own name."""

    def put(folder: Path) -> None:
        for name in names:
            _write(folder, name, data)

    return put


def _one(change: Put) -> Put:
    """One file, and what is done with it."""

    def put(folder: Path) -> None:
        _write(folder, b"a.pdf")
        change(folder / "a.pdf")

    return put


def _batch(make: Put) -> Put:
    """A batch whose ``batch.yml`` is something else."""

    def put(folder: Path) -> None:
        (folder / "b").mkdir()
        make(folder / "b" / "batch.yml")
        _write(folder, b"b/a.pdf")

    return put


NAMES: dict[str, Put] = {
    "a byte 0xff, and the four letters \\xff": _files(b"\xff.pdf", rb"\xff.pdf"),
    "folders of such names": _files(b"\xff/a.pdf", rb"\xff/a.pdf", b"\xff/b.pdf"),
    "one name in two forms of Unicode": _files("caf\u00e9.pdf".encode(), "cafe\u0301.pdf".encode()),
    "GBK": _files("自评表.pdf".encode("gbk")),
    "a new line, a quote and a tab": _files(b"a\n'\"\t\r.pdf"),
    "direction marks": _files("a\u202efdp.\u2066exe.pdf".encode()),
    "255 bytes": _files(b"n" * 251 + b".pdf"),
    "83 Chinese characters": _files(("字" * 83).encode() + b".pdf"),
    "a leading dash": _files(b"-rf.pdf"),
    "a formula": _files(b"=1+1.pdf"),
    "braces and percent signs": _files(b"{x}%s%n$(id)`id`.pdf"),
    "a name that is a path of another system": _files(b"C:\\con\\a.pdf"),
    "half a surrogate": _files(b"\xed\xb3\xbf.pdf"),
    "1,100 folders within folders": lambda folder: _nested(folder, b"d", 1100),
    "1,100 folders of 255 letters": lambda folder: _nested(folder, b"n" * 255, 1100),
    "5,000 folders": _files(*(b"%d/a.pdf" % number for number in range(5000))),
    "5,000 copies of one file": _files(*(b"%d.pdf" % number for number in range(5000)), data=b"%PDF-1.7"),
    "a link to a file of the system": lambda folder: (folder / "a.pdf").symlink_to("/etc/passwd"),
    "a link to a device": lambda folder: (folder / "a.pdf").symlink_to("/dev/zero"),
    "a link to nothing": lambda folder: (folder / "a.pdf").symlink_to("nothing"),
    "a link to itself": lambda folder: (folder / "a.pdf").symlink_to("a.pdf"),
    "a folder that links to its parent": lambda folder: (folder / "loop").symlink_to(folder),
    "a pipe": lambda folder: os.mkfifo(folder / "a.pdf"),
    "a socket": _socket,
    "a folder called like a document": _files(b"a.pdf/b.pdf"),
    "a sparse file of 10 GiB": _one(lambda file: os.truncate(file, 10 * 2**30)),
    "a file of the year 2100": _one(lambda file: os.utime(file, (4.1e9, 4.1e9))),
    "a file from before 1970": _one(lambda file: os.utime(file, (-1e9, -1e9))),
    "hidden files and folders": _files(b".a.pdf", b".git/b.pdf", b"README.pdf", b"~$c.docx"),
    "files that are arriving": _files(b"a.pdf.part", b"b.crdownload"),
    "a batch file that is a pipe": _batch(os.mkfifo),
    "a batch file that is a folder": _batch(Path.mkdir),
    "a batch file that links to a device": _batch(lambda file: file.symlink_to("/dev/zero")),
    "a batch file that links to itself": _batch(lambda file: file.symlink_to("batch.yml")),
    "a batch file in a folder of a batch": _files(b"b/c/batch.yml", b"b/a.pdf", data=b"region: x"),
}


def batches() -> Iterator[tuple[str, str, bytes]]:
    """Name, what becomes of the documents, and the content of ``batch.yml``."""
    for name, (becomes, data) in BATCHES.items():
        yield name, becomes, data

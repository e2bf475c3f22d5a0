"""Documents with bytes changed, and what is published of them: ``python -m tests.damage --count 700``.

Belongs here: how files are damaged, the comparison with the sound file, the tally. Does not belong here: making sound
documents (``tests.factory``), noticing damage (``pipeline.readers``).

Every number makes the same damage again (``--start NUMBER --count 1``); ``--keep FOLDER`` writes the files that were
read silently wrong. Exit status 1 when a value is published that the sound file does not say and no doubt is on it.
"""

from __future__ import annotations

import argparse
import io
import logging
import random
import re
import sys
import zipfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from functools import lru_cache
from pathlib import Path
from typing import Any

from reportlab import rl_config

from tests.factory import documents, files, render
from tests.factory.check import curate
from tests.published import Published

DATA = Path(__file__).parent / "data"
GROUPS = ("pdf", "open", "office", "page")
"""PDF with packed streams, PDF whose drawing operations are stored as they are, ZIP containers, web pages."""
MEANT = frozenset({"pdf", "office"})
"""Groups whose files have checksums; in the others damage can look exactly like another document."""
_HEAD = ("ordinal", "first_page", "last_page", "doubtful", "outcome", "document_id", "form_id")
# Whether a reason is shared says nothing where the reason itself is doubtful.
_ROW = ("is_shared_reason", "doubtful", "page", "line_no", "indicator_no", "grid_row")

Change = Callable[[bytes, random.Random], bytes]


def _spots(data: bytes, rng: random.Random, first: int = 0, last: int | None = None) -> bytes:
    """A few bytes changed."""
    changed = bytearray(data)
    end = len(data) if last is None else last
    start = rng.randrange(first, end)
    for _ in range(rng.choice((1, 1, 1, 2, 4, 8))):
        place = min(end - 1, start + rng.randrange(1 + rng.choice((0, 3, 40))))
        changed[place] ^= rng.choice((1 << rng.randrange(8), rng.randrange(1, 256)))
    return bytes(changed)


def _zeroed(data: bytes, rng: random.Random) -> bytes:
    start, length = rng.randrange(len(data)), rng.choice((16, 64, 512, 4096))
    length = min(length, len(data) - start)
    return data[:start] + bytes(length) + data[start + length :]


def _cut(data: bytes, rng: random.Random) -> bytes:
    return data[: rng.randrange(len(data) // 20, len(data))]


def _short(data: bytes, rng: random.Random) -> bytes:
    return data[: -rng.randrange(1, min(300, len(data)))]


def _hole(data: bytes, rng: random.Random) -> bytes:
    start = rng.randrange(len(data))
    return data[:start] + data[start + rng.choice((1, 1, 7, 100, 1460)) :]


def _swapped(data: bytes, rng: random.Random) -> bytes:
    size = rng.choice((8, 64, 512))
    a, b = sorted(rng.randrange(max(1, len(data) - 2 * size)) for _ in range(2))
    b = max(b, a + size)
    return data[:a] + data[b : b + size] + data[a + size : b] + data[a : a + size] + data[b + size :]


def _repeated(data: bytes, rng: random.Random) -> bytes:
    start, size = rng.randrange(len(data)), rng.choice((1, 16, 1460))
    return data[: start + size] + data[start:]


def _as_text(data: bytes, rng: random.Random) -> bytes:
    """What transfer as text makes of a file."""
    return rng.choice(
        (
            lambda: data.replace(b"\r\n", b"\n"),
            lambda: data.replace(b"\n", b"\r\n"),
            lambda: bytes(byte & 127 for byte in data),
            lambda: data.decode("utf-8", "replace").encode(),
        )
    )()


_STREAM = re.compile(rb"stream\r?\n")


def _in_stream(data: bytes, rng: random.Random) -> bytes:
    """Bytes of one stream changed; every stream is as likely, however long it is."""
    spans = [
        (found.end(), data.find(b"endstream", found.end()))
        for found in _STREAM.finditer(data)
        if not data.startswith(b"end", found.start() - 3)
    ]
    spans = [(a, b) for a, b in spans if b > a]
    return _spots(data, rng, *rng.choice(spans)) if spans else _spots(data, rng)


def _in_structure(data: bytes, rng: random.Random) -> bytes:
    """One character outside the streams changed to another of its kind: objects, table of places, trailer."""
    outside = _outside(data)
    first, last = rng.choice(outside)
    place = rng.randrange(first, last)
    for _ in range(50):
        if chr(data[place]).isalnum():
            break
        first, last = rng.choice(outside)
        place = rng.randrange(first, last)
    kind = b"0123456789" if chr(data[place]).isdigit() else b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
    return data[:place] + bytes([rng.choice(kind)]) + data[place + 1 :]


@lru_cache(maxsize=64)
def _outside(data: bytes) -> list[tuple[int, int]]:
    outside, position = [], 0
    for found in _STREAM.finditer(data):
        if found.start() < position or data.startswith(b"end", found.start() - 3):
            continue
        outside.append((position, found.end()))
        position = max(found.end(), data.find(b"endstream", found.end()))
    outside.append((position, len(data)))
    return [(a, b) for a, b in outside if b > a]


ANY: tuple[Change, ...] = (_spots, _spots, _zeroed, _cut, _short, _hole, _swapped, _repeated, _as_text)
PDF: tuple[Change, ...] = (_in_stream, _in_stream, _in_stream, _in_structure, *ANY)


def _in_part(data: bytes, rng: random.Random) -> bytes:
    """The packed bytes of one part of a container changed, its list of parts left whole."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        part = rng.choice([one for one in archive.infolist() if one.compress_size])
    start = part.header_offset + 30 + len(part.filename.encode())
    return _spots(data, rng, start, start + part.compress_size)


OFFICE: tuple[Change, ...] = (_in_part, _in_part, *ANY)
PAGE: tuple[Change, ...] = (_cut, _cut, _short, _zeroed, _hole)
CHANGES = {"pdf": PDF, "open": PDF, "office": OFFICE, "page": PAGE}


def _factory(make: Callable[[documents.Document], bytes], seed: int, hazards: Iterable[str] = ()) -> bytes:
    return make(documents.compose(seed, frozenset(hazards), indicators=6, count=1 + seed % 2))


def _unpacked(seed: int) -> bytes:
    """A PDF whose drawing operations stand in it as they are."""
    usual, rl_config.pageCompression = rl_config.pageCompression, 0
    try:
        return _factory(render.reportlab_pdf, seed)
    finally:
        rl_config.pageCompression = usual


@lru_cache(maxsize=4)
def sources(group: str) -> dict[str, bytes]:
    """Sound documents of a group by name."""
    if group == "pdf":
        paths = [p for folder in ("pdf", "hazards") for p in sorted((DATA / folder).glob("*.pdf"))]
        kept = [p for p in paths if p.stem not in ("truncated", "no_form", "scan_sh")]
        made = {f"rl_{seed}": _factory(render.reportlab_pdf, seed) for seed in range(4)}
        return {p.stem: p.read_bytes() for p in kept} | made
    if group == "open":
        return {f"open_{seed}": _unpacked(seed) for seed in range(4)}
    if group == "office":
        return {
            f"{make.__name__}_{seed}": _factory(make, seed) for make in (files.book, files.word) for seed in range(4)
        }
    pages = {p.stem: p.read_bytes() for p in sorted((DATA / "html").glob("*.html"))}
    return pages | {f"page_{seed}": _factory(files.page, seed) for seed in range(8)}


@dataclass(frozen=True, slots=True)
class Case:
    """One damaged document: the sound one by group and name, what was done to it, and the bytes that came of it."""

    group: str
    number: int
    name: str
    change: str
    data: bytes


@dataclass(slots=True)
class Verdict:
    """What became of one case: ``outcome`` is one of :data:`OUTCOMES`; ``faults`` are values wrong without a doubt."""

    case: Case
    outcome: str
    faults: list[str] = field(default_factory=list)


OUTCOMES = ("same", "doubted", "refused", "recognition", "no form", "silently wrong", "failed")


def draw(group: str, number: int) -> Case:
    """The damaged document of a number."""
    rng = random.Random(f"damage {group} {number}")
    name, data = rng.choice(sorted(sources(group).items()))
    change = rng.choice(CHANGES[group])
    for _ in range(20):
        changed = change(data, rng)
        if changed != data:
            break
    return Case(group, number, name, change.__name__.strip("_"), changed)


@lru_cache(maxsize=64)
def _sound(group: str, name: str) -> Published:
    return curate(sources(group)[name])


class _Recognition(BaseException):
    """Pages would be recognised, which takes seconds each; no ``Exception``, which readers may catch."""


def _stop(pages: int) -> None:
    raise _Recognition


def try_case(case: Case) -> Verdict:
    """The verdict on a case: its document beside the sound one."""
    try:
        result = curate(case.data, _stop)
    except _Recognition:
        return Verdict(case, "recognition")
    except Exception as error:
        return Verdict(case, "failed", [f"{type(error).__name__}: {error}"])
    sound = _sound(case.group, case.name)
    if not result.forms and result.document["outcome"] != "quarantined":
        return Verdict(case, "no form")
    faults = list(_faults(result, sound))
    if faults:
        return Verdict(case, "silently wrong", faults)
    if not result.forms:
        return Verdict(case, "refused")
    is_same = len(result.forms) == len(sound.forms) and not result.quarantine
    is_same = is_same and all(
        one.values["doubtful"] == other.values["doubtful"] for one, other in _pairs(result, sound)
    )
    return Verdict(case, "same" if is_same and result.document["outcome"] == "curated" else "doubted")


def _pairs(result: Published, sound: Published) -> Iterator[tuple[Any, Any]]:
    """Forms beside those of the sound document; null where one of the two is missing."""
    names = [[form.values["project_name"] or form.values["department"] for form in d.forms] for d in (result, sound)]
    yield from _aligned(result.forms, sound.forms, *names)


def _aligned(found: list[Any], wanted: list[Any], a: list[Any], b: list[Any]) -> Iterator[tuple[Any, Any]]:
    for tag, a0, a1, b0, b1 in SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
        same = min(a1 - a0, b1 - b0) if tag in ("equal", "replace") else 0
        yield from zip(found[a0 : a0 + same], wanted[b0 : b0 + same], strict=True)
        yield from ((one, None) for one in found[a0 + same : a1])
        yield from ((None, one) for one in wanted[b0 + same : b1])


def _faults(result: Published, sound: Published) -> Iterator[str]:
    """What is published and undoubted although the sound document does not say it, or left out without a word."""
    named = {q["page"] for q in result.quarantine}
    named |= {
        int(n)
        for said in re.findall(r"Pages ([\d, ]+)", result.document["reason_text_en"] or "")
        for n in re.findall(r"\d+", said)
    }
    for form, wanted in _pairs(result, sound):
        if wanted is None:
            yield f"form invented: {form.values['project_name']!r}"
        elif form is None:
            pages = range(wanted.values["first_page"], wanted.values["last_page"] + 1)
            if None not in named and not named.intersection(pages):
                yield f"form lost: {wanted.values['project_name']!r}"
        else:
            yield from _row_faults("form", form.values, wanted.values, _HEAD)
            for kind in ("budget_lines", "indicators"):
                yield from _part_faults(kind, getattr(form, kind), getattr(wanted, kind))


def _part_faults(kind: str, found: list[Any], wanted: list[Any]) -> Iterator[str]:
    key = "funding_source" if kind == "budget_lines" else "name"
    for row, other in _aligned(found, wanted, [r[key] for r in found], [r[key] for r in wanted]):
        if other is None:
            if not row["doubtful"]:
                yield f"{kind}: row invented: {row[key]!r}"
        elif row is None:
            if not any(len(r["doubtful"]) > 3 for r in found):
                yield f"{kind}: row lost: {other[key]!r}"
        else:
            yield from _row_faults(kind, row, other, _ROW)


def _row_faults(kind: str, row: dict[str, Any], wanted: dict[str, Any], aside: tuple[str, ...]) -> Iterator[str]:
    for name, value in wanted.items():
        if name not in aside and row.get(name) != value and name not in row["doubtful"]:
            yield f"{kind}.{name}: {row.get(name)!r} instead of {value!r}"


def _say(line: str, *more: str) -> None:
    sys.stdout.write("\n    ".join([line, *more]) + "\n")
    sys.stdout.flush()


def main(arguments: list[str] | None = None) -> int:
    """The command line."""
    logging.disable(logging.ERROR)
    parser = argparse.ArgumentParser(prog="python -m tests.damage", description=__doc__.splitlines()[0])
    parser.add_argument("--count", type=int, default=700, help="how many PDFs; a fifth as many of every other group")
    parser.add_argument("--start", type=int, default=0, help="first number")
    parser.add_argument("--groups", default=",".join(GROUPS), help=f"of {','.join(GROUPS)}")
    parser.add_argument("--keep", type=Path, help="folder for the files that were read silently wrong")
    parser.add_argument("--list", default="silently wrong,failed,no form", help="outcomes whose cases are listed")
    options = parser.parse_args(arguments)
    listed = set(options.list.split(","))
    tally: dict[str, Counter[str]] = {}
    for group in options.groups.split(","):
        count = options.count if group == "pdf" else max(1, options.count // 5)
        tally[group] = Counter()
        for number in range(options.start, options.start + count):
            verdict = try_case(draw(group, number))
            tally[group][verdict.outcome] += 1
            if verdict.outcome in listed:
                case = verdict.case
                _say(f"{verdict.outcome}: {group} {number} {case.name} {case.change}", *verdict.faults[:2])
                if options.keep:
                    options.keep.mkdir(parents=True, exist_ok=True)
                    (options.keep / f"{group}_{number}_{case.name}").write_bytes(case.data)
    for group, outcomes in tally.items():
        _say(f"{group}: " + ", ".join(f"{name} {outcomes[name]}" for name in OUTCOMES))
    bad = sum(tally[group][name] for group in MEANT & tally.keys() for name in ("silently wrong", "no form", "failed"))
    _say(f"silently wrong = {bad}")
    return min(bad, 1)


if __name__ == "__main__":
    sys.exit(main())

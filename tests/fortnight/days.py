"""Files that come and go, commands that run, and what has to be found after them.

Belongs here: doing and comparing, for any day. Does not belong here: which day brings what (``__main__``), what the
documents say (``papers``).
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import polars as pl

from tests.fortnight.papers import KEYS, Paper, Value

ROOT = Path(__file__).parents[2]
DISK = 2 * 2**30
"""More than it takes: what was read is kept only where 256 MiB stay free."""
KEPT = 10
"""Releases that stay when nobody says otherwise."""
COMPARED = ("form", "budget_line", "indicator", "correction")
"""Tables whose rows and values have to differ exactly as planned; others may differ in the same documents only."""
KILLED = "killed"


@dataclass(frozen=True, slots=True)
class Built:
    """How one command ended."""

    code: int
    said: str
    complained: str
    seconds: float

    @property
    def read(self) -> tuple[int, int] | None:
        """Documents, and how many were read again."""
        told = re.search(r"documents (\d+), (\d+) read again", self.said)
        return (int(told[1]), int(told[2])) if told else None


class Fortnight:
    """Raw folder, corrections and releases; what is in them by the plan; what was wrong."""

    def __init__(self, folder: Path) -> None:
        self.raw, self.out, self.home = folder / "raw", folder / "out", folder / "home"
        self.corrections = folder / "corrections"
        for made in (self.raw, self.out, self.home):
            made.mkdir()
        shutil.copy(ROOT / ".dagster" / "dagster.yaml", self.home)
        self.papers: dict[str, Paper] = {}
        self.copies: set[str] = set()
        self.copies_released: set[str] = set()
        self.released: dict[str, Paper] = {}
        self.published: list[str] = []
        self.wrong: list[str] = []
        self.today = ""

    # What happens to files.

    def put(self, path: str, paper: Paper) -> None:
        """A file comes, or is replaced by another."""
        target = self.raw / path
        target.parent.mkdir(exist_ok=True)
        target.write_bytes(paper.data)
        self.papers[path] = paper

    def facts(self, batch: str, text: str) -> None:
        """The facts of a batch."""
        (self.raw / batch).mkdir(exist_ok=True)
        (self.raw / batch / "batch.yml").write_text(f"publisher: 望川市财政局\nis_example: true\n{text}", "utf-8")

    def rename(self, old: str, new: str) -> None:
        """A file gets another name, or goes to another batch."""
        (self.raw / old).rename(self.raw / new)
        self.papers[new] = self.papers.pop(old)

    def remove(self, path: str) -> None:
        """A file goes."""
        (self.raw / path).unlink()
        del self.papers[path]

    def correct(self, path: str) -> None:
        """A person puts 12 points in the place of 13 at the second indicator of a page."""
        paper = self.papers[path]
        said = ("--value", "12", "--reason", "看错", "--by", "复核岗", "--raw", self.raw, "--out", self.out)
        ran = self.run("correct", f"{paper.identity}-001", "indicator", "2", "score", *said)
        self.equal("exit code of correct", ran.code, 0)
        self.papers[path] = replace(paper, corrections=1)

    @contextmanager
    def unmounted(self) -> Iterator[None]:
        """Where the raw folder was is an empty one."""
        away = self.raw.with_name("away")
        self.raw.rename(away)
        self.raw.mkdir()
        yield
        self.raw.rmdir()
        away.rename(self.raw)

    # What is run.

    def command(self, *words: str | Path) -> list[str]:
        """``jixiao`` with these words."""
        return [sys.executable, "-m", "pipeline.cli", *map(str, words), "--lang", "en"]

    def surroundings(self) -> dict[str, str]:
        """No settings of the person who runs this."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith("JIXIAO_")}
        return kept | {"PYTHONPATH": str(ROOT), "DAGSTER_HOME": str(self.home), "LC_ALL": "C.UTF-8"}

    def run(self, *words: str | Path, largest: int | None = None) -> Built:
        """Run ``jixiao`` to its end; no file may become larger than ``largest``."""

        def limit() -> None:
            if largest is not None:
                resource.setrlimit(resource.RLIMIT_FSIZE, (largest, largest))

        started = time.monotonic()
        ended = subprocess.run(
            self.command(*words), cwd=ROOT, env=self.surroundings(), capture_output=True, text=True, check=False,
            preexec_fn=limit, timeout=600,
        )  # fmt: skip
        return Built(ended.returncode, ended.stdout, ended.stderr, time.monotonic() - started)

    def build(self, *more: str, largest: int | None = None) -> Built:
        """``jixiao build`` by one worker."""
        return self.run("build", "--raw", self.raw, "--out", self.out, "--workers", "1", *more, largest=largest)

    def killed(self, sign: str) -> Built:
        """A build that SIGKILL ends as soon as a file of this pattern lies in its staging folder."""
        started = time.monotonic()
        words = self.command("build", "--raw", self.raw, "--out", self.out, "--workers", "1")
        others = set(self.out.glob(".staging/*"))
        process = subprocess.Popen(
            words, cwd=ROOT, env=self.surroundings(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        while process.poll() is None and all(
            run in others for run in self.out.glob(".staging/*") if any(run.glob(sign))
        ):
            time.sleep(0.005)
        children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
        below = children.read_text().split() if children.exists() else []
        process.send_signal(signal.SIGKILL)
        code = process.wait()
        ends = time.monotonic() + 5
        while left := [one for one in below if Path(f"/proc/{one}").exists()]:
            if time.monotonic() > ends:
                self.fault(f"processes {left} outlive their build")
                break
            time.sleep(0.05)
        return Built(code, "", "", time.monotonic() - started)

    def full(self) -> Iterator[tuple[str, Built]]:
        """Builds while the disk has no room, or too little for a release."""
        release = self.out / "current"
        size = sum(file.stat().st_size for file in release.rglob("*") if file.is_file())
        if not os.path.ismount(self.out):
            for largest in (0, size // 20, (release / "warehouse.duckdb").stat().st_size // 2):
                yield f"no file above {largest / 1e6:.1f} MB", self.build(largest=largest)
            return
        for free in (0, size // 4, size * 3 // 4):
            used = shutil.disk_usage(self.out).used
            mount(self.out, f"remount,size={used + free}")
            built = self.build()
            mount(self.out, f"remount,size={DISK}")
            yield f"{free / 1e6:.1f} MB free", built

    # What has to hold.

    def fault(self, what: str) -> None:
        """Something is not as planned."""
        self.wrong.append(f"{self.today}: {what}")
        sys.stdout.write(f"  {self.wrong[-1]}\n")

    def equal(self, what: str, found: Any, wanted: Any) -> None:
        """Both are the same, or it is a fault."""
        if found == wanted:
            return
        if isinstance(found, set) and isinstance(wanted, set):
            extra, missing = (sorted(side, key=str) for side in (found - wanted, wanted - found))
            self.fault(f"{what}: not planned {extra}, missing {missing}")
        else:
            self.fault(f"{what}: {found!r} instead of {wanted!r}")

    def day(
        self,
        number: int,
        what: str,
        built: Built,
        *,
        read: int = 0,
        documents: Mapping[str, str] | None = None,
        values: Collection[Value] = (),
        refused: str | None = None,
    ) -> None:
        """Compare what a build did with the plan: documents read again, and which documents and values differ.

        ``documents`` and ``values`` leave out what is the same; without any, nothing may be published. ``refused`` is a
        part of the sentence with which the build has to end.
        """
        self.today = f"day {number}, {what}"
        documents = documents or {}
        faults = len(self.wrong)
        is_killed = refused == KILLED
        if refused is None:
            self.equal("exit code", built.code, 0)
            self.equal("documents and read again", built.read, (len(self.papers), read))
        else:
            self.equal("exit code", built.code, -signal.SIGKILL if is_killed else 1)
            if not is_killed and not (refused in built.complained and "nothing was published" in built.complained):
                self.fault("another sentence is expected")
        if len(self.wrong) > faults:
            self.fault(f"said {built.complained[-600:]!r}")
        is_published = refused is None and bool(documents)
        self.whole(is_published, is_killed)
        if is_published and built.code == 0:
            self.content()
            if len(self.published) > 1:
                self.differences(documents, set(values))
            self.released, self.copies_released = dict(self.papers), set(self.copies)
        kinds = [kind for both in documents.values() for kind in both.split(", ")]
        became = ", ".join(f"{kinds.count(kind)} {kind}" for kind in dict.fromkeys(kinds)) or "nothing published"
        again = "-" if built.read is None else built.read[1]
        state = "" if len(self.wrong) == faults else "WRONG"
        self.row(number, what, built.code, again, became, f"{built.seconds:.1f}", state)

    def row(self, *cells: Any) -> None:
        """One line of the table."""
        for cell, width in zip(cells, (3, -62, 4, 10, -34, 7, -5), strict=True):
            text = str(cell)
            sys.stdout.write((text.ljust(-width) if width < 0 else text.rjust(width)) + "  ")
        sys.stdout.write("\n")
        sys.stdout.flush()

    def whole(self, is_published: bool, is_killed: bool) -> None:
        """One release is current, every one that is kept is as its manifest says, nothing else is left."""
        current = (self.out / "current").readlink().name
        self.equal("a release was published", current not in self.published, is_published)
        if current not in self.published:
            self.published.append(current)
        self.equal("current", current, self.published[-1])
        told = json.loads((self.out / "latest.json").read_text("utf-8"))["build_id"]
        self.equal("latest.json", told, current)
        kept = set(self.published[-KEPT:])
        self.equal("releases kept", {one.name for one in (self.out / "releases").iterdir()}, kept)
        for release in (self.out / "releases").iterdir():
            manifest = json.loads((release / "manifest.json").read_text("utf-8"))
            files = {(file["path"], file["sha256"]) for file in manifest["files"]}
            found = {
                (file.relative_to(release).as_posix(), hashlib.sha256(file.read_bytes()).hexdigest())
                for file in release.rglob("*")
                if file.is_file() and file != release / "manifest.json"
            }
            self.equal(f"files of {release.name}", found, files)
        known = {"releases", "current", "latest.json", ".publish.lock", ".cache", "log"}
        left = {file.name for file in self.out.iterdir()} - known - ({".staging"} if is_killed else set())
        self.equal("left beside the releases", left, set())

    def content(self) -> None:
        """The current release says of every document what the plan says, and of no other."""
        current = self.out / "current"
        document = pl.read_parquet(current / "document.parquet")
        listed = dict(document.select("path", "document_id").iter_rows())
        self.equal("paths", set(listed), set(self.papers))
        wanted = {(path, paper.identity) for path, paper in self.papers.items() if path not in self.copies}
        self.equal("identities", {pair for pair in listed.items() if pair[0] not in self.copies}, wanted)
        refused = {path for path, paper in self.papers.items() if paper.is_broken or path in self.copies}
        self.equal("refused", set(document.filter(outcome="quarantined")["path"]), refused)
        read = {listed.get(path): paper for path, paper in self.papers.items() if path not in refused}
        owner = pl.col("form_id").str.slice(0, 16)
        forms = pl.read_parquet(current / "form.parquet").select(owner, "project_name")
        self.equal("projects", sorted(forms.iter_rows()), sorted((i, paper.project) for i, paper in read.items()))
        lines = pl.read_parquet(current / "budget_line.parquet").filter(funding_source="total")
        spent = sorted(lines.select(owner, "executed_yuan").iter_rows())
        self.equal("spent", spent, sorted((i, paper.spent_yuan) for i, paper in read.items()))

    def differences(self, documents: Mapping[str, str], values: set[Value]) -> None:
        """``jixiao diff`` tells exactly these documents, rows and values."""
        before, after = self.published[-2:]
        ran = self.run("diff", before, after, "--json", "--out", self.out)
        self.equal("exit code of diff", ran.code, 0)
        found = json.loads(ran.said or '{"by_document": [], "values": []}')
        kinds = {(one["path"], one["what"]) for one in found["by_document"]}
        planned = {(path, kind) for path, both in documents.items() for kind in both.split(", ")}
        self.equal("documents that differ", kinds, planned)
        for one in found["by_document"]:
            if (one["path"], one["what"]) not in planned:
                self.fault(f"{one}")
        paths = {one["document_id"]: one["path"] for one in found["by_document"]}
        changed = set()
        for value in found["values"]:
            path = paths.get(value["document_id"])
            if path is None:
                # What the audit says of departments and years belongs to no document.
                if value["table"] != "rule_result":
                    self.fault(f"a row of no document that differs: {value}")
            elif value["table"] in COMPARED and value["what"] == "changed":
                both = (value["before"], value["after"]) if value["column"] not in KEYS else (None, None)
                changed.add((path, value["table"], value["column"], *both))
        self.equal("values that differ", changed, values)
        for one in found["by_document"]:
            self.rows_of(one)

    def rows_of(self, told: Mapping[str, Any]) -> None:
        """Rows of forms, funding and indicators came and went with the documents that have them, and no others."""
        path, was_at = told["path"], told["path_before"]
        now = {} if told["what"] == "removed" or path in self.copies else self.papers[path].rows()
        was = {} if told["what"] == "added" or was_at in self.copies_released else self.released[was_at].rows()
        for table in COMPARED:
            counts = told["tables"].get(table, {"added": 0, "removed": 0})
            more = now.get(table, 0) - was.get(table, 0)
            self.equal(f"{table} of {path}", (counts["added"], counts["removed"]), (max(0, more), max(0, -more)))

    def runs_under_way(self) -> int:
        """Runs that are recorded as under way."""
        import dagster as dg

        os.environ["DAGSTER_HOME"] = str(self.home)
        with dg.DagsterInstance.get() as instance:
            return len([run for run in instance.get_runs() if not run.is_finished])


def mount(folder: Path, options: str) -> bool:
    """A disk in memory at a folder, or another size of it; whether that is possible here."""
    words = ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(folder)]
    return subprocess.run(words, check=False, capture_output=True).returncode == 0

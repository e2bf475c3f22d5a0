"""Builds and publications killed at random moments and at changes of the file system: ``python -m tests.kills``.

Belongs here: killing, looking at what is left, the tally. Does not belong here: how the product guards itself
(``pipeline.defs.runs``, ``pipeline.publish``).

Every build is the whole job in a process of its own that is forked from a warm one, with its worker processes, its
record of the run and its folders; SIGKILL ends it at a random time, or just before one change of the file system after
the other. Readers ask the current release all the while. After each kill the release that is current has to be a whole
one; after a few of them an undisturbed build has to publish what the very first one did, and nothing may be left: no
staging folder, no run that is recorded as under way, no worker. Exit status 1 when anything was lost.
"""

from __future__ import annotations

import argparse
import ctypes
import hashlib
import json
import os
import random
import resource
import shutil
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

CHANGES = frozenset({"os.rename", "os.symlink", "os.remove", "os.rmdir", "os.mkdir", "os.truncate", "os.chmod"})
EXAMPLES = Path(__file__).parents[1] / "data" / "examples"
UNDISTURBED_EVERY = 10


def main() -> int:
    """Kill, look, count; see the module."""
    options = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    options.add_argument("--builds", type=int, default=200)
    options.add_argument("--publications", type=int, default=100)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--minutes", type=float, default=None, help="stop after so long and tell what was tried")
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory(prefix="jixiao-kills-") as name:
        trial = Trial(Path(name), random.Random(chosen.seed), chosen.minutes)
        reader = trial.fork(trial.read_for_ever)
        try:
            trial.publications(chosen.publications)
            trial.builds(chosen.builds)
        finally:
            os.kill(reader, signal.SIGKILL)
            os.waitpid(reader, 0)
        return trial.told()


class Trial:
    """One raw folder, one folder of releases, what was tried on them and what was lost."""

    def __init__(self, folder: Path, rng: random.Random, minutes: float | None) -> None:
        self.raw, self.out, self.home = folder / "raw", folder / "out", folder / "home"
        self.answers = folder / "answers.txt"
        self.answers.touch()
        self.rng = rng
        self.ends = time.monotonic() + 60 * minutes if minutes else float("inf")
        self.tried: Counter[str] = Counter()
        self.lost: list[str] = []
        (self.raw / "batch").mkdir(parents=True)
        shutil.copy(EXAMPLES / "linlan_2023" / "edu_safety.html", self.raw / "batch")
        (self.raw / "batch" / "empty.pdf").touch()
        self.home.mkdir()
        shutil.copy(Path(__file__).parents[1] / ".dagster" / "dagster.yaml", self.home)
        os.environ["DAGSTER_HOME"] = str(self.home)
        # Imported before the first fork, and used in no way that starts a thread.
        import pipeline.definitions
        import pipeline.publish.release  # noqa: F401

        started = time.monotonic()
        status = self.wait(self.fork(self.build))
        self.seconds = time.monotonic() - started
        if status != 0:
            raise SystemExit(f"an undisturbed build failed: {status}")
        self.wanted = self.content()

    def fork(self, action: Callable[[], Any]) -> int:
        """A process that does this and ends."""
        process = os.fork()
        if process == 0:
            code = 70
            try:
                os.setpgid(0, 0)
                # Who ends the trial ends what it started as well; a reader asks for ever.
                ctypes.CDLL(None).prctl(1, signal.SIGKILL)
                code = int(action() or 0)
            except BaseException as error:  # whatever it is, it must not go on as a second parent
                sys.stderr.write(f"{type(error).__name__}: {error}\n")
            finally:
                os._exit(code)
        return process

    def wait(self, process: int) -> int:
        """How a process ended: its exit code, or minus the signal."""
        return os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])

    def build(self) -> int:
        """The job ``build``, as the command does it; to its end, though its content is always the same."""
        import pipeline.defs.read
        import pipeline.publish.release
        from pipeline.definitions import defs
        from pipeline.defs import launch

        # This process is a fork, and ends with the build.
        pipeline.defs.read.release_of_inputs = lambda *_: None
        pipeline.publish.release.has_same_content = lambda *_: False
        # Every second one reads everything, the others take it from the cache.
        ended = launch.build(defs, self.raw, self.out, 1, reread=os.getpid() % 2 == 0)
        for problem in ended.problems:
            sys.stderr.write(f"{problem}\n")
        return 0 if ended.release else 1

    def content(self) -> dict[str, str]:
        """The digest of every table of the current release."""
        return {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in (self.out / "current").glob("*.parquet")}

    def builds(self, count: int) -> None:
        """Kill builds, at random times and before changes of the file system in turn."""
        change = 0
        for number in range(count):
            if time.monotonic() > self.ends:
                return
            if number % 2:
                change += 1 + self.rng.randrange(8)
                status = self.wait(self.fork(lambda: self.fused(self.build, change)))  # noqa: B023
                kind = "build before a change of the file system"
                if status != -signal.SIGKILL:
                    change = 0
            else:
                process = self.fork(self.build)
                time.sleep(self.rng.uniform(0.0, self.seconds))
                os.kill(process, signal.SIGKILL)
                status = self.wait(process)
                kind = "build at a random time"
            self.tried[f"{kind}, {'killed' if status == -signal.SIGKILL else 'came to its end'}"] += 1
            self.look(f"{kind} {number}")
            if number % UNDISTURBED_EVERY == UNDISTURBED_EVERY - 1:
                self.undisturbed(f"after build {number}")

    def publications(self, count: int) -> None:
        """Kill publications before one change of the file system after the other, and at random times."""
        source = (self.out / "current").resolve()
        step = 0
        for number in range(count):
            if time.monotonic() > self.ends:
                return
            staged = self.out / ".staging" / f"kill{number}" / "release"
            stage(source, staged)
            build_id = f"kill{number:04d}"
            step += 1
            status = self.wait(self.fork(lambda: self.fused(lambda: self.publish(staged, build_id), step)))  # noqa: B023
            if status == 0:
                step = 0
            elif status != -signal.SIGKILL:
                self.lost.append(f"publication {number} ended with {status}")
            self.tried[f"publication, {'killed' if status else 'came to its end'}"] += 1
            self.look(f"publication {number}")
            source = (self.out / "current").resolve()
            if status:
                shutil.rmtree(self.out / ".staging" / f"kill{number}", ignore_errors=True)
        self.undisturbed("after the publications")

    def publish(self, staged: Path, build_id: str) -> int:
        """One publication."""
        from pipeline.publish.release import publish

        publish(staged, self.out, build_id)
        return 0

    def fused(self, action: Callable[[], int], change: int) -> int:
        """Do this, and be killed just before a change of the file system by its number."""
        left = [change]

        def before(event: str, arguments: tuple[Any, ...]) -> None:
            writes = event == "open" and isinstance(arguments[2], int) and arguments[2] & (os.O_WRONLY | os.O_RDWR)
            if event in CHANGES or writes:
                left[0] -= 1
                if left[0] <= 0:
                    os.kill(os.getpid(), signal.SIGKILL)

        sys.addaudithook(before)
        return action()

    def look(self, what: str) -> None:
        """The current release is whole, whatever happened."""
        current = (self.out / "current").resolve()
        try:
            manifest = json.loads((current / "manifest.json").read_text(encoding="utf-8"))
            for entry in manifest["files"]:
                if hashlib.sha256((current / entry["path"]).read_bytes()).hexdigest() != entry["sha256"]:
                    self.lost.append(f"{what}: {entry['path']} of {current.name} is another file")
        except (OSError, ValueError, KeyError) as error:
            self.lost.append(f"{what}: the current release cannot be read: {error}")
        if self.content() != self.wanted:
            self.lost.append(f"{what}: the current release has other tables than the first")

    def undisturbed(self, what: str) -> None:
        """A build that nobody disturbs publishes the same as ever, and leaves nothing."""
        if (status := self.wait(self.fork(self.build))) != 0:
            self.lost.append(f"{what}: an undisturbed build ended with {status}")
        self.tried["build undisturbed"] += 1
        self.look(what)
        if (self.out / ".staging").exists():
            self.lost.append(f"{what}: staging folders are left")
        told = json.loads((self.out / "latest.json").read_text(encoding="utf-8"))["build_id"]
        if told != (self.out / "current").resolve().name:
            self.lost.append(f"{what}: latest.json and current tell different releases")
        if (code := self.wait(self.fork(self.runs_under_way))) != 0:
            self.lost.append(f"{what}: {code} runs are recorded as under way")
        workers = [p for p in Path("/proc").glob("[0-9]*/cmdline") if _is_orphan(p)]
        if workers:
            self.lost.append(f"{what}: {len(workers)} worker processes are left")

    def runs_under_way(self) -> int:
        """How many runs are recorded as under way."""
        import dagster as dg

        with dg.DagsterInstance.get() as instance:
            return len([run for run in instance.get_runs() if not run.is_finished])

    def read_for_ever(self) -> int:
        """Ask the current release again and again; a line for each answer."""
        from pipeline.warehouse.query import query

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        with self.answers.open("a", encoding="utf-8") as answers:
            while True:
                try:
                    file = (self.out / "current" / "warehouse.duckdb").resolve(strict=True)
                    rows = query(file, "SELECT (SELECT build_id FROM release), (SELECT count(*) FROM document)")[1]
                    own = self.own_builds(file)
                    answers.write("right\n" if rows == [(own, 2)] else f"torn {rows} {file}\n")
                except Exception as error:  # a reader sees no error, whichever
                    answers.write(f"error {type(error).__name__} {' '.join(str(error).split())}\n")
                answers.flush()
                time.sleep(0.2)

    def own_builds(self, file: Path) -> str:
        """The build that made a warehouse; publications here publish copies of one under other names."""
        manifest = json.loads((file.parent / "datapackage.json").read_text(encoding="utf-8"))
        return str(manifest.get("version") or manifest.get("build_id") or manifest["name"])

    def told(self) -> int:
        """Print what was tried and what was lost; the exit status."""
        answers = Counter(line.split()[0] for line in self.answers.read_text(encoding="utf-8").splitlines())
        wrong = [line for line in self.answers.read_text(encoding="utf-8").splitlines() if not line.startswith("right")]
        for kind, times in sorted(self.tried.items()):
            sys.stdout.write(f"{times:6} {kind}\n")
        sys.stdout.write(f"{answers['right']:6} answers of readers meanwhile\n")
        sys.stdout.write(f"{answers['torn']:6} torn\n{answers['error']:6} errors\n{len(self.lost):6} lost\n")
        for line in [*self.lost[:20], *wrong[:5]]:
            sys.stdout.write(f"  {line}\n")
        return 1 if self.lost or wrong else 0


def stage(release: Path, staged: Path) -> None:
    """What a build stages when nothing changed: files of its own, and the site linked from the release before."""
    own_of_release = shutil.ignore_patterns("manifest.json", "CHANGES.md", "CITATION.*")
    shutil.copytree(release, staged, copy_function=shutil.copyfile, ignore=own_of_release)
    for file in (staged / "site").rglob("*"):
        if file.is_file():
            file.unlink()
            file.hardlink_to(release / file.relative_to(staged))


def _is_orphan(cmdline: Path) -> bool:
    """Whether a process is a worker whose build is gone."""
    try:
        if b"spawn_main" not in cmdline.read_bytes():
            return False
        parent = (cmdline.parent / "stat").read_text().rpartition(")")[2].split()[1]
        return parent == "1"
    except OSError:
        return False


if __name__ == "__main__":
    sys.exit(main())

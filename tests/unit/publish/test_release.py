"""A release is visible as a whole or not at all, whoever reads, publishes or dies meanwhile."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from pipeline.cache.same_files import Known
from pipeline.publish import release
from pipeline.publish.datapackage import write_datapackage
from pipeline.publish.disk import make_durable
from pipeline.publish.inputs import write_inputs
from pipeline.publish.kept import latest_build
from pipeline.publish.parquet import SchemaVersionError, read_parquet, schema_version, write_parquet
from pipeline.publish.release import (
    PublicationBusyError,
    PublicationError,
    _switch,
    current_build,
    publication_lock,
    publish,
)
from pipeline.sources import RawDocument
from pipeline.sources.batch import BatchFacts
from pipeline.warehouse.query import open_readonly, query
from pipeline.warehouse.view_files import write_view_files
from schemas.catalog import SCHEMA_VERSION, TABLES
from schemas.table_checks import InvalidTableError
from schemas.table_frames import empty_frame

Stage = Callable[[Path, str], Path]


@pytest.fixture(scope="module")
def staged(parquet_dir: Path, warehouse: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A complete staging directory; not to be changed."""
    folder = tmp_path_factory.mktemp("staged") / "release"
    shutil.copytree(parquet_dir, folder)
    shutil.copyfile(warehouse, folder / "warehouse.duckdb")
    (folder / "site").mkdir()
    write_view_files(warehouse, folder, "b1")
    write_inputs(folder, [RawDocument("a/b.pdf", "a", "1" * 16, 10, "application/pdf", BatchFacts(publisher="局"))])
    write_datapackage(folder, "b1")
    return folder


@pytest.fixture
def stage(staged: Path) -> Stage:
    """Makes a complete staging directory whose page names the build."""

    def make(out: Path, build_id: str) -> Path:
        staging = out / ".staging" / build_id / "release"
        shutil.copytree(staged, staging)
        (staging / "site" / "index.html").write_text(build_id)
        return staging

    return make


def damaged_files(directory: Path) -> list[str]:
    """Files of a release that are missing or differ from its manifest, by path."""
    content = json.loads((directory / "manifest.json").read_text(encoding="utf-8"))
    return [
        file["path"]
        for file in content["files"]
        if not (directory / file["path"]).is_file() or release.sha256(directory / file["path"]) != file["sha256"]
    ]


def served(out: Path) -> str:
    """The build that a reader finds, after proof that everything it finds is whole and of that build."""
    directory = (out / "current").resolve()
    assert damaged_files(directory) == []
    build_id = str(json.loads((directory / "manifest.json").read_text())["build_id"])
    assert (directory / "site" / "index.html").read_text() == build_id == directory.name
    assert query(out / "current" / "warehouse.duckdb", "SELECT count(*) FROM form")[1] == [(3,)]
    latest = json.loads((out / "latest.json").read_text())
    assert (out / latest["path"] / "warehouse.duckdb").is_file()
    return build_id


def test_a_hash_that_is_known_is_taken_over_only_of_the_very_file(tmp_path: Path, stage: Stage) -> None:
    """As of a file that was linked; one that was written since is read again, and so is every other."""
    staging = stage(tmp_path, "b1")
    (staging / "site" / "other.js").write_text("other")
    linked, other = ((staging / "site" / name).stat() for name in ("index.html", "other.js"))
    known = {
        "site/index.html": Known(linked.st_size, linked.st_mtime_ns, "a" * 64),
        "site/other.js": Known(other.st_size, other.st_mtime_ns - 1, "b" * 64),
    }
    target = publish(staging, tmp_path, "b1", known=known)
    manifest = json.loads((target / "manifest.json").read_text())
    hashes = {file["path"]: file["sha256"] for file in manifest["files"]}
    assert hashes["site/index.html"] == "a" * 64
    assert hashes["site/other.js"] == release.sha256(target / "site" / "other.js")


def test_what_an_earlier_release_put_on_disk_is_not_put_there_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[str] = []
    monkeypatch.setattr("os.fsync", lambda number: synced.append(str(Path(f"/proc/self/fd/{number}").readlink())))
    earlier, later = tmp_path / "earlier", tmp_path / "later"
    for folder in (earlier, later):
        (folder / "site").mkdir(parents=True)
    (earlier / "site" / "page").write_text("as before")
    make_durable(earlier)
    (later / "site" / "page").hardlink_to(earlier / "site" / "page")
    (later / "table").write_text("new")
    synced.clear()
    make_durable(later)
    assert sorted(synced) == [str(later), str(later / "site"), str(later / "table")]
    assert (later / "table").stat().st_mode & 0o777 == 0o444


def test_a_published_release_is_served_and_described(tmp_path: Path, stage: Stage) -> None:
    staging = stage(tmp_path, "b1")
    assert publish(staging, tmp_path, "b1") == tmp_path / "releases" / "b1"
    assert served(tmp_path) == "b1"
    assert json.loads((tmp_path / "latest.json").read_text()) == {"build_id": "b1", "path": "releases/b1"}
    manifest = json.loads((tmp_path / "current" / "manifest.json").read_text())
    assert manifest["schema_version"] == SCHEMA_VERSION
    assert manifest["rows"]["indicator"] == 5
    assert {file["path"] for file in manifest["files"]} >= {"warehouse.duckdb", "form.parquet", "site/index.html"}
    assert not staging.exists()


def test_the_link_is_relative_so_that_the_folder_can_be_moved(tmp_path: Path, stage: Stage) -> None:
    publish(stage(tmp_path / "a", "b1"), tmp_path / "a", "b1")
    (tmp_path / "a").rename(tmp_path / "b")
    assert served(tmp_path / "b") == "b1"


def test_an_open_reader_keeps_its_release_and_a_new_one_gets_the_next(tmp_path: Path, stage: Stage) -> None:
    publish(stage(tmp_path, "b1"), tmp_path, "b1")
    with open_readonly(tmp_path / "current" / "warehouse.duckdb") as reader:
        for number in range(2, 7):
            publish(stage(tmp_path, f"b{number}"), tmp_path, f"b{number}")
            assert reader.execute("SELECT count(*) FROM indicator").fetchall() == [(5,)]
            assert served(tmp_path) == f"b{number}"


def test_a_reading_process_never_fails_while_releases_change(tmp_path: Path, stage: Stage) -> None:
    publish(stage(tmp_path, "b0"), tmp_path, "b0")
    program = """
import sys, duckdb
print("ready", flush=True)
reads = 0
while not sys.stdin.closed and reads < 100000:
    con = duckdb.connect(sys.argv[1], read_only=True)
    assert con.execute("SELECT count(*) FROM form").fetchall() == [(3,)]
    con.close()
    reads += 1
    print(reads, flush=True)
"""
    reader = subprocess.Popen(
        [sys.executable, "-c", program, str(tmp_path / "current" / "warehouse.duckdb")],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert reader.stdout is not None
    assert reader.stderr is not None
    lines: list[str] = []
    follower = threading.Thread(target=lambda: lines.extend(reader.stdout))
    assert reader.stdout.readline() == "ready\n"
    follower.start()
    for number in range(1, 9):
        publish(stage(tmp_path, f"b{number}"), tmp_path, f"b{number}")
    assert reader.poll() is None, reader.stderr.read()
    reader.kill()
    reader.wait()
    follower.join()
    reader.stderr.close()
    reader.stdout.close()
    assert len(lines) > 8


def test_the_newest_releases_stay_as_many_as_the_environment_says(
    tmp_path: Path, stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JIXIAO_KEEP_RELEASES", "3")
    (tmp_path / "README.md").write_text("what lies here", encoding="utf-8")
    for number in range(1, 6):
        publish(stage(tmp_path, f"b{number}"), tmp_path, f"b{number}")
    assert (tmp_path / "README.md").read_text(encoding="utf-8") == "what lies here"
    assert sorted(path.name for path in (tmp_path / "releases").iterdir()) == ["b3", "b4", "b5"]


def test_an_incomplete_staging_directory_is_refused(tmp_path: Path, stage: Stage) -> None:
    publish(stage(tmp_path, "b1"), tmp_path, "b1")
    staging = stage(tmp_path, "b2")
    (staging / "form.parquet").unlink()
    (staging / "warehouse.duckdb").unlink()
    with pytest.raises(PublicationError, match=r"form\.parquet, warehouse\.duckdb missing"):
        publish(staging, tmp_path, "b2")
    assert served(tmp_path) == "b1"


def test_a_staging_directory_with_a_log_is_still_being_written(tmp_path: Path, stage: Stage) -> None:
    staging = stage(tmp_path, "b1")
    (staging / "warehouse.duckdb.wal").write_bytes(b"x")
    with pytest.raises(PublicationError, match="still being written"):
        publish(staging, tmp_path, "b1")


@pytest.mark.parametrize("build_id", ["", "../b", "a/b", ".hidden", "a b", "a~b"])
def test_a_build_id_that_is_no_plain_name_is_refused(tmp_path: Path, build_id: str) -> None:
    with pytest.raises(PublicationError, match="is no build id"):
        publish(tmp_path, tmp_path / "out", build_id)


def test_a_build_is_published_once(tmp_path: Path, stage: Stage) -> None:
    directory = publish(stage(tmp_path, "b1"), tmp_path, "b1")
    with pytest.raises(PublicationError, match="published already"):
        publish(stage(tmp_path, "b1"), tmp_path, "b1")
    shutil.rmtree(tmp_path / ".staging")
    # A retry finds what its first attempt published.
    assert publish(tmp_path / ".staging" / "b1" / "release", tmp_path, "b1") == directory


def test_the_second_publisher_is_told_who_is_first(tmp_path: Path, stage: Stage) -> None:
    staging = stage(tmp_path, "b1")
    with publication_lock(tmp_path), pytest.raises(PublicationBusyError, match=f"process {os.getpid()}"):
        publish(staging, tmp_path, "b1")
    publish(staging, tmp_path, "b1")
    assert served(tmp_path) == "b1"


def test_the_lock_of_a_killed_publisher_is_free(tmp_path: Path) -> None:
    program = """
import sys, time
from pathlib import Path
from pipeline.publish.release import publication_lock
with publication_lock(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(60)
"""
    holder = subprocess.Popen(
        [sys.executable, "-c", program, str(tmp_path)],
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[3],
    )
    assert holder.stdout is not None
    assert holder.stdout.readline() == "held\n"
    with pytest.raises(PublicationBusyError, match=f"process {holder.pid}"), publication_lock(tmp_path):
        pass
    holder.send_signal(signal.SIGKILL)
    holder.wait()
    holder.stdout.close()
    with publication_lock(tmp_path):
        pass


@pytest.mark.slow
def test_a_crash_before_any_change_on_disk_leaves_a_whole_release(tmp_path: Path, stage: Stage, fuse: Any) -> None:
    for number in range(3):
        publish(stage(tmp_path, f"old{number}"), tmp_path, f"old{number}")
    outcomes = []
    for step in range(200):
        build_id, before = f"new{step:03d}", served(tmp_path)
        staging = stage(tmp_path, build_id)
        fuse.arm(step, tmp_path, only_changes=True)
        try:
            publish(staging, tmp_path, build_id)
        except fuse.Crash:
            # The one before may have been stopped in the middle of its switch, and is then finished first.
            assert served(tmp_path) in (before, f"new{step - 1:03d}", build_id)
            outcomes.append(served(tmp_path) == build_id)
            continue
        finally:
            fuse.disarm()
        break
    else:
        pytest.fail("the publication never came to its end")
    assert set(outcomes) == {False, True}  # some stopped before the switch, some after it
    assert len(outcomes) > 20
    assert served(tmp_path) == build_id
    publish(stage(tmp_path, "last"), tmp_path, "last")
    shutil.rmtree(tmp_path / ".staging")
    assert [path.name for path in tmp_path.rglob(".*")] == [".publish.lock"]
    assert current_build(tmp_path) == latest_build(tmp_path) == "last"


def test_without_links_the_pointer_file_tells_the_release(
    tmp_path: Path, stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError("no right to make links")

    monkeypatch.setattr(Path, "symlink_to", refuse)
    publish(stage(tmp_path, "b1"), tmp_path, "b1")
    publish(stage(tmp_path, "b2"), tmp_path, "b2")
    assert not (tmp_path / "current").exists()
    assert current_build(tmp_path) == "b2"


def test_the_manifest_tells_every_changed_file(tmp_path: Path, stage: Stage) -> None:
    directory = publish(stage(tmp_path, "b1"), tmp_path, "b1")
    page = directory / "site" / "index.html"
    page.chmod(0o644)
    page.write_text("other")
    (directory / "rule.parquet").unlink()
    assert damaged_files(directory) == ["rule.parquet", "site/index.html"]


def test_equal_frames_give_equal_bytes(frames: dict[str, pl.DataFrame], tmp_path: Path) -> None:
    for name, frame in frames.items():
        first = write_parquet(name, frame, tmp_path / "a")
        again = write_parquet(name, frame.clone().rechunk(), tmp_path / "b")
        sliced = write_parquet(name, pl.concat([frame.head(1), frame.slice(1)], rechunk=False), tmp_path / "c")
        assert first.read_bytes() == again.read_bytes() == sliced.read_bytes(), name


def test_bytes_do_not_depend_on_the_number_of_threads(tmp_path: Path, frames: dict[str, pl.DataFrame]) -> None:
    expected = write_parquet("indicator", frames["indicator"], tmp_path / "here").read_bytes()
    program = """
import sys
from pathlib import Path
from pipeline.publish.parquet import read_parquet, write_parquet
write_parquet("indicator", read_parquet("indicator", Path(sys.argv[1])), Path(sys.argv[2]))
"""
    subprocess.run(
        [sys.executable, "-c", program, str(tmp_path / "here"), str(tmp_path / "there")],
        check=True,
        cwd=Path(__file__).parents[3],
        env={**os.environ, "POLARS_MAX_THREADS": "1"},
    )
    assert (tmp_path / "there" / "indicator.parquet").read_bytes() == expected


@pytest.mark.parametrize("table", TABLES)
def test_a_table_survives_its_file(table: str, frames: dict[str, pl.DataFrame], tmp_path: Path) -> None:
    path = write_parquet(table, frames[table], tmp_path)
    assert read_parquet(table, tmp_path).equals(frames[table])
    assert read_parquet(table, tmp_path).schema == empty_frame(table).schema
    assert schema_version(path) == SCHEMA_VERSION


def test_an_invalid_frame_is_not_written_and_the_old_file_stays(
    frames: dict[str, pl.DataFrame], tmp_path: Path
) -> None:
    path = write_parquet("form", frames["form"], tmp_path)
    before = path.read_bytes()
    with pytest.raises(InvalidTableError):
        write_parquet("form", pl.concat([frames["form"], frames["form"]]), tmp_path)
    assert path.read_bytes() == before
    assert [entry.name for entry in tmp_path.iterdir()] == ["form.parquet"]


def test_a_file_of_another_schema_version_is_refused(frames: dict[str, pl.DataFrame], tmp_path: Path) -> None:
    frames["form"].write_parquet(tmp_path / "form.parquet", metadata={"jixiao": '{"schema_version": "0.9"}'})
    with pytest.raises(SchemaVersionError, match=r"has schema version 0\.9"):
        read_parquet("form", tmp_path)
    frames["form"].write_parquet(tmp_path / "form.parquet")
    with pytest.raises(SchemaVersionError, match="None"):
        read_parquet("form", tmp_path)


def test_a_link_that_cannot_be_moved_is_an_error_and_not_the_release_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError("no")

    monkeypatch.setattr(Path, "symlink_to", refuse)
    _switch(tmp_path, "first")  # a file system without links
    monkeypatch.undo()
    _switch(tmp_path, "first")
    monkeypatch.setattr(Path, "symlink_to", refuse)
    with pytest.raises(PermissionError):
        _switch(tmp_path, "second")
    assert current_build(tmp_path) == latest_build(tmp_path) == "first"

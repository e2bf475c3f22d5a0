"""An archive holds a whole release and what says what it is; the same release gives the same bytes."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from pipeline import __version__, language
from pipeline.publish import citation, kept
from pipeline.publish.archive import DamagedReleaseError, write_archive
from pipeline.publish.datapackage import write_datapackage
from pipeline.publish.inputs import write_inputs
from pipeline.publish.kept import Release
from pipeline.publish.release import publish
from pipeline.sources import RawDocument
from pipeline.warehouse.view_files import write_view_files

ROOT = Path(__file__).parents[3]
# The keys that version 1.2.0 of the format knows, and those it wants.
CFF = {
    "abstract", "authors", "cff-version", "commit", "contact", "date-released", "doi", "identifiers", "keywords",
    "license", "license-url", "message", "preferred-citation", "references", "repository", "repository-artifact",
    "repository-code", "title", "type", "url", "version",
}  # fmt: skip
CFF_DUE = {"authors", "cff-version", "message", "title"}
ENTITY = {"name", "website", "alias", "address", "country"}
REFERENCE = {"type", "title", "authors", "url", "notes", "date-accessed", "version", "license"}


@pytest.fixture(scope="module")
def release(parquet_dir: Path, warehouse: Path, tmp_path_factory: pytest.TempPathFactory) -> Release:
    """A published release; not to be changed."""
    out = tmp_path_factory.mktemp("out")
    staging = shutil.copytree(parquet_dir, out / ".staging" / "b1")
    shutil.copyfile(warehouse, staging / "warehouse.duckdb")
    write_view_files(warehouse, staging, "b1")
    write_inputs(staging, [RawDocument("a/b.pdf", "a", "1" * 16, 10, "application/pdf", sha256="1" * 64)])
    write_datapackage(staging, "b1")
    (staging / "site").mkdir()
    (staging / "site" / "index.html").write_text("b1")
    publish(staging, out, "b1")
    return kept.find(out, "current")


@pytest.fixture(scope="module")
def archive(release: Release, tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("archive") / "a.zip"
    write_archive(release, target)
    return target


def test_it_holds_every_file_of_the_release_and_says_what_it_is(archive: Path, release: Release) -> None:
    with zipfile.ZipFile(archive) as opened:
        assert opened.testzip() is None
        names = [name.removeprefix("jixiao-b1/") for name in opened.namelist()]
        files = {p.relative_to(release.path).as_posix() for p in release.path.rglob("*") if p.is_file()}
        assert {name.removeprefix("release/") for name in names if name.startswith("release/")} == files
        beside = {".zenodo.json", "CITATION.cff", "LICENSE", "README.md", "SHA256SUMS", "code.json"}
        assert {name for name in names if "/" not in name} == beside
        for line in opened.read("jixiao-b1/SHA256SUMS").decode().splitlines():
            found, name = line.split("  ")
            assert hashlib.sha256(opened.read(f"jixiao-b1/{name}")).hexdigest() == found
        readme = opened.read("jixiao-b1/README.md").decode()
        assert json.loads(opened.read("jixiao-b1/release/inputs.json"))["documents"][0]["sha256"] == "1" * 64
        assert json.loads(opened.read("jixiao-b1/code.json"))["code"]["version"] == __version__
        assert opened.read("jixiao-b1/LICENSE").decode() == (ROOT / "LICENSE").read_text("utf-8")
    assert "权利归其发布单位" in readme
    assert "nothing is granted" in readme
    assert not re.search(r"\{\w*\}", readme)


def test_the_same_release_gives_the_same_bytes(archive: Path, release: Release, tmp_path: Path) -> None:
    copy = shutil.copytree(release.path, tmp_path / "elsewhere" / "b1")
    write_archive(Release(copy, release.manifest), tmp_path / "b.zip")
    assert (tmp_path / "b.zip").read_bytes() == archive.read_bytes()


@pytest.mark.parametrize("harm", ["changed", "missing", "beside", "longer"])
def test_a_release_that_is_not_as_its_manifest_says_is_not_archived(
    release: Release, tmp_path: Path, harm: str
) -> None:
    copy = shutil.copytree(release.path, tmp_path / "b1")
    file = copy / "rule.parquet"
    file.chmod(0o644)
    data = file.read_bytes()
    if harm == "missing":
        file.unlink()
    elif harm == "beside":
        (copy / "more.csv").touch()
    else:
        file.write_bytes(data[:-1] + b"?" if harm == "changed" else data + b"?")
    with pytest.raises(DamagedReleaseError, match=r"more\.csv" if harm == "beside" else r"rule\.parquet"):
        write_archive(Release(copy, release.manifest), tmp_path / "a.zip")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["b1"]


def test_a_release_before_there_was_a_citation_file_gets_one(release: Release, tmp_path: Path) -> None:
    copy = shutil.copytree(release.path, tmp_path / "b1")
    (copy / "CITATION.cff").unlink()
    files = [file for file in release.manifest["files"] if file["path"] != "CITATION.cff"]
    older = Release(copy, {**release.manifest, "files": files, "code": {"version": "0.1.0"}})
    write_archive(older, tmp_path / "a.zip")
    with zipfile.ZipFile(tmp_path / "a.zip") as opened:
        assert "Jixiao 0.1.0" in opened.read("jixiao-b1/CITATION.cff").decode()


def check_cff(content: dict[str, Any]) -> None:
    assert CFF_DUE <= content.keys() <= CFF
    assert content["cff-version"] == "1.2.0"
    assert content["type"] in ("dataset", "software")
    for cited in (content, *content.get("references", [])):
        assert all(author["name"] and author.keys() <= ENTITY for author in cited["authors"])
        assert re.match("https?://", cited.get("url", "https://"))
    assert all(reference.keys() <= REFERENCE for reference in content.get("references", []))
    assert len(set(content["keywords"])) == len(content["keywords"])


def test_the_citation_file_of_a_release_is_of_version_1_2_0(release: Release) -> None:
    content = yaml.safe_load((release.path / "CITATION.cff").read_text("utf-8"))
    check_cff(content)
    assert content["version"] == "b1"
    assert "license" not in content  # nobody is known to have granted one
    assert content["date-released"] == release.manifest["published_at"][:10]
    assert "CITATION.cff" in {file["path"] for file in release.manifest["files"]}
    assert citation.cff(release.path, "b1", date(2026, 1, 1)) == citation.cff(release.path, "b1", date(2026, 1, 1))


def test_the_citation_file_of_the_program_names_its_version() -> None:
    content = yaml.safe_load((ROOT / "CITATION.cff").read_text("utf-8"))
    check_cff(content)
    assert (content["type"], content["version"], content["license"]) == ("software", __version__, "MIT")


def test_the_command_says_what_it_wrote(release: Release, archive: Path, tmp_path: Path) -> None:
    from click.testing import CliRunner

    from pipeline.commands.archive import archive as command

    language.use("en")
    out = str(release.path.parents[1])
    done = CliRunner().invoke(command, ["--releases", out, "--out", str(tmp_path / "a.zip"), "--json"])
    assert done.exit_code == 0, done.output
    told = json.loads(done.output)
    assert told["sha256"] == hashlib.sha256(archive.read_bytes()).hexdigest()
    assert CliRunner().invoke(command, ["--releases", out, "--out", "a.tar"]).exit_code == 2
    assert CliRunner().invoke(command, ["nothing", "--releases", out]).exit_code == 1
    language.use(None)

"""The version of the code follows from its bytes, and leaves out nothing that reading depends on."""

from __future__ import annotations

from pathlib import Path

import grimp
import pytest

from pipeline.cache import code_version

ROOT = Path(code_version.__file__).parents[2]


def test_nothing_that_reading_imports_is_left_out_of_its_version() -> None:
    graph = grimp.build_graph("pipeline", "schemas")
    needed = {"pipeline.curate.kept", "pipeline.curate.parallel"}
    for module in tuple(needed):
        needed |= graph.find_upstream_modules(module)
    parts = {module.removeprefix("pipeline.").partition(".")[0] for module in needed if module.startswith("pipeline.")}
    left_out = {name.removesuffix(".py") for name in code_version.NOT_FOR_READING}
    assert not parts & left_out
    assert {"forms", "readers", "families", "model", "sources"} <= parts


@pytest.mark.parametrize("name", ["pipeline/forms/locate.py", "pipeline/families/chongqing.yml", "schemas/catalog.py"])
def test_one_changed_byte_is_another_version(name: str) -> None:
    files = [ROOT / name, ROOT / "pipeline" / "forms" / "points.py"]
    before = code_version._digest(files, [])
    contents = {path: path.read_bytes() for path in files}
    contents[files[0]] += b" "

    class Changed(type(ROOT)):  # type: ignore[misc]
        def read_bytes(self) -> bytes:
            return contents[Path(self)]

    assert code_version._digest([Changed(path) for path in files], []) != before
    assert code_version._digest(files, ["pdfplumber-1"]) != before


def test_word_lists_and_families_are_part_of_the_version_and_what_python_left_is_not() -> None:
    names = {path.relative_to(ROOT).as_posix() for path in code_version._files(ROOT / "pipeline")}
    assert {"pipeline/families/chongqing.yml", "pipeline/facts/divisions.tsv", "pipeline/cli.py"} <= names
    assert not [name for name in names if "__pycache__" in name]


def test_what_is_installed_is_part_of_the_version() -> None:
    assert [name for name in code_version._installed() if name.startswith("pdfplumber-")]
    assert code_version.reading_version() != code_version.build_version() != code_version.publishing_version()


def test_what_is_added_for_reading_or_for_tests_is_no_other_publication(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    versions = (code_version.reading_version.__wrapped__, code_version.publishing_version.__wrapped__)
    before = [version() for version in versions]
    (tmp_path / "an_extra-1.0.dist-info").mkdir()
    monkeypatch.syspath_prepend(str(tmp_path))
    assert [version() == was for version, was in zip(versions, before, strict=True)] == [False, True]
    (tmp_path / "duckdb-9.0.0.dist-info").mkdir()
    assert versions[1]() != before[1]

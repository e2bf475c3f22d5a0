"""The YAML files of the program say the same to the fast loader as to the slow one."""

from pathlib import Path

import pytest
import yaml

from pipeline.package_yaml import LOADER

ROOT = Path(__file__).parents[2]
FILES = sorted(path.relative_to(ROOT) for folder in ("pipeline", "schemas") for path in (ROOT / folder).rglob("*.yml"))


@pytest.mark.parametrize("file", FILES, ids=str)
def test_both_loaders_read_the_same(file: Path) -> None:
    text = (ROOT / file).read_text("utf-8")
    assert yaml.load(text, LOADER) == yaml.safe_load(text)


def test_the_fast_loader_is_there() -> None:
    assert LOADER is yaml.CSafeLoader, "PyYAML was built without libyaml: every start takes half a second longer"

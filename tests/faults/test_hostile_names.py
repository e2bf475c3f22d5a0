"""Batch files, names and documents that are made to harm, without the large ones of ``make hostile``."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.hostile.__main__ import _batch, _names
from tests.hostile.folders import BATCHES, NAMES

LARGE = ("1,100", "5,000", "100 MB", "sparse")


@pytest.mark.parametrize("name", [name for name in BATCHES if not name.startswith(LARGE)])
def test_a_batch_file_is_refused_in_one_line_or_read(name: str, tmp_path: Path) -> None:
    becomes, data = BATCHES[name]
    assert not _batch(tmp_path, becomes, data).startswith("wrong")


@pytest.mark.parametrize("name", [name for name in NAMES if not any(word in name for word in LARGE)])
def test_documents_under_any_name_are_told_apart(name: str, tmp_path: Path) -> None:
    NAMES[name](tmp_path)
    assert not _names(tmp_path, lambda _: None).startswith("wrong")


def test_make_hostile_tries_documents_as_a_build_reads_them() -> None:
    command = [sys.executable, "-m", "tests.hostile", "--only", "cut in half"]
    told = subprocess.run(command, check=False, capture_output=True, text=True)
    assert (told.returncode, told.stdout.splitlines()[-1].split(";")[0]) == (0, "4 tried, 0 wrong"), told.stdout

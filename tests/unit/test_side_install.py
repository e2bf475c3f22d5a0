"""Only a missing network excuses a test that fetches a package."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.side_install import install, no_network


@pytest.mark.parametrize(
    ("said", "missing"),
    [
        ("connection broken by 'NewConnectionError('...: Failed to establish a new connection", "NewConnectionError"),
        ("[Errno -3] Temporary failure in name resolution", "Temporary failure in name resolution"),
        ("ERROR: No matching distribution found for duckdb==1.4.4", ""),
        ("ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device", ""),
    ],
)
def test_only_the_words_of_a_missing_network_count(said: str, missing: str) -> None:
    assert no_network(said) == missing


def test_another_failure_is_no_skip(tmp_path: Path) -> None:
    with pytest.raises(AssertionError, match="ERROR"):
        install(tmp_path / "side", "--no-index", str(tmp_path / "nothing.whl"))

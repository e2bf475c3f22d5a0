"""What several test folders share: samples, a Dagster home of their own, one build in this process."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="session")
def samples() -> Path:
    """The invented example documents that a checkout comes with."""
    return ROOT / "data" / "raw" / "examples_2024"


@pytest.fixture(scope="session")
def dagster_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder for Dagster's records with the settings of the project."""
    home = tmp_path_factory.mktemp("dagster")
    shutil.copy(ROOT / ".dagster" / "dagster.yaml", home)
    return home


@pytest.fixture(autouse=True)
def surroundings(monkeypatch: pytest.MonkeyPatch, dagster_home: Path) -> None:
    """No test reads the settings of the person who runs it, none writes into the project's records."""
    monkeypatch.setenv("DAGSTER_HOME", str(dagster_home))
    for name in ("JIXIAO_RAW", "JIXIAO_OUT"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def jixiao(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str, str]]:
    """Run ``jixiao`` in this process; gives exit code, stdout and stderr."""
    from pipeline import cli

    def run(*arguments: str | Path) -> tuple[int, str, str]:
        monkeypatch.setattr("sys.argv", ["jixiao", *map(str, arguments)])
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            cli.main()
        out, err = capsys.readouterr()
        return int(ended.value.code or 0), out, err

    return run

"""What several test folders share: samples, neutral surroundings, the command line in this process."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import settings

ROOT = Path(__file__).parents[1]


# A slow moment of the machine says nothing about the code.
settings.register_profile("jixiao", deadline=None)
settings.load_profile("jixiao")


@pytest.fixture(scope="session")
def samples() -> Path:
    """The invented example documents that a checkout comes with."""
    return ROOT / "data" / "examples" / "producers_2024"


@pytest.fixture(autouse=True)
def surroundings(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    """No test reads the settings of the person who runs it; Dagster's records stay in memory."""
    # A home without dagster.yaml: `jixiao build` then keeps no records.
    monkeypatch.setenv("DAGSTER_HOME", str(tmp_path_factory.getbasetemp()))
    for name in (
        "JIXIAO_BY",
        "JIXIAO_CORRECTIONS",
        "JIXIAO_RAW",
        "JIXIAO_OUT",
        "JIXIAO_CACHE",
        "JIXIAO_KEEP_RELEASES",
        "JIXIAO_FALL_SHARE",
        "JIXIAO_FALL_POINTS",
        "JIXIAO_DOUBT_SHARE",
        "JIXIAO_REFUSED_SHARE",
        "JIXIAO_ERROR_SHARE",
        "JIXIAO_KEEP_DAYS",
        "JIXIAO_WORKERS",
        "JIXIAO_LOG",
        "JIXIAO_ALERT_COMMAND",
        "JIXIAO_ALERT_URL",
        "JIXIAO_ALERT_REFUSED_SHARE",
        "JIXIAO_ALERT_STALE_HOURS",
    ):
        monkeypatch.delenv(name, raising=False)
    # How long a build takes must not decide what it prints.
    monkeypatch.setenv("JIXIAO_PROGRESS_SECONDS", "86400")
    # The language of the command line follows the locale; tests expect English unless they ask for Chinese.
    monkeypatch.setenv("LC_ALL", "C.UTF-8")


@pytest.fixture
def jixiao(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str, str]]:
    """Run ``jixiao`` in this process; gives exit code, stdout and stderr."""
    from pipeline import cli

    def run(*arguments: str | Path) -> tuple[int, str, str]:
        monkeypatch.setattr("sys.argv", ["jixiao", *map(str, arguments)])
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            cli.run()
        out, err = capsys.readouterr()
        return int(ended.value.code or 0), out, err

    return run

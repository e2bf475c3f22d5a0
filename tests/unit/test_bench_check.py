"""A planted slow-down is a lost ratio; the clock is a counter that the planted functions turn, so nothing is timed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest

from benchmarks import check, floor, turns
from benchmarks.documents import Timed
from benchmarks.parts import pdf, text

MS = {"extract_tables": 60.0, "floor": 2.0, "read": 5.0, "curate_document": 8.0, "tables": 0.5, "text": 10.0}


class Counter:
    """A clock that only planted work moves."""

    now = 0.0

    def __call__(self) -> float:
        return self.now

    def work(self, name: str, ms: dict[str, float]) -> Callable[..., object]:
        def worked(*_: object) -> dict[str, object]:
            self.now += ms[name]
            return {}

        return worked


@pytest.fixture
def measured(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[[dict[str, float]], check.Measure]:
    """Ratios of the real run over functions that take as long as they are told."""
    documents = [Timed(tmp_path / f"{number}.pdf") for number in range(3)]
    for document in documents:
        document.path.write_bytes(b"%PDF-1.7")

    def plant(ms: dict[str, float]) -> check.Measure:
        def run() -> dict[str, float]:
            clock = Counter()
            monkeypatch.setattr(pdf, "extract_tables", clock.work("extract_tables", ms))
            monkeypatch.setattr(floor, "read", clock.work("floor", ms))
            monkeypatch.setattr(pdf.text_layer, "read", clock.work("read", ms))
            monkeypatch.setattr(pdf, "curate_document", clock.work("curate_document", ms))
            monkeypatch.setattr(pdf, "tables", clock.work("tables", ms))
            monkeypatch.setattr(text, "read", clock.work("text", ms))
            return check.reading(documents, [b""] * 3, 5, silent, clock)

        return run

    # Nothing is timed, so nothing needs to be swept up.
    monkeypatch.setattr(turns, "gc", SimpleNamespace(collect=int, freeze=int, unfreeze=int))
    return plant


def silent(_: str) -> None:
    """Says nothing."""


def test_ratios_are_those_of_the_planted_times(measured: Callable[[dict[str, float]], check.Measure]) -> None:
    assert measured(MS)() == pytest.approx(
        {"cells": 12, "second": 12, "rows": 7.5, "tables": 180 / 24.5, "text": 6, "cells_floor": 0.4}
    )


def test_nothing_is_lost_where_everything_takes_as_long_on_a_machine_half_as_fast(
    measured: Callable[[dict[str, float]], check.Measure],
) -> None:
    floors = measured(MS)()
    assert check.check(measured({name: 2 * ms for name, ms in MS.items()}), floors, silent) == []


def test_noise_is_no_loss(measured: Callable[[dict[str, float]], check.Measure]) -> None:
    assert check.check(measured({**MS, "read": 5.5}), measured(MS)(), silent) == []


@pytest.mark.parametrize(
    ("slower", "lost"),
    [
        ("read", {"cells", "second", "cells_floor"}),
        ("curate_document", {"rows", "tables"}),
        ("text", {"text"}),
    ],
)
def test_a_planted_slow_down_is_lost(
    measured: Callable[[dict[str, float]], check.Measure], slower: str, lost: set[str]
) -> None:
    floors = measured(MS)()
    found = check.check(measured({**MS, slower: 1.4 * MS[slower]}), floors, silent)
    assert {name for name, what in check.WHAT.items() if any(one.startswith(f"{what}: ") for one in found)} == lost


def test_what_was_slow_once_is_not_lost() -> None:
    runs = iter([{"cells": 5.0}, {"cells": 10.0}])
    assert check.check(lambda: next(runs), {"cells": 10.0}, silent) == []


def test_what_is_not_measured_is_lost() -> None:
    (sentence,) = check.check(dict, {"audit": 8.0}, silent)
    assert sentence == "three rules, times as fast as row by row: not measured, it was 8.00"


def test_the_check_fails_by_its_exit_status(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """With half of each stored ratio the command ends with 1 and says what is lost, with all of it with 0."""
    floors = check.stored()
    monkeypatch.setattr(check, "measure", lambda: dict(floors))
    assert check.main([]) == 0
    assert "No ratio is lost." in capsys.readouterr().out
    monkeypatch.setattr(check, "measure", lambda: {name: value / 2 for name, value in floors.items()})
    assert check.main([]) == 1
    assert sum(line.startswith("lost: ") for line in capsys.readouterr().out.splitlines()) == len(floors)


def test_every_stored_ratio_is_measured() -> None:
    assert check.stored().keys() == check.WHAT.keys()

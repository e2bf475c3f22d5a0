"""The page of ``make bench-scale`` has a row for every goal, measured or not."""

from __future__ import annotations

import importlib

from benchmarks import scale
from benchmarks.parts import Measured


def test_a_goal_without_a_figure_says_that_it_was_not_measured() -> None:
    text = scale.page({"scale_audit": {"error": "no tables", "day": "2026-01-01", "took": 1, "load": 0.1, "cores": 2}})
    assert text.count("not measured: not run") == len(scale.GOALS) - 2
    assert text.count("not measured: no tables") == 2


def test_every_part_is_there() -> None:
    assert all(callable(importlib.import_module(f"benchmarks.parts.{part}").measure) for part in scale.PARTS)


def test_a_reached_goal_is_said() -> None:
    part = {"figures": Measured({"scale_ray": 12.0}).figures, "day": "2026-01-01", "took": 1, "load": 0.1, "cores": 2}
    row = next(line for line in scale.page({"scale_ray": part}).splitlines() if "Ray beside" in line)
    assert "| ≤ 15 % more | 12.0 % more | yes |" in row

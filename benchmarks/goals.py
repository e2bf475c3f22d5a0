"""The figures of ``make bench``, each with its goal.

Belongs here: what is measured, in which unit, and how far it should get. Does not belong here: how it is measured
(``benchmarks.parts``).
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Goal:
    """One figure: the part that measures it, what it is, its goal (``most`` or ``least``) and unit."""

    part: str
    what: str
    unit: str
    least: float | None = None
    most: float | None = None

    def __str__(self) -> str:
        number = self.least if self.most is None else self.most
        return f"{'≥' if self.most is None else '≤'} {number:g} {self.unit}"

    def is_reached(self, value: float) -> bool:
        """Whether a measured value is on the right side."""
        return (self.least is None or value >= self.least) and (self.most is None or value <= self.most)


GOALS = {
    "cells": Goal("pdf", "PDF to cells, without the second reading", "× pdfplumber", least=11),
    "cells_floor": Goal("pdf", "PDF to cells, without the second reading", "× the time of the floor", most=3.5),
    "second": Goal("pdf", "PDF to cells, with the second reading", "× pdfplumber", least=10),
    "rows": Goal("pdf", "PDF to validated rows, second reading included", "× pdfplumber", least=7),
    "memory": Goal("memory", "300 forms in one PDF, peak memory of the process", "MiB", most=150),
    "text": Goal("text", "raw text to rows, after start, one core", "forms a second", least=100),
    "scan": Goal("scan", "a scanned page", "s", most=4),
    "workers": Goal("workers", "200 files with two workers", "× one worker", least=1.8),
    "build": Goal("commands", "`jixiao build` of the 15 real forms, whole process", "s", most=5),
    "sql": Goal("commands", "`jixiao sql`, whole process", "s", most=0.3),
    "help": Goal("commands", "`jixiao --help`, whole process", "s", most=0.3),
    "audit": Goal("audit", "audit of 100,000 forms", "s", most=12),
    "audit_memory": Goal("audit", "audit of 100,000 forms, peak memory", "GB", most=4),
    "warehouse_build": Goal("warehouse", "warehouse of 1 M indicators, build", "s", most=10),
    "warehouse_verify": Goal("warehouse", "warehouse of 1 M indicators, verify", "s", most=3),
    "warehouse_memory": Goal("warehouse", "warehouse of 1 M indicators, verify, peak memory", "MiB", most=512),
    "view": Goal("warehouse", "the slowest view of it, whole, within 512 MiB", "s", most=1),
    "view_of_one": Goal("warehouse", "the slowest view of it, one department, within 512 MiB", "s", most=0.05),
    "growth": Goal("growth", "one more document among 1,000, beside one more among 100", "× the time", most=1.2),
}
PARTS = tuple(dict.fromkeys(["pdf", "peers", *(goal.part for goal in GOALS.values())]))

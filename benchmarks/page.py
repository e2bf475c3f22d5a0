"""What was measured, as a page and a picture: ``benchmarks/speed.md`` and ``benchmarks/speed.svg``.

Belongs here: the table beside its goals, the table of the peers, the chart, and ``speed.json`` that both are made of.
Does not belong here: measuring.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from benchmarks.goals import GOALS, PARTS, Goal

FOLDER = Path(__file__).parent
KEPT = FOLDER / "speed.json"
PAGE = FOLDER / "speed.md"
PICTURE = FOLDER / "speed.svg"
FONT = "Noto Sans CJK SC, Source Han Sans SC, Microsoft YaHei, PingFang SC, sans-serif"
HEAD = """\
# Speed

Written by `make bench`, which measures every figure beside its goal: `make bench BENCH="pdf text"` measures some parts
anew and leaves the others as they were, `make bench SIZE=small` tries the command and writes nothing.

Times are processor time unless the note says "by the clock"; what takes turns does so document by document in one run,
and the median of the rounds counts. Documents are invented from seeds, the same files on every machine, and the
committed samples. Ratios depend little on the machine, seconds do.
"""
FLOOR = """\
The floor is what pdfium alone takes to hand over everything on a page: each glyph with its box and its object, the
style of each object, each segment of each path, called for in C with nothing kept (`benchmarks/floor.py`).
"""
PEERS = """\
## Beside other readers of tables

The same invented documents, one after the other read by each, every one with the setting that reads most of these rows
right (`benchmarks/peer.py`). A row is right when its texts are those that were drawn, in their order; blanks, line
ends, widths and the place of a merged cell's text do not count, and rows that nobody drew are not held against a
reader (`benchmarks/rows_right.py`). Half of the documents have hazards: double rules, pale watermarks, text drawn
twice, forms that touch. Only Jixiao joins rows that a page break cuts. `make peers` installs the others into
`.venv-peers`; no test needs them.
"""


def kept() -> dict[str, Any]:
    """What was measured before, by part."""
    found: dict[str, Any] = json.loads(KEPT.read_text("utf-8")) if KEPT.exists() else {}
    return found


def write(measured: dict[str, Any]) -> str:
    """Keep what was measured by part, write page and picture; the text of the page."""
    KEPT.write_text(json.dumps(measured, ensure_ascii=False, indent=1, sort_keys=True) + "\n", "utf-8")
    text = page(measured)
    PAGE.write_text(text, "utf-8")
    if readers := measured.get("peers", {}).get("more", {}).get("readers"):
        PICTURE.write_text(picture(readers), "utf-8")
    return text


def page(measured: dict[str, Any]) -> str:
    """The page in Markdown."""
    about = [FLOOR, *_reading(measured), PEERS, *_peers(measured)]
    return "\n".join([HEAD, *beside_goals(measured), "", *about, *when_measured(measured)])


def row(key: str, measured: dict[str, Any], goals: Mapping[str, Goal] = GOALS) -> str:
    """The row of a figure: what it is, its goal, what was measured, whether that reaches it, the note."""
    goal = goals[key]
    part = measured.get(goal.part, {})
    value = part.get("figures", {}).get(key)
    if value is None:
        return f"| {goal.what} | {goal} | - | - | not measured: {part.get('error', 'not run')} |"
    reached = "yes" if goal.is_reached(value) else "**no**"
    # A view that the memory is too little for.
    shown = f"{_shown(value)} {goal.unit}" if math.isfinite(value) else "no answer"
    return f"| {goal.what} | {goal} | {shown} | {reached} | {part.get('notes', {}).get(key, '')} |"


def _shown(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.1f}" if value >= 2 else f"{value:.2f}"


def beside_goals(measured: dict[str, Any], goals: Mapping[str, Goal] = GOALS) -> Iterator[str]:
    """Every figure beside its goal."""
    yield "| what | goal | measured | reached | note |"
    yield "|---|---:|---:|---|---|"
    yield from (row(key, measured, goals) for key in goals)


def _reading(measured: dict[str, Any]) -> Iterator[str]:
    """Milliseconds of each reader of a page."""
    more = measured.get("pdf", {}).get("more")
    if not more:
        return
    names = {
        "pdfplumber": "pdfplumber `extract_tables`",
        "floor": "floor of pdfium",
        "cells": "to cells, without the second reading",
        "second": "to cells, with it",
        "rows": "to validated rows",
        "tables": "to the tables of all documents, validated as a whole",
    }
    yield f"{_files(more)}; the rounds of pdfplumber lie {more['spread_of_pdfplumber']:.0f} % apart."
    yield "\n| a page | ms | × pdfplumber | × the time of the floor |"
    yield "|---|---:|---:|---:|"
    taken = more["ms_per_page"]
    for name, title in names.items():
        own = taken[name]
        yield f"| {title} | {own:.2f} | {taken['pdfplumber'] / own:.1f} | {own / taken['floor']:.1f} |"
    yield ""


def _files(more: dict[str, Any]) -> str:
    files = f"{more['documents']} documents, {more['pages']} pages (checksum {more['checksum']})"
    return f"{files}, {more['rounds']} rounds after a warm-up"


def _peers(measured: dict[str, Any]) -> Iterator[str]:
    part = measured.get("peers", {})
    more = part.get("more")
    if not more:
        yield f"Not measured: {part.get('error', 'not run')}."
        return
    yield "![Speed and right rows of readers of tables](speed.svg)\n"
    yield f"{_files(more)}."
    yield "\n| reader | ms a page | × pdfplumber | rows right % | without hazards % | with hazards % | cells right % |"
    yield "|---|---:|---:|---:|---:|---:|---:|"
    for name, one in sorted(more["readers"].items(), key=lambda item: -item[1]["ms_per_page"]):
        shares = [one[k] for k in ("rows", "rows_plain", "rows_hard", "cells")]
        told = ["no tables" if s is None else f"{s:.1f}" for s in shares]
        ratio = "-" if one["ratio"] is None else f"{one['ratio']:.2f}" if one["ratio"] < 2 else f"{one['ratio']:.1f}"
        failed = f" ({one['failed']} documents failed)" if one["failed"] else ""
        yield f"| {name} {one['version']}{failed} | {one['ms_per_page']:.1f} | {ratio} | {' | '.join(told)} |"
    yield from (f"| {name} | {why} | - | - | - | - | - |" for name, why in sorted(more["absent"].items()))


def when_measured(measured: dict[str, Any], parts: Sequence[str] = PARTS) -> Iterator[str]:
    """When each part ran, and how busy the machine was."""
    yield "\n## When it was measured\n"
    yield "| part | day | seconds it took | cores | load before it |"
    yield "|---|---|---:|---:|---:|"
    for name in parts:
        part = measured.get(name)
        if part:
            busy = " (busy)" if part["load"] > 0.5 * part["cores"] else ""
            yield f"| {name} | {part['day']} | {part['took']:.0f} | {part['cores']} | {part['load']:.1f}{busy} |"
    yield ""


def picture(readers: dict[str, Any]) -> str:
    """Two rows of bars, how fast and how right, as SVG."""
    import vl_convert

    values = [
        {
            "reader": name,
            "speed": 1000 / one["ms_per_page"],
            "right": one["rows"] or 0,
            "told": "不识别表格 no tables" if one["rows"] is None else f"{one['rows']:.1f} %",
            "ours": name == "Jixiao",
        }
        for name, one in readers.items()
    ]
    values.sort(key=lambda value: -float(value["speed"]))
    order = [value["reader"] for value in values]
    side = {"field": "reader", "type": "nominal", "sort": order, "title": None}
    colour = {"condition": {"test": "datum.ours", "value": "#b3261e"}, "value": "#7f8fa6"}

    def bars(title: str, least: float, x: dict[str, Any], text: dict[str, Any], axis: dict[str, Any]) -> dict[str, Any]:
        return {
            "title": title,
            "width": 290,
            "height": {"step": 24},
            "encoding": {"y": {**side, "axis": axis}},
            "layer": [
                {"mark": {"type": "bar", "height": 15}, "encoding": {"x": x, "x2": {"datum": least}, "color": colour}},
                {
                    "mark": {"type": "text", "align": "left", "dx": 4},
                    "encoding": {"x": {**x, "stack": None}, "text": text},
                },
            ],
        }

    speeds = [float(value["speed"]) for value in values]
    slowest, most = min(1.0, *speeds), max(speeds)
    speed = {
        "field": "speed",
        "type": "quantitative",
        "title": None,
        "scale": {"type": "log", "domainMin": slowest, "domainMax": most * 2},
        "axis": {"values": [0.1, 1, 10, 100, 1000]},
    }
    right = {
        "field": "right",
        "type": "quantitative",
        "title": None,
        "scale": {"domain": [0, 118]},
        "axis": {"values": [0, 50, 100]},
    }
    spec = {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "background": "white",
        "config": {"font": FONT, "view": {"stroke": None}, "title": {"anchor": "start", "fontSize": 13}},
        "data": {"values": values},
        "hconcat": [
            bars("每秒页数（对数） pages a second (log scale)", slowest, speed,
                 {"field": "speed", "type": "quantitative", "format": ".1f"}, {"ticks": False, "domain": False}),
            bars("正确的行 rows that are right, %", 0, right, {"field": "told", "type": "nominal"},
                 {"ticks": False, "domain": False, "labels": False}),
        ],
    }  # fmt: skip
    svg: str = vl_convert.vegalite_to_svg(spec)
    return svg + "\n"

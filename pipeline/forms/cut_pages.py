"""Web pages that leave out their own end, and end where a form should begin.

Belongs here: the title of a form with nothing below it. Does not belong here: what the markup itself tells of its end
(``pipeline.readers.completeness``).
"""

from __future__ import annotations

import re

from pipeline.model.grid import Reading
from pipeline.readers.completeness import cut_off
from pipeline.text.fold import squeeze

_TITLE = re.compile(r"[^，。；：,;:]{0,40}(?:自评|自我评价)[^，。；：,;:]{0,6}表[^，。；：,;:]{0,16}")


def check_ending(reading: Reading) -> None:
    """Nothing for a page with an end, or with a table below its last title; raises ``cut_off`` else."""
    if not reading.is_open_ended or not reading.grids:
        return
    last = reading.grids[-1]
    if any(_TITLE.fullmatch(squeeze(line.text)) for line in last.above.get(last.rows, [])):
        raise cut_off(" below the title of a form")

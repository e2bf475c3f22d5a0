"""Web pages that leave out their own end and end where a form should begin, or have a hole where a form stands.

Belongs here: the title of a form with nothing below it, labels of a form on a torn page. Does not belong here: what
the markup itself tells of its end and of holes (``pipeline.readers.html.page_end``, ``pipeline.readers.html.holes``).
"""

from __future__ import annotations

import re

from pipeline.forms.known_labels import field_labels, heading_labels
from pipeline.model.grid import Reading
from pipeline.model.messages import said
from pipeline.readers.html.holes import torn_page
from pipeline.readers.refused_files import cut_off
from pipeline.text.fold import squeeze
from pipeline.text.labels import normalise_label

_TITLE = re.compile(r"[^，。；：,;:]{0,40}(?:自评|自我评价)[^，。；：,;:]{0,6}表[^，。；：,;:]{0,16}")
# Labels that a page with a form shows at least; other tables have one or two of them.
_FEWEST_LABELS, _SHORTEST_LABEL = 3, 4


def check_whole(reading: Reading) -> None:
    """Raise ``cut_off`` for a page that lacks its end and has the title of a form below its last table.

    Raise ``torn_page`` for a page with a hole and labels of a form; any other page with a hole has nothing to publish.
    """
    if reading.torn:
        cells = (cell.text for grid in reading.grids for cell in grid.cells)
        shown = normalise_label(" ".join([*cells, *(line for _, line in reading.text_lines)]))
        labels = (label for label in heading_labels() | field_labels() if len(label) >= _SHORTEST_LABEL)
        if sum(label in shown for label in labels) >= _FEWEST_LABELS:
            raise torn_page(reading.torn)
    if not reading.is_open_ended or not reading.grids:
        return
    last = reading.grids[-1]
    if any(_TITLE.fullmatch(squeeze(line.text)) for line in last.above.get(last.rows, [])):
        raise cut_off(said("where.title"))

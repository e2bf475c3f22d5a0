"""The levels of every row, each certain or doubted by what stands beside the row.

Belongs here: doubts that need all rows and all pieces of the two level columns. Does not belong here: the search that
gives rows their labels (``level_labels``).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import pairwise

from pipeline.families import vocabulary
from pipeline.noisy.cut_names import Phrases
from pipeline.noisy.indicator_lines import LevelPiece, SlicedRows
from pipeline.noisy.level_labels import HINT, RowLabels, label_rows
from pipeline.noisy.level_runs import LabelFragment, RowFacts, fragments_of
from pipeline.noisy.level_words import ends_others, hinted, names_label, shows_a_label
from pipeline.noisy.restored_form import RestoredForm
from pipeline.noisy.sliced_lines import RestoredValue, SlicedRow, SlicePiece, bare_text, ideographs, repaired

# A label is certain when any other one would cost so much more (the unit is that of ``level_labels``), and how much
# of that is lost where the row's own slice shows damage only (chosen; the first
# changed by a quarter changes 8 doubts of the real extract and no text, the second nothing).
_SURE, _DAMAGED = 1.0, 1.5
# Characters from which a fragment of a label tells which one it is (chosen, not measured).
_TELLING = 3
# Characters in one printed line by column, where the extract does not show line ends: on the real extract 22 of 80 cut
# names have lines of 13, no target or actual value has more than 6.5; that of reasons is chosen. The most lines of a
# cell (chosen): names have up to 4, damage may read as 40.
_LINE, _MOST_LINES = {"name": 13, "target": 7, "actual": 7, "reason": 11}, 14
# The space between two rows, in lines (chosen, as in the factory).
_ROW_GAP = 0.4
# How many lines the middle of some rows lies off at most where their lines are counted, and where they are reckoned
# from lengths (chosen: with less, rows of invented extracts were given to the neighbour's label as certain).
_COUNTED, _RECKONED = 0.25, 1.0


def read_levels(form: RestoredForm, sliced: SlicedRows, phrases: Phrases) -> None:
    """Give a form the two levels of every row."""
    facts = [RowFacts(row.page, _height(row, phrases), row.values["name"].text) for row in form.rows]
    shift = _shifts(sliced.rows, form.rows)
    pieces = [piece._replace(place=shift(piece.place)) for piece in sliced.level_pieces]
    first, second = fragments_of(pieces, "level1"), fragments_of(pieces, "level2")
    row_labels = label_rows(facts, first, second, _COUNTED if phrases.has_line_gaps else _RECKONED)
    refuted = _refuted(row_labels, pieces)
    unclear = _ambiguous(row_labels, pieces) | _hidden(row_labels, facts, second)
    unclear |= _of_neighbour(row_labels, facts, second)
    unseen = unclear | _unseen(row_labels, facts, [int(f.place) for f in second])
    for index, labelled in enumerate(row_labels):
        near = [p for role, p, place in pieces if role == "level1" and int(place) == index]
        first_level = _level(labelled.level1, labelled.margin1, near)
        form.level1.append(first_level.doubted("inferred") if labelled.level1 in refuted else first_level)
        near = [p for role, p, place in pieces if role == "level2" and int(place) == index]
        level2 = _level(labelled.level2, labelled.margin2 - _illegible(near, labelled.level2, facts[index].name), near)
        # Before the name of a row that was moved its own label can stand.
        is_open = index in unseen or any(facts[index].name.startswith(label) for label in vocabulary().level2)
        form.level2.append(level2.doubted("inferred") if is_open else level2)
        if index in unseen and _other_parent_near(row_labels, index):
            form.level1[-1] = form.level1[-1].doubted("inferred")


def _refuted(row_labels: Sequence[RowLabels], pieces: Sequence[LevelPiece]) -> set[str]:
    """First-level labels of rows beside which another one stands whole: the columns of the levels were mixed up."""
    known = set(vocabulary().level1) - set(vocabulary().level2)
    shown = [(ideographs(p.text).removesuffix("分"), int(max(0, place))) for _, p, place in pieces]
    return {row_labels[row].level1 for text, row in shown if text in known and row_labels[row].level1 != text}


def _illegible(near: Sequence[SlicePiece], label: str, name: str) -> float:
    """How much less certain a row's label is because what stands in its own slice is damage only.

    Such a trace can be the neighbour's label or one of its own that is lost; a name that speaks of the label helps as
    much as a name may.
    """
    text = "".join(ideographs(p.text) for p in near)
    is_damage = bool(text) and not shows_a_label(text)
    return _DAMAGED - (HINT if names_label(name, label) else 0.0) if is_damage else 0.0


def _ambiguous(row_labels: Sequence[RowLabels], pieces: Sequence[LevelPiece]) -> set[int]:
    """Rows under a label that ends other labels (成本指标 ends 经济成本指标) where damage may hide the beginning."""
    rows: set[int] = set()
    for index, labelled in enumerate(row_labels):
        if not ends_others(labelled.level2):
            continue
        start = next(i for i in range(index, -1, -1) if i == 0 or row_labels[i - 1].level2 != labelled.level2)
        end = next(
            i
            for i in range(index, len(row_labels))
            if i + 1 == len(row_labels) or row_labels[i + 1].level2 != labelled.level2
        )
        texts = [ideographs(p.text) for role, p, place in pieces if role == "level2" and start <= int(place) <= end]
        if any(text and not shows_a_label(text) for text in texts) or not any(texts):
            rows.add(index)
    return rows


def _hidden(
    row_labels: Sequence[RowLabels],
    facts: Sequence[RowFacts],
    fragments: Sequence[LabelFragment],
) -> set[int]:
    """Rows beside a trace of another label than theirs: words that theirs does not hold, or damage apart from it.

    The rows between such a trace and their label, and those beyond it, may be the other one's unless their names speak
    of their own. Damage in the row next to a label is a part of it.
    """
    texts = [(int(f.place), ideographs(f.text)) for f in fragments if 0 <= f.place < len(row_labels)]
    # 指标 ends every label.
    texts = [(at, text) for at, text in texts if set(text) - set("指标")]
    shown = {at for at, text in texts if _is_part(text, row_labels[at].level2)}
    others = {at for at, text in texts if len(text) >= _TELLING and shows_a_label(text)}
    traces = {at for at, _ in texts if at in others or not {at - 1, at + 1} & shown} - shown
    rows: set[int] = set()
    for trace in traces:
        for step in (1, -1):
            for row in range(trace, len(row_labels) if step > 0 else -1, step):
                same = row_labels[row].level2 == row_labels[trace].level2 and facts[row].page == facts[trace].page
                if not same or row in shown:
                    break
                rows.add(row)
    return {row for row in rows if not names_label(facts[row].name, row_labels[row].level2)}


def _of_neighbour(
    row_labels: Sequence[RowLabels],
    facts: Sequence[RowFacts],
    fragments: Sequence[LabelFragment],
) -> set[int]:
    """Rows without a fragment beside them whose names speak of the label above or below theirs, not of their own."""
    shown = {int(f.place) for f in fragments if shows_a_label(ideographs(f.text))}
    rows: set[int] = set()
    for before, row in pairwise(range(len(row_labels))):
        if row_labels[before].level2 == row_labels[row].level2:
            continue
        for label, near, step in ((row_labels[row].level2, before, -1), (row_labels[before].level2, row, 1)):
            own = row_labels[near].level2
            while 0 <= near < len(row_labels) and row_labels[near].level2 == own and near not in shown:
                hints = hinted(facts[near].name)
                if label in hints and own not in hints:
                    rows.add(near)
                near += step
    return rows


def _is_part(text: str, label: str) -> bool:
    """Whether half of the characters of a fragment stand in a label, beside 指标, and it is no other label itself."""
    if text in vocabulary().level2:
        return label.endswith(text)
    own = [char for char in text if char in label]
    return 2 * len(own) >= len(text) and bool(set(own) - set("指标"))


def _unseen(row_labels: Sequence[RowLabels], facts: Sequence[RowFacts], shown: Sequence[int]) -> set[int]:
    """Rows whose label shows no fragment on their page and whose name does not speak of it either."""
    unseen: set[int] = set()
    start = 0
    for index in range(1, len(row_labels) + 1):
        same = index < len(row_labels) and (row_labels[index].level2, row_labels[index].level1) == (
            row_labels[start].level2,
            row_labels[start].level1,
        )
        if same and facts[index].page == facts[start].page:
            continue
        if not any(start <= row < index for row in shown):
            unseen |= {r for r in range(start, index) if not names_label(facts[r].name, row_labels[r].level2)}
        start = index
    return unseen


def _other_parent_near(row_labels: Sequence[RowLabels], index: int) -> bool:
    """Whether a row next to this one stands under another first-level label."""
    near = row_labels[max(0, index - 1) : index + 2]
    return any(other.level1 != row_labels[index].level1 for other in near)


def _shifts(before: list[SlicedRow], after: list[SlicedRow]) -> Callable[[float], float]:
    """Places of fragments after rows read twice were merged."""
    gone = [i for i, row in enumerate(before) if row not in after]

    def shift(place: float) -> float:
        return place - sum(i <= place for i in gone)

    return shift


def _height(row: SlicedRow, phrases: Phrases) -> float:
    """Printed lines of the row, with the space between rows: as its pieces show them, else by their length."""
    if phrases.has_line_gaps:
        counts = [len(p.text.split()) for line in row.lines for p in line.pieces if ideographs(p.text)]
    else:
        lengths = {role: sum(len(p.tight) for p in row.part(role)) for role in _LINE}
        counts = [-(-length // _LINE[role]) for role, length in lengths.items()]
    return float(max([1, len(row.lines), *(min(c, _MOST_LINES) for c in counts)])) + _ROW_GAP


def level_of_rows(values: Sequence[RestoredValue]) -> RestoredValue:
    """The one value of rows that share a label, with all their pieces; repaired where these do not spell the label."""
    pieces = tuple(dict.fromkeys(piece for value in values for piece in value.pieces))
    shown = RestoredValue("", pieces, values[0].doubts)
    return repaired(replace(shown, text=bare_text(shown.raw)), "level_label", values[0].text)


def _level(label: str, margin: float, near: Sequence[SlicePiece]) -> RestoredValue:
    value = RestoredValue(label, tuple(near))
    return value if margin >= _SURE else value.doubted("inferred")

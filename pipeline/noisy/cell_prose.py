"""Texts of several sentences: goals and reasons.

Belongs here: the order of their lines, and whether a part of them can be missing. Does not belong here: names and other
short texts (``cut_names``).
"""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.noisy.cut_names import Phrases, short_reasons, width, with_signs
from pipeline.noisy.sliced_lines import RestoredValue, SlicePiece, is_garbled, repaired
from pipeline.text.fold import join_lines

# A line narrower than this share of a whole cell's was read from one slice of several (chosen, not measured).
_NARROW = 0.75
# From so many characters on a text is a sentence, which has an end; a shorter one can be a whole reason (无偏差). Of
# the 21 reasons of the real extract the shortest that ends with a sign has 20 characters, the shortest that does not
# 15.
_SENTENCE = 16
# Characters in a line of prose where a caller knows nothing of its cell: the commonest width of the 22 reasons that
# stand uncut in the real extract (8 of them).
_LINE = 9.0
# Slices whose printed lines differ by more are no parallel slices of one text: the last line is short as a rule
# (chosen; one more or one less changes 5 or 4 texts of the real extract).
_UNEVEN = 1


def read_prose(
    groups: Sequence[Sequence[SlicePiece]], phrases: Phrases, is_cut: bool, full: float = _LINE
) -> RestoredValue:
    """A text of several sentences.

    ``is_cut`` says that its cell covers several slices, ``full`` how wide its printed lines are.

    Side-by-side pieces are read line by line. Text over several slices is doubted; so is text that shows
    damage, text without an end, and text whose lines are shorter than a whole cell's.
    """
    pieces = tuple(p for group in groups for p in group)
    if not pieces:
        return RestoredValue()
    whole = [g for g in groups if g]
    text = "".join(_prose_lines(group) for group in whole)
    value = RestoredValue(join_lines([p.text for p in pieces]), pieces)
    value = with_signs(repaired(value, "line_order", text), is_prose=True)
    text = value.text
    if any(len(group) > 1 for group in whole):
        return value.doubted("guessed")
    if is_garbled(text):
        return value.doubted("garbled")
    lines = [line for group in whole for p in group for line in p.text.split()]
    narrow = is_cut and len(lines) >= 2 and max(map(width, lines)) < _NARROW * full
    narrow = narrow or (is_cut and not phrases.has_line_gaps and len(text) >= _SENTENCE)
    unended = len(text) >= _SENTENCE and text[-1] not in '。.!！;；”"』」)）'
    # A few words in one slice of several can be a part of a sentence, unless they are known to be all.
    partial = is_cut and len(text) < _SENTENCE and text not in short_reasons() and text[-1] not in "。；"
    return value.doubted("truncated") if narrow or unended or partial else value


def _prose_lines(group: Sequence[SlicePiece]) -> str:
    columns = [p.text.split() for p in group]
    longest, shortest = max(map(len, columns)), min(map(len, columns))
    if len(columns) > 1 and longest - shortest <= _UNEVEN:
        return "".join("".join(column[i] for column in columns if i < len(column)) for i in range(longest))
    return join_lines([p.text for p in group])

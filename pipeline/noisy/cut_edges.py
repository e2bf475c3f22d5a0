"""Whether an extract was cut between characters, as extraction from a text layer does, or through them.

Belongs here: the evidence of a whole document. Does not belong here: what follows from it for a value.

A recogniser that sees only part of a character doubles it, takes it for another one or loses it; on average every
second cut through a name shows that. Every cut without damage makes a text layer likelier, one damaged cut rules it
out.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from pipeline.noisy.cut_names import TRACES, Phrases, speaks_for_a_clean_cut
from pipeline.noisy.cut_numbers import is_plain
from pipeline.noisy.sliced_lines import IDEOGRAPH, SlicedRow

# How much one undamaged cut speaks for a text layer (nats), one that words do not settle, and what they must add up to:
# the numbers are chosen. On the real extract 25 of 80 cuts through names are damaged, doubled or signs, so that ten
# clean ones in a row, which are enough, have a chance of one in forty in such an extract, and every damaged one rules
# it out.
_NAME, _FIGURE, _UNCLEAR = 0.8, 0.3, -0.6
_ENOUGH = 8.0


def is_cut_between_characters(rows: Sequence[SlicedRow], phrases: Phrases) -> bool:
    """Whether the document's cuts are so many and so clean that no character can have been damaged at one."""
    evidence = 0.0
    for row in rows:
        for left, right in pairwise(row.part("name")):
            if left.line != right.line or left.column + 1 != right.column or " " in left.text + right.text:
                continue
            if left.tight[-1] in TRACES or right.tight[0] in TRACES:
                return False
            if not IDEOGRAPH.match(left.tight[-1]) or not IDEOGRAPH.match(right.tight[0]):
                continue
            is_clean = speaks_for_a_clean_cut(left.tight, right.tight, phrases, left.line)
            if is_clean is False:
                return False
            evidence += _NAME if is_clean else _UNCLEAR
        for role in ("weight", "score"):
            texts = [p.tight for p in row.part(role)]
            if len(texts) > 1:
                if not is_plain("".join(texts), None):
                    return False
                evidence += _FIGURE
    return evidence >= _ENOUGH

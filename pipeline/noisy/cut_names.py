"""Names and other short texts whose cell was cut: joined again, and doubted where the cut cannot be resolved.

Belongs here: the words a document itself proves, and the decision at a cut between two pieces of text.
Does not belong here: which pieces make up a cell (``indicator_lines``, ``indicator_texts``), texts of several sentences
(``cell_prose``).

At a cut the character may be doubled, read as its half on either side, or replaced by a sign. Every reading is
priced by the damage it supposes and by its words (``word_costs``); the margin to the next one decides doubt.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import zip_longest

from pipeline.model.doubts import with_doubts
from pipeline.noisy.lookalike_signs import mend_signs, shows_lookalikes
from pipeline.noisy.sliced_lines import (
    IDEOGRAPH,
    RestoredValue,
    SlicedLine,
    SlicePiece,
    ideographs,
    is_garbled,
    repaired,
)
from pipeline.noisy.word_costs import WordsAt, gap_cost, lost_first, text_cost, text_costs, text_costs_back, words
from pipeline.text.fold import join_lines, squeeze

# Runs of characters that a document proves: shorter ones stand everywhere, longer ones are made of them (chosen).
_SHORTEST, _LONGEST = 3, 8
# Characters on either side of a cut that tell how it reads: the longest word of ``word_costs``.
_WINDOW = 8
# Characters from which a piece of text can have a line end in it, and how many such gaps show that the recogniser sets
# a blank there (chosen, not measured).
_LINE_LENGTH, _GAPS = 5, 2
# Characters that must agree before two slices are taken to have read the same (chosen, not measured).
_OVERLAP = 3
# In how many places the beginning of a text must stand behind the same character to have lost it: where it begins with
# a word, and where its first character alone is one (chosen, not measured).
_WORD, _NO_WORD = 4, 2
# From this on (nats) a text clearly begins with a word (chosen, not measured).
_BEGINS = 3.0
# How much dearer every other reading of a cut must be (nats) for the best one to be certain: one in ninety (chosen;
# ``tests.accuracy`` counts what is wrong and certain with it; a quarter more changes 8 doubts of the real extract, a
# quarter less 2, and no text).
_MARGIN = 4.5
# No other reading has another text.
_NO_OTHER = 99.0
# Signs that names do not print, so that one at a cut is what is left of a character.
TRACES = frozenset(":：;.·。_|'`\"丨^~")
# By how much (nats) words must speak for or against a clean cut to count (chosen, not measured).
_CLEAR = 3.0
_LETTER = re.compile(r"[A-Za-z]")
# Characters before and behind a cut by which the same place is found elsewhere, the surest first.
_CONTEXTS = ((3, 2), (2, 3), (2, 2), (3, 1), (1, 3))
_SAFE = frozenset({"", "doubled_character", "sign_at_cut", "half_character"})
# What the damage at a cut costs (nats): between characters; one read on both sides; a trace of it beside the whole one,
# which is a sign, its half, or any other character; a trace on both sides; nothing of it. Of the 80 cuts through
# names of the real extract 45 are clean by their words, 9 read one on both sides, 1 left a sign, 15 are damaged
# otherwise and 10 are open; the costs were chosen and not fitted to that.
_CLEAN, _DOUBLED, _TRACE, _HALF, _JUNK, _BOTH, _LOST = 0.7, 1.0, 1.8, 1.0, 5.0, 2.5, 6.0
_RUN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff0-9A-Za-z]+")
_JUNK_SIGN = re.compile(r"[|\\^~_{}<>*#@$丨」』»]|^[\W_]*$|[·.:,;、]$")
_GAP = re.compile(r"[\u3400-\u9fff] [\u3400-\u9fff]")
_CLOSING = frozenset(")）》〉”】〕%")
_OPENING = frozenset("(（《〈“【〔")


@cache
def short_reasons() -> frozenset[str]:
    """Reasons of a few characters that are complete."""
    return frozenset(words()["short_reasons"].split())


@cache
def _right_halves() -> frozenset[str]:
    return frozenset(words()["right_halves"].split())


class Phrases:
    """What stands uncut in a document: every run of three to eight characters with the line it stands on."""

    def __init__(self, lines: Sequence[SlicedLine]) -> None:
        self._lines: dict[str, int] = {}
        # Whether the slices were cut between characters (text layer); set once the rows of the forms are known.
        self.is_exact = False
        chunks: list[str] = []
        # Every run as it stands, a line end behind each; where it begins there, with its line, and whether it begins a
        # piece, where a character may be lost.
        runs: list[str] = []
        self._starts: list[int] = []
        self._facts: list[tuple[int, bool]] = []
        size = 0
        for line in lines:
            columns = {p.column for p in line.pieces}
            proved: list[str] = []
            for piece in line.pieces:
                for chunk in piece.text.split():
                    for match in _RUN.finditer(chunk):
                        runs.append(match.group())
                        self._starts.append(size)
                        self._facts.append((line.number, match.start() == 0))
                        size += len(runs[-1]) + 1
                    trusted = chunk[1 if piece.column - 1 in columns else 0 :]
                    trusted = trusted[:-1] if piece.column + 1 in columns else trusted
                    proved += _RUN.findall(trusted)
            self._learn(proved, line.number)
            chunks += proved
        self._text = "\n".join(chunks)
        self._runs = "".join(f"{run}\n" for run in runs)
        # Whether the recogniser set a blank where a printed line ends; without it the lines of a piece run together.
        pieces = [p for line in lines for p in line.pieces if len(p.tight) >= _LINE_LENGTH]
        self.has_line_gaps = sum(_GAP.search(p.text) is not None for p in pieces) >= _GAPS

        # Whether the recogniser took signs for others: it may have lost some as well.
        self.shows_lookalikes = shows_lookalikes(p.tight for line in lines for p in line.pieces)

    def _learn(self, runs: Sequence[str], line: int) -> None:
        grams = {
            run[start : start + size]: line
            for run in runs
            for start in range(len(run) - _SHORTEST + 1)
            for size in range(_SHORTEST, min(_LONGEST, len(run) - start) + 1)
        }
        for gram in self._lines.keys() & grams:
            if self._lines[gram] != line:
                grams[gram] = -1
        self._lines.update(grams)

    def learn(self, text: str, line: int) -> None:
        """A text that was restored with certainty proves its words too."""
        runs = _RUN.findall(text)
        self._learn(runs, line)
        for run in runs:
            self._starts.append(len(self._runs))
            self._facts.append((line, False))
            self._runs += f"{run}\n"
            self._text += "\n" + run

    def stands(self, gram: str, line: int) -> bool:
        """Whether a run of characters stands uncut on another line."""
        known = self._lines.get(gram)
        return known is not None and known != line

    def between(self, before: str, after: str) -> str | None:
        """The one character that stands between two contexts in the document; null when none or several do."""
        found: set[str] = set()
        start, skipped = 0, len(before) + 1
        while len(found) < 2 and (at := self._text.find(after, start + skipped)) >= 0:
            start = at - skipped + 1
            if "\u3400" <= self._text[at - 1] <= "\u9fff" and self._text.startswith(before, start - 1):
                found.add(self._text[at - 1])
                start = at + len(after)
        return found.pop() if len(found) == 1 else None

    def before(self, text: str) -> str | None:
        """The one character that stands before a text wherever it stands elsewhere; null when it varies."""
        return self.between("", text)

    def lost_before(self, text: str, line: int, least: int) -> bool:
        """Whether the beginning of a text of one line stands elsewhere behind a character, and always behind the same.

        Such a text has lost that character, as 楸新区残疾人数 where all else prints 南楸新区. ``least`` is in how many
        places it must stand; the two first characters alone must stand in as many as are needed of a word.
        """
        heads = (text[:3], least), (text[:2], _WORD)
        return any(self._lost_before(head, line, most) for head, most in heads if len(text) > len(head))

    def begins_often(self, text: str, line: int) -> bool:
        """Whether texts of at least two other lines begin as a text of one line does: not all have lost a character."""
        head = text[:3]
        return len({number for number, before, _ in self._places(head, line) if not before}) >= 2

    def _places(self, head: str, line: int) -> Iterator[tuple[int, str, bool]]:
        """The first place of some characters in every run of another line: line, character before, begins a piece."""
        at = self._runs.find(head)
        while at >= 0:
            place = bisect_right(self._starts, at) - 1
            number, is_first = self._facts[place]
            start = self._starts[place]
            if number != line:
                yield number, self._runs[at - 1] if at > start else "", is_first
            if place + 1 == len(self._starts):
                return
            at = self._runs.find(head, self._starts[place + 1])

    def _lost_before(self, head: str, line: int, least: int) -> bool:
        if ideographs(head) != head:
            return False
        starts = 0
        characters: set[str] = set()
        count = 0
        for _, before, is_first in self._places(head, line):
            if not before and is_first:
                starts += 1
                continue
            count += 1
            characters.add(before)
            if len(characters) > 1:
                return False
        return (
            len(characters) == 1
            and count >= max(least, starts + 1)
            and IDEOGRAPH.match(next(iter(characters))) is not None
        )


@dataclass(frozen=True, slots=True)
class Joint:
    """A cut resolved: the text, whether it is certain, and the rule when the text was changed."""

    text: str
    is_certain: bool
    rule: str = ""


@dataclass(frozen=True, slots=True)
class _Reading:
    """One way to read a cut: the text, its cost, the rule, and whether every character of it was seen."""

    text: str
    cost: float
    rule: str = ""
    is_seen: bool = True


def join(left: str, right: str, phrases: Phrases, line: int) -> Joint:
    """Two neighbouring pieces of one line of text as one: the likeliest reading of the cut between them.

    Cost of a reading = cost of the damage it supposes + cost of its text as words. It is certain when every other
    text is dearer by :data:`_MARGIN` and it loses nothing but what the cut added.
    """
    if not left or not right or phrases.is_exact:
        return Joint(left + right, True)
    overlapping = _overlap(left, right)
    if overlapping is not None:
        return Joint(overlapping, False, "overlap")
    cheapest = sorted(_readings(left, right, phrases, line), key=lambda r: r.cost)
    best = cheapest[0]
    margin = min((r.cost for r in cheapest if r.text != best.text), default=_NO_OTHER) - best.cost
    # A Latin letter at a cut is a piece of a character as often as a letter.
    is_plain = not _LETTER.match(left[-1]) and not _LETTER.match(right[0])
    if best.is_seen and margin >= _MARGIN and best.rule in _SAFE and is_plain:
        return Joint(best.text, True, best.rule)
    between = _between(left, right, phrases, is_close=best.is_seen)
    if between is not None:
        return Joint(left[:-1] + between + right[1:], False, "cut_character")
    seen = best if best.is_seen else next(r for r in cheapest if r.is_seen)
    return Joint(seen.text, False, seen.rule)


def speaks_for_a_clean_cut(left: str, right: str, phrases: Phrases, line: int) -> bool | None:
    """Whether two neighbouring pieces look as if nothing happened to the character between them; null if unclear."""
    ways = list(_readings(left, right, phrases, line))
    others = min(r.cost for r in ways[1:])
    return None if abs(others - ways[0].cost) < _CLEAR else ways[0].cost < others


def _readings(left: str, right: str, phrases: Phrases, line: int) -> Iterator[_Reading]:
    """Every reading of a cut; of texts with a character that nobody saw only the likeliest."""
    words_at = WordsAt(lambda run: phrases.stands(run, line))
    # All readings are compared over the same characters around the cut.
    first, last = max(0, len(left) - _WINDOW), max(0, len(right) - _WINDOW)

    def cost(head: str, tail: str) -> float:
        return text_cost(head[first:] + tail[: len(tail) - last], words_at)

    a, b = left[-1], right[0]
    yield _Reading(left + right, _CLEAN + cost(left, right))
    if a == b:
        yield _Reading(left + right[1:], _DOUBLED + cost(left, right[1:]), "doubled_character")
    if _is_sign(a, _CLOSING):
        yield _Reading(
            left[:-1] + right, _TRACE + cost(left[:-1], right), "sign_at_cut" if a in TRACES else "sign_lost"
        )
    elif IDEOGRAPH.match(a):
        yield _Reading(left[:-1] + right, _TRACE + _JUNK + cost(left[:-1], right), "cut_left")
    half = a + b in _right_halves()
    if _is_sign(b, _OPENING):
        yield _Reading(left + right[1:], _TRACE + cost(left, right[1:]), "sign_at_cut" if b in TRACES else "sign_lost")
    elif IDEOGRAPH.match(b):
        junk = _HALF if half else _JUNK
        yield _Reading(
            left + right[1:], _TRACE + junk + cost(left, right[1:]), "half_character" if half else "cut_right"
        )

    heads = {head: text_costs(head[first:], words_at) for head in (left, left[:-1])}
    tails = {tail: text_costs_back(tail[: len(tail) - last], words_at) for tail in (right, right[1:])}

    def gap(head: str, tail: str) -> float:
        return gap_cost(head[first:], tail[: len(tail) - last], heads[head], tails[tail])

    both = (0.0 if _is_sign(a, _CLOSING) else _JUNK) + (0.0 if _is_sign(b, _OPENING) else _JUNK)
    yield _Reading("both", _BOTH + both + gap(left[:-1], right[1:]), is_seen=False)
    # One side shows a trace and the other nothing.
    yield _Reading("left", _BOTH + _JUNK + gap(left[:-1], right), is_seen=False)
    yield _Reading("right", _BOTH + _JUNK + gap(left, right[1:]), is_seen=False)
    yield _Reading("lost", _LOST + gap(left, right), is_seen=False)


def _is_sign(char: str, kept: frozenset[str]) -> bool:
    return not char.isalnum() and char not in kept


def _overlap(left: str, right: str) -> str | None:
    """The wider text when one slice read what the other read too."""
    if len(right) > len(left) and len(left) >= _OVERLAP and right.startswith(left[:-1]):
        return right
    if len(right) >= 2 and left.endswith(right) and len(left) > len(right) + 1:
        return left
    for size in range(min(len(left), len(right)) - 1, _OVERLAP - 1, -1):
        if left.endswith(right[:size]):
            return left + right[size:]
    return None


def _between(left: str, right: str, phrases: Phrases, is_close: bool) -> str | None:
    """The character that the document prints where this one was cut, by the characters around it.

    ``is_close`` asks for five of them, where the text makes sense without that character too.
    """
    for before, after in _CONTEXTS[:2] if is_close else _CONTEXTS:
        context = left[-1 - before : -1], right[1 : 1 + after]
        if len(context[0]) < before or len(context[1]) < after:
            continue
        character = phrases.between(*context)
        if character is not None:
            return character
    return None


def wrapped(text: str) -> list[str]:
    """The printed lines of a piece: blanks part them, except blanks beside figures and Latin letters."""
    parts = text.split()
    lines = parts[:1]
    for part in parts[1:]:
        if any(char.isascii() and char.isalnum() for char in (part[0], lines[-1][-1])):
            lines[-1] += part
        else:
            lines.append(part)
    return lines


def read_text(groups: Sequence[Sequence[SlicePiece]], phrases: Phrases) -> RestoredValue:
    """One short text from the pieces of its cell, one group per text line of the document.

    The pieces of a group stand side by side; each may hold several printed lines, which are read line by line
    over all slices. Groups follow each other without a cut (a page break or a further line).
    """
    pieces = tuple(p for group in groups for p in group)
    if not pieces:
        return RestoredValue()
    text, certain, rules = "", True, []
    for number, group in enumerate(groups):
        if not group:
            continue
        joint, uneven = _line_by_line(group, phrases)
        if number and text:
            follow = join(text, joint.text, phrases, group[0].line)
            joint = Joint(follow.text, joint.is_certain and follow.is_certain, follow.rule or joint.rule)
        certain &= joint.is_certain and not uneven
        rules += [joint.rule] if joint.rule else []
        text = joint.text
    plain = join_lines([p.text for p in pieces])
    value = RestoredValue(plain, pieces)
    if text != plain:
        value = repaired(value, rules[-1] if rules else "line_order", text)
    if not certain:
        value = value.doubted("guessed")
    value = value.doubted("garbled") if is_garbled(text) or _has_junk(text) else value
    return with_signs(value, is_prose=False)


def with_signs(value: RestoredValue, *, is_prose: bool) -> RestoredValue:
    """The value with look-alike signs as printed; a value whose text they leave open is doubtful."""
    signs = mend_signs(value.text, is_prose=is_prose)
    value = repaired(value, "lookalike_sign", signs.text)
    return replace(value, doubts=with_doubts(value.doubts, signs.doubts))


def _line_by_line(group: Sequence[SlicePiece], phrases: Phrases) -> tuple[Joint, bool]:
    """Side-by-side pieces as one text; the second is true when the slices differ in lines beyond a short last one."""
    columns = [wrapped(p.text) for p in group]
    if len(columns) == 1:
        return Joint(join_lines(columns[0]), True), False
    uneven = max(map(len, columns)) - min(map(len, columns)) > 1 or len(columns[0]) < len(columns[-1])
    # A blank beside a figure can be the end of a printed line or not: then the order of the pieces is open.
    uneven = uneven or any(len(p.text.split()) != len(column) for p, column in zip(group, columns, strict=True))
    text, certain, rule = "", True, ""
    for parts in zip_longest(*columns, fillvalue=""):
        row = ""
        for part in parts:
            joint = join(row, squeeze(part), phrases, group[0].line)
            row, certain, rule = joint.text, certain and joint.is_certain, joint.rule or rule
        text += row
    return Joint(text, certain, rule), uneven


def has_lost_beginning(text: str, phrases: Phrases, line: int) -> bool:
    """Whether a name or a quality is likelier with one more character before it, by its words or by the document."""
    clearly = lost_first(text)
    if clearly < 0.0 and not phrases.begins_often(text, line):
        return True
    return phrases.lost_before(text, line, _NO_WORD if clearly < _BEGINS else _WORD)


def _has_junk(text: str) -> bool:
    """Signs that no name prints."""
    return _JUNK_SIGN.search(text) is not None


def ends_as_a_measure(text: str) -> bool:
    """Whether a name ends with a word that names end with and that hardly stands in the middle of one."""
    return text.endswith(tuple(words()["endings"].split()))


def width(text: str) -> float:
    """Printed width of a text, where a Chinese character has 1."""
    return sum(1.0 if ord(char) >= 0x2E80 else 0.5 for char in text)

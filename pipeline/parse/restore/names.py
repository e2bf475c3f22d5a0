"""Names and other short texts whose cell was cut: joined again, and doubted where the cut cannot be resolved.

Belongs here: the words a document itself proves, and the decision at a cut between two pieces of text.
Does not belong here: which pieces make up a cell, and texts of several sentences.

At a cut the character may be doubled, read as its half on either side, or replaced by a sign. A reading is
certain only when known words cover the text up to and from the cut: words of ``words.yml``, or words that stand
uncut elsewhere in the same document.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import zip_longest

import yaml

from pipeline.parse.restore.pieces import IDEOGRAPH, Line, Piece, Value, is_garbled, repaired
from pipeline.text.fold import join_lines, squeeze

_LONGEST = 8
_RUN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff0-9A-Za-z]+")
_GAP = re.compile(r"[\u3400-\u9fff] [\u3400-\u9fff]")
_CLOSING = frozenset(")）》〉”】〕%")
_OPENING = frozenset("(（《〈“【〔")


@cache
def _data() -> dict[str, str]:
    loaded: dict[str, str] = yaml.safe_load((files(__package__) / "words.yml").read_text("utf-8"))
    return loaded


@cache
def common_words() -> frozenset[str]:
    """Words of at least two characters that are common on these forms."""
    data = _data()
    words = {w for key in ("measures", "verbs", "nouns") for w in data[key].split()}
    return frozenset(w for w in words if len(w) >= 2)


@cache
def measure_words() -> tuple[str, ...]:
    """Words an indicator's name ends with, the longest first."""
    return tuple(sorted(_data()["measures"].split(), key=len, reverse=True))


@cache
def short_reasons() -> frozenset[str]:
    """Reasons of a few characters that are complete."""
    return frozenset(_data()["short_reasons"].split())


@cache
def _right_halves() -> frozenset[str]:
    return frozenset(_data()["right_halves"].split())


class Phrases:
    """What stands uncut in a document: every run of three to eight characters with the line it stands on."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self._lines: dict[str, int] = {}
        chunks: list[str] = []
        for line in lines:
            columns = {p.column for p in line.pieces}
            for piece in line.pieces:
                for chunk in piece.text.split():
                    trusted = chunk[1 if piece.column - 1 in columns else 0 :]
                    trusted = trusted[:-1] if piece.column + 1 in columns else trusted
                    for run in _RUN.findall(trusted):
                        self._learn(run, line.number)
                        chunks.append(run)
        self._text = "\n".join(chunks)
        # Whether the recogniser set a blank where a printed line ends; without it the lines of a piece run together.
        pieces = [p for line in lines for p in line.pieces if len(p.tight) >= 5]
        self.has_line_gaps = sum(_GAP.search(p.text) is not None for p in pieces) >= 2

    def _learn(self, run: str, line: int) -> None:
        for start in range(len(run)):
            for size in range(3, min(_LONGEST, len(run) - start) + 1):
                gram = run[start : start + size]
                known = self._lines.setdefault(gram, line)
                if known != line:
                    self._lines[gram] = -1

    def learn(self, text: str, line: int) -> None:
        """A text that was restored with certainty proves its words too."""
        for run in _RUN.findall(text):
            self._learn(run, line)
            self._text += "\n" + run

    def stands(self, gram: str, line: int) -> bool:
        """Whether a run of characters stands uncut on another line."""
        known = self._lines.get(gram)
        return known is not None and known != line

    def between(self, before: str, after: str) -> str | None:
        """The one character that stands between two contexts in the document; null when none or several do."""
        found = set(re.findall(f"{re.escape(before)}([\u3400-\u9fff]){re.escape(after)}", self._text))
        return found.pop() if len(found) == 1 else None

    def before(self, text: str) -> str | None:
        """The one character that stands before a text wherever it stands elsewhere; null when it varies."""
        found = set(re.findall(f"([\u3400-\u9fff]){re.escape(text)}", self._text))
        return found.pop() if len(found) == 1 else None


@dataclass(frozen=True, slots=True)
class Joint:
    """A cut resolved: the text, whether it is certain, and the rule when the text was changed."""

    text: str
    is_certain: bool
    rule: str = ""


def covers(text: str, at: int, phrases: Phrases, line: int, words_only: bool = False) -> bool:
    """Whether known words reach up to and from a place in a text, or across it.

    A single character beside the cut has no word of its own: a word of two across it proves nothing then, unless it
    is one that names end with. ``words_only`` takes runs of the document only across the place: a run that merely
    ends or begins there need not be a word.
    """
    is_single = min(at, len(text) - at) == 1

    def known(word: str) -> bool:
        if is_single and len(word) == 2 and word not in measure_words():
            return False
        return word in common_words() or (len(word) >= 3 and phrases.stands(word, line))

    across = any(
        known(text[start:end])
        for start in range(max(0, at - _LONGEST + 1), at)
        for end in range(at + 1, min(len(text), start + _LONGEST) + 1)
    )
    if across:
        return True
    ending = [text[start:at] for start in range(max(0, at - _LONGEST), at - 1)]
    beginning = [text[at:end] for end in range(at + 2, min(len(text), at + _LONGEST) + 1)]
    is_word = common_words().__contains__ if words_only else known
    return (at == 0 or any(map(is_word, ending))) and (at == len(text) or any(map(is_word, beginning)))


def join(left: str, right: str, phrases: Phrases, line: int) -> Joint:
    """Two neighbouring pieces of one line of text as one."""
    if not left or not right:
        return Joint(left + right, True)
    overlapping = _overlap(left, right)
    if overlapping is not None:
        return Joint(overlapping, False, "overlap")
    a, b = left[-1], right[0]
    safe = [(text, rule) for text, at, rule in _safe_readings(left, right, a, b) if covers(text, at, phrases, line)]
    dropped = [
        (text, rule)
        for text, at, rule in (
            (left[:-1] + right, len(left) - 1, "cut_left"),
            (left + right[1:], len(left), "cut_right"),
        )
        if covers(text, at, phrases, line, words_only=True)
    ]
    if safe:
        text, rule = safe[0]
        return Joint(text, _is_only(left, right, rule, safe, dropped, phrases, line), rule)
    found = _between(left, right, phrases, ((3, 2), (2, 3)))
    if found is not None:
        return Joint(left[:-1] + found + right[1:], False, "cut_character")
    if len(dropped) == 1:
        return Joint(dropped[0][0], False, dropped[0][1])
    found = _between(left, right, phrases, ((2, 2), (3, 1), (1, 3)))
    if found is not None and not dropped:
        return Joint(left[:-1] + found + right[1:], False, "cut_character")
    text, _, rule = next(iter(_safe_readings(left, right, a, b)))
    return Joint(text, False, rule)


def _is_only(
    left: str,
    right: str,
    rule: str,
    safe: Sequence[tuple[str, str]],
    dropped: Sequence[tuple[str, str]],
    phrases: Phrases,
    line: int,
) -> bool:
    """Whether the first safe reading stands alone.

    A doubled character is one unless the text makes words with both; where a single character stands on one side of
    the cut, no reading without it or its neighbour may make words either.
    """
    if rule == "doubled_character":
        return not covers(left + right, len(left), phrases, line, words_only=True)
    if left[-1] == right[0]:
        return False
    others = dropped if min(len(left), len(right)) == 1 else ()
    return len({text for text, _ in (*safe, *others)}) == 1


def _safe_readings(left: str, right: str, a: str, b: str) -> Iterable[tuple[str, int, str]]:
    """Readings that lose nothing but what the cut added, the likeliest first: (text, place of the cut, rule)."""
    if a == b and IDEOGRAPH.match(a):
        yield left + right[1:], len(left), "doubled_character"
    if _is_sign(a, _CLOSING):
        yield left[:-1] + right, len(left) - 1, "sign_at_cut"
    if _is_sign(b, _OPENING):
        yield left + right[1:], len(left), "sign_at_cut"
    if a + b in _right_halves():
        yield left + right[1:], len(left), "half_character"
    yield left + right, len(left), ""


def _is_sign(char: str, kept: frozenset[str]) -> bool:
    return not char.isalnum() and char not in kept


def _overlap(left: str, right: str) -> str | None:
    """The wider text when one slice read what the other read too."""
    if len(right) > len(left) and len(left) >= 3 and right.startswith(left[:-1]):
        return right
    if len(right) >= 2 and left.endswith(right) and len(left) > len(right) + 1:
        return left
    for size in range(min(len(left), len(right)) - 1, 2, -1):
        if left.endswith(right[:size]):
            return left + right[size:]
    return None


def _between(left: str, right: str, phrases: Phrases, sizes: Sequence[tuple[int, int]]) -> str | None:
    """The character that the document prints where this one was cut, by the characters around it."""
    for before, after in sizes:
        context = left[-1 - before : -1], right[1 : 1 + after]
        if len(context[0]) < before or len(context[1]) < after:
            continue
        found = phrases.between(*context)
        if found is not None:
            return found
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


def read_text(groups: Sequence[Sequence[Piece]], phrases: Phrases) -> Value:
    """One short text from the pieces of its cell, one group per text line of the document.

    The pieces of a group stand side by side; each may hold several printed lines, which are read line by line
    over all slices. Groups follow each other without a cut (a page break or a further line).
    """
    pieces = tuple(p for group in groups for p in group)
    if not pieces:
        return Value()
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
    value = Value(plain, pieces)
    if text != plain:
        value = repaired(value, rules[-1] if rules else "line_order", text)
    if not certain:
        value = value.doubted("guessed")
    return value.doubted("garbled") if is_garbled(text) or _has_junk(text) else value


def _line_by_line(group: Sequence[Piece], phrases: Phrases) -> tuple[Joint, bool]:
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


def _has_junk(text: str) -> bool:
    """Signs that no name prints."""
    return re.search(r"[|\\^~_{}<>*#@$丨」』»]|^[\W_]*$|[·.:,;、]$", text) is not None


def ends_as_a_measure(text: str) -> bool:
    """Whether a name ends with a word that names end with and that hardly stands in the middle of one."""
    return text.endswith(tuple(_data()["endings"].split()))


def width(text: str) -> float:
    """Printed width of a text, where a Chinese character has 1."""
    return sum(1.0 if ord(char) >= 0x2E80 else 0.5 for char in text)

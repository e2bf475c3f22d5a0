"""The grammar of one target or actual value: prefix, operator, number, unit, operator, suffix, and nothing else.

Belongs here: one text to one :class:`Measure`, with every character accounted for. Words beside the figure are known to
be harmless or known to change the value. Where they are not known, the value is in doubt or none is read. Does not
belong here: other cells of the row (the caller joins the operator and unit columns of some families).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from functools import lru_cache
from typing import Literal

from pipeline.measures.before_number import SIGN, WORD, BeforeNumber, read_before
from pipeline.measures.behind_number import BehindNumber, has_digit, is_note_of_period, read_behind
from pipeline.measures.kinds import is_placeholder, kind_of
from pipeline.measures.known_words import known_words, says_done
from pipeline.measures.measure import BOTH, Measure, Operator, Part
from pipeline.measures.numerals import CHINESE, DIGITS, chinese_value, digits_value
from pipeline.measures.operators import SIGNS, combined
from pipeline.measures.time_points import date_or_number
from pipeline.measures.time_spans import read_span
from pipeline.measures.units import nouns, units_at, with_period
from pipeline.text.fold import fold_widths, squeeze
from pipeline.text.numbers import cell_state

# A longer text is a report, not a measure.
_LONGEST = 80
_NUMBER = re.compile(rf"(?<![\d.,A-Za-z])({DIGITS})(?![\d,]*\d)(?!\.\d)")
_CHINESE_NUMBER = re.compile(CHINESE)
_SHARE_IN_WORDS = re.compile(rf"(百|千)分之(百|{CHINESE})|百分百")
_SHARE_IN_DIGITS = re.compile(rf"(百|千)分之({DIGITS})(?![\d.])")
_HARMLESS_NOTE = re.compile(
    r"不?含税?|含|全部完成|已?完成|达标|合格|优秀?|良好?|未发生|无|(?:省|市|县|区|州|镇|乡|村|本|国家|中央)级?|年度|全年|当年|本年|"
    r"累计|合计|共计|总计|年|每年|/年|(?:19|20)\d\d年度?|实际|[正反]向(?:指标)?|定量|约束性|预期性|[≥≤><=]|以[^()]*为准|"
    r"每[^()]*|(?:不含|含|其中|包括|包含|内含|详见|见|附|附件|备注|注|根据|按照?|参照|依据|单位|即|指|受|因|由于)[^()]*"
)
_DANGER = re.compile(
    r"[未不没无非约近余多另仅只暂拟估剩差减增降应需须原]|(?<![接招对期优])待|左右|上下|部分|预计|计划|目标|上年|去年|年初|调整|以上|以下|以内"
)
_RATE_OF_COMPLETION = re.compile(r"(?:完成率|达成率|完成比例)(?:为|达|达到)?:?\d+(?:\.\d+)?%")
_COUNT = rf"(?:\d+|{CHINESE})"
_DURATION = re.compile(rf"(?:半|{_COUNT})个?(?:年|月|周|天|日|季度|学期|学年|小时|分钟?)(?={_COUNT})")
_INTERVAL_OF_TIMES = re.compile(rf"{_DURATION.pattern}{_COUNT}(?:次|场|期|轮|批|回|遍)(?:以上)?")
_JOINT = re.compile(r"-|~|至|到")
_AND = r"(?:且|并且|并|同时|但|,)?"
_ALIKE = str.maketrans("∶–—―－〜∼〔〕【】﹤﹥⩾⩽＋﹣‐‑‒：，；．", ":----~~()()<>≥≤+----:,;.")


_FORMAL = str.maketrans("壹贰叁肆伍陆柒捌玖拾佰仟", "一二三四五六七八九十百千")
_CHEQUE = re.compile("[壹贰叁肆伍陆柒捌玖拾佰仟]{1,}(?=[万亿元圆整拾佰仟])")
_CURRENCY = re.compile(r"RMB|[￥¥]")


@lru_cache(maxsize=1 << 14)
def read(text: str, expected: Literal["date", "quantity"] | None = None) -> Measure:
    """What a target or an actual value says.

    ``expected`` is what the rest of the row proves the text to be. Where a date is expected 12.31 is a day, where a
    quantity is expected 2024.12 is a number; both are in doubt then. Where nothing is proven, 12.31 is a number and
    2024.12 a month, and ``value`` and ``date`` are in doubt.

    >>> measure = read("不少于3次")
    >>> measure.operator, measure.value, measure.unit
    ('ge', Decimal('3'), '次')
    """
    return _read(folded(text), cell_state(text), expected)


def folded(text: str) -> str:
    """The text as the grammar sees it: half-width, without blanks, one sign for each dash, wave and colon."""
    plain = squeeze(fold_widths(text)).translate(_ALIKE)
    # Numerals as on cheques (叁佰万元整) become plain ones.
    plain = _CHEQUE.sub(lambda m: m.group().translate(_FORMAL), plain)
    return _CURRENCY.sub("人民币", plain)


def _read(plain: str, state: str, expected: str | None) -> Measure:
    """What a folded text says; ``state`` is that of its cell, ``expected`` the kind of the other value in the row."""
    if plain == "" or state in ("blank", "dash"):
        return Measure()
    if state == "instruction" or is_placeholder(plain):
        return Measure("placeholder", _lone_operator(plain))
    if len(plain) > _LONGEST:
        return Measure("sentence" if has_digit(plain) else "words")
    text = _bared(plain)
    can_be_date = date_or_number(text)
    if can_be_date in ("month", "day"):
        return _date_or_number(text, expected)
    if can_be_date and expected != "date" and (number := _quantity(text)):
        # ≤1.5 is no deadline.
        return number
    if expected == "quantity" and (number := _plain_number(text)):
        return number
    span = read_span(text)
    if span is not None and (not span.is_bare or expected == "date"):
        return Measure(span.kind, _date_operator(text), span=span)
    if expected == "date" and (late := read_span(f"{text}完成")) is not None and _is_day_like(text):
        return Measure("date", span=replace(late, is_open=True, is_bare=True))
    measure = _quantity(text) or _half_bracketed(text)
    if measure is None:
        return Measure(kind_of(text), _lone_operator(text))
    return measure.doubted("value") if span is not None or _may_be_date(text) else measure


def _date_or_number(text: str, expected: str | None) -> Measure:
    """What a decimal says that can be a date; in doubt unless the rest of the row proves which of both it is."""
    number, span = _quantity(text), read_span(text)
    is_month = date_or_number(text) == "month"
    if number is not None and (expected == "quantity" or span is None):
        if expected == "date" and (late := read_span(f"{text}完成")) is not None:
            return Measure("date", span=replace(late, is_open=True, is_bare=True))
        return number if expected == "quantity" and not is_month else number.doubted("value", "date")
    if span is None:
        return Measure(kind_of(text), _lone_operator(text))
    if expected == "date":
        return Measure(span.kind, _date_operator(text), span=span)
    unproven = replace(span, is_open=True, is_bare=True)
    return Measure(span.kind, _date_operator(text), span=unproven).doubted("value", "date")


def _bared(text: str) -> str:
    """The text without numbering, closing punctuation and quotation marks around the whole."""
    bare = re.sub(r"^(?:(?:指标|目标)\d+[:.、]|(?:[①-⑳]|\(\d{1,2}\)|\d{1,2}[.、])(?=[≥≤<>=]))", "", text)
    bare = re.sub(r"[。.;,、!]+$", "", bare)
    # A mark that refers to a note below the table.
    bare = re.sub(r"(?<=[%一-鿿)])[*※①-⑳]+$", "", bare)
    bare = re.sub(r"^[“‘\"'](.*)[”’\"']$", r"\1", bare)
    return bare or text


def _plain_number(text: str) -> Measure | None:
    """A number that stands alone, where a quantity is expected; one that reads as a date is in doubt."""
    if re.fullmatch(DIGITS, text) is None:
        return None
    number = Measure("quantity", value=digits_value(text))
    return number.doubted("value") if read_span(text) is not None else number


def _is_day_like(text: str) -> bool:
    return re.fullmatch(r"(?:1[0-2]|0?[1-9])[./-](?:3[01]|[12]\d|0?[1-9])", text) is not None


def _may_be_date(text: str) -> bool:
    """Whether a figure may be a date: a bare year (2024), a year of two digits (24年), a day (5日)."""
    return re.fullmatch(r"20[1-3]\d(?:0[1-9]|1[0-2])?|2[1-9]年|\d{1,2}日", text) is not None


def _date_operator(text: str) -> Operator | None:
    match = SIGN.match(text)
    return SIGNS[match.group()] if match else None


def _lone_operator(text: str) -> Operator | None:
    """The operator that a text without a value begins with, or the only sign in it."""
    if text.startswith("定性"):
        return "qualitative"
    signs = SIGN.findall(text)
    return SIGNS[signs[0]] if len(signs) == 1 else None


# Quantities.


def _quantity(text: str) -> Measure | None:
    """The quantity or the range that a text states; null where it states none."""
    if text.startswith("(") and text.endswith(")") and _closing_bracket(text) == len(text) - 1:
        return _quantity(text[1:-1])
    # A unit with a bracket of its own may stand in brackets: 2(台(套)).
    text = re.sub(r"(?<=\d)\(([^()]+\([^()]+\)[^()]*)\)", _without_outer_bracket, text)
    core, notes = _without_notes(text)
    clauses = _clauses(core)
    if len(clauses) > 1:
        # 12次,完成率100%: the rate of completion adds nothing to the figure.
        others = [part for part in clauses if not _RATE_OF_COMPLETION.fullmatch(part)]
        clauses = others if any(map(_has_figure, others)) else clauses
    figures = [clause for clause in clauses if _has_figure(clause)]
    if not figures and len(notes) == 1 and core in ("完成", "已完成", "全部完成", "均已完成", "达成", "已达成"):
        # 完成(12场) states the figure in its note.
        noted = _quantity(notes[0])
        return noted.doubted(*BOTH) if noted else None
    if len(figures) == 2 and len(clauses) == 2 and (measure := _two_bounds(*figures)):
        return measure
    if len(figures) == 2 and len(clauses) == 2 and (measure := _total_of(*figures)):
        return measure
    if len(figures) != 1:
        return None
    measure = _range(figures[0]) or _single_quantity(figures[0])
    if measure is None:
        return None
    if measure.unit and "/" in measure.unit and measure.unit not in text:
        measure = replace(measure, unit=measure.unit.replace("/", "、"))
    others = [clause for clause in clauses if clause is not figures[0]]
    if any(not says_done(clause) for clause in others):
        # A clause with unknown words may deny the figure.
        if figures[0] is not clauses[0] or not _is_bare(figures[0]):
            return None
        measure = measure.doubted(*BOTH)
    if period := next((period for note in notes if (period := is_note_of_period(note))), ""):
        measure = replace(measure, canonical=with_period(measure.canonical, period))
    if measure.canonical != "%":
        # 12场(100%): the rate of completion.
        notes = [note for note in notes if not re.fullmatch(r"(?:(?:完成|达成)率)?:?\d+(?:\.\d+)?%", note)]
    else:
        # 98.5%(197/200): what the share was counted from.
        notes = [note for note in notes if not re.fullmatch(r"\d+/\d+", note)]
    return measure.doubted(*_doubts_of_notes(notes))


def _half_bracketed(text: str) -> Measure | None:
    """A quantity with one bracket too many at its end: a note was cut off, or never written."""
    if text.count("(") == text.count(")"):
        return None
    bare = re.sub(r"^\)|[()]$", "", text)
    measure = _quantity(bare) if bare.count("(") == bare.count(")") else None
    return measure.doubted(*BOTH) if measure else None


def _without_outer_bracket(match: re.Match[str]) -> str:
    inside = match.group(1)
    return inside if any(end == len(inside) for end, _ in units_at(inside, 0)) else match.group()


def _total_of(first: str, second: str) -> Measure | None:
    """The total beside a figure per month or quarter of the same unit (每月1次，共12次), in doubt."""
    measures = [_single_quantity(first), _single_quantity(second)]
    if any(measure is None or measure.doubts for measure in measures):
        return None
    totals = [measure for measure in measures if measure and measure.canonical == measure.unit]
    parts = [
        measure
        for measure in measures
        if measure and measure.canonical and measure.unit and measure.canonical.startswith(f"{measure.unit}/")
    ]
    is_total = len(totals) == 1 and len(parts) == 1 and totals[0].unit == parts[0].unit
    return totals[0].doubted("value") if is_total else None


def _closing_bracket(text: str) -> int:
    """Where the bracket that opens a text closes; -1 where it does not."""
    depth = 0
    for position, char in enumerate(text):
        depth += (char == "(") - (char == ")")
        if depth == 0:
            return position
    return -1


def _without_notes(text: str) -> tuple[str, list[str]]:
    """The text without its notes in brackets, and the notes; brackets that belong to a unit or an operator stay."""
    kept, notes, end_of_last = "", [], 0
    for match in re.finditer(r"\(([^()]*)\)", text):
        kept, inside, behind = kept + text[end_of_last : match.start()], match.group(1), text[match.end() :]
        end_of_last = match.end()
        if _is_part_of_unit(kept, inside):
            kept += match.group()
        elif not (inside.startswith("含") and re.match(r"及?以[上下内]", behind)):
            notes.append(inside)
    return kept + text[end_of_last:], notes


def _is_part_of_unit(before: str, inside: str) -> bool:
    """Whether a bracket is part of a unit (≥85(%), 台(套), 元/(人·天)) or names the unit of what follows ((万元)35)."""
    is_unit = any(end == len(inside) for end, _ in units_at(inside, 0)) or inside in ("次", "月")
    if re.search(r"[\d一二三四五六七八九十百千万]$", before):
        is_short_word = len(inside) <= 8 and not re.search(r"[\d,;。]", inside)
        return is_unit or (is_short_word and not _is_known_note(inside))
    if before == "" or SIGN.fullmatch(before):
        return is_unit
    if before.endswith("/"):
        return True
    match = re.search(r"\d([^\d()]{1,3})$", before)
    whole = f"{match.group(1)}({inside})" if match else ""
    return bool(whole) and any(end == len(whole) for end, _ in units_at(whole, 0))


def _is_known_note(text: str) -> bool:
    return _HARMLESS_NOTE.fullmatch(text) is not None or is_note_of_period(text) != ""


def _doubts_of_notes(notes: list[str]) -> frozenset[Part]:
    """The parts in doubt by notes in brackets: notes with another unit, or with a word of denial or estimation."""
    for note in notes:
        if note in ("不含", "不含本数", "不包括"):
            return BOTH | {"operator"}
        if _is_known_note(note) or known_words().growth.search(note):
            continue
        is_unit = any(end == len(note) for end, _ in units_at(note, 0)) and note not in nouns()
        if is_unit or _DANGER.search(note):
            return BOTH
    return frozenset()


def _clauses(text: str) -> list[str]:
    """The clauses of a text; a comma between two digits may be a separator of thousands and does not part them."""
    # 台、套 is one unit and not the end of a clause.
    joined = re.sub(r"(?<=\d)([台套件人个])、([套台件次户])(?![\d一-鿿])", r"\1/\2", text)
    return [part for part in re.split(r"[;。、!]|,(?!\d)|(?<!\d),(?=\d)", joined) if part]


def _has_figure(text: str) -> bool:
    return has_digit(text) or next(_numbers(text), None) is not None


def _numbers(text: str) -> Iterator[tuple[int, int, Decimal, str | None]]:
    """Numbers of a text: where each begins and ends, its value, and its unit where the number names it (百分之五)."""
    if has_digit(text):
        for match in _NUMBER.finditer(text):
            yield match.start(), match.end(), digits_value(match.group()), None
        for match in _SHARE_IN_DIGITS.finditer(text):
            yield match.start(), match.end(), digits_value(match.group(2)), "%" if match.group(1) == "百" else "‰"
        return
    for match in _SHARE_IN_WORDS.finditer(text):
        value = Decimal(100) if match.group(2) in (None, "百") else chinese_value(match.group(2))
        yield match.start(), match.end(), value, "‰" if match.group(1) == "千" else "%"
    if "分之" in text:
        return
    for match in _CHINESE_NUMBER.finditer(text):
        word, end = match.group(), match.end()
        if re.fullmatch(r"[^万亿]+[万亿]", word) and text[end : end + 1] == "元":
            # As behind digits, 万 belongs to the unit: 五十万元 is 50 of 万元.
            word, end = word[:-1], end - 1
        yield match.start(), end, chinese_value(word), None


def _single_quantity(text: str) -> Measure | None:
    """One quantity: of the readings that account for the whole text, each around another number, the surest."""
    best: Measure | None = None
    if _DURATION.match(text) and not _INTERVAL_OF_TIMES.fullmatch(text):
        # 2年3个月 is one span of time in two units.
        return None
    for start, end, value, own in _numbers(text):
        if re.match(r"[2-6]G|\d+\.\d+版|(?:19|20)\d\d(?:学年|届|级|版|款|[春夏秋冬]|年)", text[start:]):
            # 5G, a version (2.0版), a school year, a class of pupils (2023级): no quantities.
            continue
        head = read_before(text[:start])
        is_chinese = own is None and not text[start].isdigit()
        tail = read_behind(text[end:], own, is_chinese) if head else None
        if head is None or tail is None:
            continue
        is_negative = text[:start].endswith("-")
        measure = _assembled(-value if is_negative else value, head, tail, text[start:end])
        if best is None or len(measure.doubts) < len(best.doubts):
            best = measure
    return best


def _assembled(value: Decimal, head: BeforeNumber, tail: BehindNumber, printed: str) -> Measure:
    """A quantity of a number and what stands before and behind it."""
    operator, is_contradicted = combined([*head.operators, *tail.operators])
    unit = head.unit if tail.unit is None else tail.unit
    canonical = head.canonical if tail.unit is None else tail.canonical
    period = head.period or tail.period
    measure = Measure("quantity", operator, value, unit, with_period(canonical, period), doubts=tail.doubts)
    is_sure = head.is_sure or (head.is_rate and canonical in ("%", "‰"))
    if not is_sure or (unit is None and not head.is_pure and not head.is_joined):
        # The 4 in 达成年度指标4 may belong to another cell.
        measure = measure.doubted(*BOTH)
    if operator is None and head.is_limit:
        # 控制在5% may be a limit or a level.
        measure = measure.doubted("operator")
    if is_contradicted:
        measure = measure.doubted("operator", *BOTH)
    if head.unit is not None and (canonical is None or (tail.unit is not None and canonical != head.canonical)):
        measure = measure.doubted("unit", "value")
    # A figure with a zero in front (05) is the rest of one that was cut, or a code.
    return measure.doubted("value") if re.match(r"0\d", printed) else measure


# Ranges.


def _range(text: str) -> Measure | None:
    """Two numbers that bound one quantity: 3-5天, 90%~100%, 3次至5次, 大于5%小于10%."""
    numbers = list(_NUMBER.finditer(text))
    if len(numbers) != 2:
        return None
    first, second = numbers
    between = text[first.end() : second.start()]
    if variable := re.fullmatch(r"(\D*?)([≤<])(?:[xX]|[一-鿿]{1,10})([≤<])", between):
        # 60%≤X<80% bounds the figure that X stands for.
        return _two_bounds(
            f"{variable.group(2)}{text[: first.end()]}{variable.group(1)}".replace("≤", "≥").replace("<", ">"),
            variable.group(3) + text[second.start() :],
        )
    if leading := re.search(rf"{_AND}(?:{SIGN.pattern}|{WORD.pattern})$", between):
        cut = first.end() + leading.start()
        return _two_bounds(text[:cut], text[cut:])
    if re.search(r"(?:以上|及以上|\(含\)以上)$", between):
        return _two_bounds(text[: second.start()], text[second.start() :])
    joint = _JOINT.search(between)
    if joint is None or joint.end() != len(between):
        return None
    behind = re.sub(r"(?:之间|区间|范围内?|间)$", "", text[second.end() :])
    head, tail = read_before(text[: first.start()]), read_behind(behind, None, False)
    own = read_behind(between[: joint.start()], None, False)
    low, high = digits_value(first.group()), digits_value(second.group())
    if head is None or tail is None or own is None or own.operators or low >= high:
        return None
    if set(head.operators) & {"ge", "gt"} or set(tail.operators) & {"ge", "gt"}:
        return None
    unit, canonical = (own.unit, own.canonical) if tail.unit is None else (tail.unit, tail.canonical)
    period = head.period or tail.period
    measure = Measure("range", "range", None, unit, with_period(canonical, period), low, high)
    # In 10万-15万元 the unit of the first figure is 万元 too.
    is_short = own.unit in ("万", "亿") and (tail.unit or "").startswith(own.unit)
    is_mixed = own.unit is not None and tail.unit is not None and own.canonical != tail.canonical and not is_short
    # 12-31 may be a day.
    may_be_day = unit is None and (re.match(r"0\d", text) is not None or (low <= 12 < high <= 31))
    if head.operators or tail.operators:
        # 3-5个工作日内 may ask for a day between the two, or for the second at most.
        measure = measure.doubted("operator", "low", "high")
    if is_mixed or may_be_day or not head.is_sure or tail.doubts or own.doubts:
        measure = measure.doubted("low", "high", "unit")
    return measure


def _two_bounds(first: str, second: str) -> Measure | None:
    """A lower and an upper bound of one quantity: ≥95%且≤100%, 2次以上4次以下."""
    lower, upper = _single_quantity(first), _single_quantity(re.sub(rf"^{_AND}", "", second))
    if lower is None or upper is None or lower.doubts or upper.doubts or lower.value is None or upper.value is None:
        return None
    if lower.operator in ("le", "lt") and upper.operator in ("ge", "gt"):
        lower, upper = upper, lower
    if lower.operator not in ("ge", "gt") or upper.operator not in ("le", "lt"):
        return None
    if lower.value is None or upper.value is None or lower.value > upper.value:
        return None
    if lower.unit is not None and upper.unit is not None and lower.canonical != upper.canonical:
        return None
    source = lower if upper.unit is None else upper
    return Measure("range", "range", None, source.unit, source.canonical, lower.value, upper.value)


def _is_bare(text: str) -> bool:
    """Whether a clause is nothing but an operator, a number and its unit."""
    match = _NUMBER.search(text)
    head = read_before(text[: match.start()]) if match else None
    return head is not None and head.is_pure and head.is_sure

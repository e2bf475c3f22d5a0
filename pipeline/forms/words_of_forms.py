"""Pages and tables whose words are those of a filled self-evaluation, though no form was read there.

Belongs here: which words show a form, and what is said of it. Does not belong here: reading forms (``locate``), naming
documents that hold none (``other_documents``).

The words of a form stand alone in their cells and lines; reports, instructions and lists of titles use the same words
inside sentences. So only lines that are little more than known words count, and words of several kinds have to come
together: a goal form has no results, a list of scores no indicators.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import cache
from itertools import pairwise

from pipeline.families import load_families, matching, vocabulary
from pipeline.forms.cell_label import printed_labels
from pipeline.model.form import Form, Refusal
from pipeline.model.grid import Reading
from pipeline.model.messages import Message, said
from pipeline.text.fold import fold_radicals, fold_widths, squeeze

CODE = "form_not_read"
# Words of the headings of a form by kind, beside those of the families that are read.
_PATTERNS = {
    "indicator": r"[一二三四]级指标(?:名称)?|指标名称|绩效指标",
    "result": r"(?:全年|年度|年终|年末|实际)?实际?(?:完成|达到|产出)(?:指标)?值|(?:全年|年度)实际(?:完成)?值|完成情况",
    "points": r"自?评?得分|自评分[值数]?|复核分|评分|分[值数]|权重|扣分|折算得分",
    "money": r"[年全初度]{1,4}[预决]算数?|(?:预算|全年|实际|资金)?(?:执行|支出|到位)[数率额]|资金总额",
    "project": r"项目名称|(?:专项|转移支付|政策)名称|主管部门|(?:项目|资金)?(?:实施|使用|承担)单位|部门名称|单位名称",
    "goal": r"(?:年度|总体|预期|绩效|年初){1,4}(?:设定)?目标",
    "level": r"(?:产出|数量|质量|时效|(?:经济|社会)?成本|(?:经济|社会|生态)?效益|可持续影响|(?:服务对象)?满意度)指标",
    "total": r"总分|自评等级|评价等级|绩效等级|合计得分|总得分|综合得分|得分合计",
}
# The title of a form, alone in its line.
_TITLE = re.compile(r"^(?:附[件表]?\d*[:.、]?)?\S{0,60}(?:自评|自我评价|目标完成情况)\S{0,8}表(?:\(\S{1,24}\))?$")
_NO_TITLE = re.compile(r"汇总|目录|一览|说明|[.…·]{2}|\d$")
# Signs of sentences; a line with one of them is no heading.
_PROSE = re.compile(r"[,;。!?“”]|^[(※*]?(?:注|备注|说明|填[表报]说明)\d*[:：.、]")
_FIGURE = re.compile(r"\d+(?:\.\d+)?")
_LETTER = re.compile(r"[\u4e00-\u9fff]")
# A text without any of these words is no form.
_HINT = re.compile("指标|自评|自我评价|完成值|得分")
# So many different words are those of a form, so many figures show that it is filled in.
_FEWEST_WORDS, _FEWEST_FIGURES = 7, 8
# Fewer words are enough below the title of a form, and for a part of a form without its title.
_FEWEST_UNDER_TITLE, _FEWEST_OF_HALF, _FEWEST_LEVELS = 4, 6, 3
# Labels wrapped in narrow cells: pieces this short may be parts of one.
_PIECE = 6


@cache
def _words() -> tuple[re.Pattern[str], tuple[tuple[str, re.Pattern[str]], ...]]:
    """Any known word of a form, the longest first, and for each kind what its words look like."""
    words = vocabulary()
    known: set[str] = set()
    for block in (words.budget, words.indicators, words.goals, words.fields):
        known |= {label for labels in block.values() for label in labels}
    known |= {*words.total, *words.grade, *words.blocks, *words.other_fields, *words.left_out}
    known |= {anchor for family in load_families() for anchor in family.anchors}
    known |= {label for labels in words.sources.values() for label in labels}
    listed = sorted({squeeze(fold_widths(word)) for word in known if len(word) > 1}, key=len, reverse=True)
    either = "|".join([*map(re.escape, listed), *_PATTERNS.values()])
    return re.compile(either), tuple((kind, re.compile(pattern)) for kind, pattern in _PATTERNS.items())


def form_words(lines: Iterable[str], *, has_form: bool = False) -> list[str]:
    """The words of a filled self-evaluation among lines or cells, in their order; empty where they are none.

    ``lines`` are those of one page or one table. ``has_form`` says that a form was read beside them, whose title may
    stand among them.
    """
    raw = list(lines)
    if not _HINT.search("\n".join(raw)):
        return []
    texts = [squeeze(fold_widths(fold_radicals(line))) for line in raw]
    any_word, kinds = _words()
    known_words: dict[str, None] = {}
    figures = 0
    title = ""
    for text in [*texts, *_rejoined(texts)]:
        if not text or _PROSE.search(text):
            continue
        if not title and _TITLE.match(text) and not _NO_TITLE.search(text):
            title = text
        words = [match.group() for match in any_word.finditer(text)]
        if words and 2 * sum(len(_LETTER.findall(word)) for word in words) >= len(_LETTER.findall(text)):
            known_words |= dict.fromkeys(words)
    for text in texts:
        figures += len(_FIGURE.findall(text)) if not _PROSE.search(text) else 0
    shown = {kind for kind, pattern in kinds if any(pattern.search(word) for word in known_words)}
    headings = [word for word in known_words if not kinds[-2][1].fullmatch(word)]
    is_filled = figures >= _FEWEST_FIGURES
    is_whole = {"indicator", "result", "points"} <= shown and len(shown) >= 4 and len(headings) >= _FEWEST_WORDS
    # The right half of a form has no levels, its lower part no headings.
    is_half = {"result", "points", "money"} <= shown and len(headings) >= _FEWEST_OF_HALF
    is_end = (
        {"level", "total"} <= shown and len(known_words) - len(headings) >= _FEWEST_LEVELS and "indicator" not in shown
    )
    is_titled = (
        bool(title) and not has_form and len(headings) >= _FEWEST_UNDER_TITLE and len(shown - {"level", "total"}) >= 2
    )
    if not ((is_filled and (is_whole or is_half or is_end)) or (is_titled and 2 * figures >= _FEWEST_FIGURES)):
        return []
    return [*([title] if title else []), *known_words]


def _rejoined(texts: Sequence[str]) -> Iterable[str]:
    """Short lines put together with the next ones: a label wrapped in a narrow cell."""
    for number, text in enumerate(texts):
        joined = text
        for other in texts[number + 1 : number + 4]:
            if not (len(joined) > 0 and 0 < len(other) <= _PIECE and len(text) <= _PIECE):
                break
            joined += other
            yield joined
    for upper, lower in pairwise(texts):
        if upper and lower and len(upper) > _PIECE and len(upper) + len(lower) <= 2 * _PIECE + 8:
            yield upper + lower


def refusal(words: Sequence[str], page: int, why: Message) -> Refusal:
    """What a person is told of a page or table that shows a form nobody read."""
    told = said("form_not_read", page=page, words="、".join(_examples(words)), why=why)
    return Refusal(told, "、".join(words)[:300], page)


def _examples(words: Sequence[str]) -> list[str]:
    """The title, and the first words of each kind, in their order."""
    chosen = {word for word in words[:1] if _TITLE.match(word)}
    for _, pattern in _words()[1]:
        chosen |= set([word for word in words if pattern.fullmatch(word)][:2])
    return [word for word in words if word in chosen]


def passed_over(reading: Reading, parsed: Sequence[Form | Refusal]) -> list[Refusal]:
    """A refusal for every page on which a form stands that is neither read nor refused."""
    outside: dict[int, list[str]] = defaultdict(list)
    inside: dict[int, list[str]] = defaultdict(list)
    read = {page for outcome in parsed if isinstance(outcome, Form) for page in outcome.pages}
    for page, line in reading.text_lines:
        outside[page].append(line)
    for grid in reading.grids:
        if any(not table.is_form for table in matching(printed_labels(grid.cells))):
            continue
        pages = {cell.page for cell in grid.cells}
        for page in pages:
            inside.setdefault(page, [])
        # What stands in the tables of a page is asked only where no form was read on it.
        for cell in grid if pages - read else ():
            inside[cell.page] += cell.raw.split("\n")
    begins = {outcome.first_page for outcome in parsed if isinstance(outcome, Form)}
    refused = {outcome.page for outcome in parsed if isinstance(outcome, Refusal)}
    refusals: list[Refusal] = []
    is_refused = None in refused
    for page in sorted(outside.keys() | inside.keys()):
        is_refused = page in refused or (is_refused and page not in begins)
        beside = form_words(outside[page], has_form=page in begins)
        if beside and page not in refused:
            refusals.append(refusal(beside, page, said("why.not_ruled")))
            is_refused = True
        elif page not in read and not is_refused and (words := form_words([*outside[page], *inside[page]])):
            refusals.append(refusal(words, page, said("why.drawn_or_cut")))
            is_refused = True
    return refusals

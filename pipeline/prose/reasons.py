"""A reason text taken apart: why something was missed, and what will be done about it.

Belongs here: the parts of one text, and whether it is certain which is which. Does not belong here: kinds of causes and
texts compared with each other (``pipeline.audit.reasons``), which cell holds a reason (``pipeline.forms``).

Labels decide (偏差原因：…改进措施：…). Without labels the words do with which clauses about the future begin, at the
start of a sentence or behind a comma. What is only likely is told as such: columns of a form hold what is certain, the
analysis of reasons over all forms takes the likely parts too.
"""

from __future__ import annotations

import re
from functools import cached_property
from itertools import pairwise
from typing import Literal, NamedTuple

# Behind a point a digit belongs to a number: 12.5万元 begins with no item.
_ITEM = r"(?:[(（]?(?:\d{1,2}|[一二三四五六七八九十])(?:[)）、]|[.．](?!\d))|[①-⑩])?"
# Behind 及 the word is half of a heading for both parts (偏差原因及改进措施：) and does not tell where one begins.
_MEASURE_NOUN = re.compile("措施|举措|对策|办法|建议|打算|安排")
_MEASURE_WORD = (
    r"(?:下一步|今后|后续|拟采取的?|采取的?|具体|主要)?(?:改进|整改|解决|应对|纠偏|纠正|改善|完善|工作)?的?"
    rf"(?:{_MEASURE_NOUN.pattern})(?:[及和与]建议)?"
)
_CAUSE_WORD = (
    r"(?:(?:偏差|偏离|未完成|未达标|超额完成|扣分|差异|主要|存在|具体|产生)?(?:的)?(?:主要)?"
    r"(?:原因分析|原因说明|原因|问题|偏差分析|偏差说明|情况说明)|(?:存在的?|主要)不足)"
)
# Without a colon the label has to begin a clause, and no complaint may follow: 改进措施落实不到位 is a cause.
_MEASURE_MARK = re.compile(
    rf"(?<![及和与、])(?<![及和与、]下一步){_ITEM}"
    rf"(?:{_MEASURE_WORD}(?:[:：]|(?:为|是|如下)[:：]?(?!.{{0,3}}[未不]))|[【\[（(]{_MEASURE_WORD}[】\]）)][:：]?)"
    rf"|(?:^|(?<=[。；;，,！!\s])){_ITEM}(?:下一步)?(?:改进|整改)的?措施(?=[^落不未有已尚需还仍的到力及和与、，。；])"
)
_IN_BRACKETS = rf"[【\[（(]{_CAUSE_WORD}[】\]）)][:：]?"
_CAUSE_MARK = re.compile(rf"^{_ITEM}(?:[^，,。；;:：]{{0,8}}?{_CAUSE_WORD}[:：]|{_IN_BRACKETS})")
_NEXT_CAUSE_MARK = re.compile(rf"(?<=[。；;！!\s]){_ITEM}(?:{_CAUSE_WORD}[:：]|{_IN_BRACKETS})")
_BOTH_MARK = re.compile(r"^[^，,。；;:：]{0,10}原因(?:分析)?(?:及|和|与|、|以及)[^，,。；;:：]{0,8}措施[:：]")
# Labels of cells inside a cell, whose borders are gone: 原因汛期施工受阻措施加强调度.
_JOINED_MARKS = re.compile(r"^(?:偏差|未完成)?原因(?!分析?[:：]|[:：]).*措施(?![:：])")
_BORDER = " ；;，,、。.:："
_CLAUSE = re.compile(r"[，,。；;！!\n]")
_SENTENCE_ENDS = "。；;！!\n"
_OWN = r"(?:我|本)(?:单位|部门|中心|街道|[局委处校院站办馆镇部厅所会])?"
# Time words that only lead to a measure; they are no part of it.
_LATER = re.compile(
    r"(?:在)?(?:下一步(?:工作(?:中)?)?|下步(?:工作)?|今后(?:的?工作(?:中)?)?|后续(?:工作中?)?|以后|接下来)"
    r"[，,:：]?(?:我[们单位局部门中心委院校]{1,3}|本[单位局部门中心委院校]{1,3})?(?:将|拟|要|会|应|需|计划)?"
)
# Words that begin a measure and belong to it, wherever a clause begins.
_PLAN = re.compile(
    r"(?:下年度|下一年度|下年|明年|来年|次年起)(?:将|拟|要|计划|进一步|加|细|合|优|完|严|提|科|做|继)|建议(?!书)"
    r"|(?:并|也|还|均)?拟(?:于|在|对|将|通过|进一步|加|请|由)"
    r"|(?:并|也|还|均)?将(?:于|在|通过|进一步|继续|持续|逐步|加|积极|严格|不断|督促|尽快|按|根据|针对|对|会同|提前|优化|完善|健全|强化|采取)"
    rf"|{_OWN}(?:将|拟|计划|会(?!计|议))|我们(?:将|会(?!计|议))|打算"
    r"|针对(?:上述|以上|此类?|该|存在的?)(?:问题|情况|不足)(?=$|[我本将拟要])|为此(?=$|我|本)"
    r"|计划(?:于|在|明年|下年|通过)|进一步(?:加|完|优|细|提|规|强|做|扩|推|健|巩|深|落|压|改|拓|督)"
)
# Words that often begin a measure, and sometimes a cause or what was done.
_LIKELY = re.compile(
    r"下一?阶段|下一?年度|以后年度|来年|明年|(?:下年|以后|未来)(?:工作中|我|将|拟|要|应|会|需|在|通过|[，,]|加|进一步|继续|提前|合理)"
    r"|(?:并|也|还|均)?[将拟](?:以|把|纳入|推|组织|建立|制定|结合|重点|安排|开展|调整|引入|新增|增加|向|与|从)"
    r"|结合(?:20\d\d年|下一?年度?|明年)(?:度)?预算"
    r"|(?:现)?已(?:申请|着手|启动整改)|正在?(?:积极|抓紧|加紧|协商|申请|与.{1,10}(?:协商|商量|沟通|对接))"
    r"|(?:仍|还|尚)?(?:需要?|应|须|要)(?:在今后|进一步|继续|持续|不断)|(?:继续|持续|不断)(?:加[强大快]|完善|健全|强化|提[高升]|优化|推[进动])"
    r"|计划(?:分批|逐步|今年|下)|(?:计划|力争|争取)(?:20\d\d年|次年|下一年).{0,10}(?:完成|实施|支付|开展|验收|完工)"
)
# Time words behind which a measure is likely even where the clause speaks of something missed.
_SURELY_LATER = re.compile(r"下一步|下步|今后|接下来")
# Verbs that begin a measure at the start of a sentence only, where nothing in it went wrong.
_VERB = re.compile(
    r"(?:及时|科学|合理|积极|主动|严格|认真|切实|不断|持续|继续|尽快|提前|定期|逐步|统筹|全面|着力)*"
    r"(?:加[强大快密]|优化|强化|完善|健全|建立|提[高升]|细化|规范|督促|做好|落实|压实|推[动进行]|严格|调整|修订|制定|组织|开展|明确|深化|抓[好紧]"
    r"|改[进善]|拓[宽展]|扩大|倒排|编制|设[置定]|安排|引入|引进|增[设加强]|协调|对接|预测|测算|把控|申请|争取|做实|充实|配[齐强备])"
    r"|(?:科学|合理|积极|主动|严格|认真|切实|继续|尽快)[^，,。；;]|待[^，,。；;]{2,16}(?:后|时)"
)
# Words for what went wrong or was done: a clause with one of them is no plan.
_CAUSE = re.compile(
    r"[未没无缺晚慢慢低少不难超偏]|受|因|由于|导致|造成|影响|滞后|推迟|延|中断|减少|减小|上涨|下降|变更|变动|已|较|多于|高于|压减|追加|结余|暂|不足|困难|紧张"
)
# Bounds and purposes that a plan may state in such words.
_AIM = re.compile(r"不[少低多高]于|不超过|不合格的|(?:解决|避免|防止|杜绝|克服|弥补)[^，,。；;]*")
# Words that a plan says only of what it mends.
_MISSED = re.compile(r"未|没有|不足|不够|不高|不及时|不到位|滞后|较[晚慢低少]|[缓偏]慢|推迟|中断|已(?!有)")
_MENDED = re.compile(r"(?:解决|避免|防止|杜绝|克服|减少|消除|防范|改变|弥补|针对|对)[^，,。；;]*")
# A clause with one of these characters tells more than a plan.
_NO_PLAN = re.compile("[不未没滞晚慢缺难低了已]")
_MAY_BE_PLAN = re.compile(
    r"(?:应|要|须|需|预计|正在|打算|拟|计划|我们|我[单部局委]|已申请|已着手|续|下一?年|明年|来年|新的一年|以后|争取|力争|确保|保障|通过|针对|按照|结合|采取|做到|会|可)|.*(?:应保尽保|下一步|今后|后续|将)"
)
_NOTHING = re.compile(
    r"(?:暂|本项|该项|本指标|该指标|已)?(?:无|没有|不存在|未出现|不适用|未发生|不涉及|完成|正常|同上|略)(?:明显|较大|重大)?(?:偏差|差异|问题|原因|措施|情况)?"
    r"|(?:详|参)?见[^，,。；;]*|[-—/\\\d.%]*"
)


class Parts(NamedTuple):
    """A reason text taken apart, without its labels.

    ``cause`` is all of the text where nothing tells the parts apart, and null where all of it is a measure.
    ``is_certain`` is false where a part may belong to the other one.
    """

    cause: str | None
    measure: str | None
    told_by: Literal["label", "opening", "whole"]
    is_certain: bool = True


def split_reason(text: str) -> tuple[str | None, str | None]:
    """Cause and measure of a reason, where it is certain which part is which; else both null.

    >>> split_reason("偏差原因：进度慢。改进措施：加快进度。")
    ('进度慢', '加快进度')
    >>> split_reason("资金下达较晚，未能支付。今后加强沟通。")
    ('资金下达较晚，未能支付', '加强沟通')
    >>> split_reason("偏差原因及改进措施：进度慢。")
    (None, None)
    """
    parts = take_apart(text)
    if not parts.is_certain:
        return None, None
    return _told(parts.cause), _told(parts.measure)


def take_apart(text: str) -> Parts:
    """The parts of a reason text as they most likely are.

    >>> take_apart("坐席不足。正在与财政商量增加坐席。")
    Parts(cause='坐席不足', measure='正在与财政商量增加坐席', told_by='opening', is_certain=False)
    """
    if _JOINED_MARKS.match(text):
        return Parts(_trimmed(text), None, "whole", is_certain=False)
    if both := _BOTH_MARK.match(text):
        parts = _by_openings(text[both.end() :], is_labelled=False)
        return parts._replace(is_certain=parts.is_certain and None not in (parts.cause, parts.measure))
    cause_mark = _CAUSE_MARK.match(text)
    start = cause_mark.end() if cause_mark else 0
    if _MEASURE_NOUN.search(text, start) and _MEASURE_MARK.search(text, start):
        return _by_labels(text, start)
    if cause_mark is not None:
        return _by_openings(text[start:], is_labelled=True)._replace(told_by="label")
    return _by_openings(text, is_labelled=False)


def _by_labels(text: str, start: int) -> Parts:
    """The parts of a text with labels, which may repeat: 问题：…措施：…问题：…措施：…."""
    causes, measures = [], []
    while (mark := _MEASURE_MARK.search(text, start)) is not None:
        causes.append(text[start : mark.start()])
        following = _NEXT_CAUSE_MARK.search(text, mark.end())
        plan = text[mark.end() : following.start() if following else len(text)]
        later = _LATER.match(plan)
        measures.append(plan[later.end() if later else 0 :])
        start = following.end() if following else len(text)
    causes.append(text[start:])
    return Parts(_joined(causes), _joined(measures), "label")


def _joined(pieces: list[str]) -> str | None:
    """Pieces of one part in their order; each keeps the punctuation behind it but for the last."""
    whole = ""
    for piece in pieces:
        if part := _trimmed(piece):
            whole += part + (re.findall("[。；;！!]", piece[-1:]) or ["；"])[0]
    return whole.strip(_BORDER) or None


def _by_openings(text: str, *, is_labelled: bool) -> Parts:
    """The parts of a text by the words with which its clauses begin; ``is_labelled`` says that it begins as a cause."""
    clauses = _Clauses(text.strip(_BORDER))
    body = clauses.text
    is_certain = True
    starts = [0, *(m.end() for m in _CLAUSE.finditer(body))]
    for start, end in pairwise([*starts, len(body) + 1]):
        begin, is_sure = _opening(clauses, start, end - 1)
        is_certain = is_certain and is_sure
        if begin is None:
            continue
        measure = body[begin:].strip(_BORDER)
        if is_sure and clauses.last_missed >= begin:
            # 后续资金未到位 is no plan.
            is_certain = False
            if not _SURELY_LATER.match(body, _behind_item(body, start)):
                continue
        if measure:
            return Parts(_trimmed(body[:start]), measure, "opening", is_certain)
    is_told = is_labelled or _CAUSE.search(body) is not None or len(starts) == 1
    return Parts(_trimmed(body), None, "whole", is_certain and is_told)


class _Clauses:
    """A text without labels, and where the last words of a cause stand in it; looked for only when asked, and once."""

    def __init__(self, text: str) -> None:
        self.text = text

    @cached_property
    def last_cause(self) -> int:
        """Where the last word of a cause stands; -1 where there is none."""
        return _last(_CAUSE, self._without(_AIM))

    @cached_property
    def last_missed(self) -> int:
        """Where the last words stand that say what was missed, and not what will be mended; -1 where there are none."""
        return _last(_MISSED, self._without(_MENDED))

    def _without(self, phrases: re.Pattern[str]) -> str:
        return phrases.sub(lambda m: "□" * len(m.group()), self.text)


def _last(pattern: re.Pattern[str], text: str) -> int:
    return max((m.start() for m in pattern.finditer(text)), default=-1)


def _opening(clauses: _Clauses, start: int, end: int) -> tuple[int | None, bool]:
    """Where the measure begins that a clause begins, null where it begins none; and whether that is certain."""
    body = clauses.text
    at = _behind_item(body, start)
    clause = body[at:end]
    later = _LATER.match(body, at)
    if later and later.end() < len(body):
        return later.end(), True
    if _PLAN.match(clause):
        return at, True
    if (start == 0 or body[start - 1] in _SENTENCE_ENDS) and _VERB.match(clause):
        # A verb may begin a cause too, so the whole rest has to be free of words of causes.
        if clauses.last_cause < at:
            return at, True
        if start > 0:
            return (None if _NO_PLAN.search(clause) else at), False
        return None, True
    if _LIKELY.match(clause):
        return at, False
    return None, _MAY_BE_PLAN.match(clause) is None


def _behind_item(text: str, start: int) -> int:
    """Where a clause begins behind its number: 2.下一步…."""
    item = _ITEM_NUMBER.match(text, start)
    return item.end() if item else start


_ITEM_NUMBER = re.compile(_ITEM)
# The number of the item that follows, left at the end of a part.
_NEXT_ITEM = re.compile(r"(?<![；;，,。\s])[；;，,。\s]+(?:\d{1,2}[.、]|[(（](?:\d{1,2}|[一二三四五六七八九十])[)）])$")


def _trimmed(text: str) -> str | None:
    """A part without its numbers and the punctuation around it; null where nothing is left."""
    bare = text.rstrip()
    if bare.endswith((".", "、", ")", "）")):
        bare = _NEXT_ITEM.sub("", bare)
    bare = bare.strip(_BORDER)
    return bare[_behind_item(bare, 0) :].strip(_BORDER) or None


def _told(part: str | None) -> str | None:
    """A part, or null where it states nothing."""
    items = [clause[_behind_item(clause, 0) :].strip(_BORDER) for clause in _CLAUSE.split(part or "")]
    return None if all(_NOTHING.fullmatch(item) for item in items) else part

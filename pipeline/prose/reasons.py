"""A reason text taken apart: why something was missed, and what will be done about it.

Belongs here: the parts of one text, where it is certain which is which. Does not belong here: kinds of causes and texts
compared with each other (``pipeline.audit.reasons``), which cell holds a reason (``pipeline.forms``).

Marks decide (偏差原因：…改进措施：…). Without marks the words do with which clauses about the future begin, at the
start of a sentence or behind a comma; what may be either is left alone.
"""

from __future__ import annotations

import re
from itertools import pairwise

_ITEM = r"(?:[(（]?(?:\d{1,2}|[一二三四五六七八九十])[)）.．、]|[①-⑩])?"
# Behind 及 it is half of a heading for both parts (偏差原因及改进措施：), which says nothing of where either begins.
_MEASURE_MARK = re.compile(
    rf"(?<![及和与、])(?<![及和与、]下一步){_ITEM}(?:下一步|今后|后续|拟采取的?|具体|主要)?(?:改进|整改|解决|应对|纠偏|改善|完善)?的?"
    r"(?:措施|对策|办法|建议|打算|安排)(?:[:：]|(?:为|是|如下)[:：]?(?!.{0,3}[未不]))"
)
_CAUSE_MARK = re.compile(
    rf"^{_ITEM}(?:[^，,。；;:：]{{0,8}}?(?:偏差|未完成|未达标|超额完成|扣分|差异|偏离|主要|存在|具体)?(?:的)?(?:主要)?"
    r"(?:原因分析|原因|问题|偏差分析|情况说明))[:：]"
)
_BOTH_MARK = re.compile(r"^[^，,。；;:：]{0,10}原因(?:分析)?(?:及|和|与|、|以及)[^，,。；;:：]{0,8}措施[:：]")
# Labels of cells inside a cell, whose borders are gone: 原因汛期施工受阻措施加强调度.
_JOINED_MARKS = re.compile(r"^(?:偏差|未完成)?原因(?!分析?[:：]|[:：]).*措施(?![:：])")
_BORDER = " ；;，,、。.:："
_CLAUSE = re.compile(r"[，,。；;！!\n]")
_SENTENCE_ENDS = "。；;！!\n"
# Time words that only lead to a measure; they are no part of it.
_LATER = re.compile(
    r"(?:在)?(?:下一步(?:工作(?:中)?)?|下步(?:工作)?|今后(?:的?工作(?:中)?)?|后续(?:工作中?)?|以后|接下来)"
    r"[，,:：]?(?:我[们单位局部门中心委院校]{1,3}|本[单位局部门中心委院校]{1,3})?(?:将|拟|要|会|应|需|计划)?"
)
# Words that begin a measure and belong to it, wherever a clause begins.
_PLAN = re.compile(
    r"(?:下年度|下一年度|下年|明年|来年|次年起)(?:将|拟|要|计划|进一步|加|细|合|优|完|严|提|科|做|继)|建议(?!书)|拟(?:于|在|对|将|通过|进一步|加|请)"
    r"|将(?:于|在|通过|进一步|继续|加|积极|严格|不断|督促|尽快|按|根据|对|会同|提前)|计划(?:于|在|明年|下年|通过)|进一步(?:加|完|优|细|提|规|强|做)"
)
# Verbs that begin a measure at the start of a sentence only, where nothing in it went wrong.
_VERB = re.compile(
    r"(?:及时|科学|合理|积极|主动|严格|认真|切实|不断|持续|继续|尽快|提前|定期|逐步|统筹|全面|着力)*"
    r"(?:加[强大快密]|优化|强化|完善|健全|建立|提[高升]|细化|规范|督促|做好|落实|压实|推[动进]|严格|调整|修订|制定|组织|开展|明确|深化|抓[好紧]"
    r"|改[进善]|拓[宽展]|编制|设[置定]|安排|引入|引进|增[设加强]|协调|对接|预测|测算|把控|申请|争取|做实|充实|配[齐强备])"
    r"|(?:科学|合理|积极|主动|严格|认真|切实|继续|尽快)[^，,。；;]|待[^，,。；;]{2,16}(?:后|时)"
)
# What speaks of something gone wrong or done, and so of no plan.
_CAUSE = re.compile(
    r"[未没无缺晚慢慢低少不难超偏]|受|因|由于|导致|造成|影响|滞后|推迟|延|中断|减少|减小|上涨|下降|变更|变动|已|较|多于|高于|压减|追加|结余|暂|不足|困难"
)
# What a plan never says but of what it mends.
_MISSED = re.compile(r"未|没有|不足|不够|不高|不及时|不到位|滞后|较[晚慢低少]|[缓偏]慢|推迟|中断|已(?!有)")
_MENDED = re.compile(r"(?:解决|避免|防止|杜绝|克服|减少|消除|防范|改变|针对|对)[^，,。；;]*")
_MAY_BE_PLAN = re.compile(
    rf"^(?:{_ITEM}(?:应|要|须|需|预计|正在|打算|拟|计划|我们|我[单部局委]|已申请|已着手|续|下一?年|明年|来年|新的一年|以后|争取|力争|确保|保障|通过|针对|按照|结合|采取|做到|会|可)|.*(?:应保尽保|下一步|今后|后续|将))"
)
_NOTHING = re.compile(
    r"(?:暂|本项|该项|本指标|该指标|已)?(?:无|没有|不存在|未出现|不适用|未发生|不涉及|完成|正常|同上|略)(?:明显|较大|重大)?(?:偏差|差异|问题|原因|措施|情况)?"
    r"|(?:详|参)?见[^，,。；;]*|[-—/\\\d.%]*"
)


def split_reason(text: str) -> tuple[str | None, str | None]:
    """Cause and measure of a reason, where it is certain which part is which; else both null.

    >>> split_reason("偏差原因：进度慢。改进措施：加快进度。")
    ('进度慢', '加快进度')
    >>> split_reason("资金下达较晚，未能支付。今后加强沟通。")
    ('资金下达较晚，未能支付', '加强沟通')
    >>> split_reason("偏差原因及改进措施：进度慢。")
    (None, None)
    """
    if _BOTH_MARK.match(text) or _JOINED_MARKS.match(text):
        return None, None
    measure = _MEASURE_MARK.search(text)
    marked = _CAUSE_MARK.match(text)
    if measure is not None and (marked is None or measure.start() >= marked.end()):
        cause = text[marked.end() if marked else 0 : measure.start()]
        plan = text[measure.end() :]
        later = _LATER.match(plan)
        return _part(cause), _part(plan[later.end() if later else 0 :])
    if marked is not None:
        return _unmarked(text[marked.end() :], is_cause=True)
    return _unmarked(text, is_cause=False)


def _unmarked(text: str, *, is_cause: bool) -> tuple[str | None, str | None]:
    """The parts of a text without marks; ``is_cause`` says that it begins with its cause."""
    body = text.strip(_BORDER)
    if not body or _NOTHING.fullmatch(body):
        return None, None
    starts = [0, *(m.end() for m in _CLAUSE.finditer(body))]
    for start, end in pairwise([*starts, len(body) + 1]):
        clause = body[start : end - 1]
        is_sentence = start == 0 or body[start - 1] in _SENTENCE_ENDS
        later = _LATER.match(body, start)
        if later and later.end() < len(body):
            return _parts(body, start, later.end())
        if _PLAN.match(clause):
            return _parts(body, start, start)
        if is_sentence and _VERB.match(clause):
            # A verb may begin a cause as well: all that follows must be without a word of one.
            if not _CAUSE.search(body, start):
                return _parts(body, start, start)
            if start > 0:
                return None, None
            continue
        if _MAY_BE_PLAN.match(clause):
            return None, None
    is_told = is_cause or _CAUSE.search(body) is not None or len(starts) == 1
    return (_part(body), None) if is_told else (None, None)


def _parts(body: str, end: int, begin: int) -> tuple[str | None, str | None]:
    """What stands before a measure and the measure, where the one tells a cause and the other ends the text."""
    cause, measure = body[:end].strip(_BORDER), body[begin:].strip(_BORDER)
    if _MISSED.search(_MENDED.sub("", measure)):
        # 后续资金未到位 is no plan.
        return None, None
    if cause == "" or measure == "":
        # Only a measure: that much is certain.
        return None, measure or None
    return cause, measure


def _part(text: str) -> str | None:
    """A part without its numbers and the punctuation around it; null where it states nothing."""
    stripped = re.sub(rf"^{_ITEM}", "", text.strip(_BORDER))
    part = re.sub(r"(?<![；;，,。\s])[；;，,。\s]*(?:\d{1,2}[.、]|[(（]\d{1,2}[)）])$", "", stripped).strip(_BORDER)
    return None if _NOTHING.fullmatch(part) else part

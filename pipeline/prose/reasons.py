"""A reason text taken apart: why something was missed, and what will be done about it.

Belongs here: the parts of one text, and whether it is certain which is which. Does not belong here: kinds of causes and
texts compared with each other (``pipeline.audit.reasons``), which cell holds a reason (``pipeline.forms``).

Labels decide (偏差原因：…改进措施：…). Without labels the words do with which clauses about the future begin, at the
start of a sentence or behind a comma. What is only likely is told as such: columns of a form hold what is certain, the
analysis of reasons over all forms takes the likely parts too.
"""

from __future__ import annotations

import re
from functools import cached_property, lru_cache
from itertools import pairwise
from typing import Literal, NamedTuple

# Behind a point a digit belongs to a number: 12.5万元 begins with no item.
_ITEM = r"(?:[(（]?(?:\d{1,2}|[一二三四五六七八九十])(?:[)）、]|[.．](?!\d))|[①-⑩])?"
# Behind 及 the word is half of a heading for both parts (偏差原因及改进措施：) and does not tell where one begins.
_MEASURE_NOUN = re.compile("措施|举措|对策|办法|建议|打算|安排|改进|整改|方向|下一?步")
_MEASURE_WORD = (
    r"(?:(?:下一?步|今后|后续|后期|拟采取的?|采取的?|具体|主要)?(?:改进|整改|解决|应对|纠偏|纠正|改善|完善|工作)?的?"
    r"(?:措施|举措|对策|办法|建议|打算|安排)(?:[及和与]建议)?"
    r"|(?:下一?步)?(?:改进|整改|工作|努力)的?(?:落实)?(?:计划|方向|思路|方案|目标|情况|意见)|下一?步(?:工作)?)"
)
# Alone these are labels only where they begin a clause: 未整改：2处 is none.
_MEASURE_BARE = rf"(?:^|(?<=[。；;，,！!\s])){_ITEM}(?:改进|整改)(?:[及和与、](?:改进|整改|完善))?[:：]"
_CAUSE_WORD = (
    r"(?:(?:偏差|偏离|未完成|未达标|超额完成|扣分|差异|主要|存在|具体|产生)?(?:的)?(?:主要)?"
    r"(?:原因分析|原因说明|原因|问题|偏差分析|偏差说明|情况说明)|(?:存在的?|主要)不足|(?<![无没不零])偏差(?:情况)?)"
)
# Without a colon the label has to begin a clause, and no complaint may follow: 改进措施落实不到位 is a cause.
_MEASURE_MARK = re.compile(
    rf"{_MEASURE_BARE}|(?<![及和与、年原])(?<![及和与、]下步)(?<![及和与、]下一步){_ITEM}"
    rf"(?:{_MEASURE_WORD}(?:[:：]|(?:为|是|如下)[:：]?(?!.{{0,3}}[未不]))|[【\[（(]{_MEASURE_WORD}[】\]）)][:：]?)"
    rf"|(?:^|(?<=[。；;，,！!\s])){_ITEM}(?:下一步)?(?:改进|整改)的?措施(?=[^落不未有已尚需还仍的到力及和与、，。；])"
)
_IN_BRACKETS = rf"[【\[（(]{_CAUSE_WORD}[】\]）)][:：]?"
_CAUSE_MARK = re.compile(rf"^{_ITEM}(?:[^，,。；;:：]{{0,8}}?{_CAUSE_WORD}[:：]|{_IN_BRACKETS})")
_NEXT_CAUSE_MARK = re.compile(rf"(?<=[。；;！!\s]){_ITEM}(?:{_CAUSE_WORD}[:：]|{_IN_BRACKETS})")
_BOTH_MARK = re.compile(r"^[^，,。；;:：]{0,10}原因(?:分析)?(?:及|和|与|、|以及)[^，,。；;:：]{0,8}措施[:：]")
# Labels of cells inside a cell, whose borders are gone: 原因汛期施工受阻措施加强调度.
_JOINED_MARKS = re.compile(r"^(?:偏差|未完成)?原因(?!分析?[:：]|[:：]).*措施(?![:：])")
# The same with blanks around both labels.
_SPACED_MARKS = re.compile(r"^(?:偏差|未完成)?原因(?:分析)?\s+(?P<cause>.+?)\s+(?:改进|整改)?措施\s+(?P<measure>.+)$")
_BORDER = " ；;，,、。.:："
_CLAUSE = re.compile(r"[，,。；;！!\n]")
# Where a numbered point begins behind another, or a sentence that names the cause of what stands before.
_PIECE = re.compile(
    r"(?<=[。；;，,！!\s])(?=(?:[(（](?:\d{1,2}|[一二三四五六七八九十])[)）]|(?:\d{1,2}|[一二三四五六七八九十])[)）、]"
    r"|\d{1,2}[.．](?!\d)|[①-⑩]|[一二三四五六]是)|(?:主要|其)?原因(?:是|为|在于|系))"
)
_SENTENCE_ENDS = "。；;！!\n"
_OWN = r"(?:我|本)(?:单位|部门|中心|街道|[局委处校院站办馆镇部厅所会])?"
# How a plan goes on behind 将, 拟 or a word of time. A noun there (将两个项目合并, 后期维护费用较高) is no plan.
_ADVERB = (
    r"(?:及时|科学|合理|积极|主动|严格|认真|切实|不断|持续|继续|尽快|尽早|尽量|适时|适当|提前|定期|逐步|统筹|全面|全力|大力"
    r"|着力|重点|更加|抓紧|加紧|进一步|深入|充分|重新|按[时期月季年]|一并|同步|共同|有序|分批)"
)
_DEED = (
    r"(?:加[强大快密紧]|优化|强化|完善|健全|建立|提[高升]|细化|规范|督促|做[好深细实到]|落实|压实|推[动进行]|严格|调整|修订|制定|组织"
    r"|开展|明确|深化|抓[好紧]|改[进善]|拓[宽展]|扩大|倒排|编制|设[置定]|安排|引入|引进|增[设加强派]|新增|协调|对接|联系|联合|会同"
    r"|预测|测算|把控|申请|争取|充实|配[齐强备]|据实|启动|采取|采用|委托|引导|更换|补[齐充足录植拨]|核[实定]|邀请|指导|召开|培[训养])"
    r"(?!过程|期间|以来|[之以]?后(?!续)|[^，,。；;]{0,6}[中时][，,]|[^，,。；;]{0,8}(?:[中时后])[^，,。；;]{0,4}[遇因受])"
)
_DOES = rf"(?:{_ADVERB}+[^，,。；;\s]|{_DEED})"
_TO_DO = rf"(?:{_ADVERB}*{_DEED}|{_ADVERB}|完成|于|在|通过|根据|针对|对|按照?|结合)"
_WILL = rf"(?:并|也|还|均)?(?:将(?!{_ADVERB}?来|近)|拟(?:将)?|打算|准备|力争|争取)"
# Words of time that are always of the future, and words that may also tell what has been.
_FUTURE = (
    r"(?:下一?年度?|下一?阶段|下一?季度|明年|来年|次年|以后年度|新的一年)(?:起|开始|初|内|里|中)?"
    r"(?:工作中?|编制预算时|预算编制时)?"
)
_AHEAD = "(?:下半年|后期|后续|以后|未来|年底前|近期|届时|下月)"
_SOME_TIME = rf"(?:(?:20\d\d|[今本当])年度?(?:[上下]半年|\d{{1,2}}月)?|{_AHEAD})(?:起|开始|底前|底|前|初|内)?"
# Time words that only lead to a measure; they are no part of it.
_LATER = re.compile(
    rf"(?:在)?(?:(?:下一步(?:工作(?:中)?)?|下步(?:工作(?:中)?)?|今后(?![\d一二两三四五几])(?:的?工作(?:中)?)?|以后(?!年)|接下来)"
    rf"|(?:后续|后期)(?:的?工作中?|阶段)?(?=[，,:：]?(?:{_OWN})?(?:将(?![两一二三几]|近)|(?:{_WILL}|[要应会需]|计划)?[，,]?{_TO_DO})))"
    r"[，,:：]?(?:我[们单位局部门中心委院校]{1,3}|本[单位局部门中心委院校]{1,3})?(?:将|拟|要(?!求)|会(?![议计])|应(?!急)|需(?!求)|计划)?"
)
# Words that begin a measure and belong to it, wherever a clause begins.
_PLAN = re.compile(
    rf"(?:在|从)?(?:{_FUTURE})[，,]?(?:{_OWN})?(?:{_WILL}|要(?!求)|计划|应(?!急)|会(?![议计])|需(?!求)|确保|{_TO_DO})"
    rf"|(?:在|从)?{_SOME_TIME}[，,]?(?:{_OWN})?(?:{_WILL}{_TO_DO}|确保(?:完成|按|如期|全)|力争|争取)"
    rf"|(?:在|从)?(?:20\d\d年度?|{_AHEAD})[，,]?(?:{_OWN})?(?:要|应|需|确保|会){_DOES}"
    r"|建议(?!书|案|人|者|箱|数|权|征集|收集|办理|采纳|意见|反馈|[^，,。；;]{0,4}[较多少])"
    rf"|{_WILL}{_TO_DO}|(?:并|也|还|均)?将(?:于|在|通过|进一步|继续|持续|按|根据|针对|对|会同|采取)|拟(?:请|由|于)"
    rf"|{_OWN}(?:将|拟|计划|会(?!计|议))|我们(?:将|会(?!计|议))|打算"
    r"|针对(?:上述|以上|此类?|该|存在的?)(?:问题|情况|不足)(?=$|[我本将拟要])|为此(?=$|我|本)"
    r"|计划(?:于|在|明年|下年|通过)|进一步(?:加|完|优|细|提|规|强|做|扩|推|健|巩|深|落|压|改|拓|督)"
    r"|(?:力争|争取|确保)(?:在|于|到)?(?:20\d\d年|明年|次年|下一?年|年底)"
)
# Words that often begin a measure, and sometimes a cause or what was done.
_LIKELY = re.compile(
    rf"{_FUTURE}|(?:未来)(?:工作中|我|将|拟|要|应|会|需|在|通过|[，,]|加|进一步|继续|提前|合理)"
    r"|(?:并|也|还|均)?[将拟](?:以|把|纳入|推|组织|建立|制定|结合|重点|安排|开展|调整|引入|新增|增加|向|与|从)"
    r"|结合(?:20\d\d年|下一?年度?|明年)(?:度)?预算"
    r"|(?:现)?已(?:申请|着手|启动整改)|正在?(?:积极|抓紧|加紧|协商|申请|与.{1,10}(?:协商|商量|沟通|对接))"
    r"|(?:仍|还|尚)?(?:需要?|应|须|要)(?:在今后|进一步|继续|持续|不断)|(?:继续|持续|不断)(?:加[强大快]|完善|健全|强化|提[高升]|优化|推[进动])"
    r"|计划(?:分批|逐步|今年|下)|(?:计划|力争|争取)(?:20\d\d年|次年|下一年).{0,10}(?:完成|实施|支付|开展|验收|完工)"
)
# Words that begin a measure behind another clause where nothing that follows went wrong.
_REMEDY = re.compile(
    rf"(?:在|从)?{_AHEAD}[，,]?(?:{_OWN})?(?:计划)?{_DOES}|20\d\d年度?(?:起|开始)|{_OWN}已|拟(?![建定录态])"
    rf"|(?:仍|还|尚)?(?:要(?![求素件点么])|应(?![急届收付])|须|需(?!求)要?){_DOES}"
    rf"|(?:目前|现|现阶段|当前)?，?(?:{_OWN})?(?:已|正在?)(?:积极|抓紧|加紧|主动|多次|及时)*"
    r"(?:要求|责[成令]|督促|安排|协调|联系|沟通|对接|补录|着手|约谈|制定整改|下发整改|开展整改|催[促办交告]|补充|启动)"
    r"|[^，,。；;]{2,8}(?:拟|将|计划)(?:于|在)(?:20\d\d年|明年|次年|下一?年)"
)
# A verb that answers a clause of what is lacking: 人手不够，增加人手.
_MENDING = re.compile(
    rf"{_ADVERB}*(?:加[强大快密紧]|优化|强化|完善|健全|建立|提[高升]|细化|规范|督促|落实|压实|深化|改[进善]|拓[宽展]|扩大|增[设加强派]|充实|配[齐强备])"
)
_LACK = re.compile(
    "(?:不[足够高强齐畅严细准广深实多]|不到位|不及时|薄弱|单一|有限|滞后|短缺|缺乏|[较偏过][窄低少慢晚弱差小])[，,。；;]$"
)
# What a remedy does not go on with.
_NO_REMEDY = re.compile("[但却然故因未没了致]|[较偏过][晚慢低少高长]|[低少高多]于|滞后|推迟|无法|减少|下降")
# Time words behind which a measure is likely even where the clause speaks of something missed.
_SURELY_LATER = re.compile(r"下一步|下步|今后|接下来")
# Words that say of what lies ahead that it is not settled: 下一步方案尚未批复.
_IS_OPEN = re.compile("尚未|未[批明获定]|不明")
# Verbs that begin a measure at the start of a sentence only, where nothing in it went wrong.
_VERB = re.compile(
    rf"{_ADVERB}*{_DEED}|(?:科学|合理|积极|主动|严格|认真|切实|继续|尽快)[^，,。；;]|待[^，,。；;]{{2,16}}(?:后|时)"
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
    r"|(?:详|参)?见(?!效)[^，,。；;]*|[-—/\\\d.%]*"
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


@lru_cache(maxsize=2**16)  # the audit asks for most texts twice
def take_apart(text: str) -> Parts:
    """The parts of a reason text as they most likely are.

    >>> take_apart("坐席不足。正在与财政商量增加坐席。")
    Parts(cause='坐席不足', measure='正在与财政商量增加坐席', told_by='opening', is_certain=False)
    """
    if spaced := _SPACED_MARKS.match(text):
        return Parts(_trimmed(spaced["cause"]), _trimmed(spaced["measure"]), "label")
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
    body = text.strip(_BORDER)
    pieces = [part for part in _PIECE.split(body) if part.strip(_BORDER)]
    if len(pieces) > 1:
        read = [_one_by_openings(piece, is_labelled=is_labelled) for piece in pieces]
        # A cause behind a measure: every point tells its own cause and measure, or the cause is told last.
        first = next((i for i, parts in enumerate(read) if parts.measure), len(read))
        if any(parts.cause and _CAUSE.search(parts.cause) for parts in read[first + 1 :]):
            causes, measures = [f"{p.cause or ''}；" for p in read], [f"{p.measure or ''}；" for p in read]
            is_certain = all(parts.is_certain for parts in read)
            return Parts(_joined(causes), _joined(measures), "opening", is_certain)
    return _one_by_openings(body, is_labelled=is_labelled)


def _one_by_openings(text: str, *, is_labelled: bool) -> Parts:
    """The parts of one point: a cause, and behind it a measure."""
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
            if not _SURELY_LATER.match(body, _behind_item(body, start)) or _IS_OPEN.search(body, begin, end):
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
        # 拟引进人才放弃报到: what was planned and came to nothing.
        is_past = start == 0 and clause.startswith("拟") and clauses.last_cause >= at
        return (None, False) if is_past else (at, True)
    if (start == 0 or body[start - 1] in _SENTENCE_ENDS) and _VERB.match(clause):
        # A verb may begin a cause too, so the whole rest has to be free of words of causes.
        if clauses.last_cause < at:
            return at, True
        if start > 0:
            return (None if _NO_PLAN.search(clause) else at), False
        return None, True
    if _LIKELY.match(clause):
        return (at if start > 0 else None), False
    is_remedy = _REMEDY.match(clause) or (_MENDING.match(clause) and _LACK.search(body, 0, start))
    if start > 0 and is_remedy and not _NO_REMEDY.search(body, at):
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

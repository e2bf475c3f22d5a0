"""What names of organs are called short for at their ends, and words that may be left out inside them.

Belongs here: ways to write that hold for every organ. Does not belong here: single names (``offices.yml``).
"""

from __future__ import annotations

import re

_COUNCIL = re.compile(r"管委会(?=$|办公室$|办$)")
# Only behind a whole word: 建委 and 经委 stand for 建设委员会 and 经济委员会.
_COMMITTEE = re.compile(
    r"(?<=..)(?<=管理|资源|信息|息化|健康|改革|监管|农村|旅游|交通|运输|事务|规划|教育|科技|技术|文化|体育|经济|建设|发展|市容|金融|商务|水利)委$"
)
_WORK = re.compile(r"(?<=..)工委$")
_OFFICE = re.compile(r"(?<=..)(?<!街道)办$")
_ORGAN = re.compile(r"(?:局|委员会|厅|办公室)$")
_LEFT_OUT = re.compile(r"(?<=[\u4e00-\u9fff]{2})[和与及、](?=[\u4e00-\u9fff]{3})")


def full_end(core: str) -> str:
    """The name with its end written out.

    >>> full_end("规划自然资源委"), full_end("经开区管委会")
    ('规划自然资源委员会', '经开区管理委员会')
    """
    return _OFFICE.sub("办公室", _COMMITTEE.sub("委员会", _WORK.sub("工作委员会", _COUNCIL.sub("管理委员会", core))))


def comparable(core: str) -> str:
    """One text for the ways to write the name of an organ; nobody is meant to read it.

    >>> comparable("国有资产监督管理委员会") == comparable("国有资产监管委")
    True
    """
    text = full_end(core)
    return _LEFT_OUT.sub("", text).replace("监督管理", "监管") if _ORGAN.search(text) else text

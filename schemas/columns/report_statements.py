"""Columns of statements that a final-accounts report makes on self-evaluation.

Belongs here: table ``narrative``. Does not belong here: how sentences are read.
"""

from __future__ import annotations

from dataclasses import replace

from schemas.columns.forms import MONEY_UNIT
from schemas.columns.identity import FISCAL_YEAR
from schemas.columns.types import integer, money, points, text
from schemas.columns.vocabularies import NARRATIVE_SCOPES

NARRATIVE_ID = text(
    "narrative_id",
    "决算说明编号",
    "Document number, a hyphen, N and the three-digit place of the statement in its document.",
    is_nullable=False,
    pattern=r"^[0-9a-f]{16}-N[0-9]{3}$",
)
NARRATIVE_SENTENCE = text(
    "sentence",
    "原文",
    "The sentences of the report that the row was read from, as printed, line ends and blanks removed; of a table its"
    " caption, then each label with its figure.",
    is_nullable=False,
)
NARRATIVE_DEPARTMENT = text(
    "department",
    "部门",
    "Department or unit that the report speaks of: from the sentence, the title of the report or the batch.",
)
NARRATIVE_YEAR = replace(
    FISCAL_YEAR,
    description="Year whose projects were evaluated: from the sentence, the title of the report or the batch.",
    headings=(),
)
NARRATIVE_SCOPE = text(
    "scope",
    "项目范围",
    "Which projects the statement restricts itself to; all when it names no restriction.",
    is_nullable=False,
    vocabulary=NARRATIVE_SCOPES,
)
PROJECTS = integer(
    "projects",
    "自评项目数",
    "Number of self-evaluated projects the statement names; 0 where it says that none was evaluated.",
    minimum=0,
)
AMOUNT_YUAN = money(
    "amount_yuan", "涉及金额", "Money of these projects in yuan; which budget it is, reports do not say."
)
AMOUNT_TEXT = text("amount_text", "涉及金额原文", "The amount as printed but for separators and widths, with its unit.")
NARRATIVE_MONEY_UNIT = replace(MONEY_UNIT, description="Unit of money printed behind the amount.", headings=())
MEAN_SCORE = points("mean_score", "平均得分", "Mean score of these projects.")
MEAN_SCORE_TEXT = text(
    "mean_score_text", "平均得分原文", "The mean score as printed; its digits say how it was rounded."
)
EXCELLENT = integer("excellent", "优的项目数", "Projects graded 优 or 优秀.", minimum=0)
GOOD = integer("good", "良的项目数", "Projects graded 良 or 良好.", minimum=0)
FAIR = integer("fair", "中的项目数", "Projects graded 中, 合格 or 一般.", minimum=0)
POOR = integer("poor", "差的项目数", "Projects graded 差, 较差 or 不合格.", minimum=0)

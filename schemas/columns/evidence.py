"""Columns that say where a value stood, why it is doubtful and what changed it.

Belongs here: tables ``cell``, ``doubt``, ``doubt_code``, ``repair``, ``correction`` and ``quarantine``. Does not
belong here: findings about what a form says (``audit``).
"""

from __future__ import annotations

from dataclasses import replace

from schemas.columns.identity import FIELD, FORM_ID
from schemas.columns.types import CODE, DATE, REAL, Column, integer, text
from schemas.columns.vocabularies import CELL_ORIGINS, CELL_STATES, CORRECTION_ACTIONS, REPAIR_RULES

TEXT_LINE_NO = integer(
    "line_no",
    "行号",
    "Where the value stood, from 1: line of the raw text, row of the sheet, or row among all table rows of a web page "
    "or text document; null for PDF.",
    minimum=1,
)
DOUBT_CODE = text(
    "code", "存疑代码", "Code of the reason; its sentences stand in doubt_code.", is_nullable=False, pattern=CODE
)
DOUBT_DETAIL = text(
    "detail",
    "具体内容",
    "What the doubt speaks of, such as a unit or other columns; null where it says nothing more.",
)
DOUBT_SENTENCE = text(
    "sentence", "含义", "What the doubt means, in Chinese; {detail} stands for its detail.", is_nullable=False
)
DOUBT_SENTENCE_OF_ALL = replace(
    DOUBT_SENTENCE,
    description="What the doubt means, in Chinese; an ellipsis stands where a single doubt names its detail.",
)
DOUBT_ACTION = text("action", "处理建议", "What a person looks at, in Chinese.", is_nullable=False)
DOUBT_SENTENCE_EN = text("sentence_en", "含义（英文）", "What the doubt means, in English.", is_nullable=False)
DETAIL_OF = text(
    "detail_of",
    "具体内容的代码所属列",
    "Column of code_label that has what the codes in the detail are called; null where the detail is no code.",
    pattern=CODE,
)
DOUBT_ACTION_EN = text("action_en", "处理建议（英文）", "What a person looks at, in English.", is_nullable=False)
RAW_VALUE = text("raw_value", "原文", "The text as it stood in the document, before any repair.")
CORRECTED_TEXT = text(
    "corrected_text",
    "更正后的文字",
    "The text that a person put in the place of the printed one, of which the value was read; null where nobody did, "
    "and where nothing stands in its place.",
)
VALUE = text("value", "取值", "The value as published, written as text; null when the column is null.")
ORIGIN = text(
    "origin",
    "取值方式",
    "How the value came about: printed, repaired by a rule, corrected by a person, or derived.",
    is_nullable=False,
    vocabulary=CELL_ORIGINS,
)
STATE = text(
    "state",
    "单元格状态",
    "What the cell held: a blank, a dash and a zero differ.",
    is_nullable=False,
    vocabulary=CELL_STATES,
)
PIECE = integer(
    "piece", "分片序号", "Number of the piece, from 0, when a page break cut the cell.", is_nullable=False, minimum=0
)
X0 = Column(
    "x0",
    REAL,
    "左边界",
    "Left edge on the upright page, from its left edge; null for anything but PDF and images.",
    unit="pt",
)
TOP = Column(
    "top",
    REAL,
    "上边界",
    "Upper edge on the upright page, from its top; null for anything but PDF and images.",
    unit="pt",
)
X1 = Column(
    "x1",
    REAL,
    "右边界",
    "Right edge on the upright page, from its left edge; null for anything but PDF and images.",
    unit="pt",
)
BOTTOM = Column(
    "bottom",
    REAL,
    "下边界",
    "Lower edge on the upright page, from its top; null for anything but PDF and images.",
    unit="pt",
)
COLUMN_FIRST = integer(
    "column_first",
    "起始列",
    "First column the value stood in, from 0: tab column of the raw text, column of the sheet or of the table; null "
    "for PDF.",
    minimum=0,
)
COLUMN_LAST = integer(
    "column_last", "结束列", "Last column the value stood in, from 0, inclusive; null for PDF.", minimum=0
)
REPAIR_ID = text(
    "repair_id",
    "修复编号",
    "Form number, -R and the place of the repair on the form.",
    is_nullable=False,
    pattern=r"^[0-9a-f]{16}-[0-9]{3}-R[0-9]{4,}$",
)
RULE = text(
    "rule",
    "修复规则",
    "Name of the repair rule that changed the text.",
    is_nullable=False,
    vocabulary=REPAIR_RULES,
    is_open=True,
    pattern=CODE,
)
BEFORE = text("before", "更改前", "Text before the change; null when there was none.")
AFTER = text("after", "更改后", "Text after the change; null when the value was removed.")
CORRECTION_ID = text("correction_id", "更正编号", "Name of the record of the correction.", is_nullable=False)
CORRECTION_FORM_ID = replace(FORM_ID, is_nullable=True)
"""A form that is withheld is in no table."""
CORRECTION_FIELD = replace(FIELD, is_nullable=True)
"""A whole form is withheld without naming a field."""
CORRECTION_ACTION = text(
    "action",
    "更正方式",
    "What a person decided about the value.",
    is_nullable=False,
    vocabulary=CORRECTION_ACTIONS,
)
CORRECTION_BEFORE = text(
    "before", "更改前", "Text as printed; null where nothing is printed, and where it is withheld."
)
CORRECTION_AFTER = text("after", "更改后", "Text that a person put in its place; null where none was.")
VALUE_BEFORE = text(
    "value_before",
    "更改前的值",
    "The value as it was read, written as text; null where there was none or it is withheld.",
)
VALUE_AFTER = text(
    "value_after", "更改后的值", "The value as published, written as text; null when the column is null."
)
CORRECTION_REASON = text("reason", "更正理由", "Why a person decided so.", is_nullable=False)
EVIDENCE = text("evidence", "更正依据", "What the correction rests on, for example the page seen or a reply.")
CORRECTED_BY = text(
    "corrected_by",
    "更正人",
    "Who decided: a role or initials that this person chose, never a name.",
    is_nullable=False,
)
CORRECTED_ON = Column("corrected_on", DATE, "更正日期", "When it was decided.", is_nullable=False)
QUARANTINE_ID = text(
    "quarantine_id",
    "隔离编号",
    "Document number, -Q and the place of the refusal in the document.",
    is_nullable=False,
    pattern=r"^[0-9a-f]{16}-Q[0-9]{3,}$",
)
REFUSAL_CODE = text("code", "隔离代码", "Machine code of the refusal.", is_nullable=False, pattern=CODE)
REFUSAL_SENTENCE = text(
    "sentence", "隔离说明", "Why it was refused and what can be done, as a sentence in Chinese.", is_nullable=False
)
REFUSAL_SENTENCE_EN = text(
    "sentence_en",
    "隔离说明（英文）",
    "Why it was refused and what can be done, as a sentence in English.",
    is_nullable=False,
)
EXCERPT = text("excerpt", "摘录", "A short piece of the text the refusal is about.")

"""Columns of a file in the raw data: what it is, where it came from, what became of it.

Belongs here: table ``document`` and outcomes. Does not belong here: what stands on a form.
"""

from __future__ import annotations

from schemas.columns.types import BIG_INTEGER, CODE, DATE, Column, flag, integer, text
from schemas.columns.vocabularies import DATA_KINDS, DOCUMENT_OUTCOMES, FORM_OUTCOMES, ROUTES

PATH = text(
    "path", "文件路径", "Path of the file below the raw data directory, with forward slashes.", is_nullable=False
)
MEDIA_TYPE = text("media_type", "文件类型", "Media type found from the file's content, for example application/pdf.")
BYTES = Column(
    "bytes", BIG_INTEGER, "文件大小", "Size of the file in bytes.", unit="bytes", is_nullable=False, minimum=0
)
PAGES = integer("pages", "页数", "Number of pages of the document; null when it could not be opened.", minimum=0)
ROUTE = text(
    "route",
    "读取方式",
    "Reader that produced the text, for example pdf_text or raw_text; null when no reader accepted the file.",
    vocabulary=ROUTES,
    is_open=True,
    pattern=CODE,
)
DOCUMENT_OUTCOME = text(
    "outcome",
    "处理结果",
    "How the document or form ended: curated, curated_with_issues, no_form or quarantined; never null.",
    is_nullable=False,
    vocabulary=DOCUMENT_OUTCOMES,
)
FORM_OUTCOME = text(
    "outcome",
    "处理结果",
    "How the form ended: curated, or curated_with_issues when one of its values is doubtful.",
    is_nullable=False,
    vocabulary=FORM_OUTCOMES,
)
DOCUMENT_REASON = text(
    "reason", "原因代码", "Machine code of why the document is not plainly curated; null when it is.", pattern=CODE
)
DOCUMENT_REASON_TEXT = text(
    "reason_text",
    "原因说明",
    "The same reason as a sentence in Chinese that a person can act on; null when there is none.",
)
DOCUMENT_REASON_TEXT_EN = text(
    "reason_text_en", "原因说明（英文）", "The same reason as a sentence in English; null when there is none."
)
FORMS = integer("forms", "自评表数", "Number of self-evaluation forms counted.", is_nullable=False, minimum=0)
BATCH = text("batch", "批次", "Directory below the raw data directory: one publication of one publisher.")
PUBLISHER = text("publisher", "发布单位", "Office that published the file, as batch.yml says; null when it does not.")
SOURCE_URL = text(
    "source_url",
    "来源",
    "Where the file was taken from, as batch.yml says under source: a web address, or words where there is none.",
)
RETRIEVED_ON = Column(
    "retrieved_on",
    DATE,
    "获取日期",
    "Day on which the file was fetched, as batch.yml says; never taken from the clock.",
)
IS_EXAMPLE = flag(
    "is_example",
    "是否虚构示例",
    "Whether the document is invented, as batch.yml says by is_example; real documents need not say anything.",
    is_nullable=False,
)
DATA_KIND = text(
    "data_kind",
    "数据性质",
    "Whether the documents of the release are real, invented examples, or both; none for an empty release.",
    is_nullable=False,
    vocabulary=DATA_KINDS,
)
PARSER_VERSION = text(
    "parser_version", "解析程序版本", "Version of the parsing code that read the document.", is_nullable=False
)

"""Table ``document``."""

from __future__ import annotations

import pandera.polars as pa
import polars as pl

from schemas import columns as c
from schemas.table import Table


class Document(Table):
    """文件: every file found in the raw data directory, with its one outcome."""

    document_id: c.Text = c.DOCUMENT_ID.field()
    path: c.Text = c.PATH.field()
    media_type: c.Text = c.MEDIA_TYPE.field()
    bytes: c.BigInteger = c.BYTES.field()
    pages: c.Integer = c.PAGES.field()
    route: c.Text = c.ROUTE.field()
    outcome: c.Text = c.DOCUMENT_OUTCOME.field()
    reason: c.Text = c.DOCUMENT_REASON.field()
    reason_text: c.Text = c.DOCUMENT_REASON_TEXT.field()
    reason_text_en: c.Text = c.DOCUMENT_REASON_TEXT_EN.field()
    forms: c.Integer = c.FORMS.field()
    batch: c.Text = c.BATCH.field()
    publisher: c.Text = c.PUBLISHER.field()
    source_url: c.Text = c.SOURCE_URL.field()
    retrieved_on: c.Day = c.RETRIEVED_ON.field()
    is_example: c.Flag = c.IS_EXAMPLE.field()
    region: c.Text = c.REGION.field()
    fiscal_year: c.Integer = c.FISCAL_YEAR.field()
    parser_version: c.Text = c.PARSER_VERSION.field()

    @pa.dataframe_check(name="refusal_explained", error="no_form and quarantined carry reason and reason_text")
    def refusal_explained(cls, data: pa.PolarsData) -> pl.LazyFrame:  # noqa: N805  (pandera passes the class)
        """True where a document that gave nothing says why."""
        refused = pl.col("outcome").is_in(["no_form", "quarantined"])
        explained = pl.col("reason").is_not_null() & pl.col("reason_text").is_not_null()
        return data.lazyframe.select(~refused | explained)

"""Table ``indicator``."""

from __future__ import annotations

import pandera.polars as pa
import polars as pl

from schemas import columns as c
from schemas.table import DoubtedTable


class Indicator(DoubtedTable):
    """绩效指标: every third-level indicator, in long format, with target, actual, weight, score and reason."""

    form_id: c.Text = c.FORM_ID.field()
    indicator_no: c.Integer = c.INDICATOR_NO.field()
    parent_indicator_no: c.Integer = c.PARENT_INDICATOR_NO.field()
    is_counted: c.Flag = c.IS_COUNTED.field()
    level1: c.Text = c.LEVEL1.field()
    level2: c.Text = c.LEVEL2.field()
    name: c.Text = c.NAME.field()
    name_normalized: c.Text = c.NAME_NORMALIZED.field()
    indicator_kind: c.Text = c.INDICATOR_KIND.field()
    target_text: c.Text = c.TARGET_TEXT.field()
    target_operator: c.Text = c.TARGET_OPERATOR.field()
    target_value: c.Quantity = c.TARGET_VALUE.field()
    target_low: c.Quantity = c.TARGET_LOW.field()
    target_high: c.Quantity = c.TARGET_HIGH.field()
    target_unit: c.Text = c.TARGET_UNIT.field()
    target_unit_canonical: c.Text = c.TARGET_UNIT_CANONICAL.field()
    target_value_base: c.Quantity = c.TARGET_VALUE_BASE.field()
    target_base_unit: c.Text = c.TARGET_BASE_UNIT.field()
    target_date: c.Day = c.TARGET_DATE.field()
    target_date_from: c.Day = c.TARGET_DATE_FROM.field()
    target_date_granularity: c.Text = c.TARGET_DATE_GRANULARITY.field()
    target_kind: c.Text = c.TARGET_KIND.field()
    actual_text: c.Text = c.ACTUAL_TEXT.field()
    actual_operator: c.Text = c.ACTUAL_OPERATOR.field()
    actual_value: c.Quantity = c.ACTUAL_VALUE.field()
    actual_low: c.Quantity = c.ACTUAL_LOW.field()
    actual_high: c.Quantity = c.ACTUAL_HIGH.field()
    actual_unit: c.Text = c.ACTUAL_UNIT.field()
    actual_unit_canonical: c.Text = c.ACTUAL_UNIT_CANONICAL.field()
    actual_value_base: c.Quantity = c.ACTUAL_VALUE_BASE.field()
    actual_base_unit: c.Text = c.ACTUAL_BASE_UNIT.field()
    actual_date: c.Day = c.ACTUAL_DATE.field()
    actual_date_from: c.Day = c.ACTUAL_DATE_FROM.field()
    actual_date_granularity: c.Text = c.ACTUAL_DATE_GRANULARITY.field()
    attainment: c.Text = c.ATTAINMENT.field()
    weight: c.Points = c.WEIGHT.field()
    score: c.Points = c.SCORE.field()
    shortfall: c.Points = c.SHORTFALL.field()
    score_method: c.Text = c.SCORE_METHOD.field()
    reason_text: c.Text = c.REASON_TEXT.field()
    is_shared_reason: c.Flag = c.IS_SHARED_REASON.field()
    deviation_reason: c.Text = c.DEVIATION_REASON.field()
    improvement_measure: c.Text = c.IMPROVEMENT_MEASURE.field()
    page: c.Integer = c.PAGE.field()
    doubtful: c.Names = c.DOUBTFUL.field()

    @pa.dataframe_check(name="shortfall_is_difference", error="shortfall is weight less score, null when either is")
    def shortfall_is_difference(cls, data: pa.PolarsData) -> pl.LazyFrame:  # noqa: N805  (pandera passes the class)
        """True where the shortfall follows from the two printed figures."""
        return data.lazyframe.select(pl.col("shortfall").eq_missing(pl.col("weight") - pl.col("score")))

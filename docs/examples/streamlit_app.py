"""A page of one's own over a release: points lost by department, and where each comes from.

streamlit run docs/examples/streamlit_app.py -- data/demo
"""

from __future__ import annotations

import sys

import polars as pl
import streamlit as st

from pipeline import api

release = api.release(sys.argv[1] if len(sys.argv) > 1 else "data/demo")
shortfalls = release.frame("shortfall_indicators").filter(pl.col("duplicate_of").is_null())

st.title("项目绩效失分情况")
st.caption(f"{release.manifest['data_kind_text']} {release.manifest['build_id']}")

years = sorted(shortfalls["fiscal_year"].drop_nulls().unique().to_list(), reverse=True)
year = st.selectbox("预算年度", years)
of_year = shortfalls.filter(fiscal_year=year)
st.metric("失分指标", of_year.height)
st.metric("失分合计", f"{of_year['shortfall'].sum():.2f}")

by_department = of_year.group_by("department_normalized").agg(pl.col("shortfall").sum(), indicators=pl.len())
st.bar_chart(by_department.with_columns(pl.col("shortfall").cast(pl.Float64)), x="department_normalized", y="shortfall")

department = st.selectbox("部门", by_department.sort("shortfall", descending=True)["department_normalized"].to_list())
rows = of_year.filter(department_normalized=department)
st.dataframe(rows.select("project_name", "name", "target_text", "actual_text", "weight", "score", "reason_text"))

names = [f"{row['project_name']} · {row['name']}" for row in rows.iter_rows(named=True)]
chosen = rows.row(names.index(st.selectbox("数值出处", names)), named=True)
value = release.value(chosen["form_id"], "indicator", chosen["indicator_no"], "score")
st.write(f"{value.path}，第{value.page}页，原文“{value.printed}”，读作{value.value}")
for doubt in value.doubts:
    st.warning(doubt.sentence)

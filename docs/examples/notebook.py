"""A release as frames and as SQL, cell by cell."""

# %% [markdown]
# # A release as frames and as SQL
# Open this file in VS Code, Spyder or Jupyter (with jupytext), or run it: `python docs/examples/notebook.py data/demo`.

# %%
import sys

import polars as pl

from pipeline import api

release = api.release(sys.argv[1] if len(sys.argv) > 1 else "data/demo")
release.manifest["build_id"], release.manifest["data_kind"]

# %% [markdown]
# Views answer most questions. Columns are described in `docs/data_dictionary.md`; money is in yuan.

# %%
projects = release.frame("projects").filter(pl.col("duplicate_of").is_null())
lowest = projects.sort("score_pct", nulls_last=True).select("project_name", "department", "total_score", "grade")
lowest.head(5)

# %% [markdown]
# The same in SQL, with everything that the warehouse says about itself.

# %%
with release.connect() as connection:
    lost = connection.execute(
        "SELECT category_label, sum(reasons) AS reasons FROM deviation_reason_by_category "
        "GROUP BY ALL ORDER BY reasons DESC, category_label"
    ).fetchall()
    meaning = connection.execute(
        "SELECT comment FROM duckdb_tables() WHERE table_name = 'deviation_reason_by_category'"
    ).fetchone()
lost[:5], meaning

# %% [markdown]
# Where a number comes from: the page, the text as printed, and why it is in doubt, if it is.

# %%
row = release.frame("shortfall_indicators").sort("shortfall", descending=True).row(0, named=True)
value = release.value(row["form_id"], "indicator", row["indicator_no"], "score")
value.path, value.page, value.printed, value.value, [doubt.sentence for doubt in value.doubts]

# %% [markdown]
# One document, without a build.

# %%
document = api.read_document("data/examples/linlan_2024/wat_reservoir.html")
document.frame("indicator").select("name", "target_text", "actual_text", "weight", "score")

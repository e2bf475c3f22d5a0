"""The DuckDB warehouse: build it from Parquet, verify it, read it.

Belongs here: everything that touches DuckDB; no other package imports it. Does not belong here: what a
release is and how it becomes visible (``pipeline.publish``).
"""

"""What a release consists of besides the warehouse, and how it becomes visible.

Belongs here: Parquet files, data package, dictionary, workbook, the atomic switch to a new release. Does not
belong here: what is in the tables.
"""

"""The published tables: what every column means, and what is guaranteed about it.

Belongs here: columns (:mod:`schemas.columns`), one class per table, the register of tables (:mod:`schemas.catalog`),
views (:mod:`schemas.views`), and what follows from them: rows and frames in exact types (:mod:`schemas.table_rows`,
:mod:`schemas.table_frames`), checks (:mod:`schemas.table_models`, :mod:`schemas.table_checks`), SQL
(:mod:`schemas.warehouse_ddl`) and descriptions (:mod:`schemas.descriptions`). Does not belong here: any reading,
parsing or storing; only polars and pandera are imported, and neither by what rows alone need.

``Form``, ``Cell``, ``Repair``, ``Doubt`` and ``DoubtCode`` are here the published tables. The types of the same names
in :mod:`pipeline.model` hold what is read of the same things before it is published.
"""

"""The published tables: what every column means, and what is guaranteed about it.

Belongs here: column definitions, one model per table, keys, and everything that follows from them
(:mod:`schemas.derive`). Does not belong here: any reading, parsing or storing; only polars and pandera are
imported.
"""

"""Every number of every view, computed again in plain Python from the published tables, and compared.

Written from the data dictionary alone. Belongs here: what the views say they mean, with exact fractions. Does not
belong here: SQL beyond reading rows, polars, anything of ``pipeline`` or ``schemas``: a mistake made there must not
be made here too. ``make recompute`` prints how many numbers were compared and how many differ.
"""

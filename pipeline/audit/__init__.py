"""The audit: rules over clean tables, as data.

``audit_tables`` runs everything. ``frames`` prepares the rows that rules look at, ``check`` says what a check is, and
each ``*_rules`` module holds the checks of one subject. Words that checks search for stand in ``lexicon.yml``, settings
by place and year in ``profiles.yml``, the register in ``rules.yml``.

Belongs here: findings, and what they rest on. Does not belong here: mending a value, rules that need one document's
layout, the reading of sentences (``pipeline.prose``).
"""

"""Reasons for deviations as tables: told apart, classified and grouped with their like.

``reason_tables`` gives the two published tables, from ``reason_parts``, ``categories`` and ``groups``.

Belongs here: frames of reason texts. Does not belong here: rules about reasons (``pipeline.audit.reason_rules``), words
and the taxonomy of causes (``pipeline.prose``).
"""

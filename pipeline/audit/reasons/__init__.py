"""Reasons for deviations as tables: cause and measure, class of the cause, group of like texts.

``reason_tables`` gives the two published tables, from ``reason_parts``, ``categories`` and ``groups``.

Belongs here: frames of reason texts. Does not belong here: rules about reasons (``pipeline.audit.reason_rules``), words
and the taxonomy of causes (``pipeline.prose``).
"""

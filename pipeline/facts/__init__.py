"""Facts about a form that stand around its table or in names: fiscal year and administrative division.

Belongs here: the register of divisions (``division_register``), the division that the name of an office tells
(``named_divisions``), and which source of a year or a division wins (``fiscal_year``, ``region``). Does not belong
here: which lines are titles of forms (``pipeline.text.titles``), where lines and cells stood (``pipeline.forms``),
writing the facts into a form (``pipeline.curate.form_facts``).
"""

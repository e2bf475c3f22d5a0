"""Facts about a form that stand around its table or in names: fiscal year and administrative division.

Belongs here: the register of divisions (``register``), the division that the name of an office tells (``places``),
which lines are titles of forms (``titles``), and which source of a year or a division wins (``year``, ``region``).
Does not belong here: where lines and cells stood (``pipeline.forms``), writing the facts into a form
(``pipeline.curate.form_facts``).
"""

"""Which office and which project a form is of, over all documents of a release, and which form counts once.

Belongs here: what can be told only from names and places together, or from forms beside each other. Does not belong
here: reading a form (``pipeline.forms``), its division (``pipeline.facts``), findings (``pipeline.audit``).
"""

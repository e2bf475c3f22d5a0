"""Pages of documents as a person saw them, so that a value can be shown at its place.

Belongs here: drawing PDF pages and scans, redrawing tables of web pages, workbooks and texts, lines of raw text,
covering personal data in all of them. Does not belong here: reading values (``pipeline.readers``), the pages of the
site (``pipeline.publish.site``).
"""

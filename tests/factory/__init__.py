"""Invented forms, the documents they stand in, and the search for documents that are read wrongly.

Belongs here: making documents with a known truth, and comparing what comes out of the real path with it.
Does not belong here: sample documents of real producers (``tests/data``), and any code the product runs.
"""

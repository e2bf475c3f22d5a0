"""Sentences: what reports state of self-evaluation, how a reason falls into cause and measure, weights in notes.

Belongs here: texts to what they state, and the words that this goes by. Does not belong here: frames over a release
(``pipeline.audit``), which cell holds a text (``pipeline.forms``).
"""

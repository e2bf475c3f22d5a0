"""The commands of ``jixiao`` that have a module of their own.

Belongs here: one module for each command, ``pipeline/commands/<name>.py``, and what several share (``terminal``). Does
not belong here: work; a command calls functions of other packages, imported when it runs.
"""

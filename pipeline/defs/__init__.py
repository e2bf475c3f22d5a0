"""The pipeline as Dagster sees it: assets by layer, checks, storage, automation.

Belongs here: which function feeds which asset. Does not belong here: logic; every asset is a few lines that
call a function of another package, which works without Dagster.
"""

"""Parsed documents to the rows of the published tables, one outcome for each document."""

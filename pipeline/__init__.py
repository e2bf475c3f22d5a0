"""Jixiao: published project-expenditure performance self-evaluation forms as data people can trust."""

__version__ = "0.2.0"

"""Jixiao: published project-expenditure performance self-evaluation forms as data people can trust."""

__version__ = "0.1.0"

"""Printed grades in one scale.

Belongs here: ``grades.yml`` and reading a grade by it. Does not belong here: finding the grade on a form
(``pipeline.forms.grade``), whether it suits the score (``pipeline.audit``).
"""

from __future__ import annotations

import re
from functools import cache

from pipeline.package_yaml import package_yaml
from pipeline.text.fold import fold_widths, squeeze


@cache
def grade_words() -> dict[str, str]:
    """The expression of each class, the best class first."""
    words: dict[str, str] = package_yaml(__package__, "grades.yml")
    return words


def grade_class(grade: str | None) -> str | None:
    """The class of a printed grade: excellent, good, fair or poor; null for a word of no known scale.

    >>> grade_class("优秀"), grade_class("较好"), grade_class("一等")
    ('excellent', 'good', None)
    """
    text = squeeze(fold_widths(grade or "")).upper()
    return next((name for name, pattern in grade_words().items() if re.search(pattern, text)), None)

"""What makes indicators of different offices and years comparable: kind, normalised name, one scale of grades.

Belongs here: pure functions over printed texts, and the files of words they read. Does not belong here: reading the
texts (``pipeline.forms``), where the results are filled in (``pipeline.curate.comparable``), judging them
(``pipeline.audit``).
"""

from pipeline.comparable.grades import grade_class
from pipeline.comparable.kinds import Described, indicator_kind
from pipeline.comparable.names import normalized_name

__all__ = ["Described", "grade_class", "indicator_kind", "normalized_name"]

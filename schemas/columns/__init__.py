"""Every column of every published table and view, exactly once: the single source of column meaning.

Belongs here: name, type, Chinese title, English description, unit, what the pipeline guarantees about the
values, and the headings a column is printed under on the forms, one module per subject. This package gives all of
them under one name (``from schemas import columns as c``). Does not belong here: which table has which column
(``schemas/<table>.py``), what a view computes (``pipeline/warehouse/views``), how a value is read.

A guarantee is about the pipeline, never about the forms. A score above its weight is an error of the form: it is
published and becomes a finding, so no range stands here for it. Where the published names use one word for two
things (``reason`` of a document and of a correction), the second meaning has a constant of its own and the same type.
"""

# ruff: noqa: F403  (the names of a subject are its columns; a list of them here would repeat every one)

from __future__ import annotations

from schemas.columns.audit import *
from schemas.columns.audit_summaries import *
from schemas.columns.budget import *
from schemas.columns.codes import *
from schemas.columns.computed import *
from schemas.columns.documents import *
from schemas.columns.evidence import *
from schemas.columns.forms import *
from schemas.columns.identity import *
from schemas.columns.indicators import *
from schemas.columns.projects import *
from schemas.columns.reason_texts import *
from schemas.columns.report_statements import *
from schemas.columns.target_changes import *
from schemas.columns.types import *
from schemas.columns.vocabularies import *

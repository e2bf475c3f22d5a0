"""Columns that say which office and which project a form is of, over all publications, units and years.

Belongs here: what ``pipeline.identity`` gives. Does not belong here: names as printed (``forms``), keys of rows
(``identity``).
"""

from __future__ import annotations

from schemas.columns.identity import FORM_ID
from schemas.columns.types import text
from schemas.columns.vocabularies import DEPARTMENT_BASES

HASH = r"^[0-9a-f]{16}$"

DEPARTMENT_NORMALIZED = text(
    "department_normalized",
    "规范化部门名称",
    "One name for all spellings of the department: without codes, blanks and additions such as 本级, short names of "
    "well-known organs written out, with its own division in front where that is known. Where no department is known, "
    "the implementing unit stands in, which department_basis says.",
)
DEPARTMENT_BASIS = text(
    "department_basis",
    "部门名称依据",
    "Which of the two names on the form department_normalized comes from; null when there is neither.",
    vocabulary=DEPARTMENT_BASES,
)
DEPARTMENT_ID = text(
    "department_id",
    "部门标识",
    "One value for each office of one place, made of its division and its normalised name: offices of two places with "
    "one name have two. Null when no office is known.",
    pattern=HASH,
)
UNIT_NORMALIZED = text(
    "unit_normalized",
    "规范化实施单位名称",
    "One name for all spellings of the implementing unit, made as department_normalized is; null when none is known.",
)
PROJECT_KEY = text(
    "project_key",
    "项目标识",
    "One value for each project over publications and years, made of division, department, implementing unit and "
    "project name without its year. Null when the form has no project name; that of a whole department needs none.",
    pattern=HASH,
)
DUPLICATE_OF = text(
    "duplicate_of",
    "重复表指向",
    "The form that is counted in place of this one, because both report on the same project and fiscal year; null when "
    "this one counts.",
    pattern=FORM_ID.pattern,
)
IDENTITY_COLUMNS = (
    "department_normalized",
    "department_basis",
    "department_id",
    "unit_normalized",
    "project_key",
    "duplicate_of",
)
"""The columns of ``form`` that follow from all forms of a release and stand on none of them."""

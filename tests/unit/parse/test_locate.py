"""Where a form begins, and what stands beside it that is none of it."""

from __future__ import annotations

import pytest

from tests.factory.check import check
from tests.factory.documents import compose
from tests.factory.forms import FAMILIES
from tests.factory.render import reportlab_pdf


@pytest.mark.parametrize("hazards", [(), ("touching_forms",)])
@pytest.mark.parametrize("family", FAMILIES)
def test_a_department_printed_above_the_project_belongs_to_the_form(family: str, hazards: tuple[str, ...]) -> None:
    document = compose(31, hazards, family=family, indicators=6)
    for form in document.forms:
        form.table.rows[0], form.table.rows[1] = form.table.rows[1], form.table.rows[0]
    verdict = check(document, reportlab_pdf(document))
    assert verdict.is_clean, verdict.silent


@pytest.mark.parametrize("kind", ["project_list", "goal_text"])
def test_a_project_named_in_another_table_is_not_that_of_a_department(kind: str) -> None:
    for seed in range(4):
        document = compose(seed, (kind, "touching_forms"), family="department", indicators=6)
        assert check(document, reportlab_pdf(document)).silent == []

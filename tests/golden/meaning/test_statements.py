"""What reports state about self-evaluation: counts in a table, no project at all, a part against all."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

pytestmark = pytest.mark.slow


def _statements(siblings: Any, path: str) -> list[dict[str, Any]]:
    return siblings.rows(
        "SELECT n.* FROM narrative n JOIN document d USING (document_id) WHERE d.path = ? ORDER BY narrative_id",
        path + ".html",
    )


def test_counts_printed_as_a_table_are_read(siblings: Any) -> None:
    (said,) = [row for row in _statements(siblings, "statement_table/report") if row["excellent"] is not None]
    assert (said["excellent"], said["good"], said["fair"], said["poor"], said["projects"]) == (9, 3, 1, 0, 13)
    assert said["amount_yuan"] in (Decimal(9220000), None)
    assert (said["department"], said["fiscal_year"]) == ("铜川市审计局", 2024)


@pytest.mark.parametrize("file", ["report", "report2"])
def test_no_project_is_zero(siblings: Any, file: str) -> None:
    (said,) = _statements(siblings, f"statement_none/{file}")
    assert said["projects"] == 0
    assert said["amount_yuan"] in (None, 0)
    assert said["mean_score"] is None


def test_a_part_is_not_held_against_all_forms(siblings: Any) -> None:
    said = _statements(siblings, "statement_part/report")
    # What is said of the one project of the department's own evaluation is of a part, or not kept.
    assert [row["projects"] for row in said if row["scope"] == "all"] == [2]
    # 110 + 50 = 160 万元, (95 + 99.5) / 2 = 97.25: all is right.
    found = siblings.rows("SELECT * FROM findings WHERE department = '铜川市供销合作社' AND rule_id = 'X01'")
    assert found == []


def test_a_wrong_number_of_projects_is_found(siblings: Any) -> None:
    # Three projects of 75 万元 are stated, two forms of 42 + 33 are published.
    found = siblings.rows("SELECT * FROM findings WHERE rule_id = 'X01' AND department LIKE '铜川市文学艺术界联合会%'")
    assert found
    assert any("3" in row["message"] and "2" in row["message"] for row in found)

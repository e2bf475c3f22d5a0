"""Names of projects of one unit: which are one project, over spellings and years.

The pairs were written without looking at what the code makes of them; ``same`` as in ``test_office_names``.
"""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from tests.unit.identity.releases import Form, projects

PAIRS = Path(__file__).parents[2] / "data" / "identity" / "project_pairs.tsv"
ROWS = list(csv.DictReader(PAIRS.read_text("utf-8").splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE))


@pytest.mark.parametrize("pair", ROWS, ids=lambda pair: f"{pair['one']}-{pair['other']}")
def test_names_are_one_project_only_where_that_is_certain(pair: dict[str, str]) -> None:
    forms = (
        Form("a.html", project=pair["one"], year=int(pair["year"])),
        Form("b.html", project=pair["other"], year=int(pair["other_year"])),
    )
    assert projects(*forms) == (1 if pair["same"] == "yes" else 2)


def test_there_are_many_pairs_of_each_kind() -> None:
    kinds = [pair["same"] for pair in ROWS]
    assert kinds.count("yes") >= 20
    assert kinds.count("no") + kinds.count("apart") >= 30

"""Every number of every view is what the data dictionary says of it: computed again without SQL."""

from __future__ import annotations

from typing import Any

import pytest

from tests.recompute.__main__ import faults, recompute
from tests.recompute.release import Release

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("name", ["cases", "siblings"])
def test_every_number_follows_from_the_tables(name: str, request: pytest.FixtureRequest) -> None:
    published: Any = request.getfixturevalue(name)
    tallies = recompute(Release(published.warehouse))
    assert faults(tallies) == []
    assert sum(tally.numbers for tally in tallies) > 20_000

"""Every number of every view is what the data dictionary says of it: computed again without SQL."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.recompute.__main__ import faults, recompute
from tests.recompute.inputs import invented, transcribed

pytestmark = pytest.mark.slow


def test_every_number_follows_from_a_careful_transcription(tmp_path: Path) -> None:
    tallies = recompute(*transcribed(tmp_path))
    assert faults(tallies) == []
    assert sum(tally.numbers for tally in tallies) > 8_000
    # What differs rests on values of the raw text that the reader says it is not certain of.
    assert sum(tally.doubted for tally in tallies) < 100


def test_every_number_follows_from_what_invented_documents_print(tmp_path: Path) -> None:
    tallies = recompute(*invented(tmp_path, 6))
    assert faults(tallies) == []
    assert sum(tally.doubted for tally in tallies) == 0

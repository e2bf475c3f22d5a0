"""Commands that need a folder of this machine say so where the raw documents lie in a store."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from pipeline.cli import cli

RAW = "s3://key:hidden@bucket/raw"
CORRECT = ["correct", "0123456789abcdef-001", "form", "1", "grade", "--value", "优"]


@pytest.mark.parametrize(
    ("command", "says"),
    [
        (["dashboard"], "a folder of this machine only"),
        ([*CORRECT, "--reason", "r", "--by", "b"], "name a folder with --corrections"),
    ],
)
def test_an_address_of_raw_documents_is_answered_with_a_sentence(
    command: list[str], says: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JIXIAO_RAW", RAW)
    answer = CliRunner().invoke(cli, [*command, "--lang", "en"])
    assert answer.exit_code in (1, 2)
    assert says in answer.output
    assert "s3://***@bucket/raw" in answer.output
    assert "hidden" not in answer.output
    assert "Traceback" not in answer.output

"""The file of the trained model is made anew to the same bytes."""

from __future__ import annotations

import pytest

from tools.cause_model.train import TARGET, model_of, training_texts, written

pytestmark = pytest.mark.slow


def test_training_gives_the_same_bytes() -> None:
    assert TARGET.read_text("utf-8") == written(model_of(training_texts())[0])

"""Forms with slips are made from the list: each digit stands where it was, another one in its place."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests import slips


def test_every_document_differs_in_its_slips_alone(tmp_path: Path) -> None:
    paths = slips.write(tmp_path / "slips")
    assert len(paths) == 30
    listed = slips.listed()
    for path in paths:
        name = path.name.removeprefix("slip_")
        printed, typed = (slips.OFFICES / name).read_bytes(), path.read_bytes()
        assert len(printed) == len(typed)
        differing = [(a, b) for a, b in zip(printed, typed, strict=True) if a != b]
        assert len(differing) == len(listed[name])
        assert all(bytes([a, b]).isdigit() for a, b in differing)


def test_a_slip_without_its_place_is_an_error() -> None:
    assert slips.typed("得分10，权重10".encode("gb18030"), [("10", 2, "16")]) == "得分10，权重16".encode("gb18030")
    with pytest.raises(ValueError, match="does not stand 3 times"):
        slips.typed(b"10 10", [("10", 3, "16")])

"""How far a build is: a line now and then where there is no terminal, and how long it may still take."""

from __future__ import annotations

import pytest

from pipeline.commands import waiting


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_nothing_is_said_of_what_is_soon_over(capsys: pytest.CaptureFixture[str]) -> None:
    clock = Clock()
    lines = waiting.Lines(clock)
    for done in range(11):
        clock.now = done * 2.0
        lines(done, 10, f"batch/{done}.pdf")
    assert capsys.readouterr() == ("", "")


def test_what_takes_long_says_how_far_it_is_how_long_it_takes_and_what_is_read(
    capsys: pytest.CaptureFixture[str],
) -> None:
    clock = Clock()
    lines = waiting.Lines(clock)
    lines(20, 120, "")
    for done in range(21, 121):
        clock.now += 5.0
        lines(done, 120, f"batch/{done}\x1b[31m.pdf")
    out, err = capsys.readouterr()
    told = err.splitlines()
    assert out == ""
    assert len(told) == 100 * 5 // waiting.SECONDS
    # 6 documents took 30 seconds; the 20 that were refused before cost none.
    assert (
        told[0] == "26 of 120 documents read, about 8 minutes left; reading batch/26\N{REPLACEMENT CHARACTER}[31m.pdf"
    )
    assert told[-1].startswith("116 of 120 documents read, about 20 seconds left")


def test_a_first_document_that_takes_long_is_named_without_a_guess(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    clock = Clock()
    lines = waiting.Lines(clock)
    lines(0, 5, "批次/扫描件.pdf")
    clock.now = 31.0
    lines(0, 5, "批次/扫描件.pdf")
    assert capsys.readouterr().err == "已读取0/5份，剩余时间待定；正在读取批次/扫描件.pdf\n"


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(0.2, "1 seconds"), (119.0, "119 seconds"), (600.0, "10 minutes"), (9000.0, "2 hours 30 minutes")],
)
def test_a_stretch_of_time_as_a_person_says_it(seconds: float, said: str) -> None:
    assert waiting.duration(seconds) == said


def test_the_end_of_a_path_fits_beside_the_bar() -> None:
    assert waiting.end_of("a/b.pdf") == "a/b.pdf"
    assert waiting.end_of("批次二〇二四/项目支出绩效自评表.pdf", 20) == "…支出绩效自评表.pdf"

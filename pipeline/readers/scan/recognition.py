"""Pictures of text lines to text, with the sureness of each reading.

Belongs here: the recognition model and its decoding. Does not belong here: where lines stand (``text_lines``).
The model (PP-OCRv6, Chinese) lies in the wheel ``rapidocr`` and runs in ``onnxruntime``, both of the extra ``ocr``.
rapidocr's own code is not used: it downloads what it misses, pads every line to the longest of its batch, so that
a reading depends on its neighbours, and reports the mean over characters, in which one lost digit does not show.
Its direction classifier turns short figures on their head (measured: 90% became %06) and has no part here.
"""

from __future__ import annotations

import importlib.util
import os
import re
from bisect import bisect_left
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import onnxruntime

from pipeline.readers.scan.pixels import Pixels
from pipeline.text.fold import fold_widths

_MODEL = "models/PP-OCRv6_rec_small.onnx"
# What the model was trained on: lines of this height (pixels); widths in steps.
_HEIGHT, _STEP = 48, 16
# The narrowest picture (pixels), and how bright it is behind the line; grey, as in training, reads short lines best.
_FIRST, _SECOND = (112, 127), (208, 127)
# A step of the model that holds nothing is surer of it than this; below, a sign may have been passed over (measured).
_EMPTY = 0.85
# One is kept for text that a document itself says.
_RECOGNISED = 0.9999
# Readings of one shape: the model cannot tell their widths apart, nor can a person.
_ALIKE = ("(（", ")）", ",，", ";；", ":：", "!！", "?？", "%％", "=＝", "-－—–‐", "~～", "[［", "]］")

# 一 is printed like a dash; in none of these words it can be one.
_ONE = re.compile(
    "第一|[唯之同统万单逐专十合不划任]一|进一步|一[二三五个些人件份次类级批项套期轮年季月日天周致定般律旦是样起同并步体线站直切"
    "贯流方面向家户卡网带路事案号种条名位支部所把手票揽标点度时刻经如系场办]|[二三四五六七八九]十一|一[、是]"
)
_NUMBER = re.compile(r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?")
# Three digits behind a point stand behind a comma more often.
_UNCLEAR = re.compile(r"[1-9]\d{0,2}\.\d{3}")
_FOLDED = {alike: group[0] for group in _ALIKE for alike in group}


@dataclass(frozen=True, slots=True)
class RecognisedText:
    """A line of text as read. ``sureness`` is that of its least certain character, 0 to 1."""

    text: str
    sureness: float

    @property
    def folded(self) -> str:
        """The text without the blanks and widths in which two readings of one line may differ."""
        return "".join(_FOLDED.get(c, c) for c in fold_widths(self.text) if not c.isspace())


@dataclass(frozen=True, slots=True)
class _Model:
    session: Any
    characters: tuple[str, ...]
    alike: dict[int, list[int]]


@lru_cache(maxsize=1)
def _model() -> _Model:
    package = importlib.util.find_spec("rapidocr")
    assert package is not None
    assert package.origin is not None
    options = onnxruntime.SessionOptions()
    # One worker process reads one document: more threads than its share of the processors only wait for each other.
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.enable_cpu_mem_arena = False
    options.log_severity_level = 4
    path = Path(package.origin).parent / _MODEL
    session = onnxruntime.InferenceSession(os.fspath(path), options, providers=["CPUExecutionProvider"])
    characters = ("", *session.get_modelmeta().custom_metadata_map["character"].splitlines(), " ")
    number = {c: i for i, c in enumerate(characters)}
    alike: dict[int, list[int]] = {}
    for group in _ALIKE:
        members = [number[c] for c in group if c in number]
        alike |= dict.fromkeys(members, members)
    return _Model(session, characters, alike)


def recognise(line: Pixels, *, is_again: bool = False) -> RecognisedText:
    """The text in the grey picture of one line. ``is_again`` shows it to the model otherwise, for a second opinion."""
    model = _model()
    height, width = line.shape
    narrowest, behind = _SECOND if is_again else _FIRST
    scaled = max(8, round(width * _HEIGHT / height))
    resized = cv2.resize(line, (scaled, _HEIGHT), interpolation=cv2.INTER_CUBIC if height < _HEIGHT else cv2.INTER_AREA)
    padded = np.full((_HEIGHT, max(narrowest, -(-scaled // _STEP) * _STEP)), behind, np.uint8)
    padded[:, :scaled] = resized
    batch = np.repeat((padded.astype(np.float32) / 127.5 - 1)[None, None], 3, axis=1)
    (chances,) = model.session.run(None, {model.session.get_inputs()[0].name: batch})
    return _decode(chances[0], model)


def _decode(chances: Pixels, model: _Model) -> RecognisedText:
    """The best character of each step of the model; repeats and blanks are left out (CTC).

    The text is as sure as its least certain character. Signs that differ only in width share their chances. Between two
    characters counts the chance that a blank, nothing, or one of these two stands there: where it is low, a sign may
    have been passed over.
    """
    best = chances.argmax(axis=1)
    blank = len(model.characters) - 1
    inked = [step for step, number in enumerate(best) if number not in (0, blank)]
    text: list[str] = []
    sureness = _RECOGNISED if inked else 0.0
    for step, number in enumerate(best):
        if number in (0, blank):
            behind = bisect_left(inked, step)
            ends = {int(best[k]) for k in inked[max(0, behind - 1) : behind + 1]}
            nothing = float(chances[step, [0, blank, *sorted(ends)]].sum())
            sureness = min(sureness, nothing if nothing < _EMPTY else 1.0)
        is_repeat = step > 0 and number == best[step - 1]
        if number and not is_repeat:
            text.append(model.characters[number])
    for _, steps in groupby(inked, key=lambda step: _run(best, step)):
        alike = model.alike.get(int(best[(first := next(steps))]), [int(best[first])])
        sureness = min(sureness, max(float(chances[step, alike].sum()) for step in (first, *steps)))
    return RecognisedText("".join(text), round(sureness, 4))


def _run(best: Pixels, step: int) -> int:
    """The step at which the run of one character begins."""
    while step and best[step - 1] == best[step]:
        step -= 1
    return step


def has_odd_number(text: str) -> bool:
    """Whether points and commas of a figure may have been taken for each other: ``5.566.30``, ``1.234``, ``12,5``."""
    numbers = (figure.rstrip(".,") for figure in re.findall(r"\d[\d.,]*", fold_widths(text)))
    return any(_NUMBER.fullmatch(number) is None or _UNCLEAR.fullmatch(number) for number in numbers)


def has_stray_mark(text: str) -> bool:
    """Whether a short text begins or ends with a mark that dust makes: ``5分钟.``."""
    return re.search(r"^[.,'`·‘’、，。]|[.,'`·‘’、]$", text) is not None


def may_be_dash(text: str) -> bool:
    """Whether a 一 in a text may be a dash, which print does not tell from it: it is part of no common word."""
    return "一" in _ONE.sub("", text)

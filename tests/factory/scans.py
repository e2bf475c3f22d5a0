"""Invented documents as they come out of a scanner: pages as images, with what paper, glass and fax do to them.

Belongs here: PDF bytes to an image-only PDF, one function for each hazard. Does not belong here: what is printed
(``tests.factory.documents``, ``tests.factory.render``).

numpy and OpenCV come with the extra ``ocr``; without it nothing here works, and nothing could be read either.
"""

from __future__ import annotations

import io
import random
import subprocess
import sys
from collections.abc import Callable
from importlib.util import find_spec
from typing import Any

import pypdfium2
from PIL import Image

from pipeline.text.fold import fold_widths
from tests.factory import programs
from tests.factory.documents import Document

# Of each of these only one makes sense in a scan.
EXCLUSIVE = (
    {"scan_150", "scan_300"},
    {"skew_slight", "skew_strong"},
    {"fax", "jpeg_strong"},
    {"fax", "grey_paper"},
    {"fax", "faint"},
    {"fax", "stamp_red"},
    {"upside_down", "quarter_turn"},
    {"printed_html", "printed_docx"},
)
_ALIKE = str.maketrans({"—": "-", "–": "-", "⩾": "≥", "⩽": "≤", "“": '"', "”": '"', "‘": "'", "’": "'"})
Pixels = Any
Hazard = Callable[[Pixels, random.Random], Pixels]


def scanned(document: Document) -> bytes:
    """The document printed by one of the producers and scanned."""
    wanted = next((p for p in ("html", "docx") if f"printed_{p}" in document.hazards), "rl")
    producer = wanted if programs.is_installed(wanted) else "rl"
    return scan(programs.RENDERERS[producer](document), document.hazards, document.seed)


def alike(found: Any, expected: Any) -> bool:
    """Whether two values are the same in a picture, which does not tell ( from （, - from — or “ from "."""
    if not (isinstance(found, str) and isinstance(expected, str)):
        return bool(found == expected)
    return fold_widths(found).translate(_ALIKE) == fold_widths(expected).translate(_ALIKE)


def is_possible() -> bool:
    """Whether the extra ``ocr`` is installed."""
    return find_spec("cv2") is not None


def scan(data: bytes, hazards: frozenset[str], seed: int | str) -> bytes:
    """The pages of a PDF as images in a new PDF, the same bytes for the same seed."""
    rng = random.Random(f"scan {seed}")
    usual = 150 if "scan_150" in hazards else 300 if "scan_300" in hazards else 200
    chosen = [(name, hazard) for name, hazard in HAZARDS.items() if name in hazards]
    sheets: list[tuple[Image.Image, int]] = []
    dots = [usual, 250 if "mixed_sizes" in hazards else usual]
    for number, page in enumerate(_printed(data, dots)):
        pixels = page
        for _, hazard in chosen:
            pixels = hazard(pixels, rng)
        sheets.append((_finished(pixels, hazards), dots[number % 2]))
    return _pdf(sheets, 60 if "jpeg_strong" in hazards else 88)


# In a process of its own: the product's pdfium draws fonts that are not in the file as bars, a printer prints them.
_PRINTER = """
import sys, numpy, pypdfium2
pages = pypdfium2.PdfDocument(sys.stdin.buffer.read())
dots = [int(dpi) for dpi in sys.argv[1:]]
numpy.savez(sys.stdout.buffer, *(p.render(scale=dots[n % 2] / 72).to_numpy()[:, :, :3] for n, p in enumerate(pages)))
"""


def _printed(data: bytes, dots: list[int]) -> list[Pixels]:
    """The pages of a PDF as a printer with the fonts of this machine prints them; ``dots`` an inch take turns."""
    import numpy

    command = [sys.executable, "-c", _PRINTER, *map(str, dots)]
    done = subprocess.run(command, input=data, capture_output=True, check=True)
    with numpy.load(io.BytesIO(done.stdout)) as pages:
        return [pages[name].copy() for name in pages.files]


def _finished(pixels: Pixels, hazards: frozenset[str]) -> Image.Image:
    image = Image.fromarray(pixels[:, :, ::-1])
    if "fax" in hazards:
        return image.convert("L").point(lambda v: 255 if v > 150 else 0).convert("1")
    return image if hazards & {"stamp_red", "colour"} else image.convert("L")


def _pdf(sheets: list[tuple[Image.Image, int]], quality: int) -> bytes:
    """Image-only pages; pages of several resolutions are put together by pdfium."""
    whole = pypdfium2.PdfDocument.new()
    for image, dpi in sheets:
        stream = io.BytesIO()
        more = {} if image.mode == "1" else {"quality": quality}
        image.save(stream, "PDF", resolution=dpi, **more)
        whole.import_pages(pypdfium2.PdfDocument(stream.getvalue()))
    out = io.BytesIO()
    whole.save(out)
    return out.getvalue()


def _turned(pixels: Pixels, degrees: float) -> Pixels:
    import cv2

    height, width = pixels.shape[:2]
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1.0)
    return cv2.warpAffine(pixels, matrix, (width, height), flags=cv2.INTER_CUBIC, borderValue=(255, 255, 255))


def _skew_slight(pixels: Pixels, rng: random.Random) -> Pixels:
    return _turned(pixels, rng.choice([-1, 1]) * rng.uniform(0.2, 0.7))


def _skew_strong(pixels: Pixels, rng: random.Random) -> Pixels:
    return _turned(pixels, rng.choice([-1, 1]) * rng.uniform(0.8, 2.0))


def _perspective(pixels: Pixels, rng: random.Random) -> Pixels:
    import cv2
    import numpy as np

    height, width = pixels.shape[:2]
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], dtype=np.float32)
    shifts = np.array([[rng.uniform(-0.004, 0.004) * width for _ in range(2)] for _ in range(4)], dtype=np.float32)
    matrix = cv2.getPerspectiveTransform(corners, corners + shifts)
    return cv2.warpPerspective(pixels, matrix, (width, height), flags=cv2.INTER_CUBIC, borderValue=(255, 255, 255))


def _faint(pixels: Pixels, rng: random.Random) -> Pixels:
    return (255 - (255 - pixels.astype("float32")) * rng.uniform(0.35, 0.55)).astype("uint8")


def _blur(pixels: Pixels, rng: random.Random) -> Pixels:
    import cv2

    return cv2.GaussianBlur(pixels, (0, 0), rng.uniform(0.6, 1.1) * pixels.shape[0] / 2339)


def _grey_paper(pixels: Pixels, rng: random.Random) -> Pixels:
    """Paper that is not white, darker towards one side."""
    import numpy as np

    height, width = pixels.shape[:2]
    level, slope = rng.uniform(0.72, 0.92), rng.uniform(-0.15, 0.15)
    ramp = level + slope * np.linspace(-0.5, 0.5, width)[None, :, None] + 0 * np.zeros((height, 1, 1))
    return np.clip(pixels * ramp, 0, 255).astype("uint8")


def _noise(pixels: Pixels, rng: random.Random) -> Pixels:
    import numpy as np

    dice = np.random.default_rng(rng.randrange(2**32))
    grain = dice.normal(0, rng.uniform(4, 12), pixels.shape[:2])[:, :, None]
    return np.clip(pixels + grain, 0, 255).astype("uint8")


def _specks(pixels: Pixels, rng: random.Random) -> Pixels:
    height, width = pixels.shape[:2]
    for _ in range(rng.randint(20, 80)):
        x, y, size = rng.randrange(width - 5), rng.randrange(height - 5), rng.randint(1, 3)
        pixels[y : y + size, x : x + size] = rng.randrange(0, 120)
    return pixels


def _gaps(pixels: Pixels, rng: random.Random) -> Pixels:
    """White spots and streaks, where toner did not hold."""
    height, width = pixels.shape[:2]
    for _ in range(rng.randint(15, 40)):
        x, y, size = rng.randrange(width - 20), rng.randrange(height - 20), rng.randint(2, 6)
        pixels[y : y + size, x : x + size] = 255
    for _ in range(rng.randint(0, 2)):
        x = rng.randrange(width)
        pixels[:, x : x + rng.randint(1, 2)] = 235
    return pixels


def _black_edges(pixels: Pixels, rng: random.Random) -> Pixels:
    height, width = pixels.shape[:2]
    pixels[: rng.randrange(1, height // 60), :] = 20
    pixels[:, width - rng.randrange(1, width // 60) :] = 20
    if rng.random() < 0.5:
        pixels[:, : rng.randrange(1, width // 80)] = 20
    return pixels


def _stamp_red(pixels: Pixels, rng: random.Random) -> Pixels:
    """A round red seal somewhere on the sheet, multiplied into what is printed."""
    import cv2
    import numpy as np

    height, width = pixels.shape[:2]
    layer = np.full_like(pixels, 255)
    radius = int(width * rng.uniform(0.08, 0.11))
    centre = (rng.randrange(width // 4, 3 * width // 4), rng.randrange(height // 5, 3 * height // 4))
    colour = (60, 60, rng.randrange(200, 235))
    cv2.circle(layer, centre, radius, colour, max(2, width // 300))
    points = [
        (centre[0] + radius * 0.4 * np.sin(a), centre[1] - radius * 0.4 * np.cos(a)) for a in 2.513 * np.arange(5)
    ]
    cv2.fillPoly(layer, [np.array(points, dtype=np.int32)], colour)
    return (pixels.astype("uint16") * layer // 255).astype("uint8")


def _stamp_grey(pixels: Pixels, rng: random.Random) -> Pixels:
    """The same seal in a scan without colours."""
    import numpy as np

    grey = _stamp_red(np.full_like(pixels, 255), rng).astype("uint16").mean(axis=2, keepdims=True)
    return (pixels.astype("uint16") * grey // 255).astype("uint8")


def _upside_down(pixels: Pixels, rng: random.Random) -> Pixels:
    return pixels[::-1, ::-1].copy()


def _quarter_turn(pixels: Pixels, rng: random.Random) -> Pixels:
    import numpy as np

    return np.rot90(pixels, rng.choice([1, 3])).copy()


def _same(pixels: Pixels, rng: random.Random) -> Pixels:
    return pixels


# In the order in which they happen: on the paper, on the glass, in the file.
HAZARDS: dict[str, Hazard] = {
    "faint": _faint,
    "gaps": _gaps,
    "stamp_red": _stamp_red,
    "stamp_grey": _stamp_grey,
    "grey_paper": _grey_paper,
    "skew_slight": _skew_slight,
    "skew_strong": _skew_strong,
    "perspective": _perspective,
    "black_edges": _black_edges,
    "blur": _blur,
    "noise": _noise,
    "specks": _specks,
    "upside_down": _upside_down,
    "quarter_turn": _quarter_turn,
    "fax": _same,
    "jpeg_strong": _same,
    "scan_150": _same,
    "scan_300": _same,
    "mixed_sizes": _same,
    "colour": _same,
    "printed_html": _same,
    "printed_docx": _same,
}
# Hazards of print that matter to a scan.
PRINTED = (
    "unit_note",
    "many_indicators",
    "long_reasons",
    "staff",
    "wide_numbers",
    "repeat_head",
    "no_total",
    "note_row",
    "long_goals",
    "long_names",
    "blank_rows",
    "latin_font",
    "thick_outer",
    "fake_bold",
    "tight",
    "cut_rows",
    "several",
    "rules_double",
    "tinted",
)

"""Forms that draw other forms: a small file can unfold to more than a machine holds.

Belongs here: how much a page unfolds to. Does not belong here: how much a stream unpacks to (``filters``).
"""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

from pdfminer.pdfpage import PDFPage
from pdfminer.pdftypes import PDFObjRef, PDFStream, resolve1

from pipeline.model.grid import Unreadable
from pipeline.model.messages import said
from pipeline.readers.pdf.damage.file_objects import BLANK
from pipeline.readers.pdf.damage.filters import TooLarge
from pipeline.readers.pdf.damage.pdfminer_objects import name_of, open_with_pdfminer

DRAW_OPERATOR = re.compile(rb"/([^\x00\t\n\x0c\r /<>\[\]()%%]+)%b+Do(?![a-zA-Z])" % BLANK)
# What the forms of one page may unfold to: bytes of drawing operations, and how often a form is drawn.
MOST_DRAWN, MOST_FORMS = 256 * 2**20, 100_000
_DEEPEST = 40


def check_nested_forms(data: bytes) -> None:
    """Refuse a file with a page whose forms, which may draw other forms, unfold to more than a page holds.

    pdfium makes an object of everything that is drawn, each time that it is drawn.
    """
    unfolded: dict[int, tuple[int, int]] = {}
    try:
        for page in PDFPage.create_pages(open_with_pdfminer(data)):
            streams = [resolve1(reference) for reference in page.contents]
            content = b" ".join(stream.get_data() for stream in streams if isinstance(stream, PDFStream))
            drawn, forms = _unfold(content, page.resources, unfolded, 0)
            if drawn > MOST_DRAWN or forms > MOST_FORMS:
                raise TooLarge
    except TooLarge as error:
        raise Unreadable(said("too_large_unpacked.drawings")) from error
    except Exception:  # pdfminer raises anything on damaged files; pdfium is bounded by time and memory all the same
        return


def _unfold(content: bytes, resources: Any, unfolded: dict[int, tuple[int, int]], depth: int) -> tuple[int, int]:
    """Bytes of drawing operations that a content unfolds to, and how many forms it draws; both with all inner forms.

    ``unfolded`` keeps both numbers for each form that was met before.
    """
    drawn, forms = len(content), 0
    named = resolve1((resolve1(resources) or {}).get("XObject")) or {}
    for name, count in Counter(DRAW_OPERATOR.findall(content)).items():
        reference = named.get(name.decode("latin-1"))
        form = resolve1(reference)
        if not isinstance(form, PDFStream) or name_of(form.get("Subtype")) != "Form":
            continue
        number = reference.objid if isinstance(reference, PDFObjRef) else id(form)
        if number not in unfolded:
            # pdfium leaves out a form that draws itself, and forms that are nested deeper.
            unfolded[number] = (0, 0)
            if depth < _DEEPEST:
                inner = form.get("Resources") or resources
                unfolded[number] = _unfold(form.get_data(), inner, unfolded, depth + 1)
        more, inside = unfolded[number]
        drawn, forms = drawn + count * more, forms + count * (inside + 1)
    return drawn, forms

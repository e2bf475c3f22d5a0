"""The route of every kind of file: which reader, which restoration, which confirmations, and what reading will cost.

Belongs here: the table of routes and the plan. Does not belong here: the steps themselves (``pipeline.readers``,
``pipeline.noisy``, ``pipeline.forms``, ``confirmations``), what a file is (``pipeline.sources.media``).

The table stands here and not in ``pipeline.readers``, because it names what lies above the readers as well. A reader
is loaded with the first file of its kind: the libraries of all together take half a second of every worker.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from importlib import import_module
from pathlib import PurePosixPath

from pipeline.curate import confirmations
from pipeline.curate.confirmations import Parsed
from pipeline.curate.results import Cost, Show, not_shown, unsupported
from pipeline.curate.statements import RunningText
from pipeline.families import Family
from pipeline.forms import parse
from pipeline.forms.broken_tables import parse_markup
from pipeline.forms.collected import Correct, as_read
from pipeline.forms.parted_tables import apart
from pipeline.forms.recognised_forms import with_known_labels
from pipeline.model.form import Form, Refusal
from pipeline.model.grid import Grid, Reading, Unreadable
from pipeline.readers import pages_ahead
from pipeline.readers.pages_ahead import PagesAhead
from pipeline.readers.scan import extra
from pipeline.sources import media
from pipeline.sources.raw import RawDocument

Families = tuple[Family, ...]
Read = Callable[[RawDocument, bytes, extra.Announce], Reading]
ReadAhead = Callable[[bytes, range, bool], None]


@dataclass(frozen=True, slots=True)
class Steps:
    """From a reading to forms: the grids restored as they were printed, parsed, settled and confirmed in this order.

    ``settle`` are the steps that decide which reading is right, ``confirm`` those that judge it. Between them the forms
    are read with what persons corrected. ``text`` says what the text outside the grids is.
    """

    restore: Callable[[list[Grid], Families], list[Grid]]
    parse: Callable[[list[Grid], Families, Correct], list[Form | Refusal]]
    text: RunningText
    settle: tuple[Callable[[Parsed], Parsed], ...] = ()
    confirm: tuple[Callable[[Parsed], Parsed], ...] = ()


def _no_pages(data: bytes) -> int:
    """No page of such a file is recognised."""
    return 0


@dataclass(frozen=True, slots=True)
class Route:
    """What is done with one kind of file.

    ``recognised`` are the steps where pages had to be recognised; null where that is always so or never.
    ``pages_to_recognise`` says beforehand how many, ``pages`` how many can be read apart by ``read_ahead``: it is given
    their range and whether to recognise what has to be. ``read_again`` gives another reading where the first one cannot
    be right.
    """

    read: Read
    steps: Steps
    recognised: Steps | None = None
    pages_to_recognise: Callable[[bytes], int] = _no_pages
    pages: Callable[[bytes], int] = _no_pages
    read_ahead: ReadAhead | None = None
    read_again: Callable[[Parsed, extra.Announce], Reading | None] | None = None


def route_of(source: RawDocument) -> Route:
    """The route of a document; raises :class:`Unreadable` with ``unsupported_media_type`` where there is none."""
    if source.media_type not in ROUTES:
        raise Unreadable(unsupported(source))
    return ROUTES[source.media_type]


def plan(data: bytes, media_type: str) -> Cost:
    """What reading a document will cost, from a short look at it; nothing for what the reader will refuse."""
    route = ROUTES.get(media_type)
    try:
        return Cost(route.pages_to_recognise(data), route.pages(data)) if route else Cost()
    except MemoryError:
        raise
    except Exception:  # a damaged file; its reader will refuse it with a sentence
        return Cost()


def read_ahead(source: RawDocument, data: bytes, cost: Cost, numbers: range) -> PagesAhead:
    """These pages (1-based) of a document, as far as they can be read apart; ``cost`` is that of the whole document.

    What is wrong with one is found again, and said, when the document is read.
    """
    with pages_ahead.keeping() as pages, contextlib.suppress(Exception):
        reader = route_of(source).read_ahead
        if reader is not None:
            reader(data, numbers, cost.pages_to_recognise > 0)
    return pages


def settled(
    route: Route, source: RawDocument, data: bytes, families: Families, announce: extra.Announce, show: Show = not_shown
) -> Parsed:
    """A document read, restored and parsed. ``announce`` is told of pages before they are recognised.

    ``show`` is given what the reader saw, before anything is done to it.
    """
    reading = route.read(source, data, announce)
    show(source, data, reading)
    parsed = _parsed(route, data, reading, families)
    other = route.read_again(parsed, announce) if route.read_again else None
    if other is not None:
        parsed = _parsed(route, data, other, families)
    for settle in steps_of(route, parsed.reading).settle:
        parsed = settle(parsed)
    return parsed


def confirmed(route: Route, parsed: Parsed, correct: Correct = as_read) -> Parsed:
    """A document that was read, judged; its forms are parsed again before that where some of it is corrected."""
    steps = steps_of(route, parsed.reading)
    if correct is not as_read:
        parsed = replace(parsed, correct=correct, results=steps.parse(parsed.grids, parsed.families, correct))
    for confirm in steps.confirm:
        parsed = confirm(parsed)
    return parsed


def steps_of(route: Route, reading: Reading) -> Steps:
    """The steps behind a reading: others where its pages were recognised."""
    return route.recognised if route.recognised and reading.route == "pdf_ocr" else route.steps


def _parsed(route: Route, data: bytes, reading: Reading, families: Families) -> Parsed:
    steps = steps_of(route, reading)
    grids = steps.restore(reading.grids, families)
    return Parsed(data, reading, grids, steps.parse(grids, families, as_read), families)


def _reader(module: str, read: str = "read") -> Read:
    """A reader that needs nothing but the bytes."""

    def read_bytes(source: RawDocument, data: bytes, announce: extra.Announce) -> Reading:
        function: Callable[[bytes], Reading] = getattr(import_module(f"pipeline.readers.{module}"), read)
        return function(data)

    return read_bytes


def _read_pdf(source: RawDocument, data: bytes, announce: extra.Announce) -> Reading:
    from pipeline.readers.pdf import text_layer

    return text_layer.read(data, announce)


def _read_image(source: RawDocument, data: bytes, announce: extra.Announce) -> Reading:
    from pipeline.readers.scan import image_file

    return image_file.read(data, announce)


def _read_text(source: RawDocument, data: bytes, announce: extra.Announce) -> Reading:
    from pipeline.readers import tabbed_text

    return tabbed_text.read(data, PurePosixPath(source.path).name)


def _scans_of_pdf(data: bytes) -> int:
    from pipeline.readers.pdf import pages_without_text

    return pages_without_text.pages_to_recognise(data)


def _pages_of_pdf(data: bytes) -> int:
    from pipeline.readers.pdf import text_layer

    return text_layer.count_pages(data)


def _read_pdf_ahead(data: bytes, numbers: range, is_recognised: bool) -> None:
    from pipeline.readers.pdf import text_layer

    text_layer.read_ahead(data, numbers, is_recognised=is_recognised)


def _pictures_of_image(data: bytes) -> int:
    from pipeline.readers.scan import image_file

    return image_file.pages_to_recognise(data)


def _read_image_ahead(data: bytes, numbers: range, is_recognised: bool) -> None:
    from pipeline.readers.scan import image_file

    image_file.read_ahead(data, numbers)


def _shown_lines(data: bytes, pages: set[int]) -> dict[int, list[str]]:
    from pipeline.readers.pdf import text_layer

    return text_layer.shown_lines(data, pages)


def _restore_sliced(grids: list[Grid], families: Families) -> list[Grid]:
    """Every form of the sliced text as a grid in the layout of its family."""
    from pipeline.noisy.restoring import restore

    return [restored for grid in grids for restored in restore(grid, families)]


_PRINTED = Steps(
    apart,
    parse,
    RunningText(is_wrapped=True, look=_shown_lines),
    (
        confirmations.confirm_faint_rulings,
        confirmations.confirm_drawn_digits,
    ),
    (confirmations.confirm_by_second_reader,),
)
_RECOGNISED = Steps(
    with_known_labels, parse, RunningText(is_wrapped=True, is_sure=False), (), (confirmations.confirm_by_arithmetic,)
)
_SLICED = Steps(_restore_sliced, parse, RunningText(is_wrapped=True, is_sure=False))
_MARKED_UP = Steps(
    apart, parse_markup, RunningText(is_wrapped=False), (), (confirmations.confirm_whole, confirmations.confirm_hidden)
)

_PICTURE = Route(
    _read_image,
    _RECOGNISED,
    pages_to_recognise=_pictures_of_image,
    pages=_pictures_of_image,
    read_ahead=_read_image_ahead,
)

ROUTES: dict[str, Route] = {
    media.PDF: Route(
        _read_pdf,
        _PRINTED,
        _RECOGNISED,
        _scans_of_pdf,
        _pages_of_pdf,
        _read_pdf_ahead,
        confirmations.recognise_false_text,
    ),
    media.TEXT: Route(_read_text, _SLICED),
    media.HTML: Route(_reader("html.web_page"), _MARKED_UP),
    media.MHTML: Route(_reader("html.web_archive", "read_archive"), _MARKED_UP),
    media.XLSX: Route(_reader("office.xlsx"), _MARKED_UP),
    media.XLS: Route(_reader("office.xls"), _MARKED_UP),
    media.SPREADSHEET_XML: Route(_reader("office.older_formats", "read_spreadsheet_xml"), _MARKED_UP),
    media.DOCX: Route(_reader("office.docx"), _MARKED_UP),
    media.DOC: Route(_reader("office.older_formats", "read_doc"), _MARKED_UP),
    media.RTF: Route(_reader("office.older_formats", "read_rtf"), _MARKED_UP),
    media.WORD_XML: Route(_reader("office.older_formats", "read_word_xml"), _MARKED_UP),
    media.ENCRYPTED_OFFICE: Route(_reader("office.older_formats", "read_encrypted"), _MARKED_UP),
    **dict.fromkeys(sorted(media.IMAGES), _PICTURE),
}
"""The route of each media type that is read."""

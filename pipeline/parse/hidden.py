"""Forms in tables that a document holds and does not show: hidden sheets, blocks of a page that are not displayed.

Belongs here: saying that they are there, because what nobody sees is not published and must not be passed over either.
Does not belong here: which tables are hidden (``pipeline.readers``), hidden rows of a table that shows.
"""

from __future__ import annotations

from pipeline.parse.broken import parse_markup
from pipeline.parse.model import Form, Refusal
from pipeline.readers.grid import Reading
from pipeline.templates import Template

# Refusals of what holds no result that somebody could miss.
_EMPTY = frozenset({"blank_form"})


def hidden_forms(reading: Reading, seen: list[Form | Refusal], templates: tuple[Template, ...]) -> list[Refusal]:
    """A refusal for every filled form that is hidden, but for those whose project has a form that shows."""
    if not reading.hidden:
        return []
    names = {one.values["project_name"] for one in seen if isinstance(one, Form)}
    found = []
    for one in parse_markup(reading.hidden, templates):
        if isinstance(one, Form):
            if (name := one.values["project_name"]) not in names or name is None:
                found.append(_refusal(reading, one.values["first_page"], name))
        elif one.code not in _EMPTY:
            found.append(_refusal(reading, one.page or 1, None))
    return found


def _refusal(reading: Reading, page: int, name: str | None) -> Refusal:
    what = f"a self-evaluation form ({name})" if name else "a self-evaluation form"
    if reading.route == "html":
        sentence = f"The page holds {what} in a table that is not displayed: look at its source."
    else:
        sentence = f"Sheet {page} is hidden and holds {what}: show the sheet if the form counts."
    return Refusal("hidden_form", f"{sentence} Take it out of the file if it does not count.", page=page)

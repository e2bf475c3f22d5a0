"""Recognised text to forms: which readings are certain is decided by their sureness and by the form's arithmetic.

Belongs here: doubt about text that was recognised in a picture. Does not belong here: recognising it
(``pipeline.readers.scan.pictures``), findings (``pipeline.audit``).

The forms are parsed twice. The first time every reading is believed, which shows the figures that belong together.
What adds up exactly is confirmed, however unsure the reading was; what contradicts each other is doubtful, however
sure it was; everything else has to be sure by itself. With these doubts the forms are parsed again.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal

from rapidfuzz.distance import Levenshtein

from pipeline.arithmetic import adds_up, digits_of, half_unit
from pipeline.families import Family, vocabulary
from pipeline.forms import parse, passed_over
from pipeline.forms.model import Form, Refusal
from pipeline.model.grid import Cell, Grid, Repair
from pipeline.model.rows import Row
from pipeline.text.fold import fold_widths
from pipeline.text.labels import normalise_label, plain_label
from pipeline.text.numbers import YUAN

# A reading at least so sure stands by itself (measured on scanned forms: docs/operating.md).
CERTAIN = 0.95
# A page with at least so many texts, half of them less sure than this, was not read.
_MANY, _ILLEGIBLE = 10, 0.9
_FULL = Decimal(100)
# What stands below the indicators.
_CLOSING = ("total_weight", "total_score", "grade")
_MONEY = ("initial_budget_yuan", "adjusted_budget_yuan", "executed_yuan")

Place = tuple[int, float | None, float | None, float | None, float | None]


def with_known_labels(grids: list[Grid], families: tuple[Family, ...]) -> list[Grid]:
    """The grids with every unsure text that differs from one known label by a single sign as that label."""
    known = _known_labels(families)
    return [replace(grid, cells=[_label(cell, known) for cell in grid.cells]) for grid in grids]


def judge_readings(
    parsed: list[Form | Refusal], grids: list[Grid], families: tuple[Family, ...]
) -> list[Form | Refusal]:
    """The forms of recognised grids parsed again, with every unsure or contradicted reading in ``doubtful``.

    ``parsed`` are the forms of the same grids when every reading is believed.
    """
    known = _known_labels(families)
    confirmed: set[Place] = set()
    broken: set[Place] = set()
    for form in parsed:
        if isinstance(form, Form):
            checked = _Checked(form)
            checked.run()
            confirmed |= checked.confirmed
            broken |= checked.broken
    judged = [replace(grid, cells=[_judged(cell, confirmed - broken, broken) for cell in grid.cells]) for grid in grids]
    settled: list[Form | Refusal] = []
    for form in parse(judged, families):
        if isinstance(form, Refusal):
            settled.append(form)
            continue
        family = next(family for family in families if family.id == form.values["template"])
        _doubt_lost(form, judged, known, family)
        settled.append(_without_funding_row(form, judged, family) or form)
    unread = [one for one in settled if isinstance(one, Refusal) and one.code == passed_over.CODE]
    unclear = _illegible(judged, [one for one in settled if one not in unread])
    # That a page is too unclear to be read says more than that its words are those of a form.
    pages = {one.page for one in unclear}
    dropped = [one for one in unread if one.page in pages]
    return [*(one for one in settled if one not in dropped), *unclear]


def _without_funding_row(form: Form, grids: list[Grid], family: Family) -> Refusal | None:
    """A refusal for a form that prints the label of a funding source which no row of it has: a wall was not seen."""
    sources = {normalise_label(label): name for name, labels in family.budget.sources.items() for label in labels}
    rows = {row["funding_source"] for row in form.budget_lines}
    pages = form.pages
    cells = (cell for grid in grids for cell in grid.cells if cell.page in pages and cell.sureness < 1.0)
    lost = next((cell for cell in cells if sources.get(normalise_label(cell.text), next(iter(rows))) not in rows), None)
    if lost is None:
        return None
    return Refusal(
        "incomplete_form",
        f"The funding row {lost.text} of the form on page {form.values['first_page']} could not be placed: a ruling "
        "line beside it is too faint. Scan the page again at 200 dots per inch or more.",
        page=form.values["first_page"],
    )


def _illegible(grids: list[Grid], settled: list[Form | Refusal]) -> list[Refusal]:
    """A refusal for every page with a table that could hardly be read and that no form and no refusal names."""
    named = {one.page for one in settled if isinstance(one, Refusal)}
    for form in settled:
        if isinstance(form, Form):
            named |= set(form.pages)
    pages: dict[int, list[float]] = {}
    for grid in grids:
        for cell in grid.cells:
            if cell.text and cell.sureness < 1.0:
                pages.setdefault(cell.page, []).append(cell.sureness)
    return [
        Refusal(
            "illegible_page",
            f"The table on page {page} is too unclear to be read. Scan the page again at 200 dots per inch or more, or "
            "ask the publisher for the original file.",
            page=page,
        )
        for page, sureness in sorted(pages.items())
        if page not in named and len(sureness) >= _MANY and sorted(sureness)[len(sureness) // 2] < _ILLEGIBLE
    ]


def _doubt_lost(form: Form, grids: list[Grid], known: dict[str, str], family: Family) -> None:
    """Doubt the values that a form lacks, when it has an unsure text that may be the label of any of them."""
    claimed = {(row["page"], row["x0"], row["top"], row["x1"], row["bottom"]) for row in form.cells}
    pages = form.pages
    is_lost = any(
        cell.sureness < CERTAIN
        and cell.page in pages
        and cell.text
        and _place(cell) not in claimed
        and plain_label(cell.text) not in known
        for grid in grids
        for cell in grid.cells
    )
    if is_lost:
        wanted = {*family.fields, *family.goals, *_CLOSING}
        lost = {name for name in wanted if name in form.values and form.values[name] is None}
        form.values["doubtful"] = sorted({*form.values["doubtful"], *lost})


def _judged(cell: Cell, confirmed: set[Place], broken: set[Place]) -> Cell:
    if cell.sureness == 1.0:
        # The document itself says this text: what is wrong in it is the form's own fault.
        return cell
    if _place(cell) in broken:
        return cell.doubted("contradicted")
    if cell.sureness < CERTAIN and _place(cell) not in confirmed:
        return cell.doubted("unsure_reading")
    return cell


def _place(cell: Cell) -> Place:
    e = cell.evidence[0]
    return e.page, e.x0, e.top, e.x1, e.bottom


class _Checked:
    """One form believed as it was read: the places of figures that arithmetic confirms, and of those it breaks."""

    def __init__(self, form: Form) -> None:
        self.form = form
        self.confirmed: set[Place] = set()
        self.broken: set[Place] = set()
        self.places: dict[tuple[str, int, str], set[Place]] = {}
        self.digits: dict[tuple[str, int, str], int] = {}
        for row in form.cells:
            key = row["table_name"], row["row_no"], row["field"]
            self.places.setdefault(key, set()).add((row["page"], row["x0"], row["top"], row["x1"], row["bottom"]))
            # A rate may be printed as a share: its digits are those of the percentage.
            text = row["value"] if row["field"] == "execution_rate_pct" else row["raw_value"]
            self.digits[key] = digits_of(fold_widths(text or ""))

    def run(self) -> None:
        """Every sum and ratio of the form."""
        total = next((row for row in self.form.budget_lines if row["is_total"]), None)
        self.points("weight", total)
        self.points("score", total)
        for row in self.form.indicators:
            if row["weight"] is not None and row["score"] is not None and not 0 <= row["score"] <= row["weight"]:
                self.broken |= self.of("indicator", row, "weight") | self.of("indicator", row, "score")
        if total is not None:
            # Departments print two lists of the same money: where it comes from and what it is for.
            below = [row for row in self.form.budget_lines if row["parent_line_no"] == total["line_no"]]
            for division in {row["division_no"] for row in below}:
                parts = [row for row in below if row["division_no"] == division]
                for column in _MONEY:
                    self.money(column, total, [row for row in parts if row[column] is not None])
        for row in self.form.budget_lines:
            self.rate(row)

    def of(self, table: str, row: Row | None, name: str) -> set[Place]:
        """Where a figure stands; nothing for one that was not read."""
        if row is None or row[name] is None:
            return set()
        number = {"budget_line": "line_no", "indicator": "indicator_no"}.get(table)
        return self.places.get((table, row[number] if number else 0, name), set())

    def decide(self, places: Iterable[Place], *, is_right: bool | None) -> None:
        """Note figures as confirmed or broken; null where they say nothing."""
        if is_right is not None:
            (self.confirmed if is_right else self.broken).update(places)

    def points(self, name: str, total: Row | None) -> None:
        """Weights against the printed total or 100, scores against the printed total score."""
        rows = [
            *([("budget_line", total)] if total else []),
            *(("indicator", row) for row in self.form.indicators if row["is_counted"]),
        ]
        values = [row[name] for _, row in rows if row[name] is not None]
        printed = self.form.values[f"total_{name}"]
        wanted = _FULL if printed is None and name == "weight" else printed
        if wanted is None or not values:
            return
        places = {p for table, row in rows for p in self.of(table, row, name)}
        places |= self.of("form", self.form.values, f"total_{name}")
        # A budget score is rounded on its own, and so is the total.
        slack = Decimal("0.011") if name == "score" else Decimal(0)
        self.decide(places, is_right=adds_up(values, wanted, slack))

    def money(self, column: str, total: Row, parts: list[Row]) -> None:
        """Funding rows against the total row; exact for confirming, within the rounding of each for breaking."""
        if total[column] is None or not parts:
            return
        half = self.half(total, column) * (len(parts) + 1)
        places = {p for row in (total, *parts) for p in self.of("budget_line", row, column)}
        self.decide(places, is_right=adds_up((row[column] for row in parts), total[column], half))

    def half(self, row: Row, column: str) -> Decimal:
        """Half a unit of the last digit printed, in yuan."""
        unit = YUAN[self.form.values["money_unit"] or "元"]
        return unit * half_unit(self.digits.get(("budget_line", row["line_no"], column), 2))

    def rate(self, row: Row) -> None:
        """The printed rate against executed / adjusted, rounded as it is printed."""
        rate, computed = row["execution_rate_pct"], row["computed_rate_pct"]
        if rate is None or computed is None:
            return
        places = self.of("budget_line", row, "execution_rate_pct")
        digits = self.digits.get(("budget_line", row["line_no"], "execution_rate_pct"), 0)
        rounded = computed.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)
        if rounded == rate:
            self.confirmed |= places
        elif abs(computed - rate) > Decimal(1).scaleb(-digits) and abs(computed - rate) > Decimal("0.01"):
            self.broken |= places | self.of("budget_line", row, "executed_yuan")
            self.broken |= self.of("budget_line", row, "adjusted_budget_yuan")


def _label(cell: Cell, known: dict[str, str]) -> Cell:
    """A cell that was read unsurely and differs from one known label by a single sign, as that label."""
    label = plain_label(cell.text) if len(cell.text) <= 30 else ""
    if cell.sureness >= CERTAIN or len(label) < 4 or label in known:
        return cell
    near = [k for k in known if Levenshtein.distance(label, k, score_cutoff=1) == 1]
    if len(near) != 1:
        return cell
    text = known[near[0]]
    return replace(cell, text=text, origin="repaired", repairs=(*cell.repairs, Repair("known_label", cell.text, text)))


def _known_labels(families: tuple[Family, ...]) -> dict[str, str]:
    """Every label that any family prints, by the form in which labels are compared."""
    labels: list[str] = []
    for family in families:
        labels += [*family.other_fields, *family.left_out, *family.blocks, *family.total, *family.grade]
        for block in (
            family.fields,
            family.goals,
            family.indicators.columns,
            family.budget.columns,
            family.budget.sources,
            family.levels,
        ):
            labels += [label for printed in block.values() for label in printed]
    words = vocabulary()
    labels += [label for printed in words.level1.values() for label in printed]
    labels += [label for entry in words.level2.values() for label in entry.labels]
    return {plain_label(label): label for label in labels}

"""How well noisy extracts are restored: a table of right, doubted and silently wrong values by kind of noise.

Belongs here: counting. Does not belong here: the noise (``tests.noise``), the forms (``tests.factory.forms``), the
comparison of one value (``tests.truth``). ``python -m tests.accuracy --seeds 60 --start 1000`` prints the table.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from pipeline.curate.form_facts import add_facts
from pipeline.families import load_families
from pipeline.forms import parse
from pipeline.model.form import Form
from pipeline.model.grid import Reading
from pipeline.noisy.restoring import restore
from pipeline.readers.tabbed_text import read
from pipeline.sources.raw import RawDocument
from pipeline.text.fold import fold_widths, squeeze
from tests.factory.documents import facts
from tests.factory.forms import invent
from tests.factory.forms.damage import title_inside
from tests.noise import KINDS, Kind, extract
from tests.published import ReadForm, read_form
from tests.truth import Compared, compare, compare_facts

# Recognisers write straight quotes and half-width punctuation whatever is printed.
PUNCTUATION = str.maketrans({"“": '"', "”": '"', "，": ",", "：": ":", "；": ";", "〔": "[", "〕": "]"})
FIELDS = {
    "numbers": frozenset(
        {
            "initial_budget_yuan", "adjusted_budget_yuan", "executed_yuan", "execution_rate_pct", "weight", "score",
            "target_value", "actual_value", "total_weight", "total_score",
        }
    ),
    "names": frozenset({"name"}),
    "level1": frozenset({"level1"}),
    "level2": frozenset({"level2"}),
    "measures": frozenset({"target_text", "actual_text", "target_operator", "target_unit", "actual_unit"}),
    "reasons": frozenset({"reason_text"}),
    "goals": frozenset({"expected_goal", "actual_goal"}),
    "facts": frozenset({"fiscal_year", "division"}),
}  # fmt: skip
OUTCOMES = ("right", "over", "doubted", "silent")


@dataclass(slots=True)
class Tally:
    """Values by group of fields and outcome, and the silent errors themselves.

    right: equal and certain; over: equal but doubted; doubted: not equal and doubted; silent: not equal and certain.
    """

    counts: dict[str, Counter[str]] = field(default_factory=dict)
    silent: list[Compared] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)

    def add(self, values: Iterable[Compared]) -> None:
        """Count every value."""
        for one in values:
            column = one.place.split(".")[-1]
            group = next((name for name, columns in FIELDS.items() if column in columns), "others")
            is_right = folded(one.found) == folded(one.expected)
            kind = ("over" if one.is_doubted else "right") if is_right else "doubted" if one.is_doubted else "silent"
            self.counts.setdefault(group, Counter())[kind] += 1
            if kind == "silent":
                self.silent.append(one)

    def share(self, groups: Iterable[str], outcome: str) -> float:
        """Share of an outcome among the values of some groups."""
        counts = [self.counts.get(group, Counter()) for group in groups]
        return sum(c[outcome] for c in counts) / max(1, sum(sum(c.values()) for c in counts))


def folded(value: Any) -> Any:
    """A value as it is compared: punctuation and widths folded."""
    return squeeze(fold_widths(value)).translate(PUNCTUATION) if isinstance(value, str) else value


def parsed(data: bytes) -> list[Form]:
    """The forms of a noisy extract; a refusal counts as a form that is lost."""
    families = load_families()
    grids = [g for grid in read(data, "a.txt").grids for g in restore(grid, families)]
    return [form for form in parse(grids, families) if isinstance(form, Form)]


def forms_of(data: bytes) -> list[ReadForm]:
    """The forms of a noisy extract with plain values."""
    return [read_form(form) for form in parsed(data)]


def measure(kind: Kind, seeds: Iterable[int]) -> Tally:
    """One invented form for each seed, damaged, restored and compared."""
    found = Tally()
    for seed in seeds:
        found.add(values_of(seed, kind, found.lost))
    return found


def values_of(seed: int, kind: Kind, lost: list[str]) -> Iterator[Compared]:
    """The values of one form beside their truth; a form or a row too many or too few goes to ``lost``."""
    invented = invent(seed, family=kind.family)
    forms = forms_of(extract(invented.table.rows, seed, kind).encode())
    rows = len(forms[0].indicators) if forms else 0
    if len(forms) != 1 or rows != len(invented.truth["indicators"]):
        lost.append(f"seed {seed}: {len(forms)} forms, {rows} of {len(invented.truth['indicators'])} rows")
        if not forms:
            return
    # The invented truth knows no pages.
    truth = {"page_first": 1, "page_last": 1, **invented.truth}
    for one in compare(forms[0], truth):
        if not one.place.endswith(("page", "pages", " rows")):
            yield one._replace(place=f"seed {seed} {one.place}")


def years(kind: Kind, seeds: Iterable[int]) -> Tally:
    """The fiscal year and the division of forms whose title is sliced with them; a lost form counts nothing."""
    found = Tally()
    for seed in seeds:
        invented = invent(seed, family=kind.family)
        truth = facts(invented, invented.above)
        title_inside(invented)
        forms = parsed(extract(invented.table.rows, seed, kind).encode())
        if len(forms) != 1:
            continue
        add_facts(forms, RawDocument("a.txt", "a", "0" * 16, 1, "text/plain"), Reading("raw_text", 1, []))
        values = read_form(forms[0]).values
        found.add(one._replace(place=f"seed {seed} {one.place}") for one in compare_facts(values, truth))
    return found


def write(text: str) -> None:
    """One line of the table."""
    sys.stdout.write(text + "\n")


def main() -> None:
    """Print the table, and every silent error below it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=60)
    parser.add_argument("--start", type=int, default=1000)
    parser.add_argument("--kind", action="append", choices=sorted(KINDS), help="default: all")
    given = parser.parse_args()
    write(f"{'kind':<28}{'fields':<10}{'values':>7}" + "".join(f"{name:>9}" for name in OUTCOMES))
    for name in given.kind or KINDS:
        tally = measure(KINDS[name], range(given.start, given.start + given.seeds))
        for group in (*(group for group in FIELDS if group != "facts"), "others"):
            counts = tally.counts.get(group, Counter())
            shares = "".join(f"{tally.share([group], k):>9.2%}" for k in OUTCOMES)
            write(f"{name:<28}{group:<10}{sum(counts.values()):>7}{shares}")
        told = years(KINDS[name], range(given.start, given.start + given.seeds))
        shares = "".join(f"{told.share(['facts'], k):>9.2%}" for k in OUTCOMES)
        write(f"{name:<28}{'facts':<10}{sum(told.counts['facts'].values()):>7}{shares}")
        tally.silent += told.silent
        for place in tally.lost:
            write(f"    lost   {place}")
        for one in tally.silent:
            write(f"    silent {one.place}: {one.found!r} for {one.expected!r}")


if __name__ == "__main__":
    main()

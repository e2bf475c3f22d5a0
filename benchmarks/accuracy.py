"""Exactness: ``make accuracy`` reads documents with a known truth and writes ``benchmarks/accuracy.md``.

Belongs here: which documents count, the tally by kind of input and field, the goal of each kind. Does not belong here:
making documents and judging one (``tests.factory``, ``tests.noise``), speed (``python -m benchmarks``).

Every value is in one of four classes: right, over-doubted (right, and listed in ``doubtful`` all the same), doubted
(wrong or lost, and listed), silently wrong (wrong and not listed: the one defect there must not be).
"""

from __future__ import annotations

import argparse
import json
import logging
import multiprocessing
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from tests import accuracy as noisy
from tests.factory import fuzz
from tests.factory.check import Verdict, curate
from tests.factory.documents import compose
from tests.factory.forms import ALL_FAMILIES, COMPANIONS
from tests.factory.render import reportlab_pdf
from tests.golden.test_noisy_grids import against_gold
from tests.noise import KINDS
from tests.truth import Compared, compare

TARGET = Path(__file__).with_name("accuracy.md")
DATA = Path(__file__).parents[1] / "tests" / "data"
REAL = Path(__file__).parents[1] / "data" / "raw" / "shanghai_fgj_2024"
PRODUCERS = {
    "rl": "PDF, reportlab",
    "html": "PDF, Chromium",
    "docx": "PDF, LibreOffice text",
    "xlsx": "PDF, LibreOffice sheet",
    "page": "web page",
    "book": "workbook (.xlsx)",
    "word": "text document (.docx)",
    "scan": "scan, text recognition",
}
# Documents of a producer that are slow to make or to read count for less than the others.
SHARE = {"html": 0.25, "docx": 0.125, "xlsx": 0.125, "page": 0.25, "book": 0.25, "word": 0.25, "scan": 0.05}
CLASSES = ("right", "over-doubted", "doubted", "silently wrong")
# Hazards that leave undecided what the page says (a figure over the rule to its neighbour): a doubt is right.
UNDECIDED = frozenset({"overflow", "missing_rule"})


@dataclass(frozen=True)
class Goal:
    """Least share of exact values, largest shares of silent errors and of over-doubt, in per cent."""

    exact: float
    silent: float
    over: float

    def __str__(self) -> str:
        return f"exact ≥ {self.exact:g} %, silent ≤ {self.silent:g} %, over ≤ {self.over:g} %"


@dataclass
class Tally:
    """Values by field and class; documents, forms and rows that were made, lost (silently), refused or invented."""

    goal: Goal | None
    fields: dict[str, Counter[str]] = field(default_factory=dict)
    counts: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)

    def add(self, place: str, name: str, number: int = 1) -> None:
        """Count values of a field."""
        self.fields.setdefault(place, Counter())[name] += number

    def verdict(self, one: Verdict, command: str) -> None:
        """Count one document."""
        self.counts["documents"] += 1
        self.counts["forms"] += one.forms
        self.counts["refused"] += one.wronged
        for name, counter in zip(CLASSES, (one.right, one.over_doubted, one.doubted, one.wrong), strict=True):
            for place, number in counter.items():
                if place.endswith((" lost", " invented")):
                    self.counts[place] += number
                else:
                    self.add(place, name, number)
        self.faults += [f"{command}: {sentence[:160]}" for sentence in one.silent[:3]]

    def compared(self, values: Iterable[Compared], fields: frozenset[str] | None = None) -> None:
        """Count values that were compared one by one."""
        for one in values:
            column = one.place.split(".")[-1]
            if fields is not None and column not in fields:
                continue
            is_right = noisy.folded(one.found) == noisy.folded(one.expected)
            name = ("over-doubted" if one.is_doubted else "right") if is_right else "doubted"
            self.add(column, "silently wrong" if not is_right and not one.is_doubted else name)
            if not is_right and not one.is_doubted:
                self.faults.append(f"{one.place}: {one.found!r} instead of {one.expected!r}"[:160])

    @property
    def total(self) -> Counter[str]:
        """All values by class."""
        return sum(self.fields.values(), Counter())

    def share(self, *names: str) -> float:
        """Share of some classes among all values, in per cent."""
        total = self.total
        return 100 * sum(total[n] for n in names) / max(1, total.total())

    @property
    def is_reached(self) -> bool:
        """Whether the goal is reached and no form and no row was lost in silence or invented."""
        missing = sum(n for place, n in self.counts.items() if place.endswith((" lost", " invented")))
        if self.goal is None:
            return missing == 0
        exact = self.share("right", "over-doubted") >= self.goal.exact
        return (
            exact
            and self.share("silently wrong") <= self.goal.silent
            and self.share("over-doubted") <= self.goal.over
            and not missing
        )


PDF_GOAL, SCAN_GOAL = Goal(99.95, 0, 0.5), Goal(97, 0.1, 10)
NUMBERS_GOAL, TEXTS_GOAL = Goal(99, 0, 5), Goal(90, 0.2, 25)


def _try(case: fuzz.Case) -> tuple[fuzz.Case, Verdict]:
    return case, fuzz.try_case(case)


def invented(producer: str, seeds: range, jobs: int) -> Tally:
    """Invented documents of a producer, every family in turn, with random hazards."""
    tally = Tally(SCAN_GOAL if producer == "scan" else PDF_GOAL)
    cases = [
        fuzz.Case(producer, seed, fuzz.choose(producer, seed, UNDECIDED), ALL_FAMILIES[seed % len(ALL_FAMILIES)])
        for seed in seeds
    ]
    with multiprocessing.Pool(jobs, maxtasksperchild=50) as pool:
        for case, verdict in pool.imap_unordered(_try, cases):
            tally.verdict(verdict, case.command())
    return tally


def samples() -> Tally:
    """The example PDFs with their truth."""
    tally = Tally(PDF_GOAL)
    for path in sorted((DATA / "pdf").glob("*.json")):
        truths = json.loads(path.read_text("utf-8")).get("forms", [])
        if path.stem in ("truncated", "scan_sh") or not truths:
            continue
        forms = curate(path.with_suffix(".pdf").read_bytes()).forms
        tally.counts["documents"] += 1
        tally.counts["forms"] += len(truths)
        tally.counts["form lost"] += len(truths) - len(forms)
        for form, truth in zip(forms, truths, strict=False):
            tally.compared(compare(form, truth))
    return tally


def noise(seeds: range) -> Iterator[tuple[str, Tally]]:
    """Invented noisy extracts, figures and texts apart, because their goals differ."""
    for name, kind in KINDS.items():
        found = noisy.measure(kind, seeds)
        for title, groups, goal in (
            ("numbers", ("numbers",), NUMBERS_GOAL),
            ("names and levels", ("names", "level1", "level2"), TEXTS_GOAL),
        ):
            tally = Tally(goal, counts=Counter(documents=len(seeds), forms=len(seeds)))
            tally.counts["form or row lost"] = len(found.lost)
            for group in groups:
                for ours, theirs in zip(CLASSES, noisy.OUTCOMES, strict=True):
                    tally.add(group, ours, found.counts.get(group, Counter())[theirs])
            own = frozenset().union(*(noisy.FIELDS[g] for g in groups))
            tally.faults = [f"{o.place}: {o.found!r}" for o in found.silent if o.place.split(".")[-1] in own]
            yield f"noisy text, {name}: {title}", tally


def transcribed() -> Iterator[tuple[str, Tally]]:
    """The four real forms with a transcription, and the invented extracts that came with a truth."""
    gold = json.loads((DATA / "noisy" / "seed_forms_1_to_4.json").read_text("utf-8"))
    forms = noisy.forms_of(next(REAL.glob("*.txt")).read_bytes())
    values = [c for f, t in zip(forms, gold, strict=False) for c in against_gold(f, t)]
    yield from _figures_and_texts("real forms, transcribed", values, len(gold))
    values = []
    for path in sorted((DATA / "noisy").glob("noisy_*.json")):
        truths = json.loads(path.read_text("utf-8"))["forms"]
        forms = noisy.forms_of(path.with_suffix(".txt").read_bytes())
        values += [c for f, t in zip(forms, truths, strict=True) for c in compare(f, t)]
    yield from _figures_and_texts("example extracts", values, 2)


def _figures_and_texts(title: str, values: list[Compared], forms: int) -> Iterator[tuple[str, Tally]]:
    for words, groups, goal in (
        ("numbers", ("numbers",), NUMBERS_GOAL),
        ("names and levels", ("names", "level1", "level2"), TEXTS_GOAL),
    ):
        tally = Tally(goal, counts=Counter(forms=forms))
        tally.compared(values, frozenset().union(*(noisy.FIELDS[g] for g in groups)))
        yield f"{title}: {words}", tally


def negatives(seeds: range) -> Tally:
    """Documents that hold no form: every form read from them is invented."""
    tally = Tally(None)
    for kind in COMPANIONS:
        for seed in seeds:
            forms = curate(reportlab_pdf(compose(seed, (kind,), count=0))).forms
            tally.counts["documents"] += 1
            tally.counts["form invented"] += len(forms)
            tally.faults += [f"{kind} {seed}" for _ in forms]
    return tally


def lines(found: dict[str, Tally], seeds: int, start: int) -> Iterator[str]:
    """The report in Markdown."""
    yield "# Exactness\n"
    yield "Written by `make accuracy`: every value beside its truth. Counts do not depend on the machine; seeds make"
    yield f"the same documents everywhere. {datetime.now(UTC).date().isoformat()}, {seeds} seeds from {start}; fewer"
    yield "for what is slow to make or to read.\n"
    yield "exact = right, doubted or not; lost or invented counts forms and rows; refused forms have a sentence each.\n"
    heads = "input,documents,forms,values,exact %,over-doubted %,doubted,silently wrong,lost or invented,refused,goal"
    yield "| " + " | ".join([*heads.split(","), "reached"]) + " |"
    yield "|---|" + "---:|" * 9 + "---|---|"
    for name, tally in found.items():
        total = tally.total
        missing = sum(n for place, n in tally.counts.items() if place.endswith((" lost", " invented")))
        shares = f"{tally.share('right', 'over-doubted'):.3f} | {tally.share('over-doubted'):.3f}" if total else "- | -"
        yield (
            f"| {name} | {tally.counts['documents'] or '-'} | {tally.counts['forms']} | {total.total()} | {shares} | "
            f"{total['doubted']} | {total['silently wrong']} | {missing} | {tally.counts['refused']} | "
            f"{tally.goal or 'no form'} | {'yes' if tally.is_reached else '**no**'} |"
        )
    for name, tally in found.items():
        if not tally.fields:
            continue
        yield f"\n## {name}\n"
        yield "| field | " + " | ".join(CLASSES) + " |"
        yield "|---|" + "---:|" * len(CLASSES)
        for place, counter in sorted(tally.fields.items()):
            yield f"| {place} | " + " | ".join(str(counter[c]) for c in CLASSES) + " |"
        if tally.faults:
            yield "\nSilently wrong, at most ten:\n"
            yield from (f"- `{fault}`" for fault in tally.faults[:10])


def main(arguments: list[str] | None = None) -> int:
    """Measure what is asked for, print the table and write it."""
    logging.getLogger("pdfminer").setLevel(logging.ERROR)
    parser = argparse.ArgumentParser(prog="python -m benchmarks.accuracy", description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", type=int, default=200)
    parser.add_argument("--start", type=int, default=1_000_000)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--kinds", default=",".join([*PRODUCERS, "samples", "noise", "real", "negatives"]))
    parser.add_argument("--out", type=Path, default=TARGET)
    options = parser.parse_args(arguments)
    kinds = options.kinds.split(",")
    start, seeds = options.start, options.seeds
    found: dict[str, Tally] = {}
    steps: dict[str, Callable[[], Iterable[tuple[str, Tally]]]] = {
        "samples": lambda: [("example PDFs", samples())],
        **{
            producer: lambda p=producer: [  # type: ignore[misc]
                (PRODUCERS[p], invented(p, range(start, start + max(1, int(seeds * SHARE.get(p, 1)))), options.jobs))
            ]
            for producer in PRODUCERS
        },
        "real": transcribed,
        "noise": lambda: noise(range(start, start + max(1, seeds // 8))),
        "negatives": lambda: [("no self-evaluation", negatives(range(start, start + max(1, seeds // 20))))],
    }
    for kind in (k for k in steps if k in kinds):
        if kind in PRODUCERS and not fuzz.is_possible(kind):
            sys.stdout.write(f"{PRODUCERS[kind]}: left out, its program is not installed\n")
            continue
        for name, tally in steps[kind]():
            found[name] = tally
            sys.stdout.write(f"{name}: {dict(tally.total)} {dict(tally.counts)}\n")
            sys.stdout.flush()
    text = "\n".join(lines(found, seeds, start)) + "\n"
    options.out.write_text(text, "utf-8")
    sys.stdout.write(text.split("\n## ")[0])
    return 0 if all(t.share("silently wrong") == 0 for t in found.values()) else 1


if __name__ == "__main__":
    sys.exit(main())

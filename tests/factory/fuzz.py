"""Search for documents that are read silently wrong: ``python -m tests.factory.fuzz --seeds 200``.

Belongs here: which hazards are put together, the tally, and the smallest failing combination. Does not belong here:
making documents (``forms``, ``documents``, ``render``, ``programs``) and judging one (``check``).

Each failing seed is printed with one line that makes the same document again; ``--keep FOLDER`` writes its PDF.
Exit status 1 when any value is silently wrong.
"""

from __future__ import annotations

import argparse
import logging
import multiprocessing
import random
import sys
import traceback
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from operator import eq
from pathlib import Path

from tests.factory import documents, files, forms, programs, render, scans
from tests.factory.check import Verdict, check

HAZARDS = {
    "rl": (*forms.PRINTED, *documents.AROUND, *render.DRAWN),
    "html": (*forms.PRINTED, *documents.AROUND, *programs.HTML),
    "docx": (*forms.PRINTED, *documents.AROUND, *programs.DOCX),
    "xlsx": (*forms.PRINTED, *documents.AROUND, *programs.XLSX),
    **{name: (*forms.PRINTED, *documents.AROUND, *own) for name, own in files.HAZARDS.items()},
    "scan": (*scans.PRINTED, *scans.HAZARDS),
}
for _producer in ("rl", "html", "docx", "xlsx", "page", "word"):
    HAZARDS[_producer] += documents.BELOW

_EXCLUSIVE = (*forms.EXCLUSIVE, *render.EXCLUSIVE, *files.EXCLUSIVE, *scans.EXCLUSIVE)
_RENDERERS = {**programs.RENDERERS, **files.RENDERERS, "scan": scans.scanned}


@dataclass(frozen=True, slots=True)
class Case:
    """One document to try."""

    producer: str
    seed: int
    hazards: frozenset[str]
    family: str | None = None
    indicators: int | None = None
    count: int | None = None

    def command(self) -> str:
        """The line that tries it again."""
        words = [f"python -m tests.factory.fuzz --producers {self.producer} --start {self.seed} --seeds 1"]
        words.append(f"--hazards {','.join(sorted(self.hazards)) or 'none'}")
        words += [f"--family {self.family}"] if self.family else []
        words += [f"--indicators {self.indicators}"] if self.indicators else []
        words += [f"--forms {self.count}"] if self.count is not None else []
        return " ".join(words)


def choose(producer: str, seed: int, without: frozenset[str] = frozenset()) -> frozenset[str]:
    """Between none and six hazards that go together."""
    rng = random.Random(f"hazards {producer} {seed}")
    chosen: set[str] = set()
    for hazard in rng.sample(HAZARDS[producer], rng.choice([0, 1, 2, 3, 3, 4, 5, 6])):
        if not any(hazard in group and chosen & group for group in _EXCLUSIVE):
            chosen.add(hazard)
    return frozenset(chosen - without)


def draw(case: Case) -> tuple[documents.Document, bytes]:
    """The document of a case and its bytes."""
    document = documents.compose(
        case.seed, case.hazards, family=case.family, indicators=case.indicators, count=case.count
    )
    return document, _RENDERERS[case.producer](document)


def try_case(case: Case) -> Verdict:
    """The verdict on a case; an exception on the real path is a fault like any other."""
    document, data = draw(case)
    try:
        return check(document, data, scans.alike if case.producer == "scan" else eq)
    except Exception as error:
        verdict = Verdict(forms=len(document.forms))
        place = traceback.extract_tb(error.__traceback__)[-1]
        verdict.fault("exception", f"{type(error).__name__}: {error} ({Path(place.filename).name}:{place.lineno})")
        return verdict


def shrink(case: Case, budget: int) -> tuple[Case, Verdict]:
    """The same fault with fewer hazards, forms and indicators; at most ``budget`` tries."""
    verdict = try_case(case)
    is_smaller = True
    while is_smaller and budget > 0:
        is_smaller = False
        for smaller in _smaller(case):
            if budget <= 0:
                break
            budget -= 1
            found = try_case(smaller)
            if found.silent:
                case, verdict, is_smaller = smaller, found, True
                break
    return case, verdict


def _smaller(case: Case) -> Iterator[Case]:
    for hazard in sorted(case.hazards):
        yield replace(case, hazards=case.hazards - {hazard})
    if case.count is None or case.count > 1:
        yield replace(case, count=1)
    for count in (5, 8, 12):
        if case.indicators is None or case.indicators > count:
            yield replace(case, indicators=count)


def is_possible(producer: str) -> bool:
    if producer == "scan":
        return scans.is_possible()
    return programs.is_installed("docx" if producer in files.NEEDS_OFFICE else producer)


def _run(case: Case) -> tuple[Case, Verdict]:
    return case, try_case(case)


def main(arguments: list[str] | None = None) -> int:
    """The command line."""
    logging.getLogger("pdfminer").setLevel(logging.ERROR)
    parser = argparse.ArgumentParser(prog="python -m tests.factory.fuzz", description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", type=int, default=100, help="how many seeds for each producer")
    parser.add_argument("--start", type=int, default=0, help="first seed")
    parser.add_argument("--producers", default="rl", help="of rl,html,docx,xlsx,page,book,word,xls,doc,rtf,scan")
    parser.add_argument("--hazards", help="these and no others, with commas; none for a plain document")
    parser.add_argument("--without", default="", help="hazards that are left out, with commas")
    parser.add_argument("--family", choices=[*forms.ALL_FAMILIES, "all"], help="all: one after the other")
    parser.add_argument("--indicators", type=int)
    parser.add_argument("--forms", type=int)
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--shrink", type=int, default=40, help="tries to make a failing document smaller")
    parser.add_argument("--doubts", action="store_true", help="list documents with doubts and refusals as well")
    parser.add_argument("--keep", type=Path, help="folder for the PDFs of failing documents")
    options = parser.parse_args(arguments)
    fixed = (
        None if options.hazards is None else frozenset(h for h in options.hazards.split(",") if h not in ("", "none"))
    )
    without = frozenset(options.without.split(","))
    cases = [
        Case(
            producer,
            seed,
            choose(producer, seed, without) if fixed is None else fixed,
            family,
            options.indicators,
            options.forms,
        )
        for producer in options.producers.split(",")
        if is_possible(producer)
        for family in (forms.ALL_FAMILIES if options.family == "all" else [options.family])
        for seed in range(options.start, options.start + options.seeds)
    ]
    failed = 0
    tally: dict[str, list[Verdict]] = {}
    with multiprocessing.Pool(options.jobs) as pool:
        for case, verdict in pool.imap_unordered(_run, cases) if options.jobs > 1 else map(_run, cases):
            tally.setdefault(case.producer, []).append(verdict)
            if verdict.silent:
                failed += 1
                _report(case, verdict, options)
            elif options.doubts and not verdict.is_clean:
                _say(case.command())
                _say(f"    doubted {dict(verdict.doubted)} over-doubted {dict(verdict.over_doubted)} {verdict.refused}")
    for producer, verdicts in tally.items():
        _table(producer, verdicts)
    _say(f"{failed} of {len(cases)} documents are silently wrong")
    return 1 if failed else 0


def _report(case: Case, verdict: Verdict, options: argparse.Namespace) -> None:
    if options.shrink and options.hazards is None:
        case, verdict = shrink(case, options.shrink)
    _say(case.command())
    for line in verdict.silent[:6]:
        _say(f"    {line[:230]}")
    if len(verdict.silent) > 6:
        _say(f"    and {len(verdict.silent) - 6} more")
    if verdict.refused:
        _say(f"    refused: {verdict.refused}")
    if options.keep:
        options.keep.mkdir(parents=True, exist_ok=True)
        (options.keep / f"{case.producer}_{case.seed}.pdf").write_bytes(draw(case)[1])


def _table(producer: str, verdicts: list[Verdict]) -> None:
    right, doubted, over, wrong = Counter[str](), Counter[str](), Counter[str](), Counter[str]()
    for v in verdicts:
        right += v.right
        doubted += v.doubted
        over += v.over_doubted
        wrong += v.wrong
    forms_made = sum(v.forms for v in verdicts)
    clean = sum(v.is_clean for v in verdicts)
    refused = sum(v.wronged for v in verdicts)
    _say(
        f"\n{producer}: {len(verdicts)} documents, {forms_made} forms, {clean} documents exact, {refused} forms refused"
    )
    _say(f"{'field':34}{'right':>9}{'doubted':>9}{'over-doubted':>14}{'silently wrong':>16}")
    for name in sorted(right | doubted | over | wrong):
        _say(f"{name:34}{right[name]:9}{doubted[name]:9}{over[name]:14}{wrong[name]:16}")
    _say(f"{'sum':34}{right.total():9}{doubted.total():9}{over.total():14}{wrong.total():16}")
    reasons = Counter(r.split(" p.")[0] for v in verdicts for r in v.refused)
    if reasons:
        _say(f"refusals: {dict(reasons)}")


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())

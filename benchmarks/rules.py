"""Rules: ``python -m benchmarks.rules`` writes ``benchmarks/rules.md``: how many findings of each rule are right.

With ``--label FOLDER`` it writes findings that nobody has labelled, without their rules, for a person to judge.

Belongs here: the table by rule. Does not belong here: forms, labels and counting (``tests.rule_labels``).
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

from pipeline.audit.wording import register
from tests import rule_labels
from tests.rule_labels import KINDS, Tally

TARGET = Path(__file__).with_name("rules.md")


_HEAD = """# Rules: findings that a person calls right

{date}, `make rules`. The forms of {folders} are audited, and every finding
is looked up in `tests/data/rules/labels.tsv`. Labels were given from the form and the message alone, by somebody who
had not read the rules: right; trivial (true, and nobody would write it down); false; too_severe (true, with too strong
a severity). Precision is right ones over all. Most forms are invented; some rules have few labels, and say little.
Labels of findings that no longer exist are not counted; one that was too severe is right where it is told with less
today. Findings that rest on a doubtful value (`kind = reader`) are among them.
"""
_TAIL = """
What a careful reader of the fifteen real forms would have written down beside these, and which rule says it today:
`tests/data/rules/missed.tsv`. What one wrote down beside the findings that were labelled second, whatever a rule says
of it today: `tests/data/rules/missed_second.tsv`.
"""


def lines(found: Mapping[str, Tally]) -> Iterator[str]:
    """The file, line by line."""
    folders = ", ".join(f"`{name}`" for name in rule_labels.FOLDERS)
    yield _HEAD.format(date=f"{datetime.now(UTC):%Y-%m-%d}", folders=folders)
    whole, errors = Counter[str](), Counter[str]()
    for of_rule in found.values():
        whole += of_rule.labels
        errors += of_rule.errors
    yield "As they were labelled, before any rule was mended by the labels of its own batch: what the rules do on"
    yield "findings that nobody has seen."
    yield ""
    yield "| batch | labelled | right | trivial | false | too severe | precision | errors | right errors |"
    yield "| --- | --: | --: | --: | --: | --: | --: | --: | --: |"
    for batch, (of_all, of_errors) in rule_labels.as_labelled().items():
        counts = " | ".join(str(of_all[kind]) for kind in KINDS)
        share = 100 * of_all["right"] / max(of_all.total(), 1)
        yield (
            f"| {batch} | {of_all.total()} | {counts} | {share:.1f} % | {of_errors.total()} | {of_errors['right']} |"
        )
    yield ""
    yield "The rules were then mended by these labels; what follows is no measure of findings that nobody has seen:  "
    for name, counted in (("All", whole), ("Errors", errors)):
        share = 100 * counted["right"] / max(counted.total(), 1)
        yield f"{name} today: {counted['right']} of {counted.total()} labelled findings right, {share:.1f} %.  "
    yield ""
    yield "| rule | severity | title | labelled | right | trivial | false | too severe | precision | not labelled |"
    yield "| --- | --- | --- | --: | --: | --: | --: | --: | --: | --: |"
    for rule_id, rule in register().items():
        of_rule = found.get(rule_id, Tally())
        counts = " | ".join(str(of_rule.labels[kind]) for kind in KINDS)
        share = f"{100 * of_rule.precision:.0f} %" if of_rule.labelled else "–"
        yield (
            f"| {rule_id} | {rule.severity} | {rule.title.en} | {of_rule.labelled} | {counts} | {share} |"
            f" {of_rule.unlabelled} |"
        )
    yield _TAIL


def main() -> None:
    """Measure, or write what is to be labelled."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--label", type=Path, metavar="FOLDER", help="write findings without a label into this folder")
    parser.add_argument("--most", type=int, default=8, help="at most so many findings of each rule (8)")
    arguments = parser.parse_args()
    release, known = rule_labels.audited(), rule_labels.labels()
    if arguments.label is not None:
        written = rule_labels.to_label(release, known, arguments.label, arguments.most)
        sys.stdout.write(f"{written} findings to label\n")
        return
    TARGET.write_text("\n".join(lines(rule_labels.tally(release, known))) + "\n", "utf-8")
    sys.stdout.write(f"{TARGET.name} written\n")


if __name__ == "__main__":
    main()

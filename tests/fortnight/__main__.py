"""A simulated fortnight: ``python -m tests.fortnight`` builds every day and compares what is published with the plan.

Belongs here: what happens to the raw folder each day and what has to come of it. Does not belong here: doing and
comparing it (``days``), the documents (``papers``), kills at every moment (``tests.kills``), documents made to harm
(``tests.hostile``).

Each day files are added, changed, renamed, removed, corrected or broken, then ``jixiao build`` runs as a person starts
it. On day 5 it is killed, on day 8 the raw folder is empty as if its disk were not mounted, on day 11 the disk is full.
What is true is known from the plan: which documents there are, what they say, which were read again, and every value
that differs from the release before. Exit status 1 when anything else is found.

As root, the releases lie on a small disk in memory that is filled on day 11; else no file may grow beyond a limit then.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

from tests.fortnight.days import DISK, KILLED, Fortnight, mount
from tests.fortnight.papers import cut_off, drawn, less_scored, page, placed, spent_less, spent_less_values


def plan(it: Fortnight) -> None:
    """The fortnight."""
    for batch in ("water", "office", "roads"):
        it.facts(batch, "fiscal_year: 2024\n")
    for number, what in enumerate(("河道", "泵站", "水库", "堤防", "水闸"), 1):
        it.put(f"water/w{number}.html", page(what, number))
    it.put("roads/r1.html", page("道路", 6))
    it.put("roads/r2.html", page("桥梁", 7))
    it.put("office/b1.xlsx", drawn("book", 2))
    it.put("office/b2.xlsx", drawn("book", 4))
    it.put("office/p1.pdf", drawn("rl", 5))
    it.day(1, "the first build", it.build(), read=10, documents=dict.fromkeys(it.papers, "added"))
    it.put("water/w6.html", page("水塔", 8))
    it.put("office/b3.xlsx", drawn("book", 6))
    it.day(2, "two added", it.build(), read=2, documents={"water/w6.html": "added", "office/b3.xlsx": "added"})
    it.put("water/w1.html", spent_less(it.papers["water/w1.html"]))
    it.rename("water/w2.html", "water/泵站 2024.html")
    it.day(
        3, "one changed, one renamed", it.build(), read=1,
        documents={"water/w1.html": "replaced", "water/泵站 2024.html": "moved"},
        values=spent_less_values("water/w1.html"),
    )  # fmt: skip
    (it.raw / "water" / "README.md").write_text("About these files.\n", "utf-8")
    for path in it.papers:
        (it.raw / path).touch()
    it.day(4, "nothing but times and a README", it.build())
    it.put("water/w7.html", page("沟渠", 9))
    it.remove("office/b1.xlsx")
    it.day(5, "one added, one removed; killed when it begins to read", it.killed("work/*"), refused=KILLED)
    it.day(5, "killed when tables are written", it.killed("release/form.parquet"), refused=KILLED)
    it.day(5, "built again", it.build(), documents={"water/w7.html": "added", "office/b1.xlsx": "removed"})
    third = it.papers["water/w3.html"]
    it.correct("water/w3.html")
    it.day(
        6, "one value corrected", it.build(), read=1,
        documents={"water/w3.html": "changed"}, values=less_scored("water/w3.html", "97.7000", "96.7000"),
    )  # fmt: skip
    fourth = it.papers["water/w4.html"]
    it.put("water/w4.html", cut_off(fourth))
    it.day(7, "one cut off", it.build(), read=1, documents={"water/w4.html": "replaced"})
    nowhere = it.raw.with_name("nothing")
    nowhere.mkdir()
    with it.unmounted():
        it.day(8, "the raw folder is empty", it.build(), refused="the raw folder holds no document")
        it.day(
            8,
            "so are the corrections",
            it.build("--corrections", str(nowhere)),
            refused="The raw folder holds no document, there were 12",
        )
    it.put("water/w4.html", fourth)
    it.put("water/w5x.html", it.papers["water/w5.html"])
    it.copies.add("water/w5x.html")
    it.day(
        9, "back again, the cut one whole again, one copied", it.build(),
        documents={"water/w4.html": "replaced", "water/w5x.html": "added"},
    )  # fmt: skip
    it.facts("roads", "fiscal_year: 2024\nregion: 重庆市\n")
    it.rename("water/w6.html", "roads/w6.html")
    it.day(
        10, "facts of a batch changed, one moved there", it.build(), read=3,
        documents={"roads/r1.html": "changed", "roads/r2.html": "changed", "roads/w6.html": "moved"},
        values=placed("roads/r1.html", "道路") | placed("roads/r2.html", "桥梁") | placed("roads/w6.html", "水塔"),
    )  # fmt: skip
    it.put("office/b4.xlsx", drawn("book", 8))
    for room, built in it.full():
        it.day(11, f"one added; disk full: {room}", built, refused="rror")
    # The audit compares forms: both workbooks give one reason, a finding (T02) in the older one too.
    both = {"office/b4.xlsx": "added", "office/b3.xlsx": "changed"}
    it.day(11, "room again", it.build(), read=1, documents=both)
    it.put("water/w3.html", replace(spent_less(third), corrections=1))
    it.day(12, "a corrected one changed", it.build(), refused=f"there is no document {third.identity}")
    records = it.corrections / "water.yml"
    records.write_text(records.read_text("utf-8").replace(third.identity, it.papers["water/w3.html"].identity), "utf-8")
    changed = spent_less_values("water/w3.html", "96.7000", "96.3700")
    it.day(12, "its record too", it.build(), read=1, documents={"water/w3.html": "replaced"}, values=changed)
    it.remove("water/w5.html")
    it.copies.clear()
    it.day(13, "the first of two equal ones removed", it.build(), documents={"water/w5x.html": "moved, removed"})
    it.put("water/w8.html", page("渡口", 10))
    it.put("office/b5.xlsx", drawn("book", 10))
    it.put("roads/r2.html", spent_less(it.papers["roads/r2.html"]))
    it.rename("office/p1.pdf", "office/annual.pdf")
    it.remove("office/b2.xlsx")
    it.correct("water/w1.html")
    it.put("water/w7.html", cut_off(it.papers["water/w7.html"]))
    it.day(
        14, "two added; one changed, renamed, removed, corrected, cut off", it.build(), read=5,
        documents={
            "water/w8.html": "added", "office/b5.xlsx": "added", "roads/r2.html": "replaced",
            "office/annual.pdf": "moved", "office/b2.xlsx": "removed", "water/w1.html": "changed",
            "water/w7.html": "replaced",
        },
        values=spent_less_values("roads/r2.html") | less_scored("water/w1.html", "97.3700", "96.3700"),
    )  # fmt: skip


def main() -> int:
    """Live through it and tell; the exit status."""
    with tempfile.TemporaryDirectory(prefix="jixiao-fortnight-") as name:
        it = Fortnight(Path(name))
        is_mounted = mount(it.out, f"size={DISK}")
        it.row("day", "what was done", "exit", "read again", "difference to the release before", "seconds", "")
        try:
            plan(it)
            it.today = "afterwards"
            if under_way := it.runs_under_way():
                it.fault(f"{under_way} runs are recorded as under way")
        finally:
            if is_mounted:
                subprocess.run(["umount", str(it.out)], check=True)
        sys.stdout.write(f"{len(it.published)} releases, {len(it.wrong)} faults\n")
        return 1 if it.wrong else 0


if __name__ == "__main__":
    sys.exit(main())

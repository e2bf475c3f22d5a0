"""``make bi``: every recipe of docs/connecting.md is run, and all of them have to give the same answer.

Belongs here: running the blocks of that page with the programs that the Makefile put into ``.bi``, the promises that
Superset's driver relies on, the Streamlit example. Does not belong here: a whole Superset (``tests.superset``), the
notebook (the unit tests run it).

A block is run as its language says, with the packages that ``<!-- with: name -->`` above it names, unless
``<!-- not run: why -->`` stands there. A machine without R is told so; any other program that is missing is a failure.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from decimal import Decimal
from pathlib import Path

from tests.doc_blocks import Block, blocks

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "connecting.md"
TOOLS = ROOT / ".bi"
WAREHOUSE = ROOT / "data" / "demo" / "current" / "warehouse.duckdb"
QUESTION = "SELECT count(*), sum(shortfall) FROM shortfall_indicators"
PACKAGES = ("python", "engine")
"""Folders of packages in ``.bi`` that a block can name."""

DRIVER = """
import sys, warnings
import duckdb, duckdb_engine, sqlalchemy
warnings.simplefilter("ignore", sqlalchemy.exc.SAWarning)
engine = sqlalchemy.create_engine(f"duckdb:///{sys.argv[1]}?access_mode=read_only")
known = sqlalchemy.inspect(engine)
assert {"form", "indicator", "cell"} <= set(known.get_table_names())
views = known.get_view_names()
assert {"projects", "shortfall_indicators"} <= set(views)
without = [name for name in [*known.get_table_names(), *views] if not known.get_table_comment(name)["text"]]
assert not without, without
unsaid = [(name, c["name"]) for name in views for c in known.get_columns(name) if not c["comment"]]
assert not unsaid, unsaid[:5]
with engine.connect() as connection:
    for name in views:
        connection.execute(sqlalchemy.text(f'SELECT * FROM "{name}"')).fetchall()
    try:
        connection.execute(sqlalchemy.text("DELETE FROM form"))
    except sqlalchemy.exc.DBAPIError:
        pass
    else:
        raise AssertionError("it could be written to")
print(f"DuckDB {duckdb.__version__}, duckdb-engine {duckdb_engine.__version__}, SQLAlchemy {sqlalchemy.__version__}: "
      f"{len(views)} views")
"""

STREAMLIT = """
import sys
from streamlit.testing.v1 import AppTest
sys.argv = ["streamlit_app.py", sys.argv[2]]
app = AppTest.from_file("docs/examples/streamlit_app.py", default_timeout=60).run()
assert not app.exception, app.exception
assert len(app.metric) == 2 and len(app.dataframe) == 1
before = app.metric[1].value
app.selectbox[0].select_index(1).run()
assert not app.exception, app.exception
assert app.metric[1].value != before
print("Streamlit page:", app.metric[0].value, "indicators,", app.metric[1].value, "points; year and department chosen")
"""


def command(block: Block, folder: Path) -> tuple[list[str], Path | None]:
    """How a block is run, and the packages it needs."""
    if block.language == "js":
        # Modules are looked for from where the file lies.
        file = TOOLS / "node" / "block.mjs"
        file.write_text(block.text, "utf-8")
        return ["node", str(file)], None
    file = folder / f"block.{block.language}"
    file.write_text(block.text, "utf-8")
    if block.language == "python":
        named = block.mark.removeprefix("with: ")
        return [sys.executable, "-W", "ignore", str(file)], TOOLS / named if named else None
    return {"sh": ["bash", "-e", str(file)], "r": ["Rscript", "--vanilla", str(file)]}[block.language], None


def run(words: list[str], packages: Path | None) -> subprocess.CompletedProcess[str]:
    """One program at the top of the checkout, with ``jixiao`` on its path."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    places = [str(packages)] * (packages is not None) + [str(ROOT)]
    surroundings = {**os.environ, "PATH": path, "PYTHONPATH": os.pathsep.join(places), "LC_ALL": "C.UTF-8"}
    return subprocess.run(words, cwd=ROOT, env=surroundings, capture_output=True, text=True, check=False)


def numbers(text: str) -> list[Decimal]:
    """The figures that a recipe printed."""
    return [Decimal(word).normalize() for word in text.split()]


def tell(text: str) -> None:
    """A line for who waits."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def main() -> None:
    """Run everything; exit status 1 when anything failed or answered otherwise."""
    jixiao = [sys.executable, "-m", "pipeline.cli", "sql", QUESTION, "--warehouse", str(WAREHOUSE), "--format", "csv"]
    expected = numbers(run(jixiao, None).stdout.splitlines()[-1].replace(",", " "))
    failed = 0
    with tempfile.TemporaryDirectory() as folder:
        for block in blocks(PAGE):
            name = f"{block.language}: {block.text.splitlines()[0][:60]}"
            if not block.is_run:
                tell(f"not run    {name}")
                continue
            words, packages = command(block, Path(folder))
            if block.language == "r" and shutil.which("Rscript") is None:
                tell(f"no program {name}: Rscript is not installed (apt install r-base-core)")
                continue
            ended = run(words, packages)
            is_same = ended.returncode == 0 and numbers(ended.stdout) == expected
            failed += not is_same
            tell(f"{'same' if is_same else 'FAILED'}       {name}: {ended.stdout.strip()}")
            if not is_same:
                tell(ended.stderr[-1500:])
    for program, packages in ((DRIVER, "engine"), (STREAMLIT, "python")):
        ended = run([sys.executable, "-c", program, str(WAREHOUSE), str(WAREHOUSE.parents[1])], TOOLS / packages)
        failed += ended.returncode != 0
        tell(ended.stdout.strip() if ended.returncode == 0 else f"FAILED\n{ended.stderr[-2500:]}")
    (ROOT / "jixiao.hyper").unlink(missing_ok=True)
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()

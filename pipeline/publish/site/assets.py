"""Scripts and styles that the page loads: our own, and the two libraries as their packages deliver them.

Belongs here: copying them, and the one change that lets them run from ``file://``. Does not belong here: what our
scripts do (``static``). No code of others stands in this repository: DataTables comes from the package ``itables``,
Vega-Lite from ``vl-convert-python``, each with its licence.

Putting the bundle of Vega-Lite together takes some seconds, so it is kept in the environment that holds its package
(``<environment>/share/jixiao``). Where that cannot be written it is made for each build anew.
"""

from __future__ import annotations

import contextlib
import os
import re
import sys
from functools import cache
from importlib.metadata import distribution, version
from pathlib import Path

ASSETS = "assets"
_STATIC = Path(__file__).with_name("static")
_FIRST, _LAST = ("core.js", "format.js", "cells.js"), "main.js"
"""What the other scripts use while they are loaded, and what begins when all are there."""


def write_assets(site: Path) -> None:
    """Write ``<site>/assets``."""
    folder = site / ASSETS
    folder.mkdir(parents=True, exist_ok=True)
    for name in (*own_scripts(), *own_styles()):
        (folder / name).write_bytes((_STATIC / name).read_bytes())
    # Its place is looked up: importing the package would load notebooks and data frames.
    tables = Path(str(distribution("itables").locate_file("itables/html")))
    _write(folder / "datatables.js", as_global((tables / "dt_bundle.js").read_text("utf-8"), "DataTable"))
    _write(folder / "datatables.css", (tables / "dt_bundle.css").read_text("utf-8"))
    _write(folder / "vega.js", vega_bundle())
    for package, name in (("itables", "datatables"), ("vl-convert-python", "vega")):
        _write(folder / f"{name}.licence.txt", _licence(package))


def own_scripts() -> list[str]:
    """Our scripts in the order in which the page loads them."""
    names = sorted(path.name for path in _STATIC.glob("*.js"))
    return [*_FIRST, *(name for name in names if name not in (*_FIRST, _LAST)), _LAST]


def own_styles() -> list[str]:
    """Our styles in order."""
    # What is said for paper has to come after what is said for the screen, or it does not hold.
    return sorted((path.name for path in _STATIC.glob("*.css")), key=lambda name: (name == "print.css", name))


def as_global(module: str, name: str) -> str:
    """A module whose default export becomes a global of the page: browsers load no modules from ``file://``.

    Raises ValueError where the module does not end in one list of exports, as bundles of esbuild do.
    """
    lists = list(re.finditer(r"\bexport\s*\{([^{}]*)\}\s*;?", module))
    exported = lists and re.search(r"([\w$]+)\s+as\s+default", lists[-1][1])
    if len(lists) != 1 or not exported:
        raise ValueError("the bundle of DataTables is not a module with one list of exports")
    ended = lists[0]
    script = f"{module[: ended.start()]}window.{name}={exported[1]};{module[ended.end() :]}"
    return f"(function(){{\n{script}\n}})();\n"


@cache
def vega_bundle() -> str:
    """Vega, Vega-Lite and Vega-Embed as one script with the globals ``vega``, ``vegaLite`` and ``vegaEmbed``."""
    kept = Path(sys.prefix) / "share" / "jixiao" / f"vega-{version('vl-convert-python')}.js"
    with contextlib.suppress(OSError):
        return kept.read_text("utf-8")
    import vl_convert

    # Inside a function none of its names stands in the way of ours.
    named = "window.vegaEmbed=vegaEmbed;window.vegaLite=vegaLite;window.vega=vega;"
    bundle = f"(function(){{\n{vl_convert.javascript_bundle(named)}\n}})();\n"
    with contextlib.suppress(OSError):
        kept.parent.mkdir(parents=True, exist_ok=True)
        partial = kept.with_name(f".{kept.name}-{os.getpid()}")
        partial.write_text(bundle, encoding="utf-8")
        partial.replace(kept)
    return bundle


def _licence(package: str) -> str:
    """The licence texts that a package brings."""
    found = distribution(package)
    texts = [file for file in found.files or [] if "licens" in file.as_posix().lower() and file.suffix != ".py"]
    return "\n\n".join(Path(str(file.locate())).read_text("utf-8", "replace") for file in texts)


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")

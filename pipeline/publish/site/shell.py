"""The one page of the site: an empty frame that loads our scripts, under a policy that lets nothing else run.

Belongs here: ``index.html``, its policy and the order of its scripts. Does not belong here: what the scripts do
(``static``).
"""

from __future__ import annotations

from pathlib import Path

from jinja2 import Environment, PackageLoader

from pipeline.publish.site.assets import ASSETS, own_scripts, own_styles

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self';"
    " connect-src 'none'; base-uri 'none'; form-action 'none'; object-src 'none'"
)
"""No host but our own folder, no script in the page itself; the charts set styles on their elements."""


def write_shell(site: Path) -> Path:
    """Write ``index.html`` and return its path."""
    loader = PackageLoader("pipeline.publish.site", "templates")
    environment = Environment(loader=loader, autoescape=True, trim_blocks=True, lstrip_blocks=True)
    styles = [f"{ASSETS}/datatables.css", *(f"{ASSETS}/{name}" for name in own_styles())]
    scripts = [f"{ASSETS}/{name}" for name in own_scripts()]
    # The first script receives what the data files hand over, the last one begins.
    first, *middle, last = scripts
    ordered = [first, "data/words.js", "data/index.js", "data/doubts.js", *middle, last]
    path = site / "index.html"
    text = environment.get_template("index.html").render(policy=POLICY, styles=styles, scripts=ordered)
    path.write_text(text, encoding="utf-8")
    return path

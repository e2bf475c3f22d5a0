"""The YAML files that are part of the program.

Belongs here: reading them. Does not belong here: files that people write (``families.yaml_file``, ``sources.batch``,
``corrections.files``), of which every mistake is named.

PyYAML reads them eight times as fast with libyaml, which its wheels hold; the content is the same without it.
"""

from __future__ import annotations

from importlib.resources import files
from typing import Any

import yaml

LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""The faster of PyYAML's safe loaders, where there are two."""


def package_yaml(package: str, name: str) -> Any:
    """The content of a file of a package."""
    return yaml.load((files(package) / name).read_text("utf-8"), LOADER)  # noqa: S506  (a safe one)

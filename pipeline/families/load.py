"""The families of the folder: every YAML file read, completed and checked, and all of them compared.

Belongs here: which files there are, and what a file takes from the words that all families share. Does not belong here:
what a family is (``family``), how mistakes are named (``mistakes``).
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from itertools import combinations
from typing import Any

from pipeline.families.family import Family
from pipeline.families.mistakes import FamilyError, Mistake
from pipeline.families.overlap import can_be_both
from pipeline.families.shared_words import vocabulary
from pipeline.families.yaml_file import YamlFile, checked, named, read


@cache
def load_families() -> tuple[Family, ...]:
    """All families, sorted by id. Raises :class:`FamilyError` with every mistake of every file."""
    return read_families(files(__package__))


def read_families(folder: Traversable) -> tuple[Family, ...]:
    """The families of a folder, sorted by id.

    Raises :class:`FamilyError`: a file that is no YAML or no family, or two families that one form could be of.
    """
    found: list[Family] = []
    problems: list[str] = []
    for file in sorted((f for f in folder.iterdir() if f.name.endswith(".yml")), key=lambda f: f.name):
        try:
            found.append(_family(read(file), file.name.removesuffix(".yml")))
        except FamilyError as error:
            problems += error.problems
    problems += [
        f"families/{one.id}.yml and families/{other.id}.yml fit the same headings: a form could be of either. Take the "
        "headings that both know out of one of them, or tell them apart by requires, lacks or money_units."
        for one, other in combinations(found, 2)
        if can_be_both(one, other)
    ]
    if problems:
        raise FamilyError(problems)
    return tuple(found)


def _family(file: YamlFile, name: str) -> Family:
    """A family from its file: what the file leaves out is taken from the shared words."""
    if not isinstance(file.content, dict):
        raise FamilyError([f"{file.name}: it holds no keys; begin with a copy of the nearest family."])
    own = file.content.get("id")
    is_other = isinstance(own, str) and own != name
    mistaken = [Mistake(("id",), f"id is {own}; it has to be {name}, as the file.")] if is_other else []
    try:
        family = checked(Family, file, _completed(file.content))
    except FamilyError as error:
        raise FamilyError([*(named(file, mistaken).problems), *error.problems]) from error
    if mistaken:
        raise named(file, mistaken)
    return family


def _completed(content: Mapping[str, Any]) -> dict[str, Any]:
    """The content of a file with the shared words; what is of the wrong kind is left for the check."""
    words = vocabulary()
    completed = dict(content)
    for key, shared in (("fields", words.fields), ("goals", words.goals)):
        own = content.get(key)
        if own is None or isinstance(own, dict):
            completed[key] = {**shared, **_with_headings(own or {}, shared)}
    for key, labels in (
        ("other_fields", words.other_fields),
        ("left_out", words.left_out),
        ("blocks", words.blocks),
    ):
        own = content.get(key)
        if own is None or isinstance(own, list):
            completed[key] = [*(own or []), *labels]
    for key, labels in (("total", words.total), ("grade", words.grade)):
        if content.get(key) is None:
            completed[key] = labels
    shared_blocks: dict[str, dict[str, Mapping[Any, list[str]]]] = {
        "budget": {"columns": words.budget, "sources": words.sources},
        "indicators": {"columns": words.indicators},
    }
    for key, parts in shared_blocks.items():
        block = content.get(key)
        if isinstance(block, dict):
            completed[key] = {
                name: _with_headings(own, parts[name]) if name in parts and isinstance(own, dict) else own
                for name, own in block.items()
            }
    return completed


def _with_headings(own: Mapping[Any, Any], shared: Mapping[Any, list[str]]) -> dict[Any, Any]:
    """A block in which a key without labels has those of the shared words, if they know the key."""
    return {name: shared.get(name) if labels is None else labels for name, labels in own.items()}

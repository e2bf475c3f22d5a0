"""Mistakes in a family's file as sentences a person can act on.

Belongs here: what is wrong with a key or a value, and the key that was probably meant. Does not belong here: reading
files (``yaml_file``), the models (``family``, ``shared_words``, ``not_read``).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any, Literal, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

Path = tuple[str | int, ...]
# So much alike (0 to 1) are a key and the one that was meant; budgets and budget are 0.92, weights and weight 0.92.
_ALIKE = 0.7
_KINDS = {str: "a text", int: "a number", float: "a number", bool: "true or false", list: "a list", dict: "a block"}


@dataclass(frozen=True, slots=True)
class Mistake:
    """What is wrong at one place of a file."""

    path: Path
    sentence: str


class FamilyError(ValueError):
    """Files of families that cannot be used: one sentence for each mistake, all mistakes of all files."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = list(problems)


def mistakes_of(error: ValidationError, model: type[BaseModel], content: Any) -> list[Mistake]:
    """The mistakes that a model found in a content, each once: a key that is mistyped is not missing as well."""
    entries = [(tuple(part for part in one["loc"] if part != "[key]"), one) for one in error.errors()]
    found: dict[Path, Mistake] = {}
    meant: set[Path] = set()
    for path, one in entries:
        if one["type"] == "extra_forbidden" or "[key]" in one["loc"]:
            allowed = keys_at(model, path[:-1])
            near = _nearest(str(path[-1]), [key for key in allowed if not _has(content, (*path[:-1], key))] or allowed)
            homes = [] if near else [(*block, path[-1]) for block in _homes(model, str(path[-1]))]
            meant |= {(*path[:-1], near)} if near else set(homes)
            found[path] = Mistake(path, _unknown_key(path, near, homes, allowed))
    mistakes = list(found.values())
    for path, one in entries:
        if any(path[:end] in found for end in range(len(path) + 1)):
            continue
        if one["type"] != "missing":
            mistakes += _wrong_value(one, path)
        elif path not in meant:
            mistakes.append(Mistake(path, f"{shown(path)} is missing{_what_it_holds(model, path)}."))
    return mistakes


def keys_at(model: type[BaseModel], path: Path) -> list[str]:
    """The keys that a block may have; none where any key may stand."""
    kind: Any = model
    for part in path:
        kind = _inside(kind, part)
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        return list(kind.model_fields)
    if get_origin(kind) is dict and get_origin(get_args(kind)[0]) is Literal:
        return list(get_args(get_args(kind)[0]))
    return []


def shown(path: Path) -> str:
    """A path as it is written: ``budget.columns.executed``, ``other_fields (label 2)``."""
    keys = ".".join(str(part) for part in path if isinstance(part, str))
    number = next((part for part in reversed(path) if isinstance(part, int)), None)
    if number is None:
        return keys or "the file"
    return f"{keys} (label {number + 1})" if keys and isinstance(path[-1], int) else f"{keys} of entry {number + 1}"


def _inside(kind: Any, part: str | int) -> Any:
    if isinstance(part, int):
        return get_args(kind)[0] if get_origin(kind) in (list, tuple) else kind
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        field = kind.model_fields.get(part)
        return field.annotation if field else None
    return get_args(kind)[1] if get_origin(kind) is dict else None


def _has(content: Any, path: Path) -> bool:
    for part in path:
        if not isinstance(content, dict) or part not in content:
            return False
        content = content[part]
    return True


def _nearest(word: str, known: Sequence[str]) -> str | None:
    return next(iter(get_close_matches(word.lower().rstrip(":："), known, 1, _ALIKE)), None)


def _unknown_key(path: Path, near: str | None, homes: list[Path], allowed: list[str]) -> str:
    if near:
        return f"{shown(path)} is no key; did you mean {near}?"
    if homes:
        places = " or ".join(shown(home[:-1]) if home[:-1] else "the top of the file" for home in homes)
        return f"{shown(path)} is no key; it belongs in {places}."
    return f"{shown(path)} is no key; the keys there are {', '.join(allowed)}."


def _homes(model: type[BaseModel], key: str) -> list[Path]:
    """The blocks in which a key may stand."""
    return [block for block in _blocks(model, ()) if key in keys_at(model, block)]


def _blocks(model: type[BaseModel], path: Path) -> Iterator[Path]:
    """The paths of all blocks whose keys are known."""
    yield path
    for key in keys_at(model, path):
        if keys_at(model, (*path, key)):
            yield from _blocks(model, (*path, key))


def _what_it_holds(model: type[BaseModel], path: Path) -> str:
    kind: Any = model
    for part in path:
        kind = _inside(kind, part)
    if get_origin(kind) is Literal:
        return f": {_either(get_args(kind))}"
    keys = keys_at(model, path)
    return f": a block with the keys {', '.join(keys)}" if keys else ""


def _wrong_value(one: ErrorDetails, path: Path) -> Iterator[Mistake]:
    """One mistake for every line that a check raised; for a value of another kind what was expected."""
    where, value, kind = shown(path), one["input"], one["type"]
    if kind == "value_error":
        for line in str(one["ctx"]["error"]).split("\n"):
            # A check of a whole block names the key below it first: "columns: 执行数 means …".
            key, colon, rest = line.partition(": ")
            is_key = bool(colon) and isinstance(value, BaseModel | dict) and key.isidentifier()
            if is_key:
                yield Mistake((*path, key), f"{shown((*path, key))}: {rest}.")
            elif isinstance(value, str):
                yield Mistake(path, f"{where} “{value}” {line}.")
            else:
                yield Mistake(path, f"{where} {line}." if path else f"{line}.")
        return
    found = "empty" if value is None else _KINDS.get(type(value), type(value).__name__)
    expected = {
        "list_type": f"a list: [{value}]" if isinstance(value, str | int | float) else "a list of labels",
        "tuple_type": "a list of entries",
        "dict_type": "a block of keys",
        "model_type": "a block of keys",
        "string_type": "a text",
        "bool_type": "true or false",
        "bool_parsing": "true or false",
    }.get(kind)
    if kind == "literal_error":
        words = [word.strip("'") for word in one["ctx"]["expected"].replace(" or ", ", ").split(", ")]
        near = _nearest(str(value), words)
        yield Mistake(path, f"{where} is {value}; " + (f"did you mean {near}?" if near else f"it is {_either(words)}."))
    elif kind == "string_type" and value is not None:
        yield Mistake(path, f"{where} is {found} ({value}) and has to be a text: put it in quotation marks.")
    elif value is None and kind == "list_type":
        yield Mistake(path, f"{where} has no label here and none in shared/vocabulary.yml: give one.")
    elif expected:
        yield Mistake(path, f"{where} is {found} and has to be {expected}.")
    else:
        yield Mistake(path, f"{where}: {one['msg']}.")


def _either(words: Sequence[Any]) -> str:
    *others, last = map(str, words)
    return f"{', '.join(others)} or {last}" if others else last

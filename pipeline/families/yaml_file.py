"""A YAML file read so that a mistake in it can be named: file, line, key.

Belongs here: text to content with the line of every key, and content to a model. Does not belong here: the sentences
about mistakes (``mistakes``), which files there are (``load``).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, TypeAdapter, ValidationError

from pipeline.families.mistakes import FamilyError, Mistake, Path, mistakes_of
from pipeline.package_yaml import LOADER

_Model = TypeVar("_Model", bound=BaseModel)
# Signs of an input method for Chinese that are typed for those of YAML.
_NARROW = {"：": ": and a blank", "，": ","}


@dataclass(frozen=True, slots=True)
class YamlFile:
    """What a file holds, and the line (from 1) on which each key or entry stands.

    ``mistakes`` are those of its writing: keys that stand twice, of which YAML silently keeps the last.
    """

    name: str
    content: Any
    lines: Mapping[Path, int] = field(default_factory=dict)
    mistakes: tuple[Mistake, ...] = ()

    def line(self, path: Path) -> int:
        """The line of a key; where it has none, that of the nearest block around it; 0 where no block has one."""
        return next((self.lines[path[:end]] for end in range(len(path), 0, -1) if path[:end] in self.lines), 0)


def read(file: Traversable, folder: str = "families") -> YamlFile:
    """The content of a file, which is named as one of a folder. Raises :class:`FamilyError` for what is no YAML."""
    name = f"{folder}/{file.name}"
    try:
        text = file.read_text("utf-8-sig")
        try:
            return _read(name, LOADER(text))
        except yaml.YAMLError:
            # The slower loader has other words for the same mistake; people are told those.
            return _read(name, yaml.SafeLoader(text))
    except UnicodeDecodeError as error:
        raise FamilyError([f"{name}: it is not UTF-8 text; save it as UTF-8."]) from error
    except yaml.YAMLError as error:
        raise FamilyError([f"{name}{_syntax(error, text)}"]) from error
    except ValueError as error:
        # PyYAML makes dates and numbers itself and lets the errors of Python through.
        raise FamilyError([f"{name}: {error}; put what is no date and no number in quotation marks."]) from error


def _read(name: str, loader: Any) -> YamlFile:
    node = loader.get_single_node()
    lines: dict[Path, int] = {}
    twice = tuple(_walk(node, (), lines)) if node is not None else ()
    return YamlFile(name, None if node is None else loader.construct_document(node), lines, twice)


def shared_file(name: str) -> YamlFile:
    """A file of words that are of no single family."""
    return read(files(__package__) / "shared" / name, "families/shared")


def checked(model: type[_Model], file: YamlFile, content: Any = None) -> _Model:
    """The content of a file (or what was made of it) as a model. Raises :class:`FamilyError` with every mistake."""
    content = file.content if content is None else content
    try:
        found = model.model_validate(content)
    except ValidationError as error:
        raise named(file, [*file.mistakes, *mistakes_of(error, model, file.content)]) from error
    if file.mistakes:
        raise named(file, file.mistakes)
    return found


def checked_list(model: type[_Model], file: YamlFile) -> tuple[_Model, ...]:
    """The entries of a file that is a list, as models."""
    try:
        found = TypeAdapter(tuple[model, ...]).validate_python(file.content)  # type: ignore[valid-type]
    except ValidationError as error:
        raise named(file, [*file.mistakes, *mistakes_of(error, model, file.content)]) from error
    if file.mistakes:
        raise named(file, file.mistakes)
    return found


def named(file: YamlFile, mistakes: Iterator[Mistake] | list[Mistake] | tuple[Mistake, ...]) -> FamilyError:
    """The mistakes of one file as an error, in the order in which they stand in it."""
    placed = sorted(((file.line(one.path), one.sentence) for one in mistakes), key=lambda entry: entry[0])
    return FamilyError([f"{file.name}{f', line {line}' if line else ''}: {sentence}" for line, sentence in placed])


def _walk(node: yaml.Node, path: Path, lines: dict[Path, int]) -> Iterator[Mistake]:
    """Note the line of everything below a node; yield the keys that stand twice in their block."""
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            inner = (*path, key.value)
            line = key.start_mark.line + 1
            if inner in lines:
                yield Mistake(inner, f"{'.'.join(map(str, inner))} stands twice (line {lines[inner]} and line {line}).")
            lines.setdefault(inner, line)
            yield from _walk(value, inner, lines)
    elif isinstance(node, yaml.SequenceNode):
        for number, value in enumerate(node.value):
            lines[*path, number] = value.start_mark.line + 1
            yield from _walk(value, (*path, number), lines)


def _syntax(error: yaml.YAMLError, text: str) -> str:
    if not isinstance(error, yaml.MarkedYAMLError) or error.problem_mark is None:
        return ": it is no YAML."
    last = error.problem_mark.line
    first = error.context_mark.line if error.context_mark else last
    lines = "".join(text.splitlines()[first : last + 1])
    if wide := [f"{sign} means nothing in YAML, write {narrow}" for sign, narrow in _NARROW.items() if sign in lines]:
        return f", line {first + 1}: this cannot be read; {'; '.join(wide)}."
    # The context says what was begun (a list, a block) and where.
    begun = f", {error.context}" if error.context else ""
    since = f" that begins on line {error.context_mark.line + 1}" if error.context and error.context_mark else ""
    return (
        f", line {error.problem_mark.line + 1}: this cannot be read ({error.problem}{begun}{since}). Look for a "
        "bracket, a comma, a colon or a quotation mark that is missing there or above."
    )

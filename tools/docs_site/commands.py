"""The page of the commands: every command, argument and option of ``jixiao``, as the program itself explains them.

Belongs here: walking through the commands. Does not belong here: their words (``pipeline.language``).
"""

from __future__ import annotations

from collections.abc import Iterator

import click

from pipeline import cli
from pipeline.language import speaking
from tools.docs_site.reference import escaped, generated_from, table


def page(language: str) -> str:
    """Every command with its help, in one language."""
    zh = language == "zh"
    lines = [f"# {'命令' if zh else 'Commands'}", "", *generated_from("pipeline/cli.py, pipeline/language/", language)]
    with speaking(language):
        cli._speak()
        for name, command, context in _walk("jixiao", cli.cli, None):
            lines += _command(name, command, context, zh)
    cli._speak()
    return "\n".join(lines)


def all_commands() -> dict[str, click.Command]:
    """Every command by its whole name."""
    return {name: command for name, command, _ in _walk("jixiao", cli.cli, None)}


def _walk(
    name: str, command: click.Command, parent: click.Context | None
) -> Iterator[tuple[str, click.Command, click.Context]]:
    context = click.Context(command, parent=parent, info_name=name.rpartition(" ")[2])
    yield name, command, context
    if isinstance(command, click.Group):
        for below in command.list_commands(context):
            part = command.get_command(context, below)
            assert part is not None
            yield from _walk(f"{name} {below}", part, context)


def _command(name: str, command: click.Command, context: click.Context, zh: bool) -> list[str]:
    pieces = " ".join(command.collect_usage_pieces(context))
    lines = [f"## {name}", "", escaped(command.help or ""), "", f"`{name} {pieces}`", ""]
    rows = []
    for option in command.get_params(context):
        record = option.get_help_record(context)
        if record is not None and "--help" not in option.opts:
            variable = option.envvar if isinstance(option.envvar, str) else ""
            rows.append((f"`{record[0]}`", escaped(record[1]), f"`{variable}`" if variable else ""))
    if rows:
        headings = ("选项", "作用", "环境变量") if zh else ("option", "does", "environment variable")
        lines += [*table(headings, rows), ""]
    if command.epilog:
        lines += ["```text", command.epilog.replace("\b\n", "").strip(), "```", ""]
    return lines

"""``jixiao completion``: the script by which a shell completes commands and options.

Belongs here: the three shells that Click knows. Does not belong here: installing anything; the person does that.
"""

from __future__ import annotations

import click
from click.shell_completion import BashComplete, FishComplete, ShellComplete, ZshComplete

from pipeline.commands.terminal import lang_option

_SHELLS: dict[str, type[ShellComplete]] = {"bash": BashComplete, "zsh": ZshComplete, "fish": FishComplete}


@click.command()
@click.argument("shell", type=click.Choice(tuple(_SHELLS)))
@lang_option
@click.pass_context
def completion(context: click.Context, shell: str) -> None:
    """Print the script that a shell reads to complete what is typed."""
    of_shell = _SHELLS[shell](context.find_root().command, {}, "jixiao", "_JIXIAO_COMPLETE")
    # Not `source()`: for bash that starts the bash of this machine, which may not be the one that reads the script.
    click.echo(of_shell.source_template % of_shell.source_vars())

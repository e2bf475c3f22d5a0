"""``jixiao archive``: a release as one file for a repository of research data.

Belongs here: options and printing. Does not belong here: what the archive holds (``pipeline.publish.archive``).
"""

from __future__ import annotations

from pathlib import Path

import click

from pipeline.commands.terminal import Failed, as_json, lang_option, out_folder
from pipeline.language import say


@click.command()
@click.argument("name", default="current")
@click.option("--out", "target", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--releases", type=click.Path(file_okay=False, path_type=Path), envvar="JIXIAO_OUT")
@click.option("--json", is_flag=True)
@lang_option
def archive(name: str, target: Path | None, releases: Path | None, json: bool) -> None:
    """Write a release as one ZIP file, ready for Zenodo."""
    if target is not None and target.suffix.lower() != ".zip":
        raise click.UsageError(say("archive.ending", name=target.name))
    if target is not None and not target.absolute().parent.is_dir():
        raise click.UsageError(say("no_folder", folder=target.absolute().parent))
    from pipeline.publish import kept
    from pipeline.publish.archive import write_archive
    from pipeline.publish.disk import sha256
    from pipeline.publish.errors import PublicationError

    try:
        release = kept.find(out_folder(releases), name)
        file = target or Path(f"jixiao-{release.build_id}.zip")
        count = write_archive(release, file)
    except PublicationError as error:
        raise Failed(str(error)) from error
    except OSError as error:
        raise Failed(say("not_written", target=target or name, error=error)) from error
    facts = {"file": str(file), "files": count, "bytes": file.stat().st_size, "sha256": sha256(file)}
    if json:
        click.echo(as_json({"release": release.build_id, **facts}))
        return
    click.echo(say("archive.wrote", **{**facts, "bytes": f"{facts['bytes']:,}"}))

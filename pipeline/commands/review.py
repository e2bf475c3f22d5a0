"""``jixiao review``: what to look at first, by document, with the command that settles it.

Belongs here: options and layout. Does not belong here: ranking (``pipeline.publish.review``).
"""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline.commands.terminal import Failed, as_json, lang_option, one_line, out_folder, out_option
from pipeline.language import in_current, say

if TYPE_CHECKING:
    from pipeline.publish.review import Document, Question


@click.command()
@click.option("--limit", type=click.IntRange(min=0), default=20, show_default=True)
@click.option("--json", is_flag=True)
@out_option
@lang_option
def review(limit: int, json: bool, out: Path | None) -> None:
    """List the doubtful values with most at stake."""
    release = out_folder(out) / "current"
    if not (release / "form.parquet").exists():
        raise Failed(say("no_release", folder=release))
    from pipeline.publish.review import review as review_of

    documents, count = review_of(release, limit or None)
    if json:
        click.echo(as_json([_described(document) for document in documents]))
        return
    if not documents:
        click.echo(say("review.nothing"))
    for document in documents:
        click.echo(one_line(document.path))
        for question in document.questions:
            _print(question)
        click.echo()
    if documents:
        click.echo(say("review.how"))
    shown = sum(len(document.questions) for document in documents)
    if shown < count:
        click.echo(say("review.more", shown=shown, count=f"{count:,}"))


def _described(document: Document) -> dict[str, object]:
    """A document for programs; ``command`` is what a person completes."""
    return {
        "document_id": document.document_id,
        "path": document.path,
        "at_stake_yuan": document.at_stake,
        "questions": [{**asdict(one), "command": _command(one)} for one in document.questions],
    }


def _command(question: Question) -> str:
    return f"jixiao correct {question.arguments} --reason … --by …"


def _print(question: Question) -> None:
    from schemas.catalog import TABLES

    columns = TABLES[question.table].columns
    names = in_current("、", ", ").join(
        in_current(columns[name].title, columns[name].title_en) for name in question.fields
    )
    table = in_current(TABLES[question.table].title, question.table)
    place = say("review.place", table=table, row=question.row) if question.row else table
    page = "" if question.page is None else say("review.page", page=question.page)
    click.echo("  " + one_line(f"{question.project or question.form_id} · {place} · {names}{page}"))
    if question.printed or question.value:
        click.echo("    " + one_line(say("review.text", printed=question.printed or "", value=question.value or "")))
    for sentence in question.sentences:
        click.echo("    " + one_line(sentence))
    click.echo(f"    {_command(question)}")

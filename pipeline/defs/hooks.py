"""What is written and told at the end of every step: journal and alerts.

Belongs here: Dagster's hooks. Does not belong here: the lines of the journal and the text of alerts
(``publish.journal``, ``publish.alerts``).
"""

# No postponed annotations in this file: Dagster compares the type of ``context`` with its own classes.

import dagster as dg

from pipeline.defs.resources import Folders
from pipeline.language import say
from pipeline.publish import alerts
from pipeline.publish.errors import PublicationError
from pipeline.publish.given import give
from pipeline.publish.parquet import read_parquet
from pipeline.sources.url_folder import without_secrets


@dg.success_hook(required_resource_keys={"folders"})
def step_done(context: dg.HookContext) -> None:
    """A line for the step; after the table of documents one for each, after the release an alert for refused ones."""
    folders: Folders = context.resources.folders
    journal = folders.journal(context.run_id)
    journal.write("step_done", step=context.step_key)
    if context.step_key == "document":
        document = read_parquet("document", folders.staged(context.run_id))
        journal.documents(document)
    if context.step_key == "release":
        document = read_parquet("document", folders.out_path / "current")
        if (told := alerts.refused(document, folders.out_path, context.run_id)) is not None:
            send(folders, told)
        if folders.give_to is not None:
            _give(folders, context.run_id, folders.give_to)


@dg.failure_hook(required_resource_keys={"folders"})
def step_failed(context: dg.HookContext) -> None:
    """A line for the step with what it raised, and an alert."""
    folders: Folders = context.resources.folders
    problem = _sentence(context.op_exception)
    folders.journal(context.run_id).write("step_failed", step=context.step_key, error=problem)
    details = [f"{context.step_key}: {problem}"]
    send(folders, alerts.alert("failed", folders.out_path, context.run_id, details))


def send(folders: Folders, told: alerts.Alert) -> None:
    """Send an alert and write down that it was sent, or why it was not."""
    problems = alerts.send(told)
    folders.journal(told.run_id).write("alert", alert=told.event, details=told.details, problems=problems)


def _give(folders: Folders, run_id: str, url: str) -> None:
    """Copy the release to its address. It is published whatever becomes of that, and the next one is tried again."""
    try:
        give(folders.out_path, url)
    except (OSError, PublicationError) as error:
        told = say("give.failed", url=without_secrets(url), error=" ".join(str(error).split()))
        send(folders, alerts.alert("failed", folders.out_path, run_id, [told]))
    else:
        folders.journal(run_id).write("release_given", url=without_secrets(url))


def _sentence(error: BaseException | None) -> str:
    if isinstance(error, dg.Failure):
        return " ".join((error.description or "failed").split())
    return "failed" if error is None else " ".join(f"{type(error).__name__}: {error}".split())


HOOKS = {step_done, step_failed}

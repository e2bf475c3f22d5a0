"""One build in this process, through Dagster's own API: the same job as the schedule and the sensor run.

Belongs here: the instance, the run, what its events say about success. Does not belong here: printing
(``pipeline.cli``).
"""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import dagster as dg
from dagster._core.definitions.repository_definition.valid_definitions import SINGLETON_REPOSITORY_NAME
from dagster._core.remote_origin import RemoteJobOrigin, RemoteRepositoryOrigin
from dagster._core.workspace.load_target import WorkspaceFileTarget

from pipeline.cache.store import LEAST_FREE
from pipeline.defs import runs
from pipeline.defs.event_log import kept_open
from pipeline.defs.resources import Folders, folders_resource
from pipeline.language import say
from pipeline.paths import project_root
from pipeline.publish import alerts
from pipeline.sources import RawFolder

WORKSPACE = Path(__file__).with_name("workspace.yaml")
"""What page and daemon load, and of what the runs of the command are recorded."""


@dataclass(frozen=True)
class Build:
    """How a build ended: the current release, or one sentence per thing that stopped it; the warnings.

    ``passed_over`` names what lies in the raw folder and is no document by its name. ``is_new`` says whether the build
    published the release; a build of what is published already publishes nothing. ``read`` is how many documents were
    read.
    """

    release: Path | None
    problems: list[str]
    warnings: list[str]
    passed_over: list[str] = field(default_factory=list)
    is_new: bool = False
    read: int = 0


def build(
    definitions: dg.Definitions,
    raw: RawFolder,
    out: Path,
    workers: int,
    log_level: str = "CRITICAL",
    *,
    corrections: Path | None = None,
    reread: bool = False,
    rehash: bool = False,
    engine: str = "local",
    accept_fall: str | None = None,
) -> Build:
    """Run the job ``build`` of the definitions. Without a folder of corrections the one beside the raw folder holds.

    ``accept_fall`` is why a release that holds much less is right.

    ``reread`` reads every document anew, ``rehash`` looks at the bytes of files that nobody touched as well.
    ``engine`` says who reads.

    Dagster's records of the run go to ``DAGSTER_HOME``, or nowhere when nothing can be written there; records of runs
    whose process is gone are mended first. Raises KeyboardInterrupt when the run was interrupted; nothing is published
    then.
    """
    run_id = str(uuid.uuid4())
    config = {
        "ops": {"release": {"config": {"accept_fall": accept_fall or ""}}},
        "loggers": {"console": {"config": {"log_level": log_level}}},
    }
    with _instance() as instance:
        dead, _ = runs.keep_house(instance)
        for killed in dead:
            alerts.send(alerts.alert("killed", out, killed))
        _show_on_timeline(instance)
        with runs.held(instance, run_id), kept_open(instance):
            result = definitions.resolve_job_def("build").execute_in_process(
                run_config=config,
                instance=instance,
                raise_on_error=False,
                run_id=run_id,
                # One that is killed is not tried again by the daemon, whose folders may be others.
                tags={"dagster/max_retries": "0", "jixiao/by": "jixiao build"},
                resources={
                    "folders": folders_resource(
                        raw, out, workers, corrections=corrections, reread=reread, rehash=rehash, engine=engine
                    )
                },
            )
    if any(_is_interruption(event) for event in result.all_events):
        raise KeyboardInterrupt
    failed = [check for check in result.get_asset_check_evaluations() if not check.passed]
    warnings = [_sentence(e) for e in failed if e.severity is dg.AssetCheckSeverity.WARN]
    if result.success:
        is_new, read = _published(result)
        if accept_fall and not (is_new and _has_accepted(result)):
            warnings.append(say("fall.not_needed"))
        store = Folders(raw, out, workers).store
        if read and store.is_full():
            warnings.append(say("cache.full", least=LEAST_FREE // 2**20, folder=store.folder))
        return Build((out / "current").resolve(), [], warnings, _passed_over(result), is_new, read)
    problems = [_sentence(e) for e in failed if e.severity is dg.AssetCheckSeverity.ERROR]
    return Build(None, problems or list(_failures(result)), warnings)


def _show_on_timeline(instance: dg.DagsterInstance) -> None:
    """Have runs recorded as of the job that the page knows: its timeline shows no others."""
    origin = WorkspaceFileTarget([str(WORKSPACE)]).create_origins()[0]
    job = RemoteJobOrigin(RemoteRepositoryOrigin(origin, SINGLETON_REPOSITORY_NAME), "build")
    # Nothing that is public lets a run in this process say where it belongs.
    recorded = partial(instance.create_run_for_job, remote_job_origin=job)
    instance.create_run_for_job = recorded  # type: ignore[method-assign]


def _passed_over(result: dg.ExecuteInProcessResult) -> list[str]:
    made, seen = result.asset_materializations_for_node, result.asset_observations_for_node
    for metadata in [event.metadata for of_node in (made, seen) for event in of_node("raw_document")]:
        names = metadata["passed_over"].value
        return [str(name) for name in names] if isinstance(names, list) else []
    return []


def _published(result: dg.ExecuteInProcessResult) -> tuple[bool, int]:
    """Whether a run published a release, and how many documents it read; neither where nothing had changed."""
    for event in result.asset_materializations_for_node("release"):
        return bool(event.metadata["is_new"].value), int(str(event.metadata["documents_read"].value))
    return False, 0


def _has_accepted(result: dg.ExecuteInProcessResult) -> bool:
    """Whether a run published what holds much less, for a reason that is recorded."""
    return any("accepted_fall" in event.metadata for event in result.asset_materializations_for_node("release"))


def dagster_home() -> Path:
    """Where Dagster keeps its records: ``DAGSTER_HOME``, or ``.dagster`` of the project, which is set then."""
    return Path(os.environ.setdefault("DAGSTER_HOME", str(project_root() / ".dagster")))


def _instance() -> dg.DagsterInstance:
    home = dagster_home()
    if (home / "dagster.yaml").is_file() and os.access(home, os.W_OK):
        return dg.DagsterInstance.get()
    return dg.DagsterInstance.ephemeral()


def _is_interruption(event: dg.DagsterEvent) -> bool:
    error = event.step_failure_data.error if event.is_step_failure else None
    return error is not None and error.cls_name == dg.DagsterExecutionInterruptedError.__name__


def _sentence(evaluation: dg.AssetCheckEvaluation) -> str:
    said = evaluation.description or say("check.failed")
    return f"{evaluation.asset_key.to_user_string()}: {evaluation.check_name}: {said}"


def _failures(result: dg.ExecuteInProcessResult) -> Iterator[str]:
    """One sentence per failed step: the step, and what it raised; our own errors without the name of their class."""
    for event in result.all_events:
        if not event.is_step_failure:
            continue
        data = event.step_failure_data
        if data.user_failure_data is not None:
            yield f"{event.step_key}: {data.user_failure_data.description}"
        elif data.error is not None:
            # The error is Dagster's, its cause ours.
            raised = data.error.cause or data.error
            name, _, sentence = raised.message.partition(": ")
            is_ours = name.startswith(("pipeline.", "schemas."))
            yield f"{event.step_key}: {sentence if is_ours else raised.message}"

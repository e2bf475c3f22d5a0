"""Where a run reads and writes, and how many workers it may use.

Belongs here: the Dagster resource and the environment variables behind it. Does not belong here: default
paths (``pipeline.paths``), the layout of the staging folder (``pipeline.publish.staging``).

Nobody who starts a run can say where it reads and writes: the resource has no configuration. Dagster's page knows no
users, and a folder named there would be written to.
"""

# No postponed annotations in this file: Dagster looks at the types of resources.

import contextlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import dagster as dg

from pipeline import __version__, sources
from pipeline.cache.store import Store
from pipeline.curate.engine import ENGINES, Engine, opened
from pipeline.curate.parallel import default_workers
from pipeline.defs import runs
from pipeline.paths import corrections_of, default_out, default_raw
from pipeline.publish import staging
from pipeline.publish.journal import Journal
from pipeline.sources import RawFolder, raw_folder

_RELEASE = dg.AssetKey("release")


@dataclass(frozen=True)
class Folders:
    """The raw folder, the folder of the releases, the number of worker processes, and a folder of corrections."""

    raw_path: RawFolder
    out_path: Path
    workers: int
    corrections: Path | None = None
    reread: bool = False
    """Read every document anew, whatever earlier builds kept."""
    rehash: bool = False
    """Look at the bytes of every file, also of those that nobody touched."""
    engine: str = "local"
    """Who reads: one of :data:`pipeline.curate.engine.ENGINES`."""

    def opened_engine(self) -> contextlib.AbstractContextManager[Engine]:
        """Who reads, for the time of one reading; a cluster is that of ``JIXIAO_RAY_ADDRESS`` or ``RAY_ADDRESS``."""
        address = os.environ.get("JIXIAO_RAY_ADDRESS") or os.environ.get("RAY_ADDRESS")
        return opened(self.engine, self.workers, address or None)

    @property
    def give_to(self) -> str | None:
        """The address that every release is copied to: ``JIXIAO_GIVE_TO``."""
        return os.environ.get("JIXIAO_GIVE_TO") or None

    @property
    def store(self) -> Store:
        """What earlier builds kept: in ``JIXIAO_CACHE``, or beside the releases."""
        named = os.environ.get("JIXIAO_CACHE")
        return Store((Path(named) if named else self.out_path / ".cache").absolute())

    @property
    def corrections_path(self) -> Path | None:
        """The folder of corrections: the one named, else the one beside the raw folder, which an address has not."""
        beside = corrections_of(self.raw_path) if isinstance(self.raw_path, Path) else None
        return self.corrections or beside

    def fingerprint(self) -> str:
        """What tells whether anything changed that a release is made from."""
        beside = self.corrections_path
        of_corrections = [sources.fingerprint(beside)] if beside is not None and beside.is_dir() else []
        return "-".join([sources.fingerprint(self.raw_path), *of_corrections])

    def release_folder(self, run: dg.DagsterRun) -> Path:
        """Where a run stages what it will publish."""
        return staging.release_folder(self.out_path, run.run_id)

    def staged(self, run_id: str) -> Path:
        """The same, of a run by its id."""
        return staging.release_folder(self.out_path, run_id)

    def journal(self, run_id: str) -> Journal:
        """What a run did, for programs."""
        return Journal(self.out_path, run_id)

    def work_folder(self, run: dg.DagsterRun) -> Path:
        """Where a run stages what only its steps need."""
        return staging.work_folder(self.out_path, run.run_id)

    def build_id(self, run: dg.DagsterRun) -> str:
        """The name of the release that a run makes; asked for only when all its tables are staged."""
        return staging.build_id(self.out_path, run.run_id, datetime.now(UTC))


def folders_resource(
    raw: RawFolder,
    out: Path,
    workers: int | None = None,
    *,
    corrections: Path | None = None,
    reread: bool = False,
    rehash: bool = False,
    engine: str = "local",
) -> dg.ResourceDefinition:
    """The resource ``folders``: for the time of a run, a staging folder of its own that is gone in the end.

    A run that is tried again has another number, and so begins anew: what a run wrote that was killed may be half a
    file.
    """
    folders = Folders(raw, out, workers or default_workers(), corrections, reread, rehash, engine)

    def of_run(context: dg.InitResourceContext) -> Iterator[Folders]:
        if context.run is None or context.instance is None:
            yield folders
            return
        run_id = context.run.run_id
        runs.hold(context.instance, run_id)
        # Only a run that publishes has done what the files ask for.
        is_whole = _RELEASE in (context.run.asset_selection or {_RELEASE}) and context.run.job_name != "read_batch"
        with contextlib.suppress(OSError):  # the first step says what is wrong with the folder
            tags = {runs.INPUTS: folders.fingerprint(), runs.FOLDERS: runs.folders_tag(raw, out)}
            context.instance.add_run_tags(run_id, tags if is_whole else {})
        left = staging.sweep(out)
        journal = folders.journal(run_id)
        journal.write("build_started", raw=raw, out=out, version=__version__)
        if left:
            journal.write("dead_builds_swept", count=len(left), run_ids=left)
            if context.log is not None:
                context.log.warning(f"removed what {len(left)} dead builds left: {', '.join(left)}")
        with staging.claimed(out, run_id):
            yield folders
        journal.write("build_ended")

    return dg.ResourceDefinition(of_run, config_schema={}, description="Folders of this installation; fixed.")


def default_folders() -> dg.ResourceDefinition:
    """``JIXIAO_RAW`` and ``JIXIAO_OUT``, or the folders of the project; ``JIXIAO_WORKERS`` and the like."""
    names = ("RAW", "OUT", "WORKERS", "CORRECTIONS")
    raw, out, workers, corrections = (os.environ.get(f"JIXIAO_{name}") for name in names)
    engine = os.environ.get("JIXIAO_ENGINE") or "local"
    if engine not in ENGINES:
        raise ValueError(f"JIXIAO_ENGINE={engine} is none of {', '.join(ENGINES)}")
    return folders_resource(
        raw_folder(raw) if raw else default_raw(),
        Path(out) if out else default_out(),
        _number_of(workers) if workers else None,
        corrections=Path(corrections) if corrections else None,
        engine=engine,
    )


def _number_of(workers: str) -> int:
    """So many workers. Raises ValueError; with none at all a build would wait for ever."""
    if not workers.strip().isdecimal() or int(workers) < 1:
        raise ValueError(f"JIXIAO_WORKERS={workers} is no number of at least 1")
    return int(workers)

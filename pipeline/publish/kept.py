"""The releases of a folder: which there are, which stay, which one is current.

Belongs here: the list of releases, the names by which people call them, pins and a rollback in ``releases.json``, which
old ones go. Does not belong here: publishing (``release``), who may change anything (holders of the lock there).

The order of releases is the sequence number in their manifests, never a time: clocks jump. Times decide only whether a
release that is old by its number is also old enough to go.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pipeline.language import say
from pipeline.publish.disk import sync_directory, write_json
from pipeline.publish.errors import PublicationError, UnknownReleaseError

KEPT_RELEASES = 10
"""Releases that stay where nobody says otherwise, the current one included; ``JIXIAO_KEEP_RELEASES`` does."""
KEPT_DAYS = 0
"""Days for which a release stays beyond that number; ``JIXIAO_KEEP_DAYS`` moves it."""

STATE = "releases.json"
_OF_PIN = frozenset({"on", "why"})
_OF_ROLLBACK = frozenset({"from", "to", "on", "why"})


@dataclass(frozen=True, slots=True)
class Release:
    """One whole release: its folder and what its manifest says."""

    path: Path
    manifest: Mapping[str, Any]

    @property
    def build_id(self) -> str:
        """The name of the release and of its folder."""
        return self.path.name

    @property
    def sequence(self) -> int:
        """Its number: one more than the release before it had. 0 for one that was published before there were any."""
        number = self.manifest.get("sequence")
        return number if isinstance(number, int) else 0

    @property
    def published_at(self) -> str | None:
        """When it was published by the clock of that machine, in UTC."""
        moment = self.manifest.get("published_at")
        return moment if isinstance(moment, str) else None

    @property
    def rows(self) -> Mapping[str, int]:
        """Rows by table."""
        rows = self.manifest.get("rows")
        return rows if isinstance(rows, Mapping) else {}


@dataclass(frozen=True, slots=True)
class State:
    """What people decided about releases: which ones are pinned, and why; a rollback that holds."""

    pinned: Mapping[str, Mapping[str, str]]
    rollback: Mapping[str, str] | None

    def write(self, out: Path) -> None:
        """Keep it in ``<out>/releases.json``."""
        write_json(out / STATE, {"pinned": dict(self.pinned), "rollback": self.rollback})
        # What a person decided outlives a power cut.
        sync_directory(out)


@dataclass(frozen=True, slots=True)
class Retention:
    """A release stays while it is among the newest ``count`` or younger than ``days``."""

    count: int = KEPT_RELEASES
    days: float = KEPT_DAYS


def retention(surroundings: Mapping[str, str] | None = None) -> Retention:
    """What the environment says. Raises :class:`PublicationError` for a value that is no number."""
    named = os.environ if surroundings is None else surroundings
    values: dict[str, Any] = {}
    for part, name, kind, least in (("count", "JIXIAO_KEEP_RELEASES", int, 1), ("days", "JIXIAO_KEEP_DAYS", float, 0)):
        text = named.get(name)
        if not text:
            continue
        try:
            values[part] = kind(text)
        except ValueError:
            values[part] = -1
        if not values[part] >= least:
            raise PublicationError(say("publish.no_retention", name=name, value=text, least=least))
    return Retention(**values)


def folder(out: Path) -> Path:
    """Where the releases lie."""
    return out / "releases"


def state(out: Path) -> State:
    """What people decided. Raises :class:`PublicationError` for a file that cannot be understood: a pin may be lost."""
    path = out / STATE
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        pinned, rollback = content["pinned"], content["rollback"]
        if any(_OF_PIN - facts.keys() for facts in pinned.values()) or (rollback and _OF_ROLLBACK - rollback.keys()):
            raise ValueError("a pin or a rollback without date or reason")
        return State(pinned, rollback)
    except FileNotFoundError:
        return State({}, None)
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise PublicationError(say("publish.bad_state", path=path, error=error)) from error


def releases(out: Path) -> list[Release]:
    """Every whole release, the newest first. Raises OSError where the folder is there and cannot be read."""
    found = []
    for path in _entries(folder(out)):
        try:
            manifest = json.loads((path / "manifest.json").read_text(encoding="utf-8"))
        except (FileNotFoundError, NotADirectoryError, ValueError):
            continue
        if isinstance(manifest, dict):
            found.append(Release(path, manifest))
    return sorted(found, key=lambda release: (release.sequence, release.build_id), reverse=True)


def _entries(releases: Path) -> list[Path]:
    """What lies in the folder of releases and is not hidden; ``glob`` would take an error for an empty folder."""
    try:
        return [path for path in releases.iterdir() if not path.name.startswith(".")]
    except FileNotFoundError:
        return []


def current_build(out: Path) -> str | None:
    """Build id of the current release; None when nothing was published yet."""
    link = out / "current"
    if link.is_symlink():
        return link.readlink().name
    return latest_build(out)


def current_release(out: Path) -> Path | None:
    """The folder of the current release; None when nothing was published yet."""
    current = current_build(out)
    return folder(out) / current if current else None


def latest_build(out: Path) -> str | None:
    """The build id that ``latest.json`` names; None where there is no such file or nothing can be read from it."""
    try:
        return str(json.loads((out / "latest.json").read_text(encoding="utf-8"))["build_id"])
    except (FileNotFoundError, ValueError, TypeError, KeyError):
        return None


def next_sequence(out: Path) -> int:
    """The number of the next release: above every one that is there."""
    return max((release.sequence for release in releases(out)), default=0) + 1


def find(out: Path, name: str) -> Release:
    """The release that a person calls ``current``, ``previous``, by its number, its build id or the start of it.

    Raises :class:`UnknownReleaseError` where no release or more than one is called so.
    """
    known = releases(out)
    current = current_build(out)
    if name == "current":
        fits = [release for release in known if release.build_id == current]
    elif name == "previous":
        before = next((release.manifest.get("previous") for release in known if release.build_id == current), None)
        fits = [release for release in known if release.build_id == before]
    else:
        fits = [release for release in known if release.build_id == name]
        fits = fits or [release for release in known if name.isdecimal() and release.sequence == int(name)]
        fits = fits or [release for release in known if name and release.build_id.startswith(name)]
    if not known:
        raise UnknownReleaseError(say("no_release", folder=out))
    if not fits and name == "previous" and len(known) == 1:
        raise UnknownReleaseError(say("releases.no_previous", out=out))
    if len(fits) != 1:
        raise UnknownReleaseError(say("releases.unknown" if not fits else "releases.ambiguous", name=name, out=out))
    return fits[0]


def surplus(out: Path, kept: Retention, protected: Collection[str | None], now: datetime) -> list[Release]:
    """The releases that may go: beyond the number kept, older than the days kept, not pinned, not current."""
    stay = {*protected, *state(out).pinned, current_build(out), latest_build(out)}
    return [
        release
        for release in releases(out)[kept.count :]
        if release.build_id not in stay and not (kept.days and _is_younger(release, kept.days, now))
    ]


def _is_younger(release: Release, days: float, now: datetime) -> bool:
    try:
        published = datetime.fromisoformat(release.published_at or "")
    except ValueError:
        return False
    # In seconds: no calendar reaches as far back as 9999999 days, by which somebody means for ever.
    return (now - published.astimezone(UTC)).total_seconds() < days * 24 * 3600


def remove(release: Release) -> None:
    """Delete a release; a reader that has a file of it open keeps that file until it closes it."""
    # Out of sight first, so that a half-removed release is never taken for a whole one.
    doomed = release.path.with_name(f".removed-{release.build_id}")
    release.path.rename(doomed)
    shutil.rmtree(doomed)

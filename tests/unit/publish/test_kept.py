"""Releases have an order that no clock changes; both pointers agree after any crash; what people decided stays."""

from __future__ import annotations

import errno
import json
import os
import shutil
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from pipeline.publish import kept, release
from pipeline.publish.errors import PublicationError, RolledBackError, UnknownReleaseError

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


def put(out: Path, build_id: str, sequence: int | None, days_ago: float = 0, **more: Any) -> Path:
    """A release that is there, as far as the order of releases looks at it."""
    folder = out / "releases" / build_id
    folder.mkdir(parents=True)
    content: dict[str, Any] = {"build_id": build_id, "rows": {"form": 3}, **more}
    if sequence is not None:
        content |= {"sequence": sequence, "published_at": (NOW - timedelta(days=days_ago)).isoformat()}
    (folder / "manifest.json").write_text(json.dumps(content), encoding="utf-8")
    return folder


def point(out: Path, linked: str | None, named: str | None) -> None:
    if linked is not None:
        (out / "current").unlink(missing_ok=True)
        (out / "current").symlink_to(Path("releases") / linked)
    if named is not None:
        (out / "latest.json").write_text(json.dumps({"build_id": named, "path": f"releases/{named}"}))


def pointers(out: Path) -> tuple[str, str | None]:
    return (out / "current").readlink().name, kept.latest_build(out)


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """Three releases whose names and times run against their numbers; the last one is current."""
    put(tmp_path, "z-first", 1, days_ago=1)
    put(tmp_path, "m-second", 2, days_ago=-400, previous="z-first")
    put(tmp_path, "a-third", 3, days_ago=30, previous="m-second")
    point(tmp_path, "a-third", "a-third")
    return tmp_path


def ids(releases: list[kept.Release]) -> list[str]:
    return [release.build_id for release in releases]


def test_the_order_is_that_of_the_numbers_not_of_names_times_or_files(out: Path) -> None:
    for days, name in enumerate(("a-third", "m-second", "z-first")):
        os.utime(out / "releases" / name / "manifest.json", (days * 86400, days * 86400))
    assert ids(kept.releases(out)) == ["a-third", "m-second", "z-first"]
    assert kept.next_sequence(out) == 4


def test_releases_from_before_there_were_numbers_are_older_than_any_with_one(out: Path) -> None:
    put(out, "20991231T000000000Z-abcdef00", None)
    assert ids(kept.releases(out))[-1] == "20991231T000000000Z-abcdef00"
    assert kept.next_sequence(out) == 4


@pytest.mark.parametrize(
    ("name", "found"),
    [("current", "a-third"), ("previous", "m-second"), ("1", "z-first"), ("m-second", "m-second"), ("z", "z-first")],
)
def test_people_call_releases_by_several_names(out: Path, name: str, found: str) -> None:
    assert kept.find(out, name).build_id == found


@pytest.mark.parametrize("name", ["9", "", "x", "../a-third"])
def test_a_name_that_no_release_has_is_said(out: Path, name: str) -> None:
    with pytest.raises(UnknownReleaseError):
        kept.find(out, name)


def test_a_start_that_two_have_is_said(out: Path) -> None:
    put(out, "a-fourth", 4)
    with pytest.raises(UnknownReleaseError, match="several"):
        kept.find(out, "a-")


def surplus(out: Path, count: int, days: float = 0, now: datetime = NOW) -> list[str]:
    return ids(kept.surplus(out, kept.Retention(count, days), set(), now))


def test_what_is_beyond_the_number_goes_unless_it_is_young(out: Path) -> None:
    assert surplus(out, 1) == ["m-second", "z-first"]
    assert surplus(out, 2) == ["z-first"]
    assert surplus(out, 1, days=2) == []
    assert surplus(out, 1, days=0.5) == ["z-first"]
    # For ever, as people write it.
    assert surplus(out, 1, days=9_999_999) == surplus(out, 1, days=float("inf")) == []
    # A clock that jumps ahead takes no more than the number allows, one that jumps back takes nothing.
    assert surplus(out, 2, days=5, now=NOW + timedelta(days=9000)) == ["z-first"]
    assert surplus(out, 1, days=5, now=NOW - timedelta(days=9000)) == []


def test_current_and_pinned_releases_never_go(out: Path) -> None:
    release.pin(out, kept.find(out, "1"), "cited", NOW)
    point(out, "m-second", "m-second")
    with release.publication_lock(out):
        assert release.prune(out, set(), kept.Retention(1, 0), NOW) == []
    release.unpin(out, kept.find(out, "1"))
    with release.publication_lock(out):
        assert release.prune(out, set(), kept.Retention(1, 0), NOW) == ["z-first"]
    assert ids(kept.releases(out)) == ["a-third", "m-second"]


def test_decisions_that_cannot_be_read_are_not_taken_for_none(out: Path) -> None:
    for text in (
        "{", "[]", '{"pinned": []}', '{"pinned": [], "rollback": null}', '{"pinned": {"a": 5}, "rollback": null}',
        '{"pinned": {"a": {"on": "2026"}}, "rollback": null}', '{"pinned": {}, "rollback": {"to": "a"}}',
        '{"pinned": {}, "rollback": "a"}',
    ):  # fmt: skip
        (out / kept.STATE).write_text(text, encoding="utf-8")
        with pytest.raises(PublicationError, match=r"releases\.json cannot be read"):
            surplus(out, 1)


def test_a_manifest_of_other_types_hides_no_release(out: Path) -> None:
    put(out, "odd", 9)
    manifest = kept.folder(out) / "odd" / "manifest.json"
    manifest.write_text('{"sequence": "9", "published_at": 5, "rows": [7]}', "utf-8")
    odd = next(release for release in kept.releases(out) if release.build_id == "odd")
    assert (odd.sequence, odd.published_at, odd.rows) == (0, None, {})
    assert "odd" in surplus(out, 1, days=1)


@pytest.mark.parametrize("value", ["0", "-1", "many", "nan"])
def test_a_retention_that_is_no_number_is_said(value: str) -> None:
    with pytest.raises(PublicationError, match="JIXIAO_KEEP"):
        kept.retention({"JIXIAO_KEEP_RELEASES": value})
    assert kept.retention({"JIXIAO_KEEP_RELEASES": "7", "JIXIAO_KEEP_DAYS": "2.5"}) == kept.Retention(7, 2.5)
    assert kept.retention({}) == kept.Retention()


@pytest.mark.parametrize(
    ("linked", "named", "current"),
    [
        ("a-third", "m-second", "a-third"),
        ("m-second", "a-third", "m-second"),
        ("gone", "m-second", "m-second"),
        ("gone", "gone", "a-third"),
        ("gone", None, "a-third"),
        ("a-third", None, "a-third"),
        (None, "m-second", "m-second"),
        (None, None, "a-third"),
    ],
)
def test_pointers_that_differ_are_made_to_agree(out: Path, linked: str | None, named: str | None, current: str) -> None:
    (out / "current").unlink()
    (out / "latest.json").unlink()
    point(out, linked, named)
    with release.publication_lock(out):
        assert release.heal(out) == current
    assert pointers(out) == (current, current)


def test_a_damaged_pointer_file_is_written_anew(out: Path) -> None:
    (out / "latest.json").write_text("{", encoding="utf-8")
    with release.publication_lock(out):
        assert release.heal(out) == "a-third"
    assert pointers(out) == ("a-third", "a-third")


def test_nothing_is_made_current_where_nothing_was_published(tmp_path: Path) -> None:
    with release.publication_lock(tmp_path):
        assert release.heal(tmp_path) is None
    assert [path.name for path in tmp_path.iterdir()] == [".publish.lock"]


def make_current(out: Path) -> None:
    staging = put(out / ".staging", "fourth", 4, previous="a-third")
    with release.publication_lock(out):
        release.heal(out)
        release._make_current(staging, out, "fourth")
        release.prune(out, {"fourth", "a-third"}, kept.Retention(2, 0), NOW)


def roll_back(out: Path) -> None:
    release.roll_back(out, kept.find(out, "1"), "wrong", NOW)


@pytest.mark.parametrize("error", [None, OSError(errno.ENOSPC, "no space left")], ids=["crash", "full"])
@pytest.mark.parametrize(("action", "after"), [(make_current, "fourth"), (roll_back, "z-first")])
def test_pointers_agree_after_a_crash_before_any_step(
    tmp_path: Path, out: Path, fuse: Any, action: Callable[[Path], None], after: str, error: OSError | None
) -> None:
    seen = set()
    for step in range(500):
        copy = tmp_path / f"try{step}"
        copy.mkdir()
        for name in ("releases", "current", "latest.json"):
            source = out / name
            if source.is_symlink():
                (copy / name).symlink_to(source.readlink())
            else:
                (shutil.copytree if source.is_dir() else shutil.copyfile)(source, copy / name)
        fuse.arm(step, copy, error=error)
        try:
            action(copy)
        except (fuse.Crash, OSError, PublicationError):
            linked, named = pointers(copy)
            for name in (linked, named):
                assert (copy / "releases" / str(name) / "manifest.json").is_file()
                assert name in ("a-third", after)
        else:
            if fuse.is_armed:
                break
        finally:
            fuse.disarm()
        with release.publication_lock(copy):
            current = release.heal(copy)
        assert pointers(copy) == (current, current)
        seen.add(current)
        if action is roll_back and current == after:
            # A build must not undo what a person began.
            assert kept.state(copy).rollback
        shutil.rmtree(copy / ".staging", ignore_errors=True)
        hidden = {path.name for path in copy.rglob(".*")}
        assert hidden <= {".publish.lock"}, step
        shutil.rmtree(copy)
    else:
        pytest.fail("it never came to its end")
    assert seen == {"a-third", after}
    assert step > 20


def test_after_a_rollback_nothing_is_published_until_it_is_lifted(out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    roll_back(out)
    monkeypatch.setattr(release, "check_staged", lambda staging: None)
    assert pointers(out) == ("z-first", "z-first")
    with pytest.raises(RolledBackError, match="from a-third to z-first"):
        release.publish(out / "staging", out, "new")
    monkeypatch.undo()
    release.lift_rollback(out)
    assert pointers(out) == ("z-first", "z-first")
    with pytest.raises(PublicationError, match="not complete"):
        release.publish(out / "staging", out, "new")


def test_going_forward_to_the_newest_release_lifts_a_rollback(out: Path) -> None:
    roll_back(out)
    release.roll_back(out, kept.find(out, "3"), "right after all", NOW)
    assert pointers(out) == ("a-third", "a-third")
    assert kept.state(out).rollback is None


def test_a_rollback_keeps_pins(out: Path) -> None:
    release.pin(out, kept.find(out, "2"), "cited", NOW)
    roll_back(out)
    release.lift_rollback(out)
    assert kept.state(out).pinned == {"m-second": {"on": NOW.isoformat(), "why": "cited"}}

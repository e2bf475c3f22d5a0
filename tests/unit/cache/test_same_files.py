"""Files of the release before are linked where they rest on the same, and never changed, whatever happens to them."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.cache.same_files import SameFiles, fresh, known_files
from pipeline.cache.store import Store


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "cache")


def made(folder: Path, store: Store) -> Path:
    """A release with two groups of files, known in the cache."""
    site = folder / "one" / "site"
    same = SameFiles(site)
    for group in ("a", "b"):
        paths = [fresh(site / group / name) for name in ("1.js", "2.js")]
        for path in paths:
            path.write_text(f"{group} {path.name}")
        same.note(group, f"{group} rests on this", paths, [group])
    same.keep(store, "one", "v")
    return site.parent


def following(release: Path, store: Store, version: str = "v") -> SameFiles:
    return SameFiles.since(release, release.parent / "two" / "site", store, version)


def test_what_rests_on_the_same_is_linked(tmp_path: Path, store: Store) -> None:
    same = following(made(tmp_path, store), store)
    assert same.take("a", "a rests on this") == ["a"]
    assert same.take("b", "b rests on something else") is None
    assert same.take("c", "c rests on this") is None
    assert (same.folder / "a" / "1.js").samefile(tmp_path / "one" / "site" / "a" / "1.js")
    assert sorted(path.name for path in same.folder.rglob("*.js")) == ["1.js", "2.js"]
    same.keep(store, "two", "v")
    assert set(known_files(store, "two")) == {"site/a/1.js", "site/a/2.js"}
    third = SameFiles.since(tmp_path / "two", tmp_path / "three" / "site", store, "v")
    assert third.take("a", "a rests on this") == ["a"]


def test_other_code_links_nothing(tmp_path: Path, store: Store) -> None:
    assert following(made(tmp_path, store), store, "w").take("a", "a rests on this") is None
    assert following(made(tmp_path / "x", Store(None)), Store(None)).take("a", "a rests on this") is None
    assert SameFiles.since(None, tmp_path / "site", store, "v").take("a", "a rests on this") is None


def rotted(path: Path) -> None:
    status = path.stat()
    path.write_text("A 2.js")
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))


def led_away(path: Path) -> None:
    path.rename(path.with_name("elsewhere"))
    path.symlink_to("elsewhere")


@pytest.mark.parametrize("harm", [rotted, led_away, Path.unlink])
def test_a_file_that_is_not_as_it_was_published_is_made_again(
    tmp_path: Path, store: Store, harm: Callable[[Path], None]
) -> None:
    release = made(tmp_path, store)
    harm(release / "site" / "a" / "2.js")
    same = following(release, store)
    assert same.take("a", "a rests on this") is None
    assert list(same.folder.rglob("*.js")) == []
    assert same.take("b", "b rests on this") == ["b"]


def test_nothing_is_written_into_a_file_of_an_older_release(tmp_path: Path, store: Store) -> None:
    release = made(tmp_path, store)
    same = following(release, store)
    same.take("a", "a rests on this")
    fresh(same.folder / "a" / "1.js").write_text("new")
    assert (release / "site" / "a" / "1.js").read_text() == "a 1.js"

"""The pages of a site: drawn once, kept, linked, and never worth more than their own picture when drawing fails."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import pytest

from pipeline import sources
from pipeline.cache.same_files import SameFiles
from pipeline.cache.store import Store
from pipeline.curate import worker_pool
from pipeline.pictures import pages as pages_module
from pipeline.pictures.pages import Drawn, Wanted, write_pages
from pipeline.publish.site.scripts import write_data


@pytest.fixture
def in_this_process(monkeypatch: pytest.MonkeyPatch) -> list[tuple[int, ...]]:
    """Tasks run here, where no process has to start; the pages that they were given."""
    given: list[tuple[int, ...]] = []

    def run(tasks: list[worker_pool.Task], *_: Any) -> Any:
        for task in tasks:
            given.append(task.arguments[1])  # type: ignore[arg-type]
            yield task.number, task.function(*task.arguments)

    monkeypatch.setattr(worker_pool, "run", run)
    monkeypatch.setattr(pages_module.worker_limits, "limit_processor", lambda seconds: None)
    return given


def site_of(
    raw: Path, site: Path, store: Store, *numbers: int, same: SameFiles | None = None
) -> tuple[Drawn, dict[str, Any]]:
    """What became of some pages of every document, and what the site is told of them."""
    told: dict[str, Any] = {}

    def write(name: str, data: Any) -> Path:
        told[name] = data
        return write_data(site, name, data)

    wanted = [Wanted(source, numbers) for source in sources.scan(raw) if source.problem is None]
    return write_pages(raw, wanted, site, store, write, same or SameFiles(site)), told


def copied(samples: Path, tmp_path: Path, *names: str) -> Path:
    raw = tmp_path / "raw"
    raw.mkdir()
    for name in names:
        (raw / name).write_bytes((samples / name).read_bytes())
    return raw


def test_a_second_build_draws_nothing_and_links_the_same(
    samples: Path, tmp_path: Path, in_this_process: list[tuple[int, ...]]
) -> None:
    raw, store = copied(samples, tmp_path, "no_form.pdf"), Store(tmp_path / "cache")
    first, told = site_of(raw, tmp_path / "one", store, 1)
    again, told_again = site_of(raw, tmp_path / "two", store, 1)
    assert (first.drawn, again.drawn, again.missing) == (1, 0, 0)
    assert told == told_again
    assert in_this_process == [(1,)]
    (page,) = (page for content in told.values() for page in content["pages"].values())
    one, two = tmp_path / "one" / page["src"], tmp_path / "two" / page["src"]
    assert one.stat().st_ino == two.stat().st_ino
    assert hashlib.sha256(two.read_bytes()).hexdigest() == page["sha256"]


def test_a_picture_that_rotted_is_drawn_again(
    samples: Path, tmp_path: Path, in_this_process: list[tuple[int, ...]]
) -> None:
    raw, store = copied(samples, tmp_path, "no_form.pdf"), Store(tmp_path / "cache")
    site_of(raw, tmp_path / "one", store, 1)
    (kept,) = (tmp_path / "cache").rglob("*.webp")
    kept.write_bytes(b"rot")
    again, _ = site_of(raw, tmp_path / "two", store, 1)
    assert again.drawn == 1
    assert next((tmp_path / "two").rglob("*.webp")).stat().st_size > 1000


def test_without_a_cache_pictures_are_in_the_site_alone(
    samples: Path, tmp_path: Path, in_this_process: list[tuple[int, ...]]
) -> None:
    raw = copied(samples, tmp_path, "no_form.pdf")
    drawn, told = site_of(raw, tmp_path / "one", Store(None), 1)
    assert (drawn.drawn, drawn.missing) == (1, 0)
    (page,) = (page for content in told.values() for page in content["pages"].values())
    assert hashlib.sha256((tmp_path / "one" / page["src"]).read_bytes()).hexdigest() == page["sha256"]


def test_the_files_of_the_release_before_are_those_of_this_one(
    samples: Path, tmp_path: Path, in_this_process: list[tuple[int, ...]]
) -> None:
    """The same pages of the same document; other pages of it are drawn, and what could not be drawn is tried again."""
    raw, store = copied(samples, tmp_path, "sh_cid.pdf"), Store(tmp_path / "cache")
    one = SameFiles(tmp_path / "one" / "site")
    first, _ = site_of(raw, one.folder, Store(None), 1, same=one)
    one.keep(store, "one", "v")
    two = SameFiles.since(tmp_path / "one", tmp_path / "two" / "site", store, "v")
    again, told = site_of(raw, two.folder, Store(None), 1, same=two)
    assert (first.drawn, again, told) == (1, Drawn(pages=1, drawn=0, missing=0), {})
    for path in filter(Path.is_file, one.folder.rglob("*")):
        assert path.samefile(two.folder / path.relative_to(one.folder))
    three = SameFiles.since(tmp_path / "one", tmp_path / "three" / "site", store, "v")
    more, _ = site_of(raw, three.folder, Store(None), 1, 2, same=three)
    assert (more.pages, more.drawn) == (2, 2)


def test_a_page_that_was_not_drawn_this_time_is_not_kept(
    samples: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        worker_pool, "run", lambda tasks, *_: [(task.number, worker_pool.NotReached()) for task in tasks]
    )
    raw, store = copied(samples, tmp_path, "sh_cid.pdf"), Store(tmp_path / "cache")
    one = SameFiles(tmp_path / "one" / "site")
    assert site_of(raw, one.folder, store, 1, same=one)[0].missing == 1
    one.keep(store, "one", "v")
    two = SameFiles.since(tmp_path / "one", tmp_path / "two" / "site", store, "v")
    (source,) = sources.scan(raw)
    assert two.take(f"pages/{source.document_id}", Wanted(source, (1,)).rests_on()) is None


def test_a_document_that_changed_is_not_shown(
    samples: Path, tmp_path: Path, in_this_process: list[tuple[int, ...]]
) -> None:
    raw = copied(samples, tmp_path, "no_form.pdf")
    (source,) = sources.scan(raw)
    (raw / "no_form.pdf").write_bytes((samples / "sh_cid.pdf").read_bytes())
    told: dict[str, Any] = {}

    def write(name: str, data: Any) -> Path:
        told[name] = data
        return write_data(tmp_path / "site", name, data)

    wanted, same = [Wanted(source, (1,))], SameFiles(tmp_path / "site")
    assert write_pages(raw, wanted, tmp_path / "site", Store(None), write, same).missing == 1
    assert told[f"pages/{source.document_id}"]["pages"][1] == {"kind": "missing", "reason": "not_there"}


def test_a_page_that_kills_its_worker_costs_its_own_picture(
    samples: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def run(tasks: list[worker_pool.Task], *_: Any) -> Any:
        for task in tasks:
            numbers: tuple[int, ...] = task.arguments[1]  # type: ignore[assignment]
            yield task.number, worker_pool.Died(-24) if 2 in numbers else task.function(*task.arguments)

    monkeypatch.setattr(worker_pool, "run", run)
    monkeypatch.setattr(pages_module.worker_limits, "limit_processor", lambda seconds: None)
    raw = copied(samples, tmp_path, "sh_cid.pdf")
    drawn, told = site_of(raw, tmp_path / "site", Store(None), 1, 2, 3)
    (pages,) = (content["pages"] for content in told.values())
    assert [pages[number]["kind"] for number in (1, 2, 3)] == ["image", "missing", "image"]
    assert pages[2]["reason"] == "too_long"
    assert (drawn.pages, drawn.missing) == (3, 1)

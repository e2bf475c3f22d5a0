"""The site of a release: whole, safe to open, every word in both languages, sums that are those of the views."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from pipeline.cache.same_files import SameFiles
from pipeline.cache.store import Store
from pipeline.publish.site import forms, overview, write_site
from pipeline.publish.site.assets import as_global, own_scripts, own_styles
from pipeline.publish.site.forms import _by_file, files_for
from pipeline.publish.site.pieces import part_of, part_of_column
from pipeline.publish.site.scripts import columnar, receive, write_data
from pipeline.publish.site.shell import POLICY
from pipeline.publish.site.tables import SITE_TABLES, columns_of
from pipeline.publish.site.words import words
from pipeline.warehouse.view_files import write_view_files

STATIC = Path(write_site.__code__.co_filename).with_name("static")


def handed_over(path: Path) -> Any:
    """What a data file hands to the pages."""
    name, data = re.fullmatch(r"jixiao\.receive\((\"[^\"]*\"),(.*)\);\n", path.read_text("utf-8"), re.DOTALL).groups()  # type: ignore[union-attr]
    assert path.as_posix().endswith(f"/{json.loads(name)}.js")
    return json.loads(data)


def values(table: dict[str, Any], name: str) -> list[Any]:
    """A column of a frame as it was written."""
    column, texts = table["columns"][name], table["texts"].get(name)
    if column is None:
        return [None] * table["rows"]
    return column if texts is None else [None if which < 0 else texts[which] for which in column]


@pytest.fixture(scope="module")
def site(warehouse: Path, parquet_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    release = tmp_path_factory.mktemp("site") / "release"
    shutil.copytree(parquet_dir, release)
    write_view_files(warehouse, release, "b1")
    return write_site(release, "b1").parent


def test_forms_that_did_not_change_are_linked_and_the_site_is_the_same(
    site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """To the byte, whatever changed; and what is changed lies in files of its own."""
    monkeypatch.setattr(forms, "BLOCK", 1)
    before, after = tmp_path / "one", tmp_path / "two"
    store = Store(tmp_path / "cache")
    for release in (before, after):
        shutil.copytree(site.parent, release, ignore=shutil.ignore_patterns("site"))
    doubts = pl.read_parquet(after / "doubt.parquet")
    changed = doubts["form_id"][0]
    doubts.filter(pl.col("form_id") != changed).write_parquet(after / "doubt.parquet")
    first = SameFiles(before / "site")
    write_site(before, "b1", first)
    first.keep(store, "one", "v")
    published = files_of(before)
    write_site(after, "b2", SameFiles.since(before, after / "site", store, "v"))
    linked = [path for path in (after / "site").rglob("*") if path.is_file() and path.stat().st_nlink > 1]
    written = {path for path in (after / "site" / "data" / "form").iterdir() if changed in path.read_text("utf-8")}
    assert set(linked) == {*(after / "site" / "data" / "form").iterdir()} - written
    assert len(linked) == len(written) == 1
    as_linked = files_of(after)
    shutil.rmtree(after / "site")
    write_site(after, "b2")
    assert files_of(after) == as_linked
    assert files_of(before) == published


def files_of(release: Path) -> dict[str, bytes]:
    paths = (path for path in (release / "site").rglob("*") if path.is_file())
    return {path.relative_to(release).as_posix(): path.read_bytes() for path in paths}


def test_the_page_lets_no_other_host_and_no_inline_script_run(site: Path) -> None:
    page = (site / "index.html").read_text("utf-8")
    assert "default-src &#39;none&#39;" in page
    assert "unsafe-eval" not in POLICY
    assert "http" not in POLICY
    assert re.findall(r"<script(?! src=)", page) == []
    assert not re.search(r"(?:src|href)=\"(?:https?:)?//", page)
    for script in re.findall(r'(?:src|href)="([^"]+\.(?:js|css))"', page):
        assert (site / script).is_file(), script


def test_every_row_of_a_view_stands_in_the_parts_of_its_table(site: Path) -> None:
    tables = handed_over(site / "data" / "index.js")["tables"]
    for name, table in SITE_TABLES.items():
        expected = pl.read_parquet(site.parent / "views" / f"{table.view}.parquet")
        parts = [handed_over(site / f"{part['name']}.js") for part in tables[name]["parts"]]
        assert sum(part["rows"] for part in parts) == expected.height
        for part in parts:
            assert set(columns_of(table)) <= set(part["columns"])
    amounts = [
        amount
        for part in tables["budget"]["parts"]
        for amount in values(handed_over(site / f"{part['name']}.js"), "executed_yuan")
    ]
    assert sum(amounts) == pytest.approx(600000.25 * 2 + 300000 + 50)


def test_a_form_is_found_by_its_id_with_its_cells_and_rows(site: Path) -> None:
    index = handed_over(site / "data" / "index.js")
    assert index["forms"] == {"files": 1, "block": 30}
    forms = handed_over(site / "data" / "form" / "0-0.js")
    assert forms["form"]["rows"] == 3
    assert forms["indicator"]["rows"] == 5


def test_sums_of_the_overview_are_those_of_the_view_by_department(site: Path) -> None:
    money = handed_over(site / "data" / "index.js")["overview"]["money"]
    profile = pl.read_parquet(site.parent / "views" / "department_profile.parquet").filter(
        pl.col("form_kind") != "department"
    )
    for name in (
        "forms",
        "executed_yuan",
        "initial_budget_yuan",
        "rate_budget_yuan",
        "rate_executed_yuan",
        "unspent_yuan",
        "shortfall_indicators",
        "shortfall",
    ):
        assert sum(values(money, name)) == pytest.approx(profile[name].fill_null(0).sum()), name


def test_a_doubt_about_the_department_is_one_in_its_sum_and_not_in_the_sum_of_all() -> None:
    amounts = ["initial_budget_yuan", "adjusted_budget_yuan", "executed_yuan", "unspent_yuan", "overspent_yuan"]
    numbers = [*amounts, "rate_budget_yuan", "indicators", "shortfall_indicators", "shortfall"]
    key = {"fiscal_year": 2024, "region": "省", "department_id": "d", "department_normalized": "局"}
    form = key | dict.fromkeys(numbers, 1.0)
    forms = [form | {"doubtful": doubtful} for doubtful in ([], ["department_id"], ["executed_yuan"], ["grade"])]
    (sums,) = overview.money(pl.DataFrame(forms)).to_dicts()
    assert (sums["executed_yuan"], sums["doubtful_executed_yuan"], sums["doubtful_in_part_yuan"]) == (4, 1, 2)
    assert sums["doubtful_forms"] == 3


def test_a_document_cannot_end_a_script() -> None:
    text = receive("data/x", json.dumps("</script><script>alert(1)</script>\u2028", ensure_ascii=False))
    assert "<" not in text
    assert "\u2028" not in text


def test_a_frame_is_written_by_columns_with_repeated_texts_once() -> None:
    frame = pl.DataFrame({"a": ["x", "x", None, "<b>"], "n": [1.5, None, 2.0, 0.0], "l": [["p"], [], None, ["q", "r"]]})
    written = json.loads(columnar(frame))
    assert written["rows"] == 4
    assert values(written, "a") == ["x", "x", None, "<b>"]
    assert written["columns"]["n"] == [1.5, None, 2.0, 0.0]
    assert written["columns"]["l"] == [["p"], [], None, ["q", "r"]]
    assert json.loads(columnar(frame.clear()))["columns"] == {"a": None, "n": None, "l": None}
    assert columnar(pl.DataFrame()) == '{"rows":0,"columns":{},"texts":{}}'


def test_data_are_written_under_their_own_name(tmp_path: Path) -> None:
    assert handed_over(write_data(tmp_path, "data/one", {"a": 1})) == {"a": 1}


def test_files_of_forms_are_few() -> None:
    assert [files_for(count, 30) for count in (0, 30, 31, 480, 100_000)] == [1, 1, 2, 16, 3334]


def test_a_form_lies_in_the_file_that_its_id_names() -> None:
    ids = [f"{hashlib.sha256(bytes([number])).hexdigest()[:16]}-{number:03d}" for number in range(1, 200)]
    for name, rows in _by_file(pl.DataFrame({"form_id": ids}), 48, 30).items():
        for (identity,) in rows.iter_rows():
            assert name == f"{part_of(identity, 48)}-{(int(identity[17:]) - 1) // 30}"


def test_ids_that_begin_or_end_alike_lie_in_many_files() -> None:
    ids = [
        *(f"{number:03x}{'0' * 13}" for number in range(0, 4096, 64)),
        *(f"{'0' * 8}{n:02x}ffffff" for n in range(256)),
    ]
    made = pl.DataFrame({"id": [*ids, None]}).select(part_of_column("id", 8))["id"].to_list()
    assert made == [*(part_of(one, 8) for one in ids), None]
    assert set(made[:64]) == set(made[64:-1]) == set(range(8))


def test_a_module_becomes_a_script_with_one_global() -> None:
    assert (
        as_global("var a=1;export{b as X,a as default};//end", "T") == "(function(){\nvar a=1;window.T=a;//end\n})();\n"
    )
    with pytest.raises(ValueError, match="not a module"):
        as_global("var a=1;", "T")


def test_datatables_as_delivered_becomes_a_script(site: Path) -> None:
    script = (site / "assets" / "datatables.js").read_text("utf-8")
    assert "window.DataTable=" in script
    assert not re.search(r"\bexport\s*\{", script)
    assert "window.vegaEmbed=" in (site / "assets" / "vega.js").read_text("utf-8")
    assert all((site / "assets" / f"{name}.licence.txt").stat().st_size > 500 for name in ("datatables", "vega"))


def test_every_word_is_there_in_both_languages_and_is_used() -> None:
    scripts = "\n".join((STATIC / name).read_text("utf-8") for name in own_scripts())
    for word, texts in words().items():
        assert set(texts) == {"zh", "en"}, word
        assert set(re.findall(r"\{\w+\}", texts["zh"])) == set(re.findall(r"\{\w+\}", texts["en"])), word
    # A word is said whole, or its end is chosen while the page runs.
    quoted = set(re.findall(r"\"([a-z_]+(?:\.[\w.]+)?)\"", scripts))
    begins = tuple(re.findall(r"\bt\(\"([\w.]+\.)\" \+", scripts))
    assert [begin for begin in begins if not any(word.startswith(begin) for word in words())] == []
    assert set(re.findall(r"\bt\(\"([\w.]+)\"[,)]", scripts)) <= set(words())
    assert [word for word in words() if word not in quoted and not word.startswith((*begins, "short."))] == []
    titled = {word.removeprefix("short.") for word in words() if word.startswith("short.")}
    # A column is called the same in every table, or is named with its table.
    shown = {(table.name, name) for table in SITE_TABLES.values() for name in columns_of(table)}
    assert titled <= {name for _, name in shown} | {f"{table}.{name}" for table, name in shown}


def test_our_scripts_write_no_html_and_ask_no_server() -> None:
    for name in own_scripts():
        text = (STATIC / name).read_text("utf-8")
        assert text.startswith(f"/* {name}: "), name
        assert not re.search(
            r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|fetch\(|XMLHttpRequest", text
        ), name


def test_what_is_said_for_paper_comes_after_what_is_said_for_the_screen() -> None:
    assert own_styles()[-1] == "print.css"

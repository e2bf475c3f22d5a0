"""Facts about a form that it may not print itself: fiscal year, region, department, each with its origin.

Belongs here: where a fact is taken from and which source wins. Does not belong here: values that stand on the form.

The order is: the form, ``batch.yml``, a title line of the document, the file name. No family prints a region: the
name of the department begins with it, which is asked when ``batch.yml`` does not say.
"""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from pipeline.parse.model import Form
from pipeline.readers.grid import Reading
from pipeline.sources.raw import RawDocument
from pipeline.text.fold import squeeze

_YEAR = re.compile(r"(20\d\d)(?=年|[^0-9]|$)")
_TITLE_YEAR = re.compile(r"(20\d\d)年(?:度)?.*(?:绩效|自评|决算|预算)")
# Province, city and county at the beginning of a name, each at most once; 城市 and 社区 are words and no divisions, and
# what stands behind the name of an office (第一人民医院新区分院) is none either.
_NAME = r"[^\W\d_a-zA-Z省市区县旗盟院校局厅所站]{2,8}?"
_PROVINCE = rf"{_NAME}(?:省|自治区)"
_CITY = rf"{_NAME}(?:(?<!城)(?<!都)市|自治州|地区|盟)"
_COUNTY = rf"{_NAME}(?:县|旗|(?<!社)(?<!园)(?<!小)(?<!景)(?<!库)区)"
_REGION = re.compile(rf"(?:\d+-|\[\d+\]|20\d\d年)?((?:{_PROVINCE})?(?:{_CITY})?(?:{_COUNTY})?)(?=.)")
_OFFICE = re.compile(
    r"^(?:附件\d*[:：]?)?([\u4e00-\u9fff]{4,30}?(?:局|委员会|办公室|厅|院|中心|政府|街道办事处|大队|支队|学校|法院|检察院))20\d\d年"
)


def add_facts(form: Form, source: RawDocument, reading: Reading) -> None:
    """Fill in year, region and department with their origins, then the outcome of the form."""
    row = form.values
    doubtful = set(row["doubtful"])
    printed, facts = row.pop("title_year"), source.facts
    titles = [squeeze(line) for _, line in reading.text_lines]
    name = PurePosixPath(source.path).stem
    years = (
        (printed, "form"),
        (facts.fiscal_year, "batch"),
        (_title_year(titles), "title"),
        (_file_year(name), "file_name"),
    )
    row["fiscal_year"], row["fiscal_year_origin"] = next((y for y in years if y[0]), (None, None))
    if printed and facts.fiscal_year and printed != facts.fiscal_year:
        doubtful.add("fiscal_year")
    _department(row, doubtful, facts.department, titles)
    is_sure = row["department"] is not None and "department" not in doubtful
    regions = (
        (facts.region, "batch"),
        (_region(row["department"]) if is_sure else None, "form"),
        (next((found for line in titles if (found := _region_of_title(line))), None), "title"),
        (_region(name), "file_name"),
    )
    row["region"], row["region_origin"] = next((r for r in regions if r[0]), (None, None))
    if row["region_origin"] in ("title", "file_name"):
        # What stands around a form may be about another place.
        doubtful.add("region")
    row["doubtful"] = sorted(doubtful)
    is_doubted = any(r["doubtful"] for r in (row, *form.budget_lines, *form.indicators))
    row["outcome"] = "curated_with_issues" if is_doubted else "curated"


def _department(row: dict[str, object], doubtful: set[str], of_batch: str | None, titles: list[str]) -> None:
    """The department of the form; where it is not there, that of the batch or the title, which is an inference."""
    candidates = (
        (row["department"], "form"),
        (of_batch, "batch"),
        (next((m.group(1) for line in titles if (m := _OFFICE.search(line))), None), "title"),
    )
    row["department"], row["department_origin"] = next((c for c in candidates if c[0]), (None, None))
    if row["department_origin"] == "batch":
        doubtful.discard("department")
    if row["department_origin"] == "title":
        doubtful.add("department")


def _title_year(titles: list[str]) -> int | None:
    found = next((m for line in titles if (m := _TITLE_YEAR.search(line))), None)
    return int(found.group(1)) if found else None


def _file_year(name: str) -> int | None:
    years = {int(m.group(1)) for m in _YEAR.finditer(name)}
    return years.pop() if len(years) == 1 else None


def _region_of_title(line: str) -> str | None:
    return _region(line) if _TITLE_YEAR.search(line) else None


def _region(name: object) -> str | None:
    match = _REGION.match(squeeze(str(name)))
    return match.group(1) or None if match else None

"""Names of offices: which are one office, which are two, and under which name an office is shown.

Each list of pairs was written before the code saw it. ``same``: ``yes``; ``no``; ``apart``, where they
may be one office or were one at another time, and nothing in the names says so for certain.
"""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from pipeline.facts.named_divisions import division_of_office
from pipeline.identity.identified import key
from pipeline.identity.office_names import Office, office
from pipeline.identity.places import places_of

PAIRS = Path(__file__).parents[2] / "data" / "identity"
Pair = tuple[str, str, str, str, str]


def _pairs() -> list[Pair]:
    """Place and name, another place and another name, and whether they are the same."""
    found: list[Pair] = []
    for path in sorted(PAIRS.glob("office_pairs*.tsv")):
        rows = csv.DictReader(path.read_text("utf-8").splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE)
        found += [(r["place"], r["one"], r.get("other_place") or r["place"], r["other"], r["same"]) for r in rows]
    return found


def _office(place: str, name: str) -> Office:
    found = office(name, places_of(None if place == "-" else place, None))
    assert found is not None
    return found


def _is_same(pair: Pair) -> bool:
    place, one, other_place, other, _ = pair
    return key(_office(place, one), "") == key(_office(other_place, other), "")


def test_there_are_many_pairs_of_each_kind() -> None:
    kinds = [pair[4] for pair in _pairs()]
    assert len(kinds) >= 420
    assert min(kinds.count(kind) for kind in ("yes", "no", "apart")) >= 75


def test_no_two_offices_are_made_one() -> None:
    assert [pair for pair in _pairs() if pair[4] != "yes" and _is_same(pair)] == []


def test_all_spellings_of_an_office_are_one() -> None:
    assert [pair for pair in _pairs() if pair[4] == "yes" and not _is_same(pair)] == []


@pytest.mark.parametrize(("place", "printed", "shown"), [
    ("510923", "县教体局", "大英县教育和体育局"),
    ("510100", "成都市文化广电旅游局", "成都市文化广电旅游局"),  # its name has no 和
    ("420100", "武汉市文旅局", "武汉市文旅局"),  # may be 文化和旅游局 or 文化广电和旅游局
    ("310000", "上海市住建委", "上海市住建委"),
    ("310000", "市住房城乡建设管理委", "上海市住房城乡建设管理委员会"),
    ("370100", "济南市民宗局", "济南市民宗局"),
    ("500000", "市住房城乡建委", "重庆市住房城乡建委"),
    ("310000", "上海海事法院", "上海海事法院"),
    ("320500", "苏州工业园区管委会", "苏州工业园区管理委员会"),
    ("430781", "津市市民政局", "津市市民政局"),
    ("510107", "簇桥街道", "武侯区簇桥街道办事处"),
    ("510923", "蓬莱镇", "大英县蓬莱镇人民政府"),
    ("640000", "宁夏水利厅", "宁夏回族自治区水利厅"),
    ("340000", "财政部安徽监管局", "财政部安徽监管局"),
    ("510000", "民盟四川省委", "民盟四川省委员会"),
    ("420100", "武汉市政协办公厅", "政协武汉市委员会办公厅"),
    ("510100", "市民服务中心", "市民服务中心"),
    ("-", "(盖章)庚县农业农村局（本级）", "庚县农业农村局"),
])  # fmt: skip
def test_an_office_is_shown_under_a_name_that_it_has(place: str, printed: str, shown: str) -> None:
    assert _office(place, printed).name == shown


@pytest.mark.parametrize(("name", "is_told"), [
    ("庚县教育局", True),  # no division has this name
    ("普陀区教育局", False),  # two have
    ("蓬莱镇人民政府", False),
    ("经开区教育局", False),
    ("教育局", False),
])  # fmt: skip
def test_a_place_that_may_be_several_tells_offices_apart_by_publisher(name: str, is_told: bool) -> None:
    one = _office("-", name)
    assert (key(one, "甲") == key(one, "乙")) is is_told


LISTED = Path(__file__).parents[2] / "factory" / "wordings" / "departments.txt"


def _listed() -> list[tuple[str, str, str]]:
    """Names of offices that other tests are made of, with the full name and the code of their division."""
    found = []
    for line in LISTED.read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            name, division = line.split("\t")
            if not division:
                continue
            located = division_of_office(f"{division}财政局").division
            assert located is not None
            assert located.name == division
            found.append((name, division, located.code))
    return found


def test_an_office_of_a_known_division_is_one_under_every_way_to_name_its_place() -> None:
    assert len(_listed()) >= 60
    keys: dict[str, str] = {}
    for name, division, code in _listed():
        around = places_of(code, None)
        last = around[-1]
        spellings = [name, f"{name}（本级）", f"[101]{name}", f"101001-{name}(部门)"]
        if last.name in name and (rest := name.split(last.name)[-1]) and name.endswith(last.name + rest):
            kind = next(k for k in ("自治州", "自治县", "自治旗", "市", "县", "区", "旗") if last.name.endswith(k))
            kind = {"自治旗": "旗"}.get(kind, kind)
            before = name[: -len(last.name + rest)]
            if before in ("", *(place.name for place in around)):
                spellings += [f"{division}{rest}", f"{last.name}{rest}", f"{kind}{rest}", rest]
        found = {key(_office(code, spelling), "") for spelling in spellings}
        assert len(found) == 1, (name, found)
        assert keys.setdefault(found.pop(), name) == name

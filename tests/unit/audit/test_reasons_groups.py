"""Nearly equal reasons: which texts are alike, and that no like text is missed."""

from __future__ import annotations

import random

import polars as pl
import pytest

from pipeline.audit.reasons.groups import MIN_LENGTH, MIN_SIMILARITY, likeness, near_groups

ALIKE = [
    ("受疫情影响培训班由12期减为8期", "受疫情影响培训班由10期减为6期"),
    ("项目招投标流程耗时较长合同于8月20日方才签订", "项目招投标流程耗时较长合同于11月2日方才签订"),
    ("长效管理机制仍有待进一步健全结果运用不够充分", "长效管理机制有待进一步健全结果运用不够充分"),
    ("部分设备到货时间晚于合同约定以旧换新流程尚未闭环", "部分设备到货时间晚于合同约定以旧换新的流程尚未闭环"),
    ("因天气台风康妮及疫情原因暂停实施部分点位", "因天气台风贝碧及疫情原因暂停实施部分点位"),
]
APART = [
    ("部分项目未按计划完成验收工作", "部分项目按计划完成验收工作"),
    ("全年实际服务人次高于年初设定的目标值", "全年实际服务人次低于年初设定的目标值"),
    ("未完成", "完成"),
    ("资金到位较晚影响了工程进度", "天气原因较差影响了工程进度"),
    ("年初指标值设定偏保守", "政策宣传力度仍然有限"),
    ("受疫情影响", "受台风影响"),
]


@pytest.mark.parametrize(("one", "other"), ALIKE)
def test_a_changed_number_name_or_word_leaves_texts_alike(one: str, other: str) -> None:
    assert MIN_SIMILARITY <= likeness(one, other) < 1
    assert near_groups(pl.Series([one, other]))["reason_group"].n_unique() == 1


@pytest.mark.parametrize(("one", "other"), APART)
def test_another_cause_or_the_opposite_is_another_group(one: str, other: str) -> None:
    assert near_groups(pl.Series([one, other]))["reason_group"].n_unique() == 2


def brute_force(keys: list[str]) -> dict[str, tuple[str, float]]:
    """Every key beside every leader."""
    ordered = sorted(set(keys), key=lambda k: (-keys.count(k), -len(k), k))
    leaders: list[str] = []
    found = {}
    for key in ordered:
        candidates = leaders if len(key) >= MIN_LENGTH else []
        near = max(candidates, key=lambda leader: likeness(leader, key), default=key)
        found[key] = (near, likeness(near, key)) if near != key and likeness(near, key) else (key, 1.0)
        if found[key][0] == key and len(key) >= MIN_LENGTH:
            leaders.append(key)
    return found


def edited(text: str, chance: random.Random) -> str:
    for _ in range(chance.randint(0, len(text) // 5)):
        place = chance.randrange(len(text))
        text = text[:place] + chance.choice(["", "甲", "乙丙", "9"]) + text[place + chance.randint(0, 1) :]
    return text


@pytest.mark.parametrize("seed", range(4))
def test_no_like_pair_is_missed(seed: int) -> None:
    chance = random.Random(seed)
    signs = "资金到位招标采购进度天气疫情影响指标设置宣传力度人员未不高低"
    seeds = ["".join(chance.choices(signs, k=chance.randint(5, 70))) for _ in range(25)]
    keys = [edited(chance.choice(seeds), chance) for _ in range(400)]
    expected = brute_force(keys)
    leaders = {leader for leader, _ in expected.values()}
    found = near_groups(pl.Series(keys))
    groups = dict(found.select("reason_key", "reason_group").iter_rows())
    assert {key: groups[leader] for key, (leader, _) in expected.items()} == groups
    assert found["reason_group"].n_unique() == len(leaders)
    assert 0 < len(leaders) < len(expected)
    shares = {key: round(share * 100, 4) for key, (_, share) in expected.items()}
    assert {k: float(s) for k, s in found.select("reason_key", "group_similarity").iter_rows()} == shares


def test_groups_depend_on_no_order() -> None:
    keys = [text for pair in (*ALIKE, *APART) for text in pair]
    backwards = near_groups(pl.Series(keys[::-1])).sort("reason_key")
    assert near_groups(pl.Series(keys)).sort("reason_key").equals(backwards)


def test_the_most_frequent_text_leads() -> None:
    often, rare = ALIKE[0]
    found = dict(near_groups(pl.Series([rare, often, often])).select("reason_key", "group_similarity").iter_rows())
    assert found[often] == 100 > found[rare]


def test_a_chain_of_small_changes_is_no_group() -> None:
    steps = ["资金到位较晚影响工程进度的安排"]
    for place in range(8):
        steps.append(steps[-1][:place] + "甲" + steps[-1][place + 1 :])
    assert near_groups(pl.Series(steps))["reason_group"].n_unique() > 1


def test_no_key_makes_no_group() -> None:
    assert near_groups(pl.Series([], dtype=pl.String)).is_empty()


def test_a_text_of_any_length_has_more_pieces_than_a_like_text_may_have_edits() -> None:
    for length in range(MIN_LENGTH, 2000):
        longest = int(length / MIN_SIMILARITY)
        assert length // 4 > int((1 - MIN_SIMILARITY) * longest + 1e-9)

"""The families that are drawn: what each has, and who lays it out.

Belongs here: one entry for each family. Does not belong here: how a form comes about (``invent``).
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.factory.forms import national, places, sources
from tests.factory.forms.annex import annex_form
from tests.factory.forms.family import Family
from tests.factory.forms.sichuan import sichuan_form
from tests.factory.forms.table import InventedForm
from tests.factory.forms.wording import Style, Wording

LayOut = Callable[[random.Random, Wording, Style, dict[str, Any], frozenset[str]], InventedForm]
_YINCHUAN = {
    "项目决策": ("项目目标", "项目立项"),
    "项目管理": ("投入管理", "财务管理", "项目实施"),
    "项目产出": ("数量指标", "质量指标", "时效指标", "成本指标"),
    "项目效益": ("经济效益指标", "社会效益指标", "生态效益指标", "可持续影响指标", "服务对象满意度指标"),
}


@dataclass(frozen=True, slots=True)
class Drawn:
    """A family and its layout; ``is_varied`` families are printed by more than one place, each with its habits."""

    family: Family
    lay_out: LayOut
    is_varied: bool = True


_ALL = (
    Drawn(
        Family(
            "shanghai",
            sources.annex,
            has_weight_in_level=False,
            unit_marks=("brackets", "brackets", "bare"),
            attained="达成指标",
            graded=1,
        ),
        annex_form,
        is_varied=False,
    ),
    Drawn(Family("mof_annex", sources.annex_short, graded=0.2, may_lack_total=True), annex_form, is_varied=False),
    Drawn(
        Family(
            "sichuan",
            sources.sichuan,
            has_unit_column=True,
            has_weight_in_level=False,
            cost_label="经济成本指标",
            attained="达成预期指标",
        ),
        sichuan_form,
        is_varied=False,
    ),
    Drawn(Family("district", sources.annex_short, is_uneven=True), annex_form),
    Drawn(Family("leting", sources.annex_short), annex_form),
    Drawn(
        Family("poverty", sources.two, money=("adjusted", "executed", "weight", "rate", "score"), budget_weights=(10,)),
        national.poverty_form,
    ),
    Drawn(
        Family(
            "old_annex",
            sources.two,
            money=("initial", "executed", "weight", "rate", "score"),
            rate_of="initial",
            budget_weights=(10,),
        ),
        national.old_annex_form,
    ),
    Drawn(Family("yunnan", sources.annex_short, has_unit_column=True, graded=0.85), national.yunnan_form),
    Drawn(
        Family(
            "hubei",
            sources.hubei,
            money=("adjusted", "executed", "rate", "score"),
            budget_weights=(20,),
            has_weights=False,
            has_total_weight=False,
            has_reasons=False,
            has_blocks=True,
            graded=0.5,
            rate_marks=("%",),
            short_second=0.4,
        ),
        places.hubei_form,
    ),
    Drawn(
        Family(
            "yinchuan",
            sources.two,
            money=("initial", "adjusted", "executed", "rate"),
            budget_weights=(0,),
            has_total_weight=False,
            levels=_YINCHUAN,
            level_weights={"项目决策": 10, "项目管理": 25, "项目产出": 30, "项目效益": 35},
        ),
        places.yinchuan_form,
    ),
    Drawn(
        Family(
            "chongqing",
            sources.chongqing,
            budget_weights=(10,),
            has_levels=False,
            has_total_weight=False,
            has_unit_column=True,
            rate_marks=("%", ""),
        ),
        places.chongqing_form,
    ),
    Drawn(
        Family(
            "transfer",
            sources.transfer,
            kind="transfer",
            money=("adjusted", "executed", "rate"),
            has_weights=False,
            has_scores=False,
            has_total_weight=False,
            has_weight_in_level=False,
            short_second=0.15,
        ),
        places.transfer_form,
    ),
    Drawn(Family("department", sources.department, kind="department"), national.department_form),
    Drawn(Family("hunan", sources.hunan, kind="department"), national.hunan_form),
)
DRAWN = {drawn.family.name: drawn for drawn in _ALL}

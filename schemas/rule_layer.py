"""Table ``rule_layer``."""

from __future__ import annotations

from schemas import columns as c
from schemas.table import Table


class RuleLayer(Table):
    """规则口径: the layers of rule settings by place, year and kind of form, general ones first."""

    layer_id = c.LAYER_ID
    layer_title = c.LAYER_TITLE
    layer_title_en = c.LAYER_TITLE_EN
    applies_to = c.APPLIES_TO
    applies_to_en = c.APPLIES_TO_EN
    settings = c.SETTINGS
    basis = c.BASIS
    basis_en = c.BASIS_EN

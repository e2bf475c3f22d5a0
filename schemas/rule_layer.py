"""Table ``rule_layer``."""

from __future__ import annotations

from schemas import columns as c
from schemas.table import Table


class RuleLayer(Table):
    """规则口径: the layers of rule settings by place, year and kind of form, general ones first."""

    layer_id: c.Text = c.LAYER_ID.field()
    layer_title: c.Text = c.LAYER_TITLE.field()
    layer_title_en: c.Text = c.LAYER_TITLE_EN.field()
    applies_to: c.Text = c.APPLIES_TO.field()
    applies_to_en: c.Text = c.APPLIES_TO_EN.field()
    settings: c.Text = c.SETTINGS.field()
    basis: c.Text = c.BASIS.field()
    basis_en: c.Text = c.BASIS_EN.field()

"""How the names of offices end: 财政局, 教育委员会, 人民政府, 测绘院.

Belongs here: the endings, as parts of a pattern. Does not belong here: what stands before and behind a name, which
differs between a field of a form, a title and running text; divisions (``pipeline.facts``).
"""

from __future__ import annotations

OFFICE_ENDS = "局|委员会|委|办公室|办公厅|办|厅|院|所|中心|站|处|部|署|会|馆|校|大学|大队|支队|总队|政府"
"""Endings that also show in running text, where another word follows the name."""
WHOLE_NAME_ENDS = f"{OFFICE_ENDS}|学|队|公司"
"""Endings of a text that is the name and no more; in running text they begin other words (科学项目, 队伍建设)."""
TOWN_ENDS = "街道|镇|乡"
"""Endings of towns, whose name is also that of their office. A name that is cut off may end so too (住房和城乡)."""

"""The register of published tables: model, title, grain, keys, order.

Belongs here: what concerns a table as a whole. Does not belong here: columns (``columns/``) and views
(``views/``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from schemas.budget_line import BudgetLine
from schemas.cell import Cell
from schemas.code_label import CodeLabel
from schemas.columns import Column
from schemas.correction import Correction
from schemas.document import Document
from schemas.doubt import Doubt
from schemas.doubt_code import DoubtCode
from schemas.expected_score import ExpectedScore
from schemas.finding import Finding
from schemas.form import Form
from schemas.form_profile import FormProfile
from schemas.indicator import Indicator
from schemas.indicator_pair import IndicatorPair
from schemas.narrative import Narrative
from schemas.quarantine import Quarantine
from schemas.reason import Reason
from schemas.reason_category import ReasonCategory
from schemas.repair import Repair
from schemas.rule import Rule
from schemas.rule_layer import RuleLayer
from schemas.rule_result import RuleResult
from schemas.table import Table

SCHEMA_VERSION = "2.0.0"
"""Changes with any published name, type, key or meaning; stands in every Parquet file and in the manifest.

The first number when something is taken away or renamed, the second when something is added or means more.
"""


@dataclass(frozen=True, slots=True)
class ForeignKey:
    """Columns of a table that name a row of another one."""

    columns: tuple[str, ...]
    table: str
    target: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """One published table.

    ``has_index`` is false where an index of the primary key would outweigh the rows (a million rows of
    ``cell`` take 15 MB without and 53 MB with it, duckdb 2.0.0); the keys are then checked on the frames only.
    """

    name: str
    model: type[Table]
    title: str
    description: str
    grain: str
    primary_key: tuple[str, ...]
    foreign_keys: tuple[ForeignKey, ...] = ()
    has_index: bool = True

    @property
    def columns(self) -> dict[str, Column]:
        """The columns by name, in published order."""
        return {name: column for name, column in vars(self.model).items() if isinstance(column, Column)}


def _entry(
    name: str,
    model: type[Table],
    grain: str,
    primary_key: tuple[str, ...],
    foreign_keys: tuple[ForeignKey, ...] = (),
    has_index: bool = True,
) -> Entry:
    title, _, description = (model.__doc__ or "").strip().partition(": ")
    sentence = description[:1].upper() + description[1:]
    return Entry(name, model, title, sentence, grain, primary_key, foreign_keys, has_index)


_TO_DOCUMENT = ForeignKey(("document_id",), "document", ("document_id",))
_TO_FORM = ForeignKey(("form_id",), "form", ("form_id",))
_REASON_KEY = ("form_id", "table_name", "row_no", "field")
_TO_RULE = ForeignKey(("rule_id",), "rule", ("rule_id",))

TABLES: Mapping[str, Entry] = MappingProxyType(
    {
        entry.name: entry
        for entry in (
            _entry("document", Document, "One row per file in the raw data directory.", ("document_id",)),
            _entry("form", Form, "One row per self-evaluation form.", ("form_id",), (_TO_DOCUMENT,)),
            _entry("rule", Rule, "One row per audit rule.", ("rule_id",)),
            _entry(
                "budget_line",
                BudgetLine,
                "One row per funding row of a form. Never add all rows: the total row holds its parts. Add the "
                "rows with is_leaf, or view budget_totals, which has the money of every form once. A join with "
                "indicator by form_id repeats every row for every indicator: add up first, join then.",
                ("form_id", "line_no"),
                (_TO_FORM,),
            ),
            _entry(
                "indicator",
                Indicator,
                "One row per third-level indicator of a form. Add points over rows with is_counted: a parent "
                "holds the points of its parts. A join with budget_line by form_id repeats every indicator for "
                "every funding row: join budget_totals, which has one row per form.",
                ("form_id", "indicator_no"),
                (_TO_FORM,),
            ),
            _entry(
                "cell",
                Cell,
                "One row per value read and piece of its cell.",
                ("form_id", "table_name", "row_no", "field", "piece"),
                (_TO_FORM,),
                has_index=False,
            ),
            _entry("code_label", CodeLabel, "One row per column and code.", ("column_name", "code")),
            _entry("doubt_code", DoubtCode, "One row per code of a doubt.", ("code",)),
            _entry(
                "doubt",
                Doubt,
                "One row per doubt of a value.",
                ("form_id", "table_name", "row_no", "field", "code"),
                (_TO_FORM, ForeignKey(("code",), "doubt_code", ("code",))),
                has_index=False,
            ),
            _entry("narrative", Narrative, "One row per statement of a report.", ("narrative_id",), (_TO_DOCUMENT,)),
            _entry("rule_layer", RuleLayer, "One row per layer of rule settings.", ("layer_id",)),
            _entry("form_profile", FormProfile, "One row per self-evaluation form.", ("form_id",), (_TO_FORM,)),
            _entry(
                "expected_score",
                ExpectedScore,
                "One row per third-level indicator of a form.",
                ("form_id", "indicator_no"),
                (_TO_FORM,),
                has_index=False,
            ),
            _entry(
                "indicator_pair",
                IndicatorPair,
                "One row per third-level indicator of a form that has a counterpart a year before.",
                ("form_id", "indicator_no"),
                (_TO_FORM, ForeignKey(("earlier_form_id",), "form", ("form_id",))),
                has_index=False,
            ),
            _entry("reason", Reason, "One row per text of a reason column.", _REASON_KEY, (_TO_FORM,), has_index=False),
            _entry(
                "reason_category",
                ReasonCategory,
                "One row per class of cause and reason.",
                (*_REASON_KEY, "category"),
                (_TO_FORM,),
                has_index=False,
            ),
            _entry(
                "rule_result",
                RuleResult,
                "One row per form, report or department, rule, result and reason.",
                ("subject_id", "rule_id", "result", "reason"),
                (_TO_RULE,),
                has_index=False,
            ),
            _entry(
                "finding",
                Finding,
                "One row per rule result that fired.",
                ("finding_id",),
                (_TO_FORM, _TO_DOCUMENT, _TO_RULE),
            ),
            _entry("repair", Repair, "One row per automatic change of a text.", ("repair_id",), (_TO_FORM,)),
            _entry(
                "correction",
                Correction,
                "One row per record of a correction.",
                ("correction_id",),
                (_TO_DOCUMENT, _TO_FORM),
            ),
            _entry(
                "quarantine", Quarantine, "One row per refused form or document.", ("quarantine_id",), (_TO_DOCUMENT,)
            ),
        )
    }
)
"""Every published table in publication order: a table comes after the tables its foreign keys name."""

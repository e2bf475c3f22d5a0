"""Rule settings by place, year and kind of form: general layers, overridden by more special ones.

Belongs here: which settings hold for which form. Does not belong here: the rules that use them.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from typing import Literal

import polars as pl
from pydantic import BaseModel, ConfigDict, model_validator

from pipeline.audit.wording import Text
from pipeline.families import load_families
from pipeline.package_yaml import package_yaml
from schemas.table_frames import empty_frame, to_frame


class When(BaseModel):
    """Forms that a layer holds for: any of the families, regions or divisions, and within the years.

    ``divisions`` are codes of divisions, or how they begin: what holds for a province holds in its counties.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    templates: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    divisions: tuple[str, ...] = ()
    year: Literal["unknown"] | None = None
    year_from: int | None = None
    year_to: int | None = None

    def holds(self) -> pl.Expr:
        """True where the layer holds for a row of ``form``."""
        places, year, region = [], pl.lit(value=True), pl.col("region").fill_null("")
        if self.templates:
            places.append(pl.col("template").is_in(self.templates))
        places += [
            region.str.starts_with(name) | region.str.contains(f"省{name}", literal=True) for name in self.regions
        ]
        places += [pl.col("division_code").fill_null("").str.starts_with(code) for code in self.divisions]
        if self.year == "unknown":
            year = pl.col("fiscal_year").is_null()
        if self.year_from is not None:
            year &= (pl.col("fiscal_year") >= self.year_from).fill_null(value=False)
        if self.year_to is not None:
            year &= (pl.col("fiscal_year") <= self.year_to).fill_null(value=False)
        return year & pl.any_horizontal(places) if places else year


class Layer(BaseModel):
    """One layer of the register of settings."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    title: Text
    applies_to: Text
    basis: Text
    settings: Mapping[str, Decimal | str | None]
    when: When = When()
    is_place: bool = False

    @model_validator(mode="after")
    def names_are_settings(self) -> Layer:
        """Every setting is a column of ``form_profile``."""
        unknown = self.settings.keys() - set(SETTINGS)
        if unknown:
            raise ValueError(f"layer {self.id}: no such setting: {', '.join(sorted(unknown))}")
        return self


_DERIVED = ("form_id", "profile", "profile_origin", "rate_denominator")
SETTINGS = {name: dtype for name, dtype in empty_frame("form_profile").schema.items() if name not in _DERIVED}
"""The settings as columns of ``form_profile``; the denominator of the rate belongs to the family."""


@cache
def layers() -> tuple[Layer, ...]:
    """The layers, the general one first. Raises pydantic's ValidationError for a file that breaks the model."""
    content = package_yaml(__package__, "profiles.yml")
    register = tuple(Layer.model_validate(layer) for layer in content)
    if set(register[0].settings) != set(SETTINGS):
        raise ValueError("the first layer must set every setting")
    return register


def rule_layers() -> pl.DataFrame:
    """Table ``rule_layer``."""
    rows = [
        {
            "layer_id": layer.id,
            "layer_title": layer.title.zh,
            "layer_title_en": layer.title.en,
            "applies_to": layer.applies_to.zh,
            "applies_to_en": layer.applies_to.en,
            "settings": "; ".join(
                f"{name}={'unknown' if value is None else value}" for name, value in layer.settings.items()
            ),
            "basis": layer.basis.zh,
            "basis_en": layer.basis.en,
        }
        for layer in layers()
    ]
    return to_frame("rule_layer", rows)


def form_profiles(form: pl.DataFrame) -> pl.DataFrame:
    """Table ``form_profile``: one row per row of ``form``, in its order.

    A doubtful year or region counts as unknown, so that no rule is stricter than what is certain.
    """
    unsure = {column: pl.col("doubtful").list.contains(column) for column in ("fiscal_year", "region", "division_code")}
    form = form.with_columns(pl.when(~is_unsure).then(column).alias(column) for column, is_unsure in unsure.items())
    initial = [family.id for family in load_families() if family.budget.rate_denominator == "initial_budget"]
    ids = [pl.when(layer.when.holds()).then(pl.lit(layer.id)) for layer in layers()]
    is_place = pl.any_horizontal([layer.when.holds() for layer in layers() if layer.is_place])
    resolved = form.select(
        "form_id",
        pl.concat_str(ids, separator="+", ignore_nulls=True).alias("profile"),
        pl.when(is_place).then(pl.lit("place")).otherwise(pl.lit("default")).alias("profile_origin"),
        pl.when(pl.col("template").is_in(initial))
        .then(pl.lit("initial_budget"))
        .otherwise(pl.lit("adjusted_budget"))
        .alias("rate_denominator"),
        *(_setting(name).alias(name) for name in SETTINGS),
    )
    return resolved.select(empty_frame("form_profile").columns)


def _setting(name: str) -> pl.Expr:
    """The value of the last layer that holds and names the setting."""
    dtype = SETTINGS[name]
    value = pl.lit(None, dtype)
    for layer in layers():
        if name in layer.settings:
            value = pl.when(layer.when.holds()).then(pl.lit(layer.settings[name], dtype)).otherwise(value)
    return value

"""What must hold before a release is published, and what people should be warned of.

Belongs here: asset checks as Dagster sees them; a blocking one that fails stops the build before anything is
published. Does not belong here: the rules themselves (``schemas.table_checks``, ``pipeline.audit.invariants``,
``pipeline.warehouse.verify``).

The checks of several tables share one step, since a step costs more than a check.
"""

# No postponed annotations in this file: Dagster compares the type of ``context`` with its own classes.

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path

import dagster as dg
import polars as pl

from pipeline.audit import invariants
from pipeline.audit.audit_tables import AUDIT_TABLES
from pipeline.audit.printed import Sources
from pipeline.defs.curated import CHECKED_TABLES
from pipeline.defs.freshness import freshness
from pipeline.defs.resources import Folders
from pipeline.defs.storage import staged
from pipeline.language import in_current, say
from pipeline.publish.limits import DOUBT_SHARE, ERROR_SHARE, REFUSED_SHARE, Limit
from pipeline.publish.parquet import check_files
from pipeline.publish.shares import shares
from pipeline.warehouse.errors import WarehouseError
from pipeline.warehouse.verify import verify_warehouse
from schemas.catalog import TABLES
from schemas.table_checks import InvalidTableError, broken_keys


def _spec(
    name: str, asset: str, description: str, *, blocking: bool = True, also: Sequence[str] = ()
) -> dg.AssetCheckSpec:
    return dg.AssetCheckSpec(name, asset=asset, description=description, blocking=blocking, additional_deps=also)


def _schema_specs(tables: Sequence[str]) -> list[dg.AssetCheckSpec]:
    return [_spec("schema_on_disk", table, "The file, read back, keeps every rule of its schema.") for table in tables]


def _key_specs(tables: Sequence[str]) -> list[dg.AssetCheckSpec]:
    return [
        _spec(
            "keys_resolve",
            table,
            "Every key leads to a row of the table it names.",
            also=sorted({key.table for key in TABLES[table].foreign_keys}),
        )
        for table in tables
        if TABLES[table].foreign_keys
    ]


def _at_most(limit: Limit, what: str) -> str:
    return f"At most {limit.default:.0%} {what}; {limit.variable} sets another share."


def _result(
    asset: str, name: str, problems: Sequence[str], severity: dg.AssetCheckSeverity = dg.AssetCheckSeverity.ERROR
) -> dg.AssetCheckResult:
    said = "; ".join(problems) or None
    return dg.AssetCheckResult(
        passed=not problems, asset_key=asset, check_name=name, severity=severity, description=said
    )


def _schema_results(folder: Path, names: Sequence[str]) -> Iterator[dg.AssetCheckResult]:
    for name in names:
        yield _result(name, "schema_on_disk", _problems_of(partial(check_files, name, folder)))


def _key_results(tables: Sources, names: Sequence[str]) -> Iterator[dg.AssetCheckResult]:
    broken = broken_keys(tables)
    for name in names:
        if TABLES[name].foreign_keys:
            yield _result(name, "keys_resolve", [text for text in broken if text.startswith(f"{name}:")])


def _of_forms(
    asked: Callable[[Sources], list[str]], folder: Path, tables: Mapping[str, pl.LazyFrame], names: Sequence[str]
) -> Iterator[str]:
    """What is asked of all rows of a form, of some forms after others where there are many."""
    for share in shares(folder, {name: tables[name] for name in names}):
        yield from asked(share)


def _problems_of(action: Callable[[], object]) -> list[str]:
    try:
        action()
    except (InvalidTableError, WarehouseError) as error:
        return [str(error)]
    return []


@dg.multi_asset_check(
    specs=[
        *_schema_specs(CHECKED_TABLES),
        *_key_specs(CHECKED_TABLES),
        _spec(
            "one_outcome_each",
            "document",
            "Every raw document has exactly one outcome, borne out by the tables.",
            also=["raw_document"],
        ),
        _spec("every_value_traceable", "cell", "Every value that is printed on a form has a cell."),
        _spec(
            "corrections_applied_once",
            "correction",
            "Every record of a correction holds for one value, which says what the record says.",
            also=["form", "budget_line", "indicator", "cell", "doubt", "quarantine"],
        ),
        _spec("every_doubt_named", "doubt", "What is doubtful has a reason, and every reason stands in doubtful."),
        _spec("few_refused", "quarantine", _at_most(REFUSED_SHARE, "of the documents are refused"), blocking=False),
        _spec("few_doubtful", "doubt", _at_most(DOUBT_SHARE, "of the rows of a table are in doubt"), blocking=False),
        _spec(
            "examples_apart",
            "document",
            "Invented documents and real ones are in releases of their own.",
            blocking=False,
        ),
    ],
    ins={"raw_document": dg.AssetIn("raw_document")},
    can_subset=True,  # else the button of a single asset ends in an error of Dagster's own
)
def tables_hold(
    context: dg.AssetCheckExecutionContext,
    folders: dg.ResourceParam[Folders],
    raw_document: pl.DataFrame,
) -> Iterator[dg.AssetCheckResult]:
    """The tables as they lie on disk, one by one and with each other."""
    yield from _selected(context, _table_results(folders.release_folder(context.run), raw_document))


def _table_results(folder: Path, raw_document: pl.DataFrame) -> Iterator[dg.AssetCheckResult]:
    tables = staged(CHECKED_TABLES, folder)
    yield from _schema_results(folder, CHECKED_TABLES)
    yield from _key_results(tables, CHECKED_TABLES)
    yield _result("document", "one_outcome_each", invariants.outcome_problems(raw_document, tables))
    read = ("form", "budget_line", "indicator")
    untraced = _of_forms(invariants.trace_problems, folder, tables, [*read, "cell"])
    yield _result("cell", "every_value_traceable", [*untraced])
    yield _result("correction", "corrections_applied_once", invariants.correction_problems(tables))
    unnamed = _of_forms(invariants.doubt_problems, folder, tables, [*read, "doubt"])
    yield _result("doubt", "every_doubt_named", [*unnamed])
    real = invariants.of_real_documents(tables)
    refused = invariants.refused_share(real)
    yield _warning("quarantine", "few_refused", refused, REFUSED_SHARE, say("check.refused"))
    yield _doubt_warning(invariants.doubt_counts(real))
    mixture = invariants.mixture_problems(tables)
    yield _result("document", "examples_apart", mixture, dg.AssetCheckSeverity.WARN)


def _selected(
    context: dg.AssetCheckExecutionContext, results: Iterable[dg.AssetCheckResult]
) -> Iterator[dg.AssetCheckResult]:
    """The results that a run asked for; a build asks for all."""
    keys = {(key.asset_key, key.name) for key in context.op_execution_context.selected_asset_check_keys}
    return (one for one in results if (one.asset_key, one.check_name) in keys)


def _warning(asset: str, name: str, share: float, most: Limit, what: str) -> dg.AssetCheckResult:
    """Above this a person should look at what came in before using the release."""
    limit = most.value()
    return dg.AssetCheckResult(
        passed=share <= limit,
        asset_key=asset,
        check_name=name,
        severity=dg.AssetCheckSeverity.WARN,
        description=say("check.above", share=f"{share:.0%}", what=what, limit=f"{limit:.0%}"),
        metadata={"share": share, "limit": limit},
    )


def _doubt_warning(counts: Mapping[str, tuple[int, int]]) -> dg.AssetCheckResult:
    """One result for the tables that are read from forms: the largest share decides, the sentence has them all."""
    share = max((doubted / rows for doubted, rows in counts.values() if rows), default=0.0)
    said = in_current("、", ", ").join(
        say("check.counts", doubted=doubted, rows=rows, table=in_current(TABLES[name].title, name))
        for name, (doubted, rows) in counts.items()
    )
    return _warning("doubt", "few_doubtful", share, DOUBT_SHARE, say("check.doubted", counts=said))


@dg.multi_asset_check(
    specs=[
        *_schema_specs(AUDIT_TABLES),
        *_key_specs(AUDIT_TABLES),
        _spec(
            "sums_checked",
            "finding",
            "Every form with a printed and a computed total had them compared.",
            also=["form"],
        ),
        _spec(
            "every_rule_applied", "rule_result", "Every rule was applied to every form, or says why it could not be."
        ),
        _spec("findings_counted", "finding", "There are as many findings of a rule as rows on which it failed."),
        _spec(
            "few_contradictions",
            "finding",
            _at_most(ERROR_SHARE, "of the forms contradict themselves"),
            blocking=False,
            also=["form"],
        ),
    ],
    can_subset=True,
)
def audit_holds(
    context: dg.AssetCheckExecutionContext, folders: dg.ResourceParam[Folders]
) -> Iterator[dg.AssetCheckResult]:
    """The tables of the audit as they lie on disk, one by one and with each other."""
    yield from _selected(context, _audit_results(folders.release_folder(context.run)))


def _audit_results(folder: Path) -> Iterator[dg.AssetCheckResult]:
    tables = staged(("document", "form", *AUDIT_TABLES), folder)
    yield from _schema_results(folder, AUDIT_TABLES)
    yield from _key_results(tables, AUDIT_TABLES)
    yield _result("finding", "sums_checked", invariants.sum_problems(tables))
    left_out = _of_forms(invariants.result_problems, folder, tables, ["form", "rule", "rule_result"])
    yield _result("rule_result", "every_rule_applied", [*left_out])
    yield _result("finding", "findings_counted", invariants.count_problems(tables))
    share = invariants.contradicted_share(invariants.of_real_documents(tables))
    yield _warning("finding", "few_contradictions", share, ERROR_SHARE, say("check.contradicted"))


@dg.asset_check(asset="warehouse", blocking=True, description="The warehouse holds exactly what the files hold.")
def equals_parquet(context: dg.AssetCheckExecutionContext, folders: dg.ResourceParam[Folders]) -> dg.AssetCheckResult:
    """Row by row, under another file name, with every view bound and every comment present."""
    folder = folders.release_folder(context.run)
    problems = _problems_of(lambda: verify_warehouse(folder, folder / "warehouse.duckdb"))
    return dg.AssetCheckResult(passed=not problems, description="; ".join(problems) or None)


@dg.asset_check(
    asset="release",
    description="A build succeeded within JIXIAO_ALERT_STALE_HOURS (36); also one that found nothing new.",
)
def fresh(context: dg.AssetCheckExecutionContext, folders: dg.ResourceParam[Folders]) -> dg.AssetCheckResult:
    """In a build it holds; by itself it looks at the last build. The sensor ``housekeeping`` reports it as well."""
    if context.run.asset_check_selection is None:
        return dg.AssetCheckResult(passed=True, metadata={"hours": 0.0})
    last = freshness(context.instance, folders)
    return dg.AssetCheckResult(
        passed=last is not None and last.is_fresh,
        severity=dg.AssetCheckSeverity.WARN,
        metadata={"hours": last.hours} if last else {},
    )

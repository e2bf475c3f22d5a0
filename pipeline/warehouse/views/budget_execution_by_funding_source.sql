-- Money by funding source: each yuan once, and once more under total.
SELECT
    region,
    fiscal_year,
    funding_source,
    count(DISTINCT form_id) AS forms,
    CAST(sum(initial_budget_yuan) AS DECIMAL(38, 2)) AS initial_budget_yuan,
    CAST(sum(adjusted_budget_yuan) AS DECIMAL(38, 2)) AS adjusted_budget_yuan,
    CAST(sum(executed_yuan) AS DECIMAL(38, 2)) AS executed_yuan,
    TRY_CAST(
        100 * (
            sum(adjusted_budget_yuan) FILTER (WHERE initial_budget_yuan IS NOT NULL)
            - sum(initial_budget_yuan) FILTER (WHERE adjusted_budget_yuan IS NOT NULL)
        ) / nullif(sum(initial_budget_yuan) FILTER (WHERE adjusted_budget_yuan IS NOT NULL), 0) AS DECIMAL(18, 4)
    ) AS adjustment_pct,
    TRY_CAST(
        100 * sum(executed_yuan) FILTER (WHERE adjusted_budget_yuan IS NOT NULL)
        / nullif(sum(adjusted_budget_yuan) FILTER (WHERE executed_yuan IS NOT NULL), 0) AS DECIMAL(18, 4)
    ) AS computed_rate_pct,
    CAST(sum(unspent_yuan) AS DECIMAL(38, 2)) AS unspent_yuan,
    count(*) FILTER (WHERE adjusted_budget_yuan IS NULL OR executed_yuan IS NULL) AS incomplete_rows,
    count(*) FILTER (
        WHERE list_has_any(
            doubtful,
            [
                'region',
                'fiscal_year',
                'funding_source',
                'initial_budget_yuan',
                'adjusted_budget_yuan',
                'executed_yuan'
            ]
        )
    ) AS doubtful_rows
FROM budget_execution
WHERE is_leaf
    OR is_total
    -- Parts that do not make their total are not added to others, but they are money of their source.
    OR (
        division_no = 1
        AND form_id IN (SELECT form_id FROM budget_line WHERE is_total AND is_leaf)
        AND (form_id, line_no) NOT IN (
            SELECT (form_id, parent_line_no) FROM budget_line WHERE parent_line_no IS NOT NULL
        )
    )
GROUP BY region, fiscal_year, funding_source
ORDER BY region, fiscal_year, funding_source

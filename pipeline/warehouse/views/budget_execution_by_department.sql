-- Money by department: total rows are added, or the parts where a form prints no total; rates are made from the sums.
SELECT
    region,
    fiscal_year,
    department,
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
                'department',
                'funding_source',
                'initial_budget_yuan',
                'adjusted_budget_yuan',
                'executed_yuan'
            ]
        )
    ) AS doubtful_rows
FROM budget_execution
WHERE is_total OR (is_leaf AND form_id NOT IN (SELECT form_id FROM budget_line WHERE is_total))
GROUP BY region, fiscal_year, department
ORDER BY region, fiscal_year, department

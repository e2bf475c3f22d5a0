-- The money of every form once. Amounts of parts are added only where a form prints no total row.
WITH counted AS (
    SELECT *
    FROM budget_execution
    WHERE is_total OR (is_leaf AND form_id NOT IN (SELECT form_id FROM budget_line WHERE is_total))
),
summed AS (
    SELECT
        form_id,
        TRY_CAST(sum(initial_budget_yuan) AS DECIMAL(18, 2)) AS initial_budget_yuan,
        TRY_CAST(sum(adjusted_budget_yuan) AS DECIMAL(18, 2)) AS adjusted_budget_yuan,
        TRY_CAST(sum(executed_yuan) AS DECIMAL(18, 2)) AS executed_yuan,
        list_distinct(flatten(list(doubtful))) AS doubtful
    FROM counted
    GROUP BY form_id
)
SELECT
    f.form_id,
    f.region,
    f.fiscal_year,
    f.department,
    f.implementing_unit,
    f.project_code,
    f.project_name,
    s.initial_budget_yuan,
    s.adjusted_budget_yuan,
    s.executed_yuan,
    TRY_CAST(
        100 * (s.adjusted_budget_yuan - s.initial_budget_yuan) / nullif(s.initial_budget_yuan, 0) AS DECIMAL(18, 4)
    ) AS adjustment_pct,
    TRY_CAST(100 * s.executed_yuan / nullif(s.adjusted_budget_yuan, 0) AS DECIMAL(18, 4)) AS computed_rate_pct,
    TRY_CAST(s.adjusted_budget_yuan - s.executed_yuan AS DECIMAL(18, 2)) AS unspent_yuan,
    f.first_page,
    list_sort(list_intersect(s.doubtful, [
        'region', 'fiscal_year', 'department', 'implementing_unit', 'project_code', 'project_name',
        'initial_budget_yuan', 'adjusted_budget_yuan', 'executed_yuan', 'computed_rate_pct', 'first_page'
    ])) AS doubtful
FROM summed AS s
JOIN form AS f ON f.form_id = s.form_id

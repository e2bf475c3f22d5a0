-- Computed columns are cast: clients of 1.x give sums and differences of decimals other types than 2.0 does,
-- and refuse a view whose types differ from the stored ones.
-- Budget and spending of every form by funding source, with the names of the project.
SELECT
    b.form_id,
    b.line_no,
    b.parent_line_no,
    b.division_no,
    b.is_total,
    b.is_leaf,
    f.region,
    f.fiscal_year,
    f.department,
    f.implementing_unit,
    f.project_code,
    f.project_name,
    b.funding_source,
    b.label_text,
    b.initial_budget_yuan,
    b.adjusted_budget_yuan,
    b.executed_yuan,
    TRY_CAST(
        100 * (b.adjusted_budget_yuan - b.initial_budget_yuan) / nullif(b.initial_budget_yuan, 0) AS DECIMAL(18, 4)
    ) AS adjustment_pct,
    b.computed_rate_pct,
    b.execution_rate_pct,
    TRY_CAST(b.adjusted_budget_yuan - b.executed_yuan AS DECIMAL(18, 2)) AS unspent_yuan,
    b.weight,
    b.score,
    TRY_CAST(b.weight - b.score AS DECIMAL(9, 4)) AS score_lost,
    b.score_method,
    b.reason_text,
    f.first_page,
    list_sort(list_concat(b.doubtful, list_intersect(
        f.doubtful, ['region', 'fiscal_year', 'department', 'implementing_unit', 'project_code', 'project_name', 'first_page']
    ))) AS doubtful
FROM budget_line AS b
JOIN form AS f ON f.form_id = b.form_id

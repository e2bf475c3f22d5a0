-- Every project in every fiscal year beside the year before: money, rate, score and lost points.
WITH year AS (
    SELECT
        v.project_key,
        v.form_kind,
        v.fiscal_year,
        min(v.region) AS region,
        min(v.division_code) AS division_code,
        min(v.department_id) AS department_id,
        min(v.department_normalized) AS department_normalized,
        min(v.unit_normalized) AS unit_normalized,
        min(v.project_name) AS project_name,
        count(*) AS forms,
        @money_sums(
            v, @has_doubtful_department(v) OR @has_doubtful_money(v) OR list_contains(v.doubtful, 'project_key')
        ),
        sum(v.score_pct) / count(v.score_pct) AS mean_score_pct,
        CAST(sum(v.shortfall) AS DECIMAL(38, 4)) AS shortfall,
        bool_or(list_has_any(v.doubtful, ['score_pct', 'shortfall'])) AS has_doubtful_points
    FROM projects AS v
    WHERE @is_summed(v) AND v.project_key IS NOT NULL AND v.fiscal_year IS NOT NULL
    GROUP BY v.project_key, v.form_kind, v.fiscal_year
)
SELECT
    y.project_key,
    y.form_kind,
    y.fiscal_year,
    @year_start(y.fiscal_year) AS fiscal_year_start,
    y.region,
    y.division_code,
    y.department_id,
    y.department_normalized,
    y.unit_normalized,
    y.project_name,
    y.forms,
    y.initial_budget_yuan,
    y.adjusted_budget_yuan,
    y.executed_yuan,
    y.rate_budget_yuan,
    y.computed_rate_pct,
    y.unspent_yuan,
    y.overspent_yuan,
    TRY_CAST(y.mean_score_pct AS DECIMAL(18, 4)) AS mean_score_pct,
    y.shortfall,
    b.rate_budget_yuan AS previous_rate_budget_yuan,
    b.executed_yuan AS previous_executed_yuan,
    b.computed_rate_pct AS previous_computed_rate_pct,
    TRY_CAST(b.mean_score_pct AS DECIMAL(18, 4)) AS previous_mean_score_pct,
    b.shortfall AS previous_shortfall,
    @pct(y.executed_yuan - b.executed_yuan, b.executed_yuan) AS executed_change_pct,
    y.incomplete_rows,
    y.doubtful_rows + CASE WHEN y.has_doubtful_points AND y.doubtful_rows = 0 THEN 1 ELSE 0 END AS doubtful_rows,
    y.doubtful_money_share_pct
FROM year AS y
LEFT JOIN year AS b
    ON b.project_key = y.project_key AND b.form_kind = y.form_kind AND b.fiscal_year = y.fiscal_year - 1
ORDER BY y.region, y.department_normalized, y.project_name, y.project_key, y.fiscal_year

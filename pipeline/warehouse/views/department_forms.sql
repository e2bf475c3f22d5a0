-- Forms about a whole department, whose money and points hold those of its projects: never to be added to them.
WITH listed AS (
    SELECT
        v.form_id,
        v.is_example,
        v.form_kind,
        v.region,
        v.division_code,
        v.fiscal_year,
        v.fiscal_year_start,
        v.department,
        v.department_id,
        v.department_normalized,
        v.project_name,
        v.money_basis,
        v.initial_budget_yuan,
        v.adjusted_budget_yuan,
        v.executed_yuan,
        v.rate_budget_yuan,
        v.computed_rate_pct,
        v.unspent_yuan,
        v.overspent_yuan,
        v.total_weight,
        v.total_score,
        v.score_pct,
        v.grade,
        v.grade_class,
        v.indicators,
        v.shortfall_indicators,
        v.shortfall,
        (SELECT count(*) FROM finding AS n WHERE n.form_id = v.form_id) AS findings,
        v.path,
        v.first_page,
        -- Only names of columns of this view.
        list_intersect(v.doubtful, [
            'form_kind', 'region', 'division_code', 'fiscal_year', 'fiscal_year_start', 'department', 'department_id',
            'department_normalized', 'project_name', 'money_basis', 'initial_budget_yuan',
            'adjusted_budget_yuan', 'executed_yuan', 'rate_budget_yuan', 'computed_rate_pct', 'unspent_yuan',
            'overspent_yuan', 'total_weight', 'total_score', 'score_pct', 'grade', 'grade_class', 'indicators',
            'shortfall_indicators', 'shortfall', 'findings', 'path', 'first_page'
        ]) AS doubtful
    FROM projects AS v
    WHERE v.form_kind = 'department' AND v.duplicate_of IS NULL
)
SELECT * EXCLUDE (doubtful), @doubt_columns(list_sort(doubtful))
FROM listed
ORDER BY region, division_code, fiscal_year, department_normalized, form_id

-- How often each rule fired on the projects of a department in a year, beside the number of its forms.
-- A finding about a department or a report as a whole is of no kind of form.
WITH reviewed AS (
    SELECT @department_key(f), count(*) AS forms
    FROM form AS f
    WHERE @is_summed(f)
    GROUP BY @department_key(f)
),
fired AS (
    SELECT
        @department_key(v),
        min(v.department) AS department,
        v.rule_id,
        v.title,
        v.severity,
        v.kind,
        count(*) AS findings,
        count(DISTINCT v.form_id) AS affected_forms,
        count(*) FILTER (WHERE @has_doubtful_department(v) OR len(v.doubted) > 0) AS doubtful_rows
    FROM findings AS v
    WHERE v.form_id IS NULL OR @is_summed(v)
    GROUP BY @department_key(v), v.rule_id, v.title, v.severity, v.kind
)
SELECT
    @department_key(n),
    @year_start(n.fiscal_year) AS fiscal_year_start,
    n.department,
    n.rule_id,
    n.title,
    n.severity,
    n.kind,
    n.findings,
    n.affected_forms,
    coalesce(f.forms, 0) AS forms,
    @pct(n.affected_forms, f.forms) AS affected_pct,
    n.doubtful_rows,
    @pct(n.doubtful_rows, n.findings) AS doubtful_rows_pct
FROM fired AS n
LEFT JOIN reviewed AS f ON @same_department(f, n)
ORDER BY @department_key(n), n.rule_id, n.severity, n.kind

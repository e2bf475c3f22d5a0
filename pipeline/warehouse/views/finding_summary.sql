-- How often each rule fired in each department and year, beside the number of its forms.
WITH reviewed AS (
    SELECT region, fiscal_year, department, count(*) AS forms
    FROM form
    GROUP BY region, fiscal_year, department
),
fired AS (
    SELECT
        region,
        fiscal_year,
        department,
        rule_id,
        title,
        severity,
        kind,
        count(*) AS findings,
        count(DISTINCT form_id) AS affected_forms,
        count(*) FILTER (WHERE list_has_any(doubtful, ['region', 'fiscal_year', 'department'])) AS doubtful_rows
    FROM findings
    GROUP BY region, fiscal_year, department, rule_id, title, severity, kind
)
SELECT
    n.region,
    n.fiscal_year,
    n.department,
    n.rule_id,
    n.title,
    n.severity,
    n.kind,
    n.findings,
    n.affected_forms,
    coalesce(f.forms, 0) AS forms,
    TRY_CAST(100 * n.affected_forms / nullif(f.forms, 0) AS DECIMAL(18, 4)) AS affected_pct,
    n.doubtful_rows
FROM fired AS n
LEFT JOIN reviewed AS f
    ON f.region IS NOT DISTINCT FROM n.region
    AND f.fiscal_year IS NOT DISTINCT FROM n.fiscal_year
    AND f.department IS NOT DISTINCT FROM n.department
ORDER BY n.region, n.fiscal_year, n.department, n.rule_id, n.severity, n.kind

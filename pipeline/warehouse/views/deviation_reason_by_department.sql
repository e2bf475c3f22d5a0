-- Reasons by department; points are those of indicators.
SELECT
    region,
    fiscal_year,
    department,
    count(DISTINCT form_id) AS forms,
    count(*) AS reasons,
    count(DISTINCT reason_group) AS reason_groups,
    count(*) FILTER (WHERE projects_in_group > 1) AS shared_reasons,
    count(*) FILTER (WHERE table_name = 'indicator' AND score < weight) AS shortfall_indicators,
    CAST(
        coalesce(sum(shortfall) FILTER (WHERE table_name = 'indicator' AND score < weight), 0) AS DECIMAL(38, 4)
    ) AS shortfall,
    count(*) FILTER (
        WHERE list_has_any(
            doubtful, ['region', 'fiscal_year', 'department', 'reason_text', 'deviation_reason', 'shortfall']
        )
    ) AS doubtful_rows
FROM deviation_reasons
GROUP BY region, fiscal_year, department
ORDER BY region, fiscal_year, department

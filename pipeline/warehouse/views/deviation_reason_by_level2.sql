-- Reasons of indicators by first- and second-level label.
SELECT
    fiscal_year,
    level1,
    level2,
    count(DISTINCT form_id) AS forms,
    count(*) AS reasons,
    count(DISTINCT reason_group) AS reason_groups,
    count(*) FILTER (WHERE projects_in_group > 1) AS shared_reasons,
    count(*) FILTER (WHERE score < weight) AS shortfall_indicators,
    CAST(coalesce(sum(shortfall) FILTER (WHERE score < weight), 0) AS DECIMAL(38, 4)) AS shortfall,
    count(*) FILTER (
        WHERE list_has_any(
            doubtful, ['fiscal_year', 'level1', 'level2', 'reason_text', 'deviation_reason', 'shortfall']
        )
    ) AS doubtful_rows
FROM deviation_reasons
WHERE table_name = 'indicator'
GROUP BY fiscal_year, level1, level2
ORDER BY fiscal_year, level1, level2

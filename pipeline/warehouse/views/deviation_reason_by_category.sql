-- Reasons by class of cause; a reason of several classes counts in each of them.
WITH classified AS (
    SELECT * REPLACE (unnest(categories) AS category) FROM deviation_reasons
)
SELECT
    fiscal_year,
    category,
    count(DISTINCT form_id) AS forms,
    count(*) AS reasons,
    count(DISTINCT reason_group) AS reason_groups,
    count(*) FILTER (WHERE projects_in_group > 1) AS shared_reasons,
    count(*) FILTER (WHERE table_name = 'indicator' AND score < weight) AS shortfall_indicators,
    CAST(
        coalesce(sum(shortfall) FILTER (WHERE table_name = 'indicator' AND score < weight), 0) AS DECIMAL(38, 4)
    ) AS shortfall,
    count(*) FILTER (
        WHERE list_has_any(doubtful, ['fiscal_year', 'categories', 'reason_text', 'deviation_reason', 'shortfall'])
    ) AS doubtful_rows
FROM classified
GROUP BY fiscal_year, category
ORDER BY fiscal_year, category

-- How many scores each rule can check in a year, and why the others cannot be checked.
SELECT
    fiscal_year,
    method,
    unchecked_reason,
    count(DISTINCT form_id) AS forms,
    count(*) AS indicators,
    TRY_CAST(100 * count(*) / sum(count(*)) OVER (PARTITION BY fiscal_year) AS DECIMAL(18, 4)) AS share_pct,
    TRY_CAST(
        100 * sum(count(*) FILTER (WHERE method = 'unchecked')) OVER (PARTITION BY fiscal_year)
        / sum(count(*)) OVER (PARTITION BY fiscal_year) AS DECIMAL(18, 4)
    ) AS unchecked_pct,
    count(*) FILTER (WHERE score_difference <> 0) AS differing,
    count(*) FILTER (WHERE list_contains(doubtful, 'fiscal_year') OR len(doubted) > 0) AS doubtful_rows
FROM score_audit
GROUP BY fiscal_year, method, unchecked_reason
ORDER BY fiscal_year, method, unchecked_reason

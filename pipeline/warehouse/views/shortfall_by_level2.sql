-- Points lost on indicators by first- and second-level label.
SELECT
    f.fiscal_year,
    i.level1,
    i.level2,
    count(DISTINCT i.form_id) AS forms,
    count(*) AS indicators,
    count(*) FILTER (WHERE i.score < i.weight) AS shortfall_indicators,
    count(*) FILTER (WHERE i.score IS NULL OR i.weight IS NULL) AS unscored_indicators,
    count(*) FILTER (WHERE i.score < i.weight AND i.reason_text IS NULL) AS unexplained_shortfalls,
    CAST(sum(i.weight) FILTER (WHERE i.score IS NOT NULL) AS DECIMAL(38, 4)) AS weight,
    CAST(sum(i.score) FILTER (WHERE i.weight IS NOT NULL) AS DECIMAL(38, 4)) AS score,
    CAST(coalesce(sum(i.shortfall) FILTER (WHERE i.score < i.weight), 0) AS DECIMAL(38, 4)) AS shortfall,
    TRY_CAST(
        100 * sum(i.score) FILTER (WHERE i.weight IS NOT NULL)
        / nullif(sum(i.weight) FILTER (WHERE i.score IS NOT NULL), 0) AS DECIMAL(18, 4)
    ) AS score_rate_pct,
    count(*) FILTER (
        WHERE list_has_any(i.doubtful, ['level1', 'level2', 'weight', 'score', 'shortfall'])
            OR list_contains(f.doubtful, 'fiscal_year')
    ) AS doubtful_rows
FROM indicator AS i
JOIN form AS f ON f.form_id = i.form_id
WHERE i.is_counted IS DISTINCT FROM FALSE
GROUP BY f.fiscal_year, i.level1, i.level2
ORDER BY f.fiscal_year, i.level1, i.level2

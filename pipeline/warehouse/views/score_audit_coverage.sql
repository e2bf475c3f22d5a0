-- How many scores of projects each rule can check in a place and year, and why the others cannot be checked.
WITH checked AS (
    SELECT
        i.form_id,
        e.method,
        e.unchecked_reason,
        count(*) AS indicators,
        count(*) FILTER (WHERE e.score_difference <> 0) AS differing,
        sum(i.weight) AS points,
        count(*) FILTER (WHERE len(e.doubted) > 0) AS doubtful_rows,
        sum(i.weight) FILTER (WHERE len(e.doubted) > 0) AS doubtful_points
    FROM indicator AS i
    JOIN expected_score AS e ON e.form_id = i.form_id AND e.indicator_no = i.indicator_no
    WHERE coalesce(i.is_counted, TRUE)
    GROUP BY i.form_id, e.method, e.unchecked_reason
)
SELECT
    @place_key(f),
    @year_start(f.fiscal_year) AS fiscal_year_start,
    v.method,
    v.unchecked_reason,
    count(*) AS forms,
    CAST(sum(v.indicators) AS BIGINT) AS indicators,
    @pct(sum(v.indicators), sum(sum(v.indicators)) OVER (PARTITION BY @place_key(f))) AS share_pct,
    @pct(
        sum(sum(CASE WHEN v.method = 'unchecked' THEN v.indicators ELSE 0 END)) OVER (PARTITION BY @place_key(f)),
        sum(sum(v.indicators)) OVER (PARTITION BY @place_key(f))
    ) AS unchecked_pct,
    CAST(sum(v.differing) AS BIGINT) AS differing,
    CAST(sum(CASE WHEN @has_doubtful_place(f) THEN v.indicators ELSE v.doubtful_rows END) AS BIGINT) AS doubtful_rows,
    @doubtful_points_share(v, @has_doubtful_place(f)) AS doubtful_points_share_pct
FROM checked AS v
JOIN projects AS f ON f.form_id = v.form_id
WHERE @is_summed(f)
GROUP BY @place_key(f), v.method, v.unchecked_reason
ORDER BY @place_key(f), v.method, v.unchecked_reason

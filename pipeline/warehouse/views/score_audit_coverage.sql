-- How many scores of projects each rule can check in a place and year, and why the others cannot be checked.
SELECT
    @place_key(v),
    @year_start(v.fiscal_year) AS fiscal_year_start,
    v.method,
    v.unchecked_reason,
    count(DISTINCT v.form_id) AS forms,
    count(*) AS indicators,
    @pct(count(*), sum(count(*)) OVER (PARTITION BY @place_key(v))) AS share_pct,
    @pct(
        sum(count(*) FILTER (WHERE v.method = 'unchecked')) OVER (PARTITION BY @place_key(v)),
        sum(count(*)) OVER (PARTITION BY @place_key(v))
    ) AS unchecked_pct,
    count(*) FILTER (WHERE v.score_difference <> 0) AS differing,
    count(*) FILTER (WHERE @has_doubtful_place(v) OR len(v.doubted) > 0) AS doubtful_rows,
    @points_share(v.weight, @has_doubtful_place(v) OR len(v.doubted) > 0) AS doubtful_points_share_pct
FROM score_audit AS v
WHERE v.is_counted AND @is_summed(v)
GROUP BY @place_key(v), v.method, v.unchecked_reason
ORDER BY @place_key(v), v.method, v.unchecked_reason

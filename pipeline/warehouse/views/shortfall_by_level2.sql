-- Points lost on the indicators of projects, by first- and second-level label.
WITH level AS (
    SELECT * REPLACE (doubtful_level_rows AS doubtful_rows, doubtful_level_points AS doubtful_points)
    FROM @level_points()
)
SELECT
    @place_key(f),
    @year_start(f.fiscal_year) AS fiscal_year_start,
    v.level1,
    v.level2,
    @point_sums(v, @has_doubtful_place(f) OR @has_doubtful_analysis(f))
FROM level AS v
JOIN projects AS f ON f.form_id = v.form_id
WHERE @is_summed(f)
GROUP BY @place_key(f), v.level1, v.level2
ORDER BY @place_key(f), v.level1, v.level2

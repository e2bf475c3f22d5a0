-- Reasons of the indicators of projects, by first- and second-level label.
SELECT
    @place_key(v),
    @year_start(v.fiscal_year) AS fiscal_year_start,
    v.level1,
    v.level2,
    @reason_sums(
        v, @has_doubtful_place(v) OR @has_doubtful_reason(v) OR list_has_any(v.doubtful, ['level1', 'level2'])
    )
FROM deviation_reasons AS v
WHERE v.table_name = 'indicator' AND @is_summed(v)
GROUP BY @place_key(v), v.level1, v.level2
ORDER BY @place_key(v), v.level1, v.level2

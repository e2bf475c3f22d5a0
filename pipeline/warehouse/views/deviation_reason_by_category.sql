-- Reasons of projects by class of cause; a reason of several classes counts in each of them.
WITH classified AS (
    SELECT * REPLACE (unnest(categories) AS category) FROM deviation_reasons
)
SELECT
    @place_key(v),
    @year_start(v.fiscal_year) AS fiscal_year_start,
    v.category,
    @reason_sums(
        v, @has_doubtful_place(v) OR @has_doubtful_reason(v) OR list_contains(v.doubtful, 'categories')
    )
FROM classified AS v
WHERE @is_summed(v)
GROUP BY @place_key(v), v.category
ORDER BY @place_key(v), v.category

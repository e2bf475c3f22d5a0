-- Reasons of projects by department and class of cause; a reason of several classes counts in each of them.
WITH classified AS (
    SELECT * REPLACE (unnest(categories) AS category) FROM deviation_reasons
)
SELECT
    @department_key(v),
    @year_start(v.fiscal_year) AS fiscal_year_start,
    min(v.department) AS department,
    v.category,
    @reason_sums(
        v, @has_doubtful_department(v) OR @has_doubtful_reason(v) OR list_contains(v.doubtful, 'categories')
    )
FROM classified AS v
WHERE @is_summed(v)
GROUP BY @department_key(v), v.category
ORDER BY @department_key(v), v.category

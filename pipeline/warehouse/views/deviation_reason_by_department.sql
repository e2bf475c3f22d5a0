-- Reasons of projects by department; points are those of indicators.
SELECT
    @department_key(v),
    @year_start(v.fiscal_year) AS fiscal_year_start,
    min(v.department) AS department,
    @reason_sums(v, @has_doubtful_department(v) OR @has_doubtful_reason(v))
FROM deviation_reasons AS v
WHERE @is_summed(v)
GROUP BY @department_key(v)
ORDER BY @department_key(v)

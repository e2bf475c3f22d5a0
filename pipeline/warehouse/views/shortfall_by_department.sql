-- Points lost on the indicators of projects, by department.
SELECT
    @department_key(v),
    @year_start(v.fiscal_year) AS fiscal_year_start,
    min(v.department) AS department,
    @point_sums(v, @has_doubtful_department(v) OR @has_doubtful_points(v))
FROM indicators AS v
WHERE v.is_counted AND @is_summed(v)
GROUP BY @department_key(v)
ORDER BY @department_key(v)

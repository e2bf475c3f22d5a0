-- Points lost on the indicators of projects, by department.
SELECT
    @department_key(f),
    @year_start(f.fiscal_year) AS fiscal_year_start,
    min(f.department) AS department,
    @point_sums(v, @has_doubtful_department(f) OR @has_doubtful_analysis(f))
FROM @form_points() AS v
JOIN projects AS f ON f.form_id = v.form_id
WHERE @is_summed(f)
GROUP BY @department_key(f)
ORDER BY @department_key(f)

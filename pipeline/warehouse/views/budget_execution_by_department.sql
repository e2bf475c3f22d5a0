-- The money of projects by department, each project once; rates are made of the sums of forms that have both amounts.
SELECT
    @department_key(v),
    @year_start(v.fiscal_year) AS fiscal_year_start,
    min(v.department) AS department,
    count(*) AS forms,
    @money_sums(v, @has_doubtful_department(v) OR @has_doubtful_money(v))
FROM budget_totals AS v
WHERE @is_summed(v)
GROUP BY @department_key(v)
ORDER BY @department_key(v)

-- Reasons of projects by department and class of cause; a reason of several classes counts in each of them.
WITH department AS MATERIALIZED (
    -- Departments by number: to group a country's reasons by six names takes twice as long.
    SELECT *, row_number() OVER () AS department_no FROM (SELECT DISTINCT @department_key(f) FROM projects AS f)
),
project AS MATERIALIZED (
    SELECT f.form_id, row_number() OVER () AS form_no, d.department_no
    FROM projects AS f
    JOIN department AS d ON @same_department(d, f)
    WHERE @is_summed(f)
),
classified AS (
    SELECT
        f.form_no AS form_id,
        f.department_no,
        v.department,
        unnest(v.categories) AS category,
        v.reason_group,
        v.projects_in_group,
        v.is_counted,
        v.weight,
        v.score,
        v.shortfall,
        v.doubtful
    FROM deviation_reasons AS v
    JOIN project AS f ON f.form_id = v.form_id
),
summed AS (
    SELECT
        v.department_no,
        min(v.department) AS department,
        v.category,
        @reason_sums(
            v, @has_doubtful_department(v) OR @has_doubtful_reason(v) OR list_contains(v.doubtful, 'categories')
        )
    FROM classified AS v
    GROUP BY v.department_no, v.category
)
SELECT @department_key(d), @year_start(d.fiscal_year) AS fiscal_year_start, v.* EXCLUDE (department_no)
FROM summed AS v
JOIN department AS d ON d.department_no = v.department_no
ORDER BY @department_key(d), v.category

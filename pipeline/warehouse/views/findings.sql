-- Every finding with its rule and, where it is about a form, the names of the project.
-- A finding about a department in a year, or about its report, has the names and the region of its forms.
-- Once for each half of the findings, so that either looks only for those that are asked for.
WITH keyed AS NOT MATERIALIZED (
    -- Keys as columns: clients of 1.x compare all rows with all where an outer join has a condition on one side.
    SELECT
        n.* EXCLUDE (fiscal_year),
        n.fiscal_year AS finding_year,
        CASE WHEN n.table_name = 'indicator' THEN n.row_no END AS indicator_no,
        CASE WHEN n.form_id IS NULL THEN n.department_id END AS home_id,
        f.form_kind,
        f.region,
        f.division_code,
        f.department_id AS project_department_id,
        f.department_normalized,
        f.department_basis,
        f.implementing_unit,
        f.unit_normalized,
        f.project_code,
        f.project_name,
        f.project_key,
        f.duplicate_of,
        f.province,
        f.fiscal_year,
        f.project_doubts
    FROM finding AS n
    LEFT JOIN @named_projects() AS f ON f.form_id = n.form_id
),
named AS (
    -- Only of an inner join does DuckDB keep the findings in memory and not all indicators. A finding about an indicator
    -- has that indicator: the last look at a warehouse counts them.
    SELECT k.*, i.name, i.doubtful
    FROM keyed AS k
    JOIN @rows(indicator) AS i
        ON i.form_id = k.form_id AND i.indicator_no = k.indicator_no AND @in_part(indicator, i, k)
    UNION ALL
    SELECT *, NULL, []
    FROM keyed
    WHERE indicator_no IS NULL
),
home AS (
    SELECT
        department_id,
        fiscal_year,
        min(department_normalized) AS department_normalized,
        CASE WHEN min(region) = max(region) THEN min(region) END AS region,
        CASE WHEN min(division_code) = max(division_code) THEN min(division_code) END AS division_code
    FROM projects
    WHERE department_id IN (SELECT department_id FROM finding WHERE form_id IS NULL)
    GROUP BY department_id, fiscal_year
),
listed AS (
    SELECT
        k.finding_id,
        k.rule_id,
        r.title,
        r.title_en,
        r.subject,
        k.kind,
        k.severity,
        k.message,
        k.message_en,
        k.expected,
        k.expected_en,
        k.found,
        k.allowed_low,
        k.allowed_high,
        r.sentence,
        r.sentence_en,
        r.basis,
        r.basis_en,
        r.action,
        r.action_en,
        k.profile,
        k.form_id,
        k.document_id,
        coalesce(d.is_example, (SELECT bool_and(x.is_example) FROM document AS x), FALSE) AS is_example,
        k.form_kind,
        coalesce(k.region, CASE WHEN k.form_id IS NULL THEN coalesce(h.region, d.region) END) AS region,
        coalesce(k.division_code, h.division_code) AS division_code,
        k.finding_year AS fiscal_year,
        @year_start(k.finding_year) AS fiscal_year_start,
        k.department,
        coalesce(k.project_department_id, k.department_id) AS department_id,
        coalesce(k.department_normalized, h.department_normalized) AS department_normalized,
        k.department_basis,
        k.implementing_unit,
        k.unit_normalized,
        k.project_code,
        k.project_name,
        k.project_key,
        k.duplicate_of,
        k.table_name,
        k.row_no,
        k.name,
        d.path,
        k.page,
        k.doubted,
        @joined(k.doubted) AS doubted_text,
        list_sort(list_distinct(flatten([
            list_intersect(k.doubtful, ['name']),
            coalesce(k.project_doubts, [])
        ]))) AS doubtful
    FROM named AS k
    LEFT JOIN document AS d ON d.document_id = k.document_id
    LEFT JOIN home AS h ON h.department_id = k.home_id AND h.fiscal_year = k.finding_year
    JOIN rule AS r ON r.rule_id = k.rule_id
)
SELECT * EXCLUDE (doubtful), @doubt_columns(doubtful)
FROM listed

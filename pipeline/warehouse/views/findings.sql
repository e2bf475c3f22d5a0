-- Every finding with its rule and, where it is about a form, the names of the project.
-- A finding about a department in a year has the region of the forms of that department, if they name one only.
WITH numbered AS (
    -- Keys as columns: clients of 1.x compare all rows with all where an outer join has a condition on one side.
    SELECT
        n.*,
        CASE WHEN n.table_name = 'indicator' THEN n.row_no END AS indicator_no,
        CASE WHEN n.document_id IS NULL THEN n.department END AS home_department,
        CASE WHEN n.document_id IS NOT NULL AND n.form_id IS NULL THEN n.department END AS report_department,
        d.region AS report_region
    FROM finding AS n
    LEFT JOIN document AS d ON d.document_id = n.document_id
),
called AS (
    -- Every office under the names that a finding may give it.
    SELECT DISTINCT
        unnest([department, department_normalized]) AS name,
        fiscal_year,
        region,
        division_code,
        department_id,
        department_normalized
    FROM form
),
home AS (
    -- A name that offices of two places share leads to neither.
    SELECT
        name,
        fiscal_year,
        min(region) AS region,
        min(division_code) AS division_code,
        min(department_id) AS department_id,
        min(department_normalized) AS department_normalized
    FROM called
    GROUP BY name, fiscal_year
    HAVING count(*) = 1
),
home_of_report AS (
    -- The region of the report leads to one of them.
    SELECT
        name,
        fiscal_year,
        region,
        min(division_code) AS division_code,
        min(department_id) AS department_id,
        min(department_normalized) AS department_normalized
    FROM called
    GROUP BY name, fiscal_year, region
    HAVING count(*) = 1
),
listed AS (
    SELECT
        n.finding_id,
        n.rule_id,
        r.title,
        r.title_en,
        r.subject,
        n.kind,
        n.severity,
        n.message,
        n.message_en,
        n.expected,
        n.expected_en,
        n.found,
        n.allowed_low,
        n.allowed_high,
        r.sentence,
        r.sentence_en,
        r.basis,
        r.basis_en,
        r.action,
        r.action_en,
        n.profile,
        n.form_id,
        n.document_id,
        f.form_kind,
        coalesce(f.region, CASE WHEN n.form_id IS NULL THEN coalesce(d.region, h.region) END) AS region,
        coalesce(f.division_code, CASE WHEN n.form_id IS NULL THEN coalesce(h.division_code, o.division_code) END) AS division_code,
        n.fiscal_year,
        @year_start(n.fiscal_year) AS fiscal_year_start,
        n.department,
        coalesce(f.department_id, CASE WHEN n.form_id IS NULL THEN coalesce(h.department_id, o.department_id) END) AS department_id,
        coalesce(f.department_normalized, CASE WHEN n.form_id IS NULL THEN coalesce(h.department_normalized, o.department_normalized) END)
            AS department_normalized,
        f.department_basis,
        f.implementing_unit,
        f.unit_normalized,
        f.project_code,
        f.project_name,
        f.project_key,
        f.duplicate_of,
        n.table_name,
        n.row_no,
        i.name,
        d.path,
        n.page,
        n.doubted,
        @joined(n.doubted) AS doubted_text,
        list_sort(list_distinct(flatten([
            list_intersect(coalesce(i.doubtful, []), ['name']),
            CASE WHEN f.form_id IS NOT NULL THEN @project_doubts(f) ELSE [] END
        ]))) AS doubtful
    FROM numbered AS n
    JOIN rule AS r ON r.rule_id = n.rule_id
    LEFT JOIN form AS f ON f.form_id = n.form_id
    LEFT JOIN document AS d ON d.document_id = n.document_id
    LEFT JOIN home AS h ON h.name = n.home_department AND h.fiscal_year = n.fiscal_year
    LEFT JOIN home_of_report AS o
        ON o.name = n.report_department AND o.fiscal_year = n.fiscal_year AND o.region = n.report_region
    LEFT JOIN indicator AS i ON i.form_id = n.form_id AND i.indicator_no = n.indicator_no
)
SELECT * EXCLUDE (doubtful), @doubt_columns(doubtful)
FROM listed

-- Every finding with its rule and, where it is about a form, the names of the project.
-- A finding about a department in a year has the region of the forms of that department, if they name one only.
WITH numbered AS (
    -- Keys as columns: clients of 1.x compare all rows with all where an outer join has a condition on one side.
    SELECT
        *,
        CASE WHEN table_name = 'indicator' THEN row_no END AS indicator_no,
        CASE WHEN document_id IS NULL THEN department END AS home_department
    FROM finding
),
home AS (
    SELECT department, fiscal_year, min(region) AS region
    FROM form
    GROUP BY department, fiscal_year
    HAVING count(DISTINCT region) = 1
)
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
    coalesce(f.region, CASE WHEN n.form_id IS NULL THEN coalesce(d.region, h.region) END) AS region,
    n.fiscal_year,
    n.department,
    f.implementing_unit,
    f.project_code,
    f.project_name,
    n.table_name,
    n.row_no,
    i.name,
    d.path,
    n.page,
    n.doubted,
    list_sort(flatten([
        list_intersect(coalesce(i.doubtful, []), ['name']),
        list_intersect(
            coalesce(f.doubtful, []),
            ['region', 'fiscal_year', 'department', 'implementing_unit', 'project_code', 'project_name']
        )
    ])) AS doubtful
FROM numbered AS n
JOIN rule AS r ON r.rule_id = n.rule_id
LEFT JOIN form AS f ON f.form_id = n.form_id
LEFT JOIN document AS d ON d.document_id = n.document_id
LEFT JOIN home AS h ON h.department = n.home_department AND h.fiscal_year = n.fiscal_year
LEFT JOIN indicator AS i ON i.form_id = n.form_id AND i.indicator_no = n.indicator_no

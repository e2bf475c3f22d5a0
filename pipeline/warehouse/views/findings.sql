-- Every finding with its rule and, where it is about a form, the names of the project.
-- A finding about a department in a year, or about its report, has the names and the region of its forms.
WITH numbered AS (
    -- Keys as columns: clients of 1.x compare all rows with all where an outer join has a condition on one side. Only
    -- keys: the long texts of all findings would stay in memory until it is known whose they are.
    SELECT
        finding_id,
        form_id,
        document_id,
        department_id,
        fiscal_year,
        CASE WHEN table_name = 'indicator' THEN row_no END AS indicator_no,
        CASE WHEN form_id IS NULL THEN department_id END AS home_id
    FROM finding
),
home AS (
    SELECT
        department_id,
        fiscal_year,
        min(department_normalized) AS department_normalized,
        CASE WHEN min(region) = max(region) THEN min(region) END AS region,
        CASE WHEN min(division_code) = max(division_code) THEN min(division_code) END AS division_code
    FROM projects
    WHERE department_id IS NOT NULL
    GROUP BY department_id, fiscal_year
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
        k.form_id,
        k.document_id,
        coalesce(d.is_example, (SELECT bool_and(x.is_example) FROM document AS x), FALSE) AS is_example,
        f.form_kind,
        coalesce(f.region, CASE WHEN k.form_id IS NULL THEN coalesce(h.region, d.region) END) AS region,
        coalesce(f.division_code, h.division_code) AS division_code,
        k.fiscal_year,
        @year_start(k.fiscal_year) AS fiscal_year_start,
        n.department,
        coalesce(f.department_id, k.department_id) AS department_id,
        coalesce(f.department_normalized, h.department_normalized) AS department_normalized,
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
            coalesce(f.project_doubts, [])
        ]))) AS doubtful
    FROM numbered AS k
    LEFT JOIN @named_projects() AS f ON f.form_id = k.form_id
    LEFT JOIN document AS d ON d.document_id = k.document_id
    LEFT JOIN home AS h ON h.department_id = k.home_id AND h.fiscal_year = k.fiscal_year
    JOIN finding AS n ON n.finding_id = k.finding_id
    JOIN rule AS r ON r.rule_id = n.rule_id
    LEFT JOIN indicator AS i
        ON i.form_id = k.form_id AND i.indicator_no = k.indicator_no
)
SELECT * EXCLUDE (doubtful), @doubt_columns(doubtful)
FROM listed

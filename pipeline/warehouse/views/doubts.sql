-- Every doubt of a value with its project, the text as printed and what to look at.
WITH numbered AS (
    -- The key as a column: clients of 1.x compare all rows with all where an outer join has a condition on one side.
    SELECT *, CASE WHEN table_name = 'indicator' THEN row_no END AS indicator_no FROM doubt
),
-- The few rows that are doubted first: a join with all of them would hold all of their texts in memory.
printed AS (
    SELECT c.form_id, c.table_name, c.row_no, c.field, c.value, c.raw_value, c.page
    FROM cell AS c
    SEMI JOIN doubt AS d
        ON d.form_id = c.form_id AND d.table_name = c.table_name AND d.row_no = c.row_no AND d.field = c.field
    WHERE c.piece = 0
),
doubted_indicator AS (
    SELECT i.form_id, i.indicator_no, i.page
    FROM indicator AS i
    SEMI JOIN numbered AS d ON d.form_id = i.form_id AND d.indicator_no = i.indicator_no
),
-- The page of the row is looked for only where neither the cell nor the indicator has one.
found AS (
    SELECT d.*, v.value, v.raw_value, coalesce(v.page, i.page) AS page
    FROM numbered AS d
    LEFT JOIN printed AS v
        ON v.form_id = d.form_id AND v.table_name = d.table_name AND v.row_no = d.row_no AND v.field = d.field
    LEFT JOIN doubted_indicator AS i ON i.form_id = d.form_id AND i.indicator_no = d.indicator_no
),
place AS (
    SELECT c.form_id, c.table_name, c.row_no, min(c.page) AS page
    FROM cell AS c
    SEMI JOIN (SELECT form_id, table_name, row_no FROM found WHERE page IS NULL) AS d
        ON d.form_id = c.form_id AND d.table_name = c.table_name AND d.row_no = c.row_no
    GROUP BY c.form_id, c.table_name, c.row_no
),
part AS (
    SELECT DISTINCT
        code,
        detail,
        unnest(string_split(detail, '、')) AS part,
        unnest(range(len(string_split(detail, '、')))) AS place
    FROM doubt
    WHERE detail IS NOT NULL
),
named AS (
    SELECT
        p.code,
        p.detail,
        string_agg(coalesce(l.label, p.part), '、' ORDER BY p.place) AS detail_zh,
        string_agg(coalesce(l.label_en, p.part), ', ' ORDER BY p.place) AS detail_en
    FROM part AS p
    INNER JOIN doubt_code AS c ON c.code = p.code
    LEFT JOIN code_label AS l ON l.column_name = c.detail_of AND l.code = p.part
    GROUP BY p.code, p.detail
)
SELECT
    d.form_id,
    f.form_kind,
    f.region,
    f.division_code,
    f.fiscal_year,
    @year_start(f.fiscal_year) AS fiscal_year_start,
    f.department,
    f.department_id,
    f.department_normalized,
    f.project_name,
    f.duplicate_of,
    d.table_name,
    d.row_no,
    d.field,
    d.value,
    d.raw_value,
    -- What has no cell of its own stands on the page of its row, else of its form.
    coalesce(d.page, p.page, f.first_page) AS page,
    d.code,
    d.detail,
    replace(c.sentence, '{detail}', coalesce(n.detail_zh, '')) AS sentence,
    replace(c.sentence_en, '{detail}', coalesce(n.detail_en, '')) AS sentence_en,
    c.action,
    c.action_en,
    o.path
FROM found AS d
INNER JOIN doubt_code AS c ON c.code = d.code
INNER JOIN form AS f ON f.form_id = d.form_id
LEFT JOIN named AS n ON n.code = d.code AND n.detail = d.detail
INNER JOIN document AS o ON o.document_id = f.document_id
LEFT JOIN place AS p ON p.form_id = d.form_id AND p.table_name = d.table_name AND p.row_no = d.row_no
ORDER BY d.form_id, d.table_name, d.row_no, d.field, d.code

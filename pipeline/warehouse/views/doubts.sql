-- Every doubt of a value with its project, the text as printed and what to look at.
SELECT
    d.form_id,
    f.form_kind,
    f.region,
    f.fiscal_year,
    @year_start(f.fiscal_year) AS fiscal_year_start,
    f.department,
    f.department_normalized,
    f.project_name,
    f.duplicate_of,
    d.table_name,
    d.row_no,
    d.field,
    v.value,
    v.raw_value,
    v.page,
    d.code,
    d.detail,
    replace(c.sentence, '{detail}', coalesce(d.detail, '')) AS sentence,
    c.action,
    o.path
FROM doubt AS d
INNER JOIN doubt_code AS c ON c.code = d.code
INNER JOIN form AS f ON f.form_id = d.form_id
INNER JOIN document AS o ON o.document_id = f.document_id
LEFT JOIN cell AS v
    ON v.form_id = d.form_id AND v.table_name = d.table_name AND v.row_no = d.row_no AND v.field = d.field AND v.piece = 0
ORDER BY d.form_id, d.table_name, d.row_no, d.field, d.code

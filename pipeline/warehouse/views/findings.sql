-- Every finding with its rule and the names of the project.
SELECT
    n.finding_id,
    n.rule_id,
    n.kind,
    n.severity,
    n.message,
    n.expected,
    n.found,
    r.sentence,
    r.basis,
    r.action,
    n.form_id,
    f.region,
    f.fiscal_year,
    f.department,
    f.implementing_unit,
    f.project_code,
    f.project_name,
    n.table_name,
    n.row_no,
    i.name,
    d.path,
    n.page,
    list_sort(
        list_concat(
            list_intersect(coalesce(i.doubtful, []), ['name']),
            list_intersect(
                f.doubtful, ['region', 'fiscal_year', 'department', 'implementing_unit', 'project_code', 'project_name']
            )
        )
    ) AS doubtful
FROM finding AS n
JOIN rule AS r ON r.rule_id = n.rule_id
JOIN form AS f ON f.form_id = n.form_id
JOIN document AS d ON d.document_id = f.document_id
LEFT JOIN indicator AS i
    ON n.table_name = 'indicator' AND i.form_id = n.form_id AND i.indicator_no = n.row_no

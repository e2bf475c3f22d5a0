-- Every reason stated for an indicator; equal wording on several forms is counted.
WITH stated AS (
    SELECT
        i.*,
        -- Punctuation, symbols and blanks go; full-width figures become plain ones.
        translate(
            regexp_replace(coalesce(i.deviation_reason, i.reason_text), '[\p{P}\p{S}\p{Z}\s]', '', 'g'),
            '０１２３４５６７８９',
            '0123456789'
        ) AS reason_group
    FROM indicator AS i
    WHERE i.reason_text IS NOT NULL
),
reasons AS (
    SELECT * FROM stated WHERE reason_group NOT IN ('', '无', '暂无', '没有', '无偏差', '不适用')
),
groups AS (
    SELECT reason_group, count(DISTINCT form_id) AS projects_in_group FROM reasons GROUP BY reason_group
)
SELECT
    r.form_id,
    r.indicator_no,
    f.region,
    f.fiscal_year,
    f.department,
    f.implementing_unit,
    f.project_code,
    f.project_name,
    r.level1,
    r.level2,
    r.name,
    r.deviation_reason,
    r.improvement_measure,
    r.reason_text,
    CAST(NULL AS VARCHAR) AS category,
    r.reason_group,
    g.projects_in_group,
    r.weight,
    r.score,
    r.shortfall,
    r.page,
    list_sort(list_concat(r.doubtful, list_intersect(
        f.doubtful, ['region', 'fiscal_year', 'department', 'implementing_unit', 'project_code', 'project_name']
    ))) AS doubtful
FROM reasons AS r
JOIN groups AS g ON g.reason_group = r.reason_group
JOIN form AS f ON f.form_id = r.form_id

-- Reasons of projects that say the same in equal or nearly equal words, the most widespread first.
SELECT
    v.near_group,
    first(coalesce(v.cause_text, v.reason_text) ORDER BY v.group_similarity DESC, v.form_id, v.table_name, v.row_no)
        AS leading_text,
    CASE WHEN count(DISTINCT v.reason_group) = 1 THEN 'identical' ELSE 'similar' END AS likeness,
    min(v.group_similarity) AS lowest_similarity,
    count(DISTINCT v.reason_group) AS wordings,
    count(*) AS reasons,
    count(DISTINCT v.form_id) AS forms,
    max(v.projects_in_near_group) AS projects,
    count(DISTINCT v.department_id) AS departments,
    count(DISTINCT v.fiscal_year) AS years,
    count(DISTINCT v.region) AS regions,
    list_sort(list_distinct(flatten(list(v.categories)))) AS categories,
    @joined(list_sort(list_distinct(flatten(list(v.categories))))) AS categories_text,
    count(*) FILTER (
        WHERE list_has_any(v.doubtful, ['near_group', 'project_name', 'project_key']) OR @has_doubtful_department(v)
    ) AS doubtful_rows,
    @pct(
        count(*) FILTER (
            WHERE list_has_any(v.doubtful, ['near_group', 'project_name', 'project_key']) OR @has_doubtful_department(v)
        ),
        count(*)
    ) AS doubtful_rows_pct
FROM deviation_reasons AS v
WHERE @is_summed(v)
GROUP BY v.near_group
ORDER BY projects DESC, reasons DESC, v.near_group

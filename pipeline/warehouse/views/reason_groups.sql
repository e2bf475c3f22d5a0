-- Reasons that say the same in equal or nearly equal words, the most widespread first.
SELECT
    near_group,
    first(coalesce(cause_text, reason_text) ORDER BY group_similarity DESC, form_id, table_name, row_no) AS leading_text,
    CASE WHEN count(DISTINCT reason_group) = 1 THEN 'identical' ELSE 'similar' END AS likeness,
    min(group_similarity) AS lowest_similarity,
    count(DISTINCT reason_group) AS wordings,
    count(*) AS reasons,
    count(DISTINCT form_id) AS forms,
    max(projects_in_near_group) AS projects,
    count(DISTINCT department) AS departments,
    count(DISTINCT fiscal_year) AS years,
    count(DISTINCT region) AS regions,
    list_sort(list_distinct(flatten(list(categories)))) AS categories,
    count(*) FILTER (
        WHERE list_has_any(doubtful, ['near_group', 'region', 'fiscal_year', 'department', 'project_name'])
    ) AS doubtful_rows
FROM deviation_reasons
GROUP BY near_group
ORDER BY projects DESC, reasons DESC, near_group

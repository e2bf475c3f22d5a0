-- Every indicator with the names of the project; the doubt of the names comes with them.
SELECT
    i.form_id,
    i.indicator_no,
    f.region,
    f.fiscal_year,
    f.department,
    f.implementing_unit,
    f.project_code,
    f.project_name,
    i.level1,
    i.level2,
    i.name,
    i.target_text,
    i.target_operator,
    i.target_value,
    i.target_low,
    i.target_high,
    i.target_unit,
    i.target_unit_canonical,
    i.target_date,
    i.target_kind,
    i.actual_text,
    i.actual_operator,
    i.actual_value,
    i.actual_low,
    i.actual_high,
    i.actual_unit,
    i.actual_unit_canonical,
    i.actual_date,
    i.attainment,
    -- A ratio says something only between two positive numbers in one known unit, in the direction of the target; an
    -- actual value that is a bound (不足60%) is no number of its own.
    CASE
        WHEN i.target_value > 0 AND i.actual_value >= 0
            AND (i.target_unit IS NULL OR i.target_unit_canonical IS NOT NULL)
            AND (i.actual_unit IS NULL OR i.actual_unit_canonical IS NOT NULL)
            AND coalesce(i.actual_operator, 'eq') IN ('eq', coalesce(i.target_operator, 'eq'))
            AND coalesce(i.actual_unit_canonical, i.target_unit_canonical, '')
                = coalesce(i.target_unit_canonical, i.actual_unit_canonical, '')
            THEN CASE
                WHEN i.target_operator IN ('ge', 'gt', 'eq') OR i.target_operator IS NULL
                    THEN TRY_CAST(i.actual_value / i.target_value AS DECIMAL(18, 4))
                WHEN i.target_operator IN ('le', 'lt') AND i.actual_value > 0
                    THEN TRY_CAST(i.target_value / i.actual_value AS DECIMAL(18, 4))
            END
    END AS attainment_ratio,
    i.parent_indicator_no,
    coalesce(i.is_counted, TRUE) AS is_counted,
    i.weight,
    i.score,
    i.shortfall,
    i.score_method,
    i.reason_text,
    i.deviation_reason,
    i.improvement_measure,
    d.path,
    i.page,
    list_sort(list_concat(i.doubtful, list_intersect(
        f.doubtful, ['region', 'fiscal_year', 'department', 'implementing_unit', 'project_code', 'project_name']
    ))) AS doubtful
FROM indicator AS i
JOIN form AS f ON f.form_id = i.form_id
JOIN document AS d ON d.document_id = f.document_id

-- Every indicator with the names of the project; the doubt of the names comes with them.
WITH listed AS (
    SELECT
        i.form_id,
        i.indicator_no,
        @named_project(f),
        @indicator_names(i),
        i.target_text,
        i.target_operator,
        i.target_value,
        i.target_low,
        i.target_high,
        i.target_unit,
        i.target_unit_canonical,
        i.target_value_base,
        i.target_base_unit,
        i.target_date,
        i.target_date_from,
        i.target_date_granularity,
        i.target_kind,
        i.actual_text,
        i.actual_operator,
        i.actual_value,
        i.actual_low,
        i.actual_high,
        i.actual_unit,
        i.actual_unit_canonical,
        i.actual_value_base,
        i.actual_base_unit,
        i.actual_date,
        i.actual_date_from,
        i.actual_date_granularity,
        i.attainment,
        e.achieved_ratio AS attainment_ratio,
        i.parent_indicator_no,
        coalesce(i.is_counted, TRUE) AS is_counted,
        i.weight,
        i.score,
        i.shortfall,
        i.score_method,
        CASE WHEN @is_stated(r) THEN 'stated' ELSE 'not_stated' END AS reason_state,
        @states_cause(r) OR @states_cause(a) OR @states_cause(p) AS is_explained,
        i.reason_text,
        i.is_shared_reason,
        i.deviation_reason,
        i.improvement_measure,
        f.path,
        i.page,
        @doubts(len(i.doubtful) > 0 OR len(f.project_doubts) > 0 OR list_contains(f.doubtful, 'deviation_analysis'), [
            i.doubtful,
            f.project_doubts,
            -- The columns that the ratio rests on.
            CASE WHEN list_has_any(i.doubtful, [
                'target_operator', 'target_value', 'target_low', 'target_high', 'target_unit_canonical',
                'actual_operator', 'actual_value', 'actual_unit_canonical'
            ]) THEN ['attainment_ratio'] ELSE [] END,
            CASE WHEN list_contains(i.doubtful, 'reason_text') THEN ['reason_state', 'is_explained'] ELSE [] END,
            CASE WHEN list_contains(f.doubtful, 'deviation_analysis') THEN ['is_explained'] ELSE [] END
        ]) AS doubtful
    FROM indicator AS i
    LEFT JOIN @named_projects() AS f ON f.form_id = i.form_id
    LEFT JOIN expected_score AS e
        ON e.form_id = i.form_id AND e.indicator_no = i.indicator_no
    LEFT JOIN @own_reasons() AS r ON r.form_id = i.form_id AND r.row_no = i.indicator_no
    LEFT JOIN @part_reasons() AS p ON p.form_id = i.form_id AND p.indicator_no = i.indicator_no
    LEFT JOIN @form_reasons() AS a ON a.form_id = i.form_id
)
SELECT * EXCLUDE (doubtful), @doubt_columns(doubtful)
FROM listed

-- Every indicator with the names of the project; the doubt of the names comes with them.
WITH own AS (
    SELECT form_id, row_no, state, has_cause FROM reason WHERE table_name = 'indicator' AND field = 'reason_text'
),
whole AS (
    SELECT form_id, has_cause FROM reason WHERE table_name = 'form' AND field = 'deviation_analysis'
),
part AS (
    -- A reason beside a part of an indicator explains the points of the whole.
    SELECT i.form_id, i.parent_indicator_no AS indicator_no, bool_or(o.has_cause) AS has_cause
    FROM indicator AS i
    INNER JOIN own AS o ON o.form_id = i.form_id AND o.row_no = i.indicator_no
    WHERE i.parent_indicator_no IS NOT NULL
    GROUP BY i.form_id, i.parent_indicator_no
),
listed AS (
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
        @doubts(len(i.doubtful) > 0 OR len(f.doubtful) > 0, [
            i.doubtful,
            @project_doubts(f),
            -- The columns that the ratio rests on.
            CASE WHEN list_has_any(i.doubtful, [
                'target_operator', 'target_value', 'target_low', 'target_high', 'target_unit_canonical',
                'actual_operator', 'actual_value', 'actual_unit_canonical'
            ]) THEN ['attainment_ratio'] ELSE [] END,
            CASE WHEN list_contains(i.doubtful, 'reason_text') THEN ['reason_state', 'is_explained'] ELSE [] END,
            CASE WHEN list_contains(f.doubtful, 'deviation_analysis') THEN ['is_explained'] ELSE [] END
        ]) AS doubtful
    FROM indicator AS i
    JOIN projects AS f ON f.form_id = i.form_id
    LEFT JOIN expected_score AS e ON e.form_id = i.form_id AND e.indicator_no = i.indicator_no
    LEFT JOIN own AS r ON r.form_id = i.form_id AND r.row_no = i.indicator_no
    LEFT JOIN part AS p ON p.form_id = i.form_id AND p.indicator_no = i.indicator_no
    LEFT JOIN whole AS a ON a.form_id = i.form_id
)
SELECT * EXCLUDE (doubtful), @doubt_columns(doubtful)
FROM listed

-- How far beyond its target each indicator went, where both are numbers in one unit.
WITH listed AS (
    SELECT
        i.form_id,
        i.indicator_no,
        @named_project(f),
        @indicator_names(i),
        i.target_text,
        i.target_operator,
        i.target_value,
        i.target_unit_canonical,
        i.actual_text,
        i.actual_value,
        i.actual_unit_canonical,
        e.achieved_ratio,
        @slack(i, e) AS slack,
        coalesce(i.is_counted, TRUE) AS is_counted,
        i.weight,
        i.score,
        CASE WHEN @is_stated(r) THEN 'stated' ELSE 'not_stated' END AS reason_state,
        i.reason_text,
        f.path,
        i.page,
        @doubts(len(i.doubtful) > 0 OR len(f.project_doubts) > 0, [
            list_intersect(i.doubtful, [
                'level1', 'level2', 'name', 'name_normalized', 'indicator_kind', 'target_text', 'target_operator', 'target_value', 'target_unit_canonical',
                'actual_text', 'actual_value', 'actual_unit_canonical', 'is_counted', 'weight', 'score', 'reason_text', 'page'
            ]),
            f.project_doubts,
            CASE WHEN @has_doubtful_slack(i) THEN ['achieved_ratio', 'slack'] ELSE [] END,
            CASE WHEN list_contains(i.doubtful, 'reason_text') THEN ['reason_state'] ELSE [] END
        ]) AS doubtful
    FROM indicator AS i
    LEFT JOIN @named_projects() AS f ON f.form_id = i.form_id
    JOIN expected_score AS e
        ON e.form_id = i.form_id AND e.indicator_no = i.indicator_no
    LEFT JOIN @own_reasons() AS r ON r.form_id = i.form_id AND r.row_no = i.indicator_no
    WHERE @has_slack(i, e)
)
SELECT * EXCLUDE (doubtful), @doubt_columns(doubtful)
FROM listed

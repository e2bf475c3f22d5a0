-- How far beyond its target each indicator went, where both are numbers in one unit.
WITH own AS (
    SELECT form_id, row_no, state FROM reason WHERE table_name = 'indicator' AND field = 'reason_text'
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
        i.target_unit_canonical,
        i.actual_text,
        i.actual_value,
        i.actual_unit_canonical,
        e.achieved_ratio,
        CASE
            WHEN e.method IN ('proportional', 'inverse') THEN 'missed'
            WHEN i.target_unit_canonical <> i.actual_unit_canonical AND e.achieved_ratio = 1 THEN 'exact'
            WHEN coalesce(i.target_unit_canonical = i.actual_unit_canonical, TRUE)
                AND i.actual_value = i.target_value THEN 'exact'
            WHEN e.achieved_ratio IS NULL THEN 'no_ratio'
            WHEN e.achieved_ratio < 1 THEN 'missed'
            WHEN e.achieved_ratio < 1.3 THEN 'below_130'
            WHEN e.achieved_ratio < 2 THEN 'below_200'
            WHEN e.achieved_ratio < 5 THEN 'below_500'
            ELSE 'from_500'
        END AS slack,
        coalesce(i.is_counted, TRUE) AS is_counted,
        i.weight,
        i.score,
        CASE WHEN @is_stated(r) THEN 'stated' ELSE 'not_stated' END AS reason_state,
        i.reason_text,
        f.path,
        i.page,
        @doubts(len(i.doubtful) > 0 OR len(f.doubtful) > 0, [
            list_intersect(i.doubtful, [
                'level1', 'level2', 'name', 'name_normalized', 'indicator_kind', 'target_text', 'target_operator', 'target_value', 'target_unit_canonical',
                'actual_text', 'actual_value', 'actual_unit_canonical', 'is_counted', 'weight', 'score', 'reason_text', 'page'
            ]),
            @project_doubts(f),
            CASE WHEN list_has_any(i.doubtful, [
                'target_operator', 'target_value', 'target_unit_canonical', 'actual_value', 'actual_unit_canonical'
            ]) THEN ['achieved_ratio', 'slack'] ELSE [] END,
            CASE WHEN list_contains(i.doubtful, 'reason_text') THEN ['reason_state'] ELSE [] END
        ]) AS doubtful
    FROM indicator AS i
    JOIN expected_score AS e ON e.form_id = i.form_id AND e.indicator_no = i.indicator_no
    JOIN projects AS f ON f.form_id = i.form_id
    LEFT JOIN own AS r ON r.form_id = i.form_id AND r.row_no = i.indicator_no
    WHERE i.target_value IS NOT NULL AND (e.achieved_ratio IS NOT NULL OR e.method IN ('met', 'proportional', 'inverse'))
)
SELECT * EXCLUDE (doubtful), @doubt_columns(doubtful)
FROM listed

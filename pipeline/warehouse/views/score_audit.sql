-- The printed score of every indicator beside the score that each rule gives for its target and actual value.
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
        i.attainment,
        coalesce(i.is_counted, TRUE) AS is_counted,
        i.weight,
        e.method,
        e.unchecked_reason,
        e.achieved_ratio,
        e.met_score,
        e.proportional_score,
        e.inverse_ratio_score,
        e.inverse_linear_score,
        e.band_low_score,
        e.band_high_score,
        e.allowed_low,
        e.allowed_high,
        i.score,
        e.score_difference,
        f.path,
        i.page,
        e.doubted,
        @joined(e.doubted) AS doubted_text,
        @doubts(len(i.doubtful) > 0 OR len(f.project_doubts) > 0 OR len(e.doubted) > 0, [
            list_intersect(i.doubtful, [
                'level1', 'level2', 'name', 'name_normalized', 'indicator_kind', 'target_text', 'target_operator', 'target_value', 'target_unit_canonical',
                'actual_text', 'actual_value', 'actual_unit_canonical', 'attainment', 'is_counted', 'weight', 'score', 'page'
            ]),
            f.project_doubts,
            -- Whatever is computed from a doubtful value is doubtful.
            CASE WHEN len(e.doubted) > 0 THEN [
                'method', 'unchecked_reason', 'achieved_ratio', 'met_score', 'proportional_score', 'inverse_ratio_score',
                'inverse_linear_score', 'band_low_score', 'band_high_score', 'allowed_low', 'allowed_high',
                'score_difference'
            ] ELSE [] END
        ]) AS doubtful
    FROM indicator AS i
    LEFT JOIN @named_projects() AS f ON f.form_id = i.form_id
    JOIN expected_score AS e
        ON e.form_id = i.form_id AND e.indicator_no = i.indicator_no
)
SELECT * EXCLUDE (doubtful), @doubt_columns(doubtful)
FROM listed

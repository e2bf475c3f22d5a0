-- Every indicator beside itself a year before: both targets, both results, and whether the target was lowered.
WITH listed AS (
    SELECT
        p.form_id,
        p.indicator_no,
        @named_project(f),
        @indicator_names(i),
        p.target_change,
        p.lowered_by,
        p.lowered_by_pct,
        p.direction,
        p.uncompared_reason,
        i.target_text,
        i.target_operator,
        i.target_value,
        i.target_unit,
        i.target_value_base,
        i.target_base_unit,
        i.actual_text,
        i.actual_operator,
        i.actual_value,
        i.actual_unit,
        i.actual_value_base,
        i.actual_base_unit,
        g.fiscal_year AS earlier_fiscal_year,
        g.department AS earlier_department,
        g.project_name AS earlier_project_name,
        h.name AS earlier_name,
        h.target_text AS earlier_target_text,
        h.target_operator AS earlier_target_operator,
        h.target_value AS earlier_target_value,
        h.target_unit AS earlier_target_unit,
        h.target_value_base AS earlier_target_value_base,
        h.target_base_unit AS earlier_target_base_unit,
        h.actual_text AS earlier_actual_text,
        h.actual_operator AS earlier_actual_operator,
        h.actual_value AS earlier_actual_value,
        h.actual_unit AS earlier_actual_unit,
        h.actual_value_base AS earlier_actual_value_base,
        h.actual_base_unit AS earlier_actual_base_unit,
        p.earlier_form_id,
        p.earlier_indicator_no,
        p.project_match,
        p.name_match,
        f.path,
        i.page,
        @doubts(len(i.doubtful) > 0 OR len(f.project_doubts) > 0 OR len(h.doubtful) > 0 OR list_has_any(g.doubtful, ['fiscal_year', 'department', 'project_name']) OR len(p.doubted) > 0, [
            list_intersect(i.doubtful, [
                'level1', 'level2', 'name', 'name_normalized', 'indicator_kind', 'target_text', 'target_operator',
                'target_value', 'target_unit', 'target_value_base', 'target_base_unit', 'actual_text',
                'actual_operator', 'actual_value', 'actual_unit', 'actual_value_base', 'actual_base_unit', 'page'
            ]),
            f.project_doubts,
            @prefixed(list_intersect(h.doubtful, [
                'name', 'target_text', 'target_operator', 'target_value', 'target_unit', 'target_value_base',
                'target_base_unit', 'actual_text', 'actual_operator', 'actual_value', 'actual_unit',
                'actual_value_base', 'actual_base_unit'
            ])),
            @prefixed(list_intersect(g.doubtful, ['fiscal_year', 'department', 'project_name'])),
            list_intersect(p.doubted, ['name_match', 'project_match']),
            -- Whatever is computed from a doubtful value is doubtful.
            CASE WHEN len(p.doubted) > 0 THEN [
                'target_change', 'lowered_by', 'lowered_by_pct', 'direction', 'uncompared_reason'
            ] ELSE [] END
        ]) AS doubtful
    -- Every pair has all of these. The order of the joins keeps in memory what is paired, not all indicators.
    FROM indicator_pair AS p
    LEFT JOIN @named_projects() AS f ON f.form_id = p.form_id
    JOIN indicator AS i
        ON i.form_id = p.form_id AND i.indicator_no = p.indicator_no
    LEFT JOIN form AS g ON g.form_id = p.earlier_form_id
    LEFT JOIN indicator AS h
        ON h.form_id = p.earlier_form_id AND h.indicator_no = p.earlier_indicator_no
)
SELECT * EXCLUDE (doubtful), @doubt_columns(doubtful)
FROM listed

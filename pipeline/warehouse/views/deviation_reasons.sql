-- Every reason that is stated, with the classes of its cause; equal and nearly equal wording elsewhere is counted.
WITH stated AS (
    SELECT
        r.*,
        -- Keys as columns: clients of 1.x compare all rows with all where an outer join has a condition on one side.
        CASE WHEN r.table_name = 'indicator' THEN r.row_no END AS indicator_no,
        CASE WHEN r.table_name = 'budget_line' THEN r.row_no END AS line_no,
        -- A project that was published twice is one project; without a name every form is one.
        -- A form about a whole department repeats what its projects say, and is no project.
        CASE WHEN f.form_kind <> 'department' AND NOT @is_set_aside(f) THEN (coalesce(f.project_key, f.form_id), f.fiscal_year) END AS project
    FROM reason AS r
    JOIN form AS f ON f.form_id = r.form_id
    WHERE @is_stated(r)
),
classes AS (
    SELECT form_id, table_name, row_no, field, list(category ORDER BY match_start, category) AS categories
    FROM reason_category
    GROUP BY form_id, table_name, row_no, field
),
equal AS (
    SELECT
        reason_key,
        count(DISTINCT project) AS projects,
        bool_or(list_contains(doubtful, 'reason_key')) AS is_doubtful
    FROM stated
    GROUP BY reason_key
),
near AS (
    SELECT
        reason_group,
        count(DISTINCT project) AS projects,
        bool_or(list_contains(doubtful, 'reason_key')) AS is_doubtful
    FROM stated
    GROUP BY reason_group
),
-- The few rows that have a reason first: a join with all of them would hold all of their texts in memory.
explained_indicator AS (
    SELECT i.*
    FROM indicator AS i
    SEMI JOIN stated AS r ON r.form_id = i.form_id AND r.indicator_no = i.indicator_no
),
explained_line AS (
    SELECT b.*
    FROM budget_line AS b
    SEMI JOIN stated AS r ON r.form_id = b.form_id AND r.line_no = b.line_no
),
listed AS (
    SELECT
        r.form_id,
        r.indicator_no,
        r.table_name,
        r.row_no,
        r.field,
        @named_project(f),
        @indicator_names(i),
        i.deviation_reason,
        i.improvement_measure,
        r.reason_text,
        r.cause_text,
        r.measure_text,
        r.split_by,
        c.categories[1] AS category,
        coalesce(c.categories, []) AS categories,
        @joined(c.categories) AS categories_text,
        r.suggested_category,
        r.suggested_probability,
        r.reason_key AS reason_group,
        equal.projects AS projects_in_group,
        r.reason_group AS near_group,
        near.projects AS projects_in_near_group,
        r.group_similarity,
        -- The points of a funding row or of a form are none of an indicator.
        r.indicator_no IS NOT NULL AND coalesce(i.is_counted, TRUE) AS is_counted,
        coalesce(i.weight, b.weight) AS weight,
        coalesce(i.score, b.score) AS score,
        TRY_CAST(coalesce(i.shortfall, b.weight - b.score) AS DECIMAL(9, 4)) AS shortfall,
        CASE WHEN r.table_name = 'indicator' THEN i.page ELSE f.first_page END AS page,
        @doubts(len(i.doubtful) > 0 OR len(b.doubtful) > 0 OR len(r.doubtful) > 0 OR len(f.doubtful) > 0 OR equal.is_doubtful OR near.is_doubtful, [
            list_intersect(coalesce(i.doubtful, b.doubtful, []), [
                'level1', 'level2', 'name', 'name_normalized', 'indicator_kind', 'deviation_reason', 'improvement_measure', 'reason_text', 'weight', 'score',
                'shortfall', 'page', 'is_counted'
            ]),
            CASE WHEN list_has_any(coalesce(b.doubtful, []), ['weight', 'score']) THEN ['shortfall'] ELSE [] END,
            list_intersect(r.doubtful, [
                'reason_text', 'cause_text', 'measure_text', 'split_by', 'group_similarity', 'suggested_category',
                'suggested_probability'
            ]),
            CASE WHEN list_contains(r.doubtful, 'cause_text') THEN ['category', 'categories'] ELSE [] END,
            CASE WHEN list_contains(r.doubtful, 'reason_key') THEN ['reason_group', 'near_group'] ELSE [] END,
            -- A group may be larger or smaller when the text of one of its members is misread.
            CASE WHEN equal.is_doubtful THEN ['projects_in_group'] ELSE [] END,
            CASE WHEN near.is_doubtful THEN ['projects_in_near_group'] ELSE [] END,
            @project_doubts(f)
        ]) AS doubtful
    FROM stated AS r
    JOIN projects AS f ON f.form_id = r.form_id
    JOIN equal ON equal.reason_key = r.reason_key
    JOIN near ON near.reason_group = r.reason_group
    LEFT JOIN classes AS c
        ON c.form_id = r.form_id AND c.table_name = r.table_name AND c.row_no = r.row_no AND c.field = r.field
    LEFT JOIN explained_indicator AS i ON i.form_id = r.form_id AND i.indicator_no = r.indicator_no
    LEFT JOIN explained_line AS b ON b.form_id = r.form_id AND b.line_no = r.line_no
)
SELECT * EXCLUDE (doubtful), @doubt_columns(doubtful)
FROM listed

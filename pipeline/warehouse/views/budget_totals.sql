-- The money of every form once: its first total row. Where an amount of that row is missing or zero above filled
-- parts, and where no total row is printed, the parts directly below the total are added, and the sum is doubtful.
WITH total AS (
    SELECT * FROM budget_line WHERE is_total QUALIFY row_number() OVER (PARTITION BY form_id ORDER BY line_no) = 1
),
part AS (
    -- Of parallel lists of the same money the first one; a form without a total row adds the rows that are leaves.
    SELECT b.*
    FROM budget_line AS b
    LEFT JOIN total AS t ON t.form_id = b.form_id
    WHERE NOT b.is_total
        AND CASE
            WHEN t.form_id IS NULL THEN b.is_leaf
            ELSE b.division_no = 1 AND coalesce(b.parent_line_no, t.line_no) = t.line_no
        END
),
parts AS (
    -- A part that is illegible leaves no sum: what the others hold is not the money of the form. A blank part does.
    SELECT
        form_id,
        @legible_sum(initial_budget_yuan, 'initial_budget_yuan') AS initial_budget_yuan,
        @legible_sum(adjusted_budget_yuan, 'adjusted_budget_yuan') AS adjusted_budget_yuan,
        @legible_sum(executed_yuan, 'executed_yuan') AS executed_yuan,
        flatten([
            @illegible(initial_budget_yuan, 'initial_budget_yuan'),
            @illegible(adjusted_budget_yuan, 'adjusted_budget_yuan'),
            @illegible(executed_yuan, 'executed_yuan')
        ]) AS illegible
    FROM part
    GROUP BY form_id
),
chosen AS (
    SELECT
        f.form_id,
        t.form_id IS NOT NULL AS has_total,
        coalesce(t.doubtful, []) AS total_doubtful,
        coalesce(s.illegible, []) AS illegible,
        t.initial_budget_yuan AS total_initial,
        t.adjusted_budget_yuan AS total_adjusted,
        t.executed_yuan AS total_executed,
        coalesce(nullif(t.initial_budget_yuan, 0), s.initial_budget_yuan, t.initial_budget_yuan) AS initial_budget_yuan,
        coalesce(
            nullif(t.adjusted_budget_yuan, 0), s.adjusted_budget_yuan, t.adjusted_budget_yuan
        ) AS adjusted_budget_yuan,
        coalesce(nullif(t.executed_yuan, 0), s.executed_yuan, t.executed_yuan) AS executed_yuan
    FROM form AS f
    LEFT JOIN total AS t ON t.form_id = f.form_id
    LEFT JOIN parts AS s ON s.form_id = f.form_id
),
money AS (
    SELECT
        form_id,
        has_total,
        TRY_CAST(initial_budget_yuan AS DECIMAL(18, 2)) AS initial_budget_yuan,
        TRY_CAST(adjusted_budget_yuan AS DECIMAL(18, 2)) AS adjusted_budget_yuan,
        TRY_CAST(executed_yuan AS DECIMAL(18, 2)) AS executed_yuan,
        total_doubtful,
        illegible,
        -- The amounts that do not stand in a total row.
        flatten([
            CASE WHEN initial_budget_yuan IS DISTINCT FROM total_initial THEN ['initial_budget_yuan'] ELSE [] END,
            CASE WHEN adjusted_budget_yuan IS DISTINCT FROM total_adjusted THEN ['adjusted_budget_yuan'] ELSE [] END,
            CASE WHEN executed_yuan IS DISTINCT FROM total_executed THEN ['executed_yuan'] ELSE [] END
        ]) AS added
    FROM chosen
),
doubted AS (
    SELECT
        form_id,
        list_distinct(flatten([
            added,
            CASE WHEN initial_budget_yuan IS NULL THEN list_intersect(illegible, ['initial_budget_yuan']) ELSE [] END,
            CASE WHEN adjusted_budget_yuan IS NULL THEN list_intersect(illegible, ['adjusted_budget_yuan']) ELSE [] END,
            CASE WHEN executed_yuan IS NULL THEN list_intersect(illegible, ['executed_yuan']) ELSE [] END,
            list_intersect(total_doubtful, ['initial_budget_yuan', 'adjusted_budget_yuan', 'executed_yuan']),
            CASE WHEN list_has_any(total_doubtful, ['is_total', 'funding_source'])
                THEN ['initial_budget_yuan', 'adjusted_budget_yuan', 'executed_yuan'] ELSE [] END
        ])) AS amounts
    FROM money
),
measured AS (
    SELECT m.*, @rate_budget(m, p) AS rate_budget_yuan, p.rate_denominator
    FROM money AS m
    LEFT JOIN form_profile AS p ON p.form_id = m.form_id
),
listed AS (
    SELECT
        f.form_id,
        @project(f),
        CASE WHEN len(m.added) > 0 THEN 'parts' WHEN m.has_total THEN 'total_row' END AS money_basis,
        m.initial_budget_yuan,
        m.adjusted_budget_yuan,
        m.executed_yuan,
        @adjustment_pct(m.initial_budget_yuan, m.adjusted_budget_yuan) AS adjustment_pct,
        m.rate_budget_yuan,
        @pct(m.executed_yuan, m.rate_budget_yuan) AS computed_rate_pct,
        @unspent(m.rate_budget_yuan, m.executed_yuan) AS unspent_yuan,
        @overspent(m.rate_budget_yuan, m.executed_yuan) AS overspent_yuan,
        f.first_page,
        list_sort(list_distinct(flatten([
            d.amounts,
            @money_doubts(d.amounts, m),
            CASE WHEN len(m.added) > 0 THEN ['money_basis'] ELSE [] END,
            @project_doubts(f),
            list_intersect(f.doubtful, ['first_page'])
        ]))) AS doubtful
    FROM measured AS m
    JOIN doubted AS d ON d.form_id = m.form_id
    JOIN form AS f ON f.form_id = m.form_id
)
SELECT * EXCLUDE (doubtful), @doubt_columns(doubtful)
FROM listed

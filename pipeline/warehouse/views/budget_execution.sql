-- Computed columns are cast: clients of 1.x give sums and differences of decimals other types than 2.0 does,
-- and refuse a view whose types differ from the stored ones.
-- Budget and spending of every form by funding source, with the names of the project.
WITH line AS (
    SELECT b.*, @rate_budget(b, p) AS rate_budget_yuan, p.rate_denominator
    FROM budget_line AS b
    LEFT JOIN form_profile AS p ON p.form_id = b.form_id
),
listed AS (
    SELECT
        b.form_id,
        b.line_no,
        b.parent_line_no,
        b.division_no,
        b.is_total,
        b.is_leaf,
        @named_project(f),
        b.funding_source,
        b.label_text,
        b.initial_budget_yuan,
        b.adjusted_budget_yuan,
        b.executed_yuan,
        @adjustment_pct(b.initial_budget_yuan, b.adjusted_budget_yuan) AS adjustment_pct,
        b.rate_budget_yuan,
        b.computed_rate_pct,
        b.execution_rate_pct,
        @unspent(b.rate_budget_yuan, b.executed_yuan) AS unspent_yuan,
        @overspent(b.rate_budget_yuan, b.executed_yuan) AS overspent_yuan,
        b.weight,
        b.score,
        TRY_CAST(b.weight - b.score AS DECIMAL(9, 4)) AS score_lost,
        b.score_method,
        b.reason_text,
        f.first_page,
        @doubts(len(b.doubtful) > 0 OR len(f.doubtful) > 0, [
            b.doubtful,
            @money_doubts(b.doubtful, b),
            CASE WHEN list_has_any(b.doubtful, ['weight', 'score']) THEN ['score_lost'] ELSE [] END,
            f.project_doubts,
            list_intersect(f.doubtful, ['first_page'])
        ]) AS doubtful
    FROM line AS b
    LEFT JOIN @named_projects() AS f ON f.form_id = b.form_id
)
SELECT * EXCLUDE (doubtful), @doubt_columns(doubtful)
FROM listed

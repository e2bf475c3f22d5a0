-- One row per form: names, its money once, totals of the form, what was lost on indicators.
WITH counted AS (
    SELECT * FROM indicator WHERE is_counted IS DISTINCT FROM FALSE
),
scored AS (
    SELECT
        v.form_id,
        count(*) AS indicators,
        count(*) FILTER (WHERE @is_short(v)) AS shortfall_indicators,
        @shortfall_sum(v) AS shortfall,
        @pct(
            sum(v.score) FILTER (WHERE v.level1 = '产出指标' AND @is_scored(v)),
            sum(v.weight) FILTER (WHERE v.level1 = '产出指标' AND @is_scored(v))
        ) AS output_score_pct,
        bool_or(list_has_any(v.doubtful, ['level1', 'weight', 'score', 'is_counted'])) AS is_output_doubtful,
        CASE WHEN count(*) = count(v.weight) THEN sum(v.weight) END AS weight,
        bool_or(list_has_any(v.doubtful, ['weight', 'score', 'shortfall', 'is_counted'])) AS is_doubtful
    FROM counted AS v
    GROUP BY v.form_id
),
line AS (
    SELECT form_id, sum(weight) AS weight FROM budget_line WHERE is_total GROUP BY form_id
),
summed AS (
    -- The total weight; where none is printed, that of all score lines.
    SELECT
        f.form_id,
        coalesce(f.total_weight, TRY_CAST(s.weight + coalesce(l.weight, 0) AS DECIMAL(9, 4))) AS weight,
        f.total_weight IS NULL AND s.weight IS NOT NULL AS is_implied
    FROM form AS f
    LEFT JOIN scored AS s ON s.form_id = f.form_id
    LEFT JOIN line AS l ON l.form_id = f.form_id
),
listed AS (
    SELECT
        f.form_id,
        f.document_id,
        f.ordinal,
        d.is_example,
        @year_start(f.fiscal_year) AS fiscal_year_start,
        @project_names(f),
        f.region_origin,
        f.province,
        f.prefecture,
        f.county,
        f.fiscal_year_origin,
        f.department_origin,
        f.money_unit,
        t.money_basis,
        t.initial_budget_yuan,
        t.adjusted_budget_yuan,
        t.executed_yuan,
        t.rate_budget_yuan,
        t.computed_rate_pct,
        t.unspent_yuan,
        t.overspent_yuan,
        f.total_weight,
        f.total_score,
        @score_pct(f.total_score, w.weight) AS score_pct,
        f.computed_score,
        f.reviewed_score,
        f.grade,
        f.grade_class,
        coalesce(s.indicators, 0) AS indicators,
        coalesce(s.shortfall_indicators, 0) AS shortfall_indicators,
        s.shortfall,
        s.output_score_pct,
        f.expected_goal,
        f.adjusted_goal,
        f.actual_goal,
        f.content_overview,
        f.conclusion,
        f.problems,
        f.measures,
        f.deviation_analysis,
        f.remarks,
        f.notes,
        f.template,
        d.path,
        f.first_page,
        f.last_page,
        f.outcome,
        f.left_out,
        @joined(f.left_out) AS left_out_text,
        list_sort(list_distinct(flatten([
            f.doubtful,
            @project_doubts(f),
            list_intersect(t.doubtful, [
                'money_basis', 'initial_budget_yuan', 'adjusted_budget_yuan', 'executed_yuan', 'rate_budget_yuan',
                'computed_rate_pct', 'unspent_yuan', 'overspent_yuan'
            ]),
            CASE WHEN s.is_doubtful THEN ['shortfall_indicators', 'shortfall'] ELSE [] END,
            CASE WHEN s.is_output_doubtful THEN ['output_score_pct'] ELSE [] END,
            CASE WHEN list_has_any(f.doubtful, ['total_weight', 'total_score']) OR (w.is_implied AND s.is_doubtful)
                THEN ['score_pct'] ELSE [] END
        ]))) AS doubtful
    FROM form AS f
    JOIN document AS d ON d.document_id = f.document_id
    JOIN budget_totals AS t ON t.form_id = f.form_id
    JOIN summed AS w ON w.form_id = f.form_id
    LEFT JOIN scored AS s ON s.form_id = f.form_id
)
SELECT * EXCLUDE (doubtful), @doubt_columns(doubtful)
FROM listed

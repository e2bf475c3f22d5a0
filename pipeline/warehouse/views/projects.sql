-- One row per form: names, the total row of the budget, totals of the form, what was lost on indicators.
WITH totals AS (
    SELECT * FROM budget_line WHERE is_total
),
scored AS (
    SELECT
        form_id,
        count(*) AS indicators,
        count(*) FILTER (WHERE score < weight) AS shortfall_indicators,
        CAST(coalesce(sum(shortfall) FILTER (WHERE score < weight), 0) AS DECIMAL(38, 4)) AS shortfall,
        bool_or(list_has_any(doubtful, ['weight', 'score', 'shortfall'])) AS is_doubtful
    FROM indicator
    WHERE is_counted IS DISTINCT FROM FALSE
    GROUP BY form_id
)
SELECT
    f.form_id,
    f.document_id,
    f.ordinal,
    f.region,
    f.region_origin,
    f.division_code,
    f.province,
    f.prefecture,
    f.county,
    f.fiscal_year,
    f.fiscal_year_origin,
    f.department,
    f.department_origin,
    f.implementing_unit,
    f.department_normalized,
    f.department_basis,
    f.department_id,
    f.unit_normalized,
    f.project_key,
    f.duplicate_of,
    f.project_code,
    f.project_name,
    f.money_unit,
    t.initial_budget_yuan,
    t.adjusted_budget_yuan,
    t.executed_yuan,
    t.computed_rate_pct,
    f.total_weight,
    f.total_score,
    f.computed_score,
    f.reviewed_score,
    f.grade,
    f.grade_class,
    coalesce(s.indicators, 0) AS indicators,
    coalesce(s.shortfall_indicators, 0) AS shortfall_indicators,
    s.shortfall,
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
    f.form_kind,
    d.path,
    f.first_page,
    f.last_page,
    f.outcome,
    f.left_out,
    list_sort(
        list_concat(
            f.doubtful,
            list_concat(
                list_intersect(
                    coalesce(t.doubtful, []),
                    ['initial_budget_yuan', 'adjusted_budget_yuan', 'executed_yuan', 'computed_rate_pct']
                ),
                CASE WHEN s.is_doubtful THEN ['shortfall_indicators', 'shortfall'] ELSE [] END
            )
        )
    ) AS doubtful
FROM form AS f
JOIN document AS d ON d.document_id = f.document_id
LEFT JOIN totals AS t ON t.form_id = f.form_id
LEFT JOIN scored AS s ON s.form_id = f.form_id

-- One department in one year: its forms, scores, targets, money, reasons and findings, and the scores of its peers.
-- Shares, means and sums are made of values the reader is certain of; what they leave out is counted.
WITH money AS (
    -- The total row of a form, if both amounts are certain.
    SELECT form_id, adjusted_budget_yuan, executed_yuan
    FROM budget_line
    WHERE is_total
        AND adjusted_budget_yuan IS NOT NULL
        AND executed_yuan IS NOT NULL
        AND NOT list_has_any(doubtful, ['adjusted_budget_yuan', 'executed_yuan'])
),
stated AS (
    SELECT form_id, table_name, row_no FROM reason WHERE state = 'stated'
),
measured AS (
    SELECT
        i.form_id,
        i.weight > 0 AND i.score IS NOT NULL AND NOT list_has_any(i.doubtful, ['weight', 'score']) AS is_scored,
        i.score = i.weight AS is_full,
        i.score < i.weight AS is_short,
        own.form_id IS NOT NULL OR whole.form_id IS NOT NULL AS is_explained,
        -- A dash is no target.
        regexp_matches(i.target_text, '[\p{L}\p{N}]')
            AND NOT list_has_any(i.doubtful, ['target_text', 'target_value']) AS has_target,
        i.target_value IS NULL AND NOT regexp_matches(i.target_text, '[0-9０-９]') AS is_qualitative,
        e.method = 'unchecked' AS is_unchecked
    FROM indicator AS i
    JOIN expected_score AS e ON e.form_id = i.form_id AND e.indicator_no = i.indicator_no
    LEFT JOIN stated AS own
        ON own.table_name = 'indicator' AND own.form_id = i.form_id AND own.row_no = i.indicator_no
    LEFT JOIN stated AS whole ON whole.table_name = 'form' AND whole.form_id = i.form_id
    WHERE i.is_counted IS DISTINCT FROM FALSE
),
points AS (
    SELECT
        form_id,
        count(*) AS indicators,
        count(*) FILTER (WHERE is_scored) AS scored_indicators,
        count(*) FILTER (WHERE is_scored AND is_full) AS full_scores,
        count(*) FILTER (WHERE is_scored AND is_short) AS shortfall_indicators,
        count(*) FILTER (WHERE is_scored AND is_short AND NOT is_explained) AS shortfalls_without_reason,
        count(*) FILTER (WHERE has_target) AS targets,
        count(*) FILTER (WHERE has_target AND is_qualitative) AS qualitative,
        count(*) FILTER (WHERE is_unchecked) AS unchecked
    FROM measured
    GROUP BY form_id
),
compared AS (
    SELECT form_id, slack, list_contains(doubtful, 'slack') AS is_doubtful FROM target_slack
),
slacks AS (
    SELECT
        form_id,
        count(*) FILTER (WHERE NOT is_doubtful) AS compared_indicators,
        count(*) FILTER (WHERE NOT is_doubtful AND slack = 'missed') AS missed,
        count(*) FILTER (WHERE NOT is_doubtful AND slack = 'exact') AS exact,
        count(*) FILTER (WHERE NOT is_doubtful AND slack IN ('below_200', 'below_500', 'from_500')) AS beyond,
        count(*) FILTER (WHERE is_doubtful) AS left_out_targets
    FROM compared
    GROUP BY form_id
),
reasons AS (
    SELECT form_id, count(*) AS reasons, count(*) FILTER (WHERE projects_in_near_group > 1) AS shared_reasons
    FROM deviation_reasons
    GROUP BY form_id
),
graded AS (
    SELECT
        form_id,
        region,
        fiscal_year,
        department,
        CASE WHEN NOT list_contains(doubtful, 'grade') THEN grade END AS grade,
        CASE WHEN NOT list_contains(doubtful, 'total_score') THEN total_score END AS total_score,
        list_has_any(doubtful, ['region', 'fiscal_year', 'department']) AS has_doubtful_name
    FROM form
),
departments AS (
    SELECT
        f.region,
        f.fiscal_year,
        f.department,
        count(*) AS forms,
        count(f.grade) AS graded_forms,
        count(*) FILTER (WHERE regexp_matches(f.grade, '^\s*优\s*[秀等级]?\s*$')) AS top_forms,
        count(f.total_score) AS totalled_forms,
        avg(f.total_score) AS mean_score,
        min(f.total_score) AS lowest_score,
        max(f.total_score) AS highest_score,
        stddev_pop(f.total_score) AS score_deviation,
        coalesce(sum(p.indicators), 0) AS indicators,
        coalesce(sum(p.scored_indicators), 0) AS scored_indicators,
        coalesce(sum(p.full_scores), 0) AS full_scores,
        coalesce(sum(p.shortfall_indicators), 0) AS shortfall_indicators,
        coalesce(sum(p.shortfalls_without_reason), 0) AS shortfalls_without_reason,
        coalesce(sum(p.targets), 0) AS targets,
        coalesce(sum(p.qualitative), 0) AS qualitative,
        coalesce(sum(p.unchecked), 0) AS unchecked,
        coalesce(sum(s.compared_indicators), 0) AS compared_indicators,
        coalesce(sum(s.missed), 0) AS missed,
        coalesce(sum(s.exact), 0) AS exact,
        coalesce(sum(s.beyond), 0) AS beyond,
        coalesce(sum(s.left_out_targets), 0) AS left_out_targets,
        coalesce(sum(r.reasons), 0) AS reasons,
        coalesce(sum(r.shared_reasons), 0) AS shared_reasons,
        count(m.form_id) AS budgets,
        sum(m.adjusted_budget_yuan) AS adjusted_budget_yuan,
        sum(m.executed_yuan) AS executed_yuan,
        count(*) FILTER (WHERE f.has_doubtful_name) AS doubtful_names
    FROM graded AS f
    LEFT JOIN points AS p ON p.form_id = f.form_id
    LEFT JOIN slacks AS s ON s.form_id = f.form_id
    LEFT JOIN reasons AS r ON r.form_id = f.form_id
    LEFT JOIN money AS m ON m.form_id = f.form_id
    GROUP BY f.region, f.fiscal_year, f.department
),
with_peers AS (
    SELECT
        *,
        sum(full_scores) OVER (PARTITION BY fiscal_year) - full_scores AS peers_full_scores,
        sum(scored_indicators) OVER (PARTITION BY fiscal_year) - scored_indicators AS peers_scored
    FROM departments
),
fired AS (
    SELECT
        region,
        fiscal_year,
        department,
        count(*) FILTER (WHERE severity = 'error') AS errors,
        count(*) FILTER (WHERE severity = 'warning') AS warnings,
        count(*) FILTER (WHERE severity = 'info') AS infos,
        count(*) FILTER (WHERE kind = 'form') AS form_findings,
        count(*) FILTER (WHERE kind = 'reader') AS reader_findings
    FROM findings
    GROUP BY region, fiscal_year, department
),
statements AS (
    -- What reports say of all projects; a statement on some of them is no measure of the department. A report prints
    -- the full name of an office, forms often the short one that it ends with; what fits two departments is left out.
    SELECT p.region, p.fiscal_year, p.department, n.narrative_id, n.projects, n.mean_score, n.doubtful
    FROM narrative AS n
    JOIN document AS d ON d.document_id = n.document_id
    JOIN departments AS p
        ON p.fiscal_year = n.fiscal_year
        AND right(p.department, 3) = right(n.department, 3)
        AND (suffix(p.department, n.department) OR suffix(n.department, p.department))
        AND coalesce(p.region = d.region, TRUE)
    WHERE n.scope = 'all' AND NOT list_has_any(n.doubtful, ['department', 'fiscal_year', 'scope'])
    QUALIFY count(*) OVER (PARTITION BY n.narrative_id) = 1
),
reports AS (
    SELECT
        region,
        fiscal_year,
        department,
        first(projects ORDER BY narrative_id) FILTER (
            WHERE projects IS NOT NULL AND NOT list_contains(doubtful, 'projects')
        ) AS stated_projects,
        first(mean_score ORDER BY narrative_id) FILTER (
            WHERE mean_score IS NOT NULL AND NOT list_contains(doubtful, 'mean_score')
        ) AS stated_mean_score
    FROM statements
    GROUP BY region, fiscal_year, department
)
SELECT
    p.region,
    p.fiscal_year,
    p.department,
    p.forms,
    p.graded_forms,
    TRY_CAST(100 * p.top_forms / nullif(p.graded_forms, 0) AS DECIMAL(18, 4)) AS top_grade_pct,
    p.totalled_forms,
    TRY_CAST(p.mean_score AS DECIMAL(9, 4)) AS mean_score,
    p.lowest_score,
    p.highest_score,
    TRY_CAST(p.score_deviation AS DECIMAL(9, 4)) AS score_deviation,
    CAST(p.indicators AS BIGINT) AS indicators,
    CAST(p.scored_indicators AS BIGINT) AS scored_indicators,
    TRY_CAST(100 * p.full_scores / nullif(p.scored_indicators, 0) AS DECIMAL(18, 4)) AS full_score_pct,
    TRY_CAST(100 * p.peers_full_scores / nullif(p.peers_scored, 0) AS DECIMAL(18, 4)) AS peers_full_score_pct,
    CAST(p.compared_indicators AS BIGINT) AS compared_indicators,
    TRY_CAST(100 * p.missed / nullif(p.compared_indicators, 0) AS DECIMAL(18, 4)) AS missed_pct,
    TRY_CAST(100 * p.exact / nullif(p.compared_indicators, 0) AS DECIMAL(18, 4)) AS exact_pct,
    TRY_CAST(100 * p.beyond / nullif(p.compared_indicators, 0) AS DECIMAL(18, 4)) AS over_pct,
    TRY_CAST(100 * p.qualitative / nullif(p.targets, 0) AS DECIMAL(18, 4)) AS qualitative_pct,
    TRY_CAST(100 * p.unchecked / nullif(p.indicators, 0) AS DECIMAL(18, 4)) AS unchecked_pct,
    CAST(p.shortfall_indicators AS BIGINT) AS shortfall_indicators,
    CAST(p.shortfalls_without_reason AS BIGINT) AS shortfalls_without_reason,
    CAST(p.reasons AS BIGINT) AS reasons,
    CAST(p.shared_reasons AS BIGINT) AS shared_reasons,
    CAST(p.adjusted_budget_yuan AS DECIMAL(38, 2)) AS adjusted_budget_yuan,
    CAST(p.executed_yuan AS DECIMAL(38, 2)) AS executed_yuan,
    TRY_CAST(100 * p.executed_yuan / nullif(p.adjusted_budget_yuan, 0) AS DECIMAL(18, 4)) AS computed_rate_pct,
    coalesce(n.errors, 0) AS errors,
    coalesce(n.warnings, 0) AS warnings,
    coalesce(n.infos, 0) AS infos,
    coalesce(n.form_findings, 0) AS form_findings,
    coalesce(n.reader_findings, 0) AS reader_findings,
    t.stated_projects,
    t.stated_mean_score,
    p.forms - p.graded_forms AS left_out_grades,
    p.forms - p.totalled_forms AS left_out_totals,
    CAST(p.indicators - p.scored_indicators AS BIGINT) AS left_out_indicators,
    CAST(p.left_out_targets AS BIGINT) AS left_out_targets,
    p.forms - p.budgets AS left_out_budgets,
    p.doubtful_names
FROM with_peers AS p
LEFT JOIN fired AS n
    ON n.region IS NOT DISTINCT FROM p.region
    AND n.fiscal_year IS NOT DISTINCT FROM p.fiscal_year
    AND n.department IS NOT DISTINCT FROM p.department
LEFT JOIN reports AS t
    ON t.region IS NOT DISTINCT FROM p.region
    AND t.fiscal_year = p.fiscal_year
    AND t.department = p.department
ORDER BY p.region, p.fiscal_year, p.department

-- The projects of one department in one year: forms, scores, targets, money, reasons and findings, and its peers.
-- Sums and counts are those of the other views, doubtful rows included. Grades, means and the shares made of indicators
-- hold what the reader is certain of; what they leave out is counted.
WITH form_summed AS (
    SELECT
        v.*,
        CASE WHEN NOT list_has_any(v.doubtful, ['grade', 'grade_class']) THEN v.grade_class END AS certain_grade,
        CASE WHEN NOT list_contains(v.doubtful, 'score_pct') THEN v.score_pct END AS certain_score_pct,
        @has_doubtful_department(v) AS has_doubtful_name,
        @has_doubtful_department(v) OR @has_doubtful_money(v)
            OR list_has_any(v.doubtful, ['grade', 'grade_class', 'score_pct', 'shortfall']) AS has_doubt
    FROM projects AS v
    WHERE @is_summed(v)
),
points AS (
    SELECT
        @department_key(f),
        CAST(sum(v.indicators) AS BIGINT) AS indicators,
        CAST(sum(v.scored_indicators) AS BIGINT) AS scored_indicators,
        CAST(sum(v.full_scores) AS BIGINT) AS full_scores,
        CAST(sum(v.shortfall_indicators) AS BIGINT) AS shortfall_indicators,
        CAST(sum(v.unexplained_shortfalls) AS BIGINT) AS shortfalls_without_reason,
        CAST(sum(v.shortfall) AS DECIMAL(38, 4)) AS shortfall,
        CAST(sum(v.targets) AS BIGINT) AS targets,
        CAST(sum(v.qualitative) AS BIGINT) AS qualitative,
        CAST(sum(v.unchecked) AS BIGINT) AS unchecked,
        CAST(sum(v.compared_indicators) AS BIGINT) AS compared_indicators,
        CAST(sum(v.missed) AS BIGINT) AS missed,
        CAST(sum(v.exact) AS BIGINT) AS exact,
        CAST(sum(v.beyond) AS BIGINT) AS beyond,
        CAST(sum(v.left_out_targets) AS BIGINT) AS left_out_targets,
        @doubtful_points_share(v, f.has_doubtful_name OR @has_doubtful_analysis(f)) AS doubtful_points_share_pct
    FROM @form_points() AS v
    JOIN form_summed AS f ON f.form_id = v.form_id
    GROUP BY @department_key(f)
),
reasons AS (
    SELECT
        @department_key(v),
        count(*) AS reasons,
        count(*) FILTER (WHERE v.projects_in_near_group > 1) AS shared_reasons
    FROM deviation_reasons AS v
    WHERE @is_summed(v)
    GROUP BY @department_key(v)
),
departments AS (
    SELECT
        @department_key(f),
        min(f.department) AS department,
        count(*) AS forms,
        count(f.certain_grade) AS graded_forms,
        count(*) FILTER (WHERE f.certain_grade = 'excellent') AS top_forms,
        count(f.certain_score_pct) AS totalled_forms,
        avg(f.certain_score_pct) AS mean_score_pct,
        min(f.certain_score_pct) AS lowest_score_pct,
        max(f.certain_score_pct) AS highest_score_pct,
        stddev_pop(f.certain_score_pct) AS score_deviation_pct,
        @money_sums(f, f.has_doubtful_name OR @has_doubtful_money(f)),
        count(*) FILTER (WHERE f.has_doubtful_name) AS doubtful_names,
        count(*) FILTER (WHERE f.has_doubt) AS doubtful_forms
    FROM form_summed AS f
    GROUP BY @department_key(f)
),
counted AS (
    SELECT
        f.*,
        coalesce(p.indicators, 0) AS indicators,
        coalesce(p.scored_indicators, 0) AS scored_indicators,
        coalesce(p.full_scores, 0) AS full_scores,
        coalesce(p.shortfall_indicators, 0) AS shortfall_indicators,
        coalesce(p.shortfalls_without_reason, 0) AS shortfalls_without_reason,
        p.shortfall,
        p.targets,
        p.qualitative,
        p.unchecked,
        p.doubtful_points_share_pct,
        coalesce(p.compared_indicators, 0) AS compared_indicators,
        p.missed,
        p.exact,
        p.beyond,
        coalesce(p.left_out_targets, 0) AS left_out_targets,
        coalesce(r.reasons, 0) AS reasons,
        coalesce(r.shared_reasons, 0) AS shared_reasons
    FROM departments AS f
    LEFT JOIN points AS p ON @same_department(p, f)
    LEFT JOIN reasons AS r ON @same_department(r, f)
),
with_peers AS (
    SELECT
        *,
        sum(full_scores) OVER (PARTITION BY fiscal_year, form_kind) - full_scores AS peers_full_scores,
        sum(scored_indicators) OVER (PARTITION BY fiscal_year, form_kind) - scored_indicators AS peers_scored
    FROM counted
),
home AS (
    -- Where what is said of a whole department is counted: beside its projects, or its transfers if it has no others.
    SELECT region, division_code, fiscal_year, min(form_kind) AS form_kind, department_id, department_normalized
    FROM departments
    GROUP BY region, division_code, fiscal_year, department_id, department_normalized
),
placed AS (
    SELECT
        v.region,
        v.division_code,
        v.fiscal_year,
        coalesce(v.form_kind, h.form_kind) AS form_kind,
        v.department_id,
        v.department_normalized,
        v.severity,
        v.kind
    FROM findings AS v
    LEFT JOIN home AS h
        ON h.region IS NOT DISTINCT FROM v.region
        AND h.division_code IS NOT DISTINCT FROM v.division_code
        AND h.fiscal_year IS NOT DISTINCT FROM v.fiscal_year
        AND h.department_id IS NOT DISTINCT FROM v.department_id
        AND h.department_normalized IS NOT DISTINCT FROM v.department_normalized
    WHERE v.form_id IS NULL OR @is_summed(v)
),
fired AS (
    SELECT
        @department_key(v),
        count(*) FILTER (WHERE v.severity = 'error') AS errors,
        count(*) FILTER (WHERE v.severity = 'warning') AS warnings,
        count(*) FILTER (WHERE v.severity = 'info') AS infos,
        count(*) FILTER (WHERE v.kind = 'form') AS form_findings,
        count(*) FILTER (WHERE v.kind = 'reader') AS reader_findings
    FROM placed AS v
    GROUP BY @department_key(v)
),
said AS (
    -- What reports say of all projects; a statement on some of them is no measure of the department.
    SELECT n.*, d.region
    FROM narrative AS n
    JOIN document AS d ON d.document_id = n.document_id
    WHERE n.scope = 'all' AND NOT list_has_any(n.doubtful, ['department', 'fiscal_year', 'scope'])
),
longer AS (
    SELECT
        fiscal_year,
        department_normalized AS name,
        substr(department_normalized, unnest(range(2, length(department_normalized) - 1))) AS ending
    FROM (SELECT DISTINCT fiscal_year, department_normalized FROM home)
),
fitting AS (
    -- A report prints the full name of an office, forms often the short one that it ends with, or the other way round;
    -- an ending has three characters. Endings are joined and not compared: a country has too many pairs of names.
    SELECT narrative_id, substr(department, unnest(range(1, greatest(length(department) - 1, 2)))) AS name
    FROM said
    UNION ALL
    SELECT n.narrative_id, p.name
    FROM said AS n
    JOIN longer AS p ON p.fiscal_year = n.fiscal_year AND p.ending = n.department
),
statements AS (
    -- What fits two departments is left out.
    SELECT @department_key(p), n.narrative_id, n.projects, n.mean_score, n.doubtful
    FROM said AS n
    JOIN fitting AS v ON v.narrative_id = n.narrative_id
    JOIN home AS p
        ON p.fiscal_year = n.fiscal_year
        AND p.department_normalized = v.name
        AND coalesce(p.region = n.region, TRUE)
    QUALIFY count(*) OVER (PARTITION BY n.narrative_id) = 1
),
reports AS (
    SELECT
        @department_key(v),
        first(v.projects ORDER BY v.narrative_id) FILTER (
            WHERE v.projects IS NOT NULL AND NOT list_contains(v.doubtful, 'projects')
        ) AS stated_projects,
        first(v.mean_score ORDER BY v.narrative_id) FILTER (
            WHERE v.mean_score IS NOT NULL AND NOT list_contains(v.doubtful, 'mean_score')
        ) AS stated_mean_score
    FROM statements AS v
    GROUP BY @department_key(v)
)
SELECT
    @department_key(p),
    @year_start(p.fiscal_year) AS fiscal_year_start,
    p.department,
    p.forms,
    p.graded_forms,
    @pct(p.top_forms, p.graded_forms) AS top_grade_pct,
    p.totalled_forms,
    TRY_CAST(p.mean_score_pct AS DECIMAL(18, 4)) AS mean_score_pct,
    p.lowest_score_pct,
    p.highest_score_pct,
    TRY_CAST(p.score_deviation_pct AS DECIMAL(18, 4)) AS score_deviation_pct,
    p.indicators,
    p.scored_indicators,
    @pct(p.full_scores, p.scored_indicators) AS full_score_pct,
    @pct(p.peers_full_scores, p.peers_scored) AS peers_full_score_pct,
    p.compared_indicators,
    @pct(p.missed, p.compared_indicators) AS missed_pct,
    @pct(p.exact, p.compared_indicators) AS exact_pct,
    @pct(p.beyond, p.compared_indicators) AS over_pct,
    @pct(p.qualitative, p.targets) AS qualitative_pct,
    @pct(p.unchecked, p.indicators) AS unchecked_pct,
    p.shortfall_indicators,
    p.shortfalls_without_reason,
    p.shortfall,
    p.reasons,
    p.shared_reasons,
    p.initial_budget_yuan,
    p.adjusted_budget_yuan,
    p.executed_yuan,
    p.rate_budget_yuan,
    p.rate_executed_yuan,
    p.computed_rate_pct,
    p.unspent_yuan,
    p.overspent_yuan,
    coalesce(n.errors, 0) AS errors,
    coalesce(n.warnings, 0) AS warnings,
    coalesce(n.infos, 0) AS infos,
    coalesce(n.form_findings, 0) AS form_findings,
    coalesce(n.reader_findings, 0) AS reader_findings,
    t.stated_projects,
    t.stated_mean_score,
    p.forms - p.graded_forms AS left_out_grades,
    p.forms - p.totalled_forms AS left_out_totals,
    p.indicators - p.scored_indicators AS left_out_indicators,
    p.left_out_targets,
    p.incomplete_rows,
    p.doubtful_names,
    p.doubtful_forms AS doubtful_rows,
    p.doubtful_money_share_pct,
    p.doubtful_points_share_pct
FROM with_peers AS p
LEFT JOIN fired AS n ON @same_department(n, p)
LEFT JOIN reports AS t ON @same_department(t, p)
ORDER BY @department_key(p)

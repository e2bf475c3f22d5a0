-- What several views share, each once: the definitions of measures, the columns of a name, the keys of a sum.
--
-- A definition is written MACRO name(parameters) AS text; and used in a view as @name(arguments). The text is put in
-- place when the warehouse is built, so that the views in the file are plain SQL for every client. Belongs here: what
-- two views would otherwise say each in its own words. Does not belong here: what one view alone computes.

-- A share in percent; null where the whole is missing or zero.
MACRO pct(part, whole) AS
    TRY_CAST(100 * (part) / nullif(whole, 0) AS DECIMAL(18, 4));

-- The first day of a fiscal year, which is the calendar year.
MACRO year_start(fiscal_year) AS
    CAST(make_date(fiscal_year, 1, 1) AS DATE);

-- A list of names as one text; null for an empty list.
MACRO joined(list) AS
    list_aggregate(list, 'string_agg', '、');

-- The names of a list with earlier_ before each. No lambda: clients write it one way before 1.3 and another way after.
MACRO prefixed(list) AS
    coalesce(
        string_split(regexp_replace(list_aggregate(list, 'string_agg', ','), '(^|,)', '\1earlier_', 'g'), ','), []
    );

-- The columns that stand for a list of doubtful columns, the list itself included.
MACRO doubt_columns(list) AS
    len(list) > 0 AS is_doubtful,
    CASE WHEN len(list) > 0 THEN @joined(list) END AS doubtful_text,
    list AS doubtful;

-- The names in several lists, each once and in order. Most rows doubt nothing: the lists are made only where any of them
-- can hold a name.
MACRO doubts(has_any_doubt, lists) AS
    CASE WHEN has_any_doubt THEN list_sort(list_distinct(flatten(lists))) ELSE [] END;

-- What a form is about: kind, place, year, office and project. PROJECT in schemas/views/view.py names these columns.
MACRO project(f) AS
    (SELECT x.is_example FROM document AS x WHERE x.document_id = f.document_id) AS is_example,
    @year_start(f.fiscal_year) AS fiscal_year_start,
    @project_names(f);

-- The same from a row of projects, which is a table: nothing is left to look up.
MACRO named_project(f) AS
    f.is_example,
    f.fiscal_year_start,
    @project_names(f);

MACRO project_names(f) AS
    f.form_kind,
    f.region,
    f.division_code,
    f.fiscal_year,
    f.department,
    f.department_id,
    f.department_normalized,
    f.department_basis,
    f.implementing_unit,
    f.unit_normalized,
    f.project_code,
    f.project_name,
    f.project_key,
    f.duplicate_of;

-- Where an indicator stands and what it is called. NAMED_INDICATOR in schemas/views/view.py names these columns.
MACRO indicator_names(i) AS
    i.level1,
    i.level2,
    i.name,
    i.name_normalized,
    i.indicator_kind;

-- The doubtful ones among the columns of project.
MACRO project_doubts(f) AS
    list_concat(
        list_intersect(f.doubtful, [
            'form_kind', 'region', 'division_code', 'fiscal_year', 'department', 'department_id',
            'department_normalized', 'department_basis', 'implementing_unit', 'unit_normalized', 'project_code',
            'project_name', 'project_key', 'duplicate_of'
        ]),
        CASE WHEN list_contains(f.doubtful, 'fiscal_year') THEN ['fiscal_year_start'] ELSE [] END
    );

-- Projects with the doubts of their names, made once for a form and not for each of its rows. Every form has a project;
-- views take it by LEFT JOIN all the same: of an inner join DuckDB expects a quarter of the rows, and then keeps the
-- indicators with all their texts in memory instead of what it joins to them.
MACRO named_projects() AS
    (SELECT *, @project_doubts(x) AS project_doubts FROM projects AS x);

-- The forms whose rows are summed: every project once, no whole department, which would hold its projects again, and no
-- invented example where there are real documents.
MACRO is_summed(f) AS
    (f.duplicate_of IS NULL AND f.form_kind <> 'department' AND NOT @is_set_aside(f));

MACRO is_set_aside(f) AS
    f.form_id IN (
        SELECT x.form_id
        FROM form AS x
        JOIN document AS y ON y.document_id = x.document_id
        WHERE y.is_example AND EXISTS (SELECT 1 FROM document AS z WHERE NOT z.is_example)
    );

-- The key of sums by department, and the key of sums by place.
MACRO department_key(v) AS
    v.region, v.division_code, v.fiscal_year, v.form_kind, v.department_id, v.department_normalized;

MACRO place_key(v) AS
    v.region, v.division_code, v.fiscal_year, v.form_kind;

-- Whether the key of a row is doubtful, so that it may belong to another sum.
MACRO has_doubtful_department(v) AS
    list_has_any(v.doubtful, [
        'form_kind', 'region', 'division_code', 'fiscal_year', 'department', 'department_normalized', 'department_id',
        'duplicate_of'
    ]);

MACRO has_doubtful_place(v) AS
    list_has_any(v.doubtful, ['form_kind', 'region', 'division_code', 'fiscal_year', 'duplicate_of']);

-- Money. The denominator of the execution rate is the one of the form: forms of 2016 to 2019 divide by the initial
-- budget. Unspent and overspent stand apart, so that one form never hides the other in a sum.
MACRO rate_budget(m, p) AS
    CASE WHEN p.rate_denominator = 'initial_budget' THEN m.initial_budget_yuan ELSE m.adjusted_budget_yuan END;

-- A sum over rows that have a list doubtful; null where one of the amounts is illegible. A blank amount is none.
MACRO legible_sum(amount, amount_name) AS
    CASE WHEN NOT bool_or(amount IS NULL AND list_contains(doubtful, amount_name)) THEN sum(amount) END;

MACRO illegible(amount, amount_name) AS
    CASE WHEN bool_or(amount IS NULL AND list_contains(doubtful, amount_name)) THEN [amount_name] ELSE [] END;

MACRO adjustment_pct(initial, adjusted) AS
    @pct(adjusted - initial, initial);

MACRO unspent(budget, executed) AS
    TRY_CAST(CASE WHEN budget >= executed THEN budget - executed WHEN budget < executed THEN 0 END AS DECIMAL(18, 2));

MACRO overspent(budget, executed) AS
    TRY_CAST(CASE WHEN executed >= budget THEN executed - budget WHEN executed < budget THEN 0 END AS DECIMAL(18, 2));

-- What is computed from doubtful amounts. Arguments: a list of doubtful columns, the alias of the form's profile.
MACRO money_doubts(list, p) AS
    flatten([
        CASE WHEN list_has_any(list, ['initial_budget_yuan', 'adjusted_budget_yuan'])
            THEN ['adjustment_pct'] ELSE [] END,
        CASE WHEN list_has_any(
            list,
            [
                'executed_yuan',
                CASE WHEN p.rate_denominator = 'initial_budget' THEN 'initial_budget_yuan' ELSE 'adjusted_budget_yuan' END
            ]
        ) THEN ['rate_budget_yuan', 'computed_rate_pct', 'unspent_yuan', 'overspent_yuan'] ELSE [] END
    ]);

-- Sums of money over rows v, and the share of it that rests on doubt. Rates are made of the sums of rows that have
-- both amounts. The money of a row, for the share, is the larger one of its budget and what it spent.
MACRO money_sums(v, is_doubtful_row) AS
    CAST(sum(v.initial_budget_yuan) AS DECIMAL(38, 2)) AS initial_budget_yuan,
    CAST(sum(v.adjusted_budget_yuan) AS DECIMAL(38, 2)) AS adjusted_budget_yuan,
    CAST(sum(v.executed_yuan) AS DECIMAL(38, 2)) AS executed_yuan,
    @adjustment_pct(
        sum(v.initial_budget_yuan) FILTER (WHERE v.adjusted_budget_yuan IS NOT NULL),
        sum(v.adjusted_budget_yuan) FILTER (WHERE v.initial_budget_yuan IS NOT NULL)
    ) AS adjustment_pct,
    CAST(sum(v.rate_budget_yuan) FILTER (WHERE v.executed_yuan IS NOT NULL) AS DECIMAL(38, 2)) AS rate_budget_yuan,
    CAST(sum(v.executed_yuan) FILTER (WHERE v.rate_budget_yuan IS NOT NULL) AS DECIMAL(38, 2)) AS rate_executed_yuan,
    @pct(
        sum(v.executed_yuan) FILTER (WHERE v.rate_budget_yuan IS NOT NULL),
        sum(v.rate_budget_yuan) FILTER (WHERE v.executed_yuan IS NOT NULL)
    ) AS computed_rate_pct,
    CAST(sum(v.unspent_yuan) AS DECIMAL(38, 2)) AS unspent_yuan,
    CAST(sum(v.overspent_yuan) AS DECIMAL(38, 2)) AS overspent_yuan,
    count(*) FILTER (WHERE v.rate_budget_yuan IS NULL OR v.executed_yuan IS NULL) AS incomplete_rows,
    count(*) FILTER (WHERE is_doubtful_row) AS doubtful_rows,
    @pct(
        coalesce(sum(greatest(v.rate_budget_yuan, v.executed_yuan)) FILTER (WHERE is_doubtful_row), 0),
        sum(greatest(v.rate_budget_yuan, v.executed_yuan))
    ) AS doubtful_money_share_pct;

-- Points. A shortfall is a score below its weight; a parent whose children carry its points is not counted.
MACRO is_scored(v) AS
    (v.weight IS NOT NULL AND v.score IS NOT NULL);

MACRO is_short(v) AS
    (v.score < v.weight);

-- Whether a reason is given for an indicator: its own reason states one (not blank, not a dash, not 无, not a
-- reference), or an analysis of the whole form does. State of the table reason.
MACRO is_stated(r) AS
    (coalesce(r.state, 'not_stated') = 'stated');

-- Whether it states a cause; what will be done from now on (今后加强管理) explains no loss of points.
MACRO states_cause(r) AS
    coalesce(r.has_cause, FALSE);

-- What explains the points lost on an indicator: its own reason, that of a part of it, the analysis of the form.
MACRO own_reasons() AS
    (SELECT form_id, row_no, state, has_cause FROM reason WHERE table_name = 'indicator' AND field = 'reason_text');

MACRO part_reasons() AS
    (
        SELECT x.form_id, x.parent_indicator_no AS indicator_no, bool_or(y.has_cause) AS has_cause
        FROM indicator AS x
        INNER JOIN @own_reasons() AS y ON y.form_id = x.form_id AND y.row_no = x.indicator_no
        WHERE x.parent_indicator_no IS NOT NULL
        GROUP BY x.form_id, x.parent_indicator_no
    );

MACRO form_reasons() AS
    (SELECT form_id, has_cause FROM reason WHERE table_name = 'form' AND field = 'deviation_analysis');

-- Sums are made twice: over the indicators of a form, then over forms with the names of their projects, which are few.
-- The counted indicators as sums need them.
MACRO counted_indicators() AS
    (
        SELECT
            i.*,
            @states_cause(r) OR @states_cause(a) OR @states_cause(p) AS is_explained,
            list_has_any(i.doubtful, ['weight', 'score', 'shortfall', 'is_counted', 'reason_text']) AS has_doubtful_points,
            list_has_any(i.doubtful, ['level1', 'level2']) AS has_doubtful_level
        FROM indicator AS i
        LEFT JOIN @own_reasons() AS r ON r.form_id = i.form_id AND r.row_no = i.indicator_no
        LEFT JOIN @part_reasons() AS p ON p.form_id = i.form_id AND p.indicator_no = i.indicator_no
        LEFT JOIN @form_reasons() AS a ON a.form_id = i.form_id
        -- As it stands, and not as coalesce(): of that DuckDB expects few rows, and would keep them with all their texts.
        WHERE i.is_counted IS DISTINCT FROM FALSE
    );

-- The points of counted indicators v; no shortfall where no indicator has both weight and score. A score above its
-- weight hides no shortfall: it stands apart, and weight less score is shortfall less excess.
MACRO points(v, is_doubtful_row) AS
    count(*) AS indicators,
    count(*) FILTER (WHERE @is_short(v)) AS shortfall_indicators,
    count(*) FILTER (WHERE NOT @is_scored(v)) AS unscored_indicators,
    count(*) FILTER (WHERE @is_short(v) AND NOT v.is_explained) AS unexplained_shortfalls,
    sum(v.weight) FILTER (WHERE @is_scored(v)) AS weight,
    sum(v.score) FILTER (WHERE @is_scored(v)) AS score,
    @shortfall_sum(v) AS shortfall,
    sum(CASE WHEN v.score > v.weight THEN v.score - v.weight WHEN @is_scored(v) THEN 0 END) AS excess,
    sum(v.weight) AS points,
    count(*) FILTER (WHERE is_doubtful_row) AS doubtful_rows,
    sum(v.weight) FILTER (WHERE is_doubtful_row) AS doubtful_points;

-- The sums of v, which are the points of forms; of a doubtful form all indicators are doubtful.
MACRO point_sums(v, is_doubtful_form) AS
    count(*) AS forms,
    CAST(sum(v.indicators) AS BIGINT) AS indicators,
    CAST(sum(v.shortfall_indicators) AS BIGINT) AS shortfall_indicators,
    CAST(sum(v.unscored_indicators) AS BIGINT) AS unscored_indicators,
    CAST(sum(v.unexplained_shortfalls) AS BIGINT) AS unexplained_shortfalls,
    CAST(sum(v.weight) AS DECIMAL(38, 4)) AS weight,
    CAST(sum(v.score) AS DECIMAL(38, 4)) AS score,
    CAST(sum(v.shortfall) AS DECIMAL(38, 4)) AS shortfall,
    CAST(sum(v.excess) AS DECIMAL(38, 4)) AS excess,
    @pct(sum(v.score), sum(v.weight)) AS score_rate_pct,
    CAST(sum(CASE WHEN is_doubtful_form THEN v.indicators ELSE v.doubtful_rows END) AS BIGINT) AS doubtful_rows,
    @doubtful_points_share(v, is_doubtful_form) AS doubtful_points_share_pct;

MACRO doubtful_points_share(v, is_doubtful_form) AS
    @pct(coalesce(sum(CASE WHEN is_doubtful_form THEN v.points ELSE v.doubtful_points END), 0), sum(v.points));

-- How far an indicator i went beyond its target, by what e expects of its score; not of every one that can be said.
MACRO has_slack(i, e) AS
    (i.target_value IS NOT NULL AND (e.achieved_ratio IS NOT NULL OR e.method IN ('met', 'proportional', 'inverse')));

MACRO slack(i, e) AS
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
    END;

MACRO has_doubtful_slack(i) AS
    list_has_any(i.doubtful, [
        'target_operator', 'target_value', 'target_unit_canonical', 'actual_value', 'actual_unit_canonical'
    ]);

-- The points, targets and slack of the counted indicators of a form, by first- and second-level label.
MACRO level_points() AS
    (
        SELECT
            v.form_id,
            v.level1,
            v.level2,
            @points(v, v.has_doubtful_points),
            count(*) FILTER (WHERE v.has_doubtful_points OR v.has_doubtful_level) AS doubtful_level_rows,
            sum(v.weight) FILTER (WHERE v.has_doubtful_points OR v.has_doubtful_level) AS doubtful_level_points,
            count(*) FILTER (WHERE v.is_certain) AS scored_indicators,
            count(*) FILTER (WHERE v.is_certain AND v.score = v.weight) AS full_scores,
            count(*) FILTER (WHERE v.has_target) AS targets,
            count(*) FILTER (WHERE v.has_target AND v.is_qualitative) AS qualitative,
            count(*) FILTER (WHERE v.is_unchecked) AS unchecked,
            count(*) FILTER (WHERE v.slack IS NOT NULL AND NOT v.is_left_out) AS compared_indicators,
            count(*) FILTER (WHERE v.slack = 'missed' AND NOT v.is_left_out) AS missed,
            count(*) FILTER (WHERE v.slack = 'exact' AND NOT v.is_left_out) AS exact,
            count(*) FILTER (WHERE v.slack IN ('below_200', 'below_500', 'from_500') AND NOT v.is_left_out) AS beyond,
            count(*) FILTER (WHERE v.slack IS NOT NULL AND v.is_left_out) AS left_out_targets
        FROM (
            SELECT
                i.*,
                i.weight > 0 AND i.score IS NOT NULL AND NOT list_has_any(i.doubtful, ['weight', 'score']) AS is_certain,
                -- A dash is no target.
                regexp_matches(i.target_text, '[\p{L}\p{N}]')
                    AND NOT list_has_any(i.doubtful, ['target_text', 'target_value']) AS has_target,
                i.target_kind IN ('words', 'grade', 'placeholder', 'identifier') AS is_qualitative,
                e.method = 'unchecked' AS is_unchecked,
                CASE WHEN @has_slack(i, e) THEN @slack(i, e) END AS slack,
                @has_doubtful_slack(i) AS is_left_out
            FROM @counted_indicators() AS i
            LEFT JOIN expected_score AS e ON e.form_id = i.form_id AND e.indicator_no = i.indicator_no
        ) AS v
        GROUP BY v.form_id, v.level1, v.level2
    );

-- The same of every form that has counted indicators.
MACRO form_points() AS
    (
        SELECT
            v.form_id,
            CAST(sum(v.indicators) AS BIGINT) AS indicators,
            CAST(sum(v.shortfall_indicators) AS BIGINT) AS shortfall_indicators,
            CAST(sum(v.unscored_indicators) AS BIGINT) AS unscored_indicators,
            CAST(sum(v.unexplained_shortfalls) AS BIGINT) AS unexplained_shortfalls,
            sum(v.weight) AS weight,
            sum(v.score) AS score,
            sum(v.shortfall) AS shortfall,
            sum(v.excess) AS excess,
            sum(v.points) AS points,
            CAST(sum(v.doubtful_rows) AS BIGINT) AS doubtful_rows,
            sum(v.doubtful_points) AS doubtful_points,
            CAST(sum(v.scored_indicators) AS BIGINT) AS scored_indicators,
            CAST(sum(v.full_scores) AS BIGINT) AS full_scores,
            CAST(sum(v.targets) AS BIGINT) AS targets,
            CAST(sum(v.qualitative) AS BIGINT) AS qualitative,
            CAST(sum(v.unchecked) AS BIGINT) AS unchecked,
            CAST(sum(v.compared_indicators) AS BIGINT) AS compared_indicators,
            CAST(sum(v.missed) AS BIGINT) AS missed,
            CAST(sum(v.exact) AS BIGINT) AS exact,
            CAST(sum(v.beyond) AS BIGINT) AS beyond,
            CAST(sum(v.left_out_targets) AS BIGINT) AS left_out_targets
        FROM @level_points() AS v
        GROUP BY v.form_id
    );

MACRO shortfall_sum(v) AS
    CAST(
        CASE WHEN bool_or(@is_scored(v)) THEN coalesce(sum(v.shortfall) FILTER (WHERE @is_short(v)), 0) END
        AS DECIMAL(38, 4)
    );

MACRO points_share(points, is_doubtful_row) AS
    @pct(coalesce(sum(points) FILTER (WHERE is_doubtful_row), 0), sum(points));

-- The total score in percent of the total weight, so that forms of 50 and of 100 points compare. Where a form prints
-- no total weight, it is the sum of the weights of its score lines.
MACRO score_pct(score, weight) AS
    @pct(score, CASE WHEN weight > 0 THEN weight END);

-- Sums of the reasons v, which have reason_group, projects_in_group and the points of their own indicator.
MACRO reason_sums(v, is_doubtful_row) AS
    count(DISTINCT v.form_id) AS forms,
    count(*) AS reasons,
    count(DISTINCT v.reason_group) AS reason_groups,
    count(*) FILTER (WHERE v.projects_in_group > 1) AS shared_reasons,
    count(*) FILTER (WHERE v.is_counted AND @is_short(v)) AS shortfall_indicators,
    CAST(
        CASE WHEN bool_or(v.is_counted AND @is_scored(v))
            THEN coalesce(sum(v.shortfall) FILTER (WHERE v.is_counted AND @is_short(v)), 0)
        END AS DECIMAL(38, 4)
    ) AS shortfall,
    count(*) FILTER (WHERE is_doubtful_row) AS doubtful_rows,
    @points_share(
        CASE WHEN v.is_counted AND @is_short(v) THEN v.shortfall END, is_doubtful_row
    ) AS doubtful_points_share_pct;

MACRO has_doubtful_money(v) AS
    list_has_any(v.doubtful, ['initial_budget_yuan', 'adjusted_budget_yuan', 'executed_yuan']);

-- Of a form f whose analysis is doubtful no reason is certain.
MACRO has_doubtful_analysis(f) AS
    list_contains(f.doubtful, 'deviation_analysis');

MACRO has_doubtful_reason(v) AS
    list_has_any(v.doubtful, ['reason_text', 'deviation_reason', 'shortfall', 'is_counted']);

-- Whether two rows have one key; an unknown value is equal to an unknown one.
MACRO same_department(a, b) AS
    a.region IS NOT DISTINCT FROM b.region
    AND a.division_code IS NOT DISTINCT FROM b.division_code
    AND a.fiscal_year IS NOT DISTINCT FROM b.fiscal_year
    AND a.form_kind IS NOT DISTINCT FROM b.form_kind
    AND a.department_id IS NOT DISTINCT FROM b.department_id
    AND a.department_normalized IS NOT DISTINCT FROM b.department_normalized;

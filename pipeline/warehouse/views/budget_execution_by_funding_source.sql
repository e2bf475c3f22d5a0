-- The money of projects by funding source, each yuan once; under total stands what no parts divide.
SELECT
    @place_key(v),
    @year_start(v.fiscal_year) AS fiscal_year_start,
    v.funding_source,
    count(DISTINCT v.form_id) AS forms,
    @money_sums(
        v,
        @has_doubtful_place(v) OR @has_doubtful_money(v) OR list_has_any(v.doubtful, ['funding_source', 'is_leaf'])
    )
FROM budget_execution AS v
WHERE v.is_leaf AND @is_summed(v)
GROUP BY @place_key(v), v.funding_source
ORDER BY @place_key(v), v.funding_source

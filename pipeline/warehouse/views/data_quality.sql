-- What became of every document, and how much of it is doubtful, repaired, corrected or contradicted.
WITH doubtful_row AS (
    SELECT form_id, len(doubtful) AS doubtful_values FROM form
    UNION ALL
    SELECT form_id, len(doubtful) FROM budget_line
    UNION ALL
    SELECT form_id, len(doubtful) FROM indicator
),
counted AS (
    SELECT f.document_id, d.code, count(*) AS doubts
    FROM doubt AS d
    INNER JOIN form AS f ON f.form_id = d.form_id
    GROUP BY ALL
),
by_code AS (
    SELECT document_id, string_agg(concat(code, ' ', doubts), ', ' ORDER BY doubts DESC, code) AS doubts_by_code
    FROM counted
    GROUP BY document_id
),
by_form AS (
    SELECT
        f.form_id,
        f.document_id,
        (SELECT count(*) FROM budget_line AS b WHERE b.form_id = f.form_id) AS budget_lines,
        (SELECT count(*) FROM indicator AS i WHERE i.form_id = f.form_id) AS indicators,
        (SELECT sum(t.doubtful_values) FROM doubtful_row AS t WHERE t.form_id = f.form_id) AS doubtful_values,
        (
            SELECT coalesce(sum(
                CASE WHEN i.target_unit IS NOT NULL AND i.target_unit_canonical IS NULL THEN 1 ELSE 0 END
                + CASE WHEN i.actual_unit IS NOT NULL AND i.actual_unit_canonical IS NULL THEN 1 ELSE 0 END
            ), 0)
            FROM indicator AS i
            WHERE i.form_id = f.form_id
        ) AS unknown_units,
        (SELECT count(*) FROM repair AS r WHERE r.form_id = f.form_id) AS repairs
    FROM form AS f
)
SELECT
    d.document_id,
    d.path,
    d.batch,
    d.is_example,
    d.region,
    d.fiscal_year,
    @year_start(d.fiscal_year) AS fiscal_year_start,
    d.route,
    d.pages,
    d.outcome,
    d.reason,
    d.reason_text,
    d.reason_text_en,
    count(b.form_id) AS forms,
    (SELECT count(*) FROM narrative AS s WHERE s.document_id = d.document_id) AS statements,
    CAST(coalesce(sum(b.budget_lines), 0) AS BIGINT) AS budget_lines,
    CAST(coalesce(sum(b.indicators), 0) AS BIGINT) AS indicators,
    CAST(coalesce(sum(b.doubtful_values), 0) AS BIGINT) AS doubtful_values,
    any_value(k.doubts_by_code) AS doubts_by_code,
    CAST(coalesce(sum(b.unknown_units), 0) AS BIGINT) AS unknown_units,
    CAST(coalesce(sum(b.repairs), 0) AS BIGINT) AS repairs,
    (SELECT count(*) FROM correction AS c WHERE c.document_id = d.document_id) AS corrections,
    (SELECT count(*) FROM finding AS n WHERE n.document_id = d.document_id AND n.kind = 'reader') AS reader_findings,
    (SELECT count(*) FROM finding AS n WHERE n.document_id = d.document_id AND n.kind = 'form') AS form_findings,
    (SELECT count(*) FROM quarantine AS q WHERE q.document_id = d.document_id) AS quarantined
FROM document AS d
LEFT JOIN by_form AS b ON b.document_id = d.document_id
LEFT JOIN by_code AS k ON k.document_id = d.document_id
GROUP BY ALL
ORDER BY d.path

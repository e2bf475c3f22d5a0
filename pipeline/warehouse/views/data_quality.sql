-- What became of every document, and how much of it is doubtful, repaired, corrected or contradicted.
WITH counted AS (
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
-- Each table once, by form.
line AS (
    SELECT form_id, count(*) AS budget_lines, sum(len(doubtful)) AS doubtful_values FROM budget_line GROUP BY form_id
),
row_of AS (
    SELECT
        form_id,
        count(*) AS indicators,
        sum(len(doubtful)) AS doubtful_values,
        count(*) FILTER (WHERE target_unit IS NOT NULL AND target_unit_canonical IS NULL)
        + count(*) FILTER (WHERE actual_unit IS NOT NULL AND actual_unit_canonical IS NULL) AS unknown_units
    FROM indicator
    GROUP BY form_id
),
repaired AS (
    SELECT form_id, count(*) AS repairs FROM repair GROUP BY form_id
),
by_document AS (
    SELECT
        f.document_id,
        count(*) AS forms,
        sum(b.budget_lines) AS budget_lines,
        sum(i.indicators) AS indicators,
        sum(len(f.doubtful) + coalesce(b.doubtful_values, 0) + coalesce(i.doubtful_values, 0)) AS doubtful_values,
        sum(i.unknown_units) AS unknown_units,
        sum(r.repairs) AS repairs
    FROM form AS f
    LEFT JOIN line AS b ON b.form_id = f.form_id
    LEFT JOIN row_of AS i ON i.form_id = f.form_id
    LEFT JOIN repaired AS r ON r.form_id = f.form_id
    GROUP BY f.document_id
),
read_by AS (
    SELECT
        document_id,
        count(*) FILTER (WHERE kind = 'reader') AS reader_findings,
        count(*) FILTER (WHERE kind = 'form') AS form_findings
    FROM finding
    GROUP BY document_id
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
    coalesce(b.forms, 0) AS forms,
    (SELECT count(*) FROM narrative AS s WHERE s.document_id = d.document_id) AS statements,
    CAST(coalesce(b.budget_lines, 0) AS BIGINT) AS budget_lines,
    CAST(coalesce(b.indicators, 0) AS BIGINT) AS indicators,
    CAST(coalesce(b.doubtful_values, 0) AS BIGINT) AS doubtful_values,
    k.doubts_by_code,
    CAST(coalesce(b.unknown_units, 0) AS BIGINT) AS unknown_units,
    CAST(coalesce(b.repairs, 0) AS BIGINT) AS repairs,
    (SELECT count(*) FROM correction AS c WHERE c.document_id = d.document_id) AS corrections,
    coalesce(n.reader_findings, 0) AS reader_findings,
    coalesce(n.form_findings, 0) AS form_findings,
    (SELECT count(*) FROM quarantine AS q WHERE q.document_id = d.document_id) AS quarantined
FROM document AS d
LEFT JOIN by_document AS b ON b.document_id = d.document_id
LEFT JOIN by_code AS k ON k.document_id = d.document_id
LEFT JOIN read_by AS n ON n.document_id = d.document_id
ORDER BY d.path

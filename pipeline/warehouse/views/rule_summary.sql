-- How every rule fared: how often it held, did not hold or could not be applied, and why mostly not.
WITH counted AS (
    SELECT rule_id, result, reason, sum(applications) AS row_count
    FROM rule_result
    GROUP BY rule_id, result, reason
),
totals AS (
    SELECT
        rule_id,
        sum(row_count) AS applications,
        sum(row_count) FILTER (WHERE result = 'pass') AS passed,
        sum(row_count) FILTER (WHERE result = 'fail') AS failed,
        sum(row_count) FILTER (WHERE result = 'not_applicable') AS not_applicable
    FROM counted
    GROUP BY rule_id
),
most_frequent AS (
    SELECT rule_id, reason, row_count
    FROM counted
    WHERE result = 'not_applicable'
    QUALIFY row_number() OVER (PARTITION BY rule_id ORDER BY row_count DESC, reason) = 1
),
fired AS (
    SELECT
        rule_id,
        count(*) FILTER (WHERE kind = 'form') AS form_findings,
        count(*) FILTER (WHERE kind = 'reader') AS reader_findings
    FROM finding
    GROUP BY rule_id
)
SELECT
    r.rule_id,
    r.title,
    r.severity,
    r.subject,
    CAST(coalesce(t.applications, 0) AS BIGINT) AS applications,
    CAST(coalesce(t.passed, 0) AS BIGINT) AS passed,
    CAST(coalesce(t.failed, 0) AS BIGINT) AS failed,
    TRY_CAST(
        100 * coalesce(t.failed, 0) / nullif(coalesce(t.passed, 0) + coalesce(t.failed, 0), 0) AS DECIMAL(18, 4)
    ) AS failed_pct,
    CAST(coalesce(t.not_applicable, 0) AS BIGINT) AS not_applicable,
    m.reason AS not_applicable_reason,
    CAST(coalesce(m.row_count, 0) AS BIGINT) AS not_applicable_reason_rows,
    coalesce(n.form_findings, 0) AS form_findings,
    coalesce(n.reader_findings, 0) AS reader_findings
FROM rule AS r
LEFT JOIN totals AS t ON t.rule_id = r.rule_id
LEFT JOIN most_frequent AS m ON m.rule_id = r.rule_id
LEFT JOIN fired AS n ON n.rule_id = r.rule_id
ORDER BY r.rule_id

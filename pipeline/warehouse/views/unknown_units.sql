-- Units of targets and actual values that the vocabulary does not know, the commonest first.
WITH printed AS (
    SELECT form_id, target_unit AS unit, target_text AS text
    FROM indicator
    WHERE target_unit IS NOT NULL AND target_unit_canonical IS NULL
    UNION ALL
    SELECT form_id, actual_unit, actual_text
    FROM indicator
    WHERE actual_unit IS NOT NULL AND actual_unit_canonical IS NULL
)
SELECT
    p.unit,
    count(*) AS times,
    count(DISTINCT p.form_id) AS forms,
    count(DISTINCT f.document_id) AS documents,
    min(coalesce(p.text, p.unit)) AS example_text,
    min(d.path) AS path
FROM printed AS p
JOIN form AS f ON f.form_id = p.form_id
JOIN document AS d ON d.document_id = f.document_id
GROUP BY p.unit
ORDER BY times DESC, p.unit

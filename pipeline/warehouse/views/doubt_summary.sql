-- Why values are doubtful: every code that occurs, with what it means and what to look at.
WITH counted AS (
    SELECT d.code, d.form_id, f.document_id, count(*) AS doubtful_values
    FROM doubt AS d
    INNER JOIN form AS f ON f.form_id = d.form_id
    GROUP BY d.code, d.form_id, f.document_id
),
summed AS (
    SELECT
        code,
        CAST(sum(doubtful_values) AS BIGINT) AS doubtful_values,
        count(*) AS forms,
        count(DISTINCT document_id) AS documents
    FROM counted
    GROUP BY code
)
SELECT
    c.code,
    replace(c.sentence, '{detail}', '…') AS sentence,
    c.action,
    d.doubtful_values,
    d.forms,
    d.documents,
    replace(c.sentence_en, '{detail}', '…') AS sentence_en,
    c.action_en
FROM summed AS d
INNER JOIN doubt_code AS c ON c.code = d.code
ORDER BY d.doubtful_values DESC, c.code

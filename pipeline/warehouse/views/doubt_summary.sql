-- Why values are doubtful: every code that occurs, with what it means and what to look at.
SELECT
    c.code,
    replace(c.sentence, '{detail}', '…') AS sentence,
    c.action,
    count(*) AS doubtful_values,
    count(DISTINCT d.form_id) AS forms,
    count(DISTINCT f.document_id) AS documents,
    replace(c.sentence_en, '{detail}', '…') AS sentence_en,
    c.action_en
FROM doubt AS d
INNER JOIN doubt_code AS c ON c.code = d.code
INNER JOIN form AS f ON f.form_id = d.form_id
GROUP BY ALL
ORDER BY doubtful_values DESC, c.code

-- Every indicator that scored below its weight. Its columns are those of indicators.sql.
SELECT * FROM indicators WHERE score < weight

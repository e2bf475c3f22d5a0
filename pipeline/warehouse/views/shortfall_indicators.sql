-- Every indicator that scored below its weight.
SELECT * FROM indicators WHERE score < weight

"""How long things take, measured beside an alternative in the same run."""

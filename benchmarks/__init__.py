"""How long things take, measured beside an alternative in the same run."""

import pipeline  # noqa: F401  (before polars, as in the product: it says how long polars keeps memory)

"""Scripts that make files of the package; no part of the product."""

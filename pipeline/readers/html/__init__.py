"""Web pages to grids of cells, as their styles make them look."""

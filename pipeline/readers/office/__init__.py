"""Word-processor documents and workbooks to grids of cells."""

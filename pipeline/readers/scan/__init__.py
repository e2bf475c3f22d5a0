"""Pictures of pages to grids of cells, with the optional extra ``ocr``."""

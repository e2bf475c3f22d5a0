"""PDF files to grids of cells: glyphs and rulings through pdfium, a second reader, damage, tables over page breaks."""

"""The ruled tables of pages.

``page_tables`` takes the steps for one page. ``rulings`` are joined from segments and grouped into ``drawings``; the
``lattice`` of a drawing gives ``boxes``; glyphs are put into them (``box_index``, ``box_text``, ``glyph_lines``,
``raised_glyphs``, ``text_doubts``); what a table has for its look alone is taken out (``simplified``). ``page_parts``
comes before: halves of a sheet, pages cut off. ``page_breaks`` comes after: tables of pages to grids.
"""

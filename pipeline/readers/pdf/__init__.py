"""PDF files to grids of cells.

``text_layer`` reads a document, page by page. ``damage`` says beforehand whether the file is whole. ``pages`` gives
what is drawn on a page: glyphs and rulings, through pdfium and through pdfminer. ``tables`` makes tables of them, and
joins those that go on over page breaks. ``second_opinion`` compares both readings. ``pages_without_text`` hands scans
on to ``pipeline.readers.scan``.
"""

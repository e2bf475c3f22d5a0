"""Word-processor documents and workbooks to grids of cells.

``docx`` reads .docx files (with ``docx_elements`` and ``docx_styles``); ``xlsx`` and ``xls`` read workbooks. The way of
a workbook: what the file stores (``xlsx_parts``), what a sheet shows (``sheet``, ``number_format``), which of its cells
are tables (``sheet_blocks``, ``sheet_tables``). ``older_formats`` are turned into newer ones by LibreOffice
(``converted``). ``container`` opens the ZIP of a file with care, ``file_end`` tells whether an older file is whole.
"""

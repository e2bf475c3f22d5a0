"""Web pages to grids of cells, as a person sees them in a browser.

``web_page`` reads one page and ``web_archive`` a file of several; ``page_encoding`` makes text of their bytes.
``page_end`` and ``holes`` tell whether a page is whole. ``page_elements`` and ``page_text`` answer for single elements.

``styles`` knows what the style sheets make of every element. ``style_sheets`` and ``css_values`` read the sheets,
``selector_rules`` and ``selector_element`` find the rules of an element, ``cascade`` makes a ``style`` of them.
"""

"""What is drawn on a page: its glyphs and rulings, through pdfium and through pdfminer.

``first_reader`` reads every page through pdfium (``ffi``): ``objects`` in their order, ``drawn_paths`` to rulings,
``glyphs`` with their ``unicode_values`` and ``text_styles``, ``annotations``, ``layers``, and ``drawing_order`` for
what hides what. ``second_reader`` reads pages in doubt through pdfminer (``content_stream``). Both give a ``page`` of
``columns``, made ``upright``, with its ``dots`` joined to rulings. ``drawn_digits`` tells whether a font draws
the digits that it says.
"""

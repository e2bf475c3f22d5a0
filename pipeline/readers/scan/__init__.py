"""Pictures of pages to grids of cells, with the optional extra ``ocr``.

``image_file`` and ``pictures`` take images and scanned pages apart. ``scanned_page`` reads one of them:
``straight_page`` makes it straight, ``ink`` and ``drawn_rulings`` tell paper, ink and rulings, ``text_lines`` gives the
lines inside each box, and ``recognition`` reads them.
"""

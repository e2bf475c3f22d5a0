"""The ruled tables of pages: rulings to boxes, characters to the text of boxes, tables joined over page breaks."""

"""One module per way in: documents to grids of cells with evidence; nothing here knows a form."""

"""Documents to grids of cells with evidence: a package or a module for each kind of file. Nothing here knows a form."""

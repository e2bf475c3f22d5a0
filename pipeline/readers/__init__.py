"""Documents to grids of cells with evidence: a package or a module for each kind of file. Nothing here knows a form.

The kinds are ``pdf``, ``scan`` (pictures of pages), ``office``, ``html``, and ``tabbed_text`` (text of an earlier
extraction). Beside them stands what web pages and office files share: ``tiling`` lays out tables, ``text_and_tables``
puts lines above and below tables, ``gathered_text`` and ``characters`` gather text, ``unread_pictures`` and
``refused_files`` say what was not read.
"""

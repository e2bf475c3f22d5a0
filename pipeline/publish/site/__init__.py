"""The static site of a release: pages that open by a double click and show where every number stands.

Belongs here: writing the folder ``site`` of a release. Does not belong here: what is published otherwise, drawn pages
of documents (``pipeline.pictures``).

``build`` says in which order; ``tables``, ``forms``, ``overview`` and ``dictionary`` write data, ``scripts`` gives them
their form, ``shell`` and ``assets`` write the page and what it loads. ``static`` holds our own scripts and styles,
``words.yml`` every word the pages say.
"""

from pipeline.publish.site.build import write_site

__all__ = ["write_site"]

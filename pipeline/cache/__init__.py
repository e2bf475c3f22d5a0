"""What a build keeps for the next one, so that nothing is read twice: small entries, and what makes them old.

Belongs here: entries by their key, the version of the code and of the libraries. Does not belong here: what is in an
entry and what its key is made of (``pipeline.curate.kept``), releases. Deleting the whole store is always safe.
"""

"""What can keep a release from being published.

Belongs here: the exceptions of this package. Does not belong here: the sentences (``pipeline.language``).
"""

from __future__ import annotations


class PublicationError(Exception):
    """A release that cannot be published; what was published before is untouched."""


class PublicationBusyError(PublicationError):
    """Another process is publishing into the same directory."""


class RolledBackError(PublicationError):
    """A person pointed ``current`` to an earlier release, and nobody has lifted that."""


class UnknownReleaseError(PublicationError):
    """A name that no release of a folder has, or several."""

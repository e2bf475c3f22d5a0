"""What is said of office files and web pages that are not read: cut off, damaged, unsafe, with a password.

Belongs here: the sentences that several readers share. Does not belong here: noticing it, which is done by the reader
of each kind of file; scans and PDF.
"""

from __future__ import annotations

from pipeline.model.grid import Unreadable

_CUT = (
    "The page ends in the middle{where}: it was cut off when it was saved or sent. Fetch it again from its publisher; "
    "until then nothing of it is published."
)


def cut_off(where: str = "") -> Unreadable:
    """What is said of a page of which the end is missing."""
    return Unreadable("cut_off", _CUT.format(where=where))


def unsafe() -> Unreadable:
    """What is said of a file that declares entities."""
    return Unreadable(
        "unsafe_xml", "The file declares XML entities, which no office program writes. Open it in one and save it anew."
    )


def damaged(error: Exception) -> Unreadable:
    """What is said of a file that its library cannot read."""
    kind = type(error).__name__
    return Unreadable(
        "damaged_office_file",
        f"The file is damaged ({kind}): fetch it again, or open it in an office program and save it anew or as PDF.",
    )


def password_protected() -> Unreadable:
    """What is said of a file that asks for a password."""
    return Unreadable(
        "password_protected", "The file asks for a password: save it without one and put that into the folder."
    )

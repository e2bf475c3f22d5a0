"""What is said of office files and web pages that are not read: cut off, damaged, unsafe, with a password.

Belongs here: the sentences that several readers share. Does not belong here: noticing it, which is done by the reader
of each kind of file; scans and PDF.
"""

from __future__ import annotations

from pipeline.model.grid import Unreadable
from pipeline.model.messages import Message, said


def cut_off(where: Message) -> Unreadable:
    """What is said of a page of which the end is missing; ``where`` is a phrase for the place."""
    return Unreadable(said("cut_off", where=where))


def unsafe() -> Unreadable:
    """What is said of a file that declares entities."""
    return Unreadable(said("unsafe_xml"))


def damaged(error: Exception) -> Unreadable:
    """What is said of a file that its library cannot read."""
    return Unreadable(said("damaged_office_file", error=type(error).__name__))


def password_protected() -> Unreadable:
    """What is said of a file that asks for a password."""
    return Unreadable(said("password_protected"))

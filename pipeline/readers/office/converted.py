"""Files that only an office program reads (.doc, RTF, XML of Office 2003), turned into .docx or .xlsx by LibreOffice.

Belongs here: calling the program, where it is installed. Does not belong here: reading what it writes.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path

from pipeline.model.grid import Unreadable
from pipeline.model.messages import said

# Chosen: a start with a new profile takes seconds, and a document of ten pages less than that.
SECONDS = 120
# No macros, and no picture or sheet that a document links to is fetched.
_SECURITY = "/org.openoffice.Office.Common/Security/Scripting"
_SETTINGS = (
    '<?xml version="1.0" encoding="UTF-8"?><oor:items xmlns:oor="http://openoffice.org/2001/registry">'
    + "".join(
        f'<item oor:path="{path}"><prop oor:name="{name}" oor:op="fuse"><value>{value}</value></prop></item>'
        for path, name, value in (
            (_SECURITY, "DisableActiveContent", "true"),
            (_SECURITY, "BlockUntrustedRefererLinks", "true"),
            (_SECURITY, "MacroSecurityLevel", "3"),
            ("/org.openoffice.Office.Writer/Content/Update", "Link", "0"),
            ("/org.openoffice.Office.Calc/Content/Update", "Link", "1"),
        )
    )
    + "</oor:items>"
)


def converted(data: bytes, suffix: str, target: str) -> bytes:
    """The document as ``target`` (docx, xlsx). ``suffix`` names the kind of ``data`` to the program.

    The program gets a profile and a folder of its own, without macros, and at most :data:`SECONDS` seconds. Raises
    :class:`Unreadable`: ``office_program_missing``, ``conversion_failed``.
    """
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if program is None:
        raise Unreadable(said("office_program_missing", suffix=suffix, target=target))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        source = folder / f"document.{suffix}"
        source.write_bytes(data)
        command = [
            program, f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless", "--norestore",
            "--nolockcheck", "--convert-to", target, "--outdir", str(folder / "out"), str(source),
        ]  # fmt: skip
        _run(command, folder)
        result = folder / "out" / f"document.{target}"
        if not result.is_file():
            raise _failed(target)
        return result.read_bytes()


def _run(command: list[str], folder: Path) -> None:
    """Run LibreOffice with our settings, and end it after :data:`SECONDS`."""
    settings = folder / "profile" / "user" / "registrymodifications.xcu"
    settings.parent.mkdir(parents=True)
    settings.write_text(_SETTINGS, "utf-8")
    # A session of its own, so that a time-out ends the program behind its starter script as well.
    process = subprocess.Popen(  # noqa: S603  the program and its arguments are ours, the document is a file
        command,
        cwd=folder,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        process.wait(SECONDS)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _failed(target: str) -> Unreadable:
    return Unreadable(said("conversion_failed", target=target))

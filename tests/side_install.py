"""Packages that a test needs beside those of the product, in a directory of their own.

Belongs here: fetching them. A test is skipped only where there is no network; any other failure is one of the test.
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

# What pip says where no connection comes about.
_NO_NETWORK = re.compile(
    "NewConnectionError|ConnectTimeoutError|NameResolutionError|Failed to establish a new connection|"
    "Temporary failure in name resolution|Network is unreachable|ProxyError|No route to host"
)


def install(side: Path, *arguments: str) -> None:
    """Install packages into a directory with pip; skips where the network is not there."""
    done = subprocess.run(
        [sys.executable, "-m", "pip", "install", "--quiet", "--target", str(side), *arguments],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode and (missing := no_network(done.stderr)):
        pytest.skip(f"{arguments[-1]} needs a network to be fetched, and there is none: {missing}")
    assert done.returncode == 0, done.stderr


def no_network(said: str) -> str:
    """The words of pip that say that there is no network; empty where it failed for another reason."""
    match = _NO_NETWORK.search(said)
    return match.group() if match else ""

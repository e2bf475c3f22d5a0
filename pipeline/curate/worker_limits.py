"""Limits of a worker process, set by itself: processor time, memory, and that it ends with the build.

Belongs here: what the system is asked for. Does not belong here: which document gets how much (``parallel``), the
processes (``worker_pool``). Nothing is loaded here that takes time, so that a worker can be started before the build
knows what to do.
"""

from __future__ import annotations

import contextlib
import ctypes
import gc
import logging
import math
import os
import signal
import time
from collections.abc import Callable

# What a worker may write to. Chosen well above what a worker with hundreds of forms, or with scans, needs.
MEMORY_BYTES = 2**30
# Where memory that is written to has no limit (other systems than Linux): address space, of which the libraries alone
# reserve 0.6 GiB.
ADDRESS_BYTES = 4 * 2**30
# Chosen several times above what a page takes, also one that lies on its side.
SECONDS_PER_SCAN = 60.0


def limit_worker(parent: int) -> None:
    """Set the limits of a worker process; systems without them (Windows) have only the limit by the clock."""
    logging.disable(logging.WARNING)  # the PDF libraries warn of every oddity of a file
    with contextlib.suppress(ImportError, OSError, ValueError):
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_AS, (ADDRESS_BYTES, ADDRESS_BYTES))
        # Since Linux 4.7 this counts what a process can write to, and not what its libraries only reserve.
        resource.setrlimit(resource.RLIMIT_DATA, (MEMORY_BYTES, MEMORY_BYTES))
    with contextlib.suppress(OSError, AttributeError):
        # PR_SET_PDEATHSIG: when the build is killed nobody would end its workers.
        ctypes.CDLL(None).prctl(1, signal.SIGKILL)
        if os.getppid() != parent:  # it was killed before this was asked for
            os._exit(1)


def limit_processor(seconds: float) -> None:
    """End this process with SIGXCPU when it used so much more processor time, whatever library it is in then."""
    with contextlib.suppress(ImportError, OSError, ValueError):
        import resource

        hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
        resource.setrlimit(resource.RLIMIT_CPU, (math.ceil(time.process_time() + seconds), hard))


def allow_recognising(planned: int, pages: int) -> None:
    """Move the limit of this process for pages to recognise that show only while the document is read."""
    _move_limit(math.ceil(SECONDS_PER_SCAN * max(0, pages - planned)))


def spent_elsewhere() -> Callable[[float], None]:
    """What is to be told, bit by bit, of processor time that others spent on the document of this process."""
    untaken = 0.0

    def spent(seconds: float) -> None:
        nonlocal untaken
        untaken += seconds
        if untaken >= 1:  # the system counts whole seconds
            _move_limit(-math.floor(untaken))
            untaken %= 1

    return spent


def _move_limit(seconds: int) -> None:
    with contextlib.suppress(ImportError, OSError, ValueError):
        import resource

        soft, hard = resource.getrlimit(resource.RLIMIT_CPU)
        if soft != resource.RLIM_INFINITY:
            resource.setrlimit(resource.RLIMIT_CPU, (max(1, soft + seconds), hard))


def load_and_limit(parent: int) -> None:
    """:func:`limit_worker` for a worker that reads: what reading takes is loaded before there is a document.

    Modules keep what they make. To look through that again and again, for what could be freed, took a twentieth of the
    time of a worker.
    """
    limit_worker(parent)
    gc.disable()
    import pipeline.curate.curate_document  # noqa: F401

    gc.freeze()
    gc.enable()

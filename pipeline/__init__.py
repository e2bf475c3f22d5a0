"""Jixiao: published project-expenditure performance self-evaluation forms as data people can trust."""

import os

__version__ = "0.2.0"

# polars gives memory back half a second after its last use and soon asks for it again, which takes an eighth of the
# processor time of an audit. jemalloc, its allocator, waits ten seconds by itself. It looks here when polars is loaded.
os.environ.setdefault("_RJEM_MALLOC_CONF", "dirty_decay_ms:10000")

"""One row of a published table while it is made: its columns by name."""

from __future__ import annotations

from typing import Any

Row = dict[str, Any]

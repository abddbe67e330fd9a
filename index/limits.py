"""How much is taken unless told otherwise; apart, so that help can say it at once."""

from __future__ import annotations

MEMORY = 2 << 30
"""How many bytes writing an index may take, all its processes together."""

"""Commands that show the memory of a finding in the user's own program."""

from __future__ import annotations

import re


def live_memory_of(function: str) -> str:
    """Return the command that lists what a function allocated and what still lives."""
    name = re.escape(function.rpartition(".")[2].rstrip(")"))
    return f"go tool pprof -sample_index=inuse_space -list='{name}' heap.pprof"

"""Whether the compiler says what we expect about a package that must escape."""

from __future__ import annotations

from enum import Enum
from pathlib import Path

from gomemlint.toolchain.environment import NO_STAMP, Go
from gomemlint.toolchain.process import Command, Process, start

FOLDER = Path(__file__).parent / "canary_package"
MUST_SAY = (b"canary.go:7:2: moved to heap: kept", b"canary.go:7:2: kept escapes to heap")


class Canary(Enum):
    """What became of the canary: `ABSENT` where the compiler was not asked."""

    ABSENT = "absent"
    ESCAPES = "escapes"
    SILENT = "silent"


def start_canary(go: Go, flags: tuple[str, ...], timeout_s: float | None) -> Process:
    """Compile the canary with the flags of the run; from the cache it takes some milliseconds."""
    variables = {**go.variables, "GOFLAGS": NO_STAMP, "GOWORK": "off"}
    arguments = (str(go.command), "list", "-e", "-export", "-json=ImportPath,Export", *flags, ".")
    return start(Command(arguments, FOLDER, variables, timeout_s))


def judge(process: Process) -> Canary:
    """Wait for the canary and tell whether it was seen to escape."""
    errors = process.wait().errors
    return Canary.ESCAPES if all(line in errors for line in MUST_SAY) else Canary.SILENT

"""What each surface calls our severities."""

from __future__ import annotations

from enum import Enum

from gomemlint.model.findings import Severity


class Level(Enum):
    """The words of compilers, terminals and SARIF."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


LEVELS = {
    Severity.HIGH: Level.ERROR,
    Severity.MEDIUM: Level.WARNING,
    Severity.LOW: Level.NOTE,
}

"""What holds in a run: the command line over the configuration file over defaults."""

from gomemlint.config.layers import CommandLine, Origin, combined
from gomemlint.config.settings import (
    Colour,
    Gate,
    Output,
    PathLevel,
    Scope,
    Selected,
    Settings,
    Target,
    Trust,
    Verdict,
)

__all__ = [
    "Colour",
    "CommandLine",
    "Gate",
    "Origin",
    "Output",
    "PathLevel",
    "Scope",
    "Selected",
    "Settings",
    "Target",
    "Trust",
    "Verdict",
    "combined",
]

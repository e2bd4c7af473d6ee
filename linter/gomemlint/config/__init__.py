"""What holds in a run: the command line over the configuration file over defaults."""

from gomemlint.config.settings import (
    Colour,
    Output,
    PathLevel,
    Scope,
    Selected,
    Settings,
    Target,
    Verdict,
)

__all__ = [
    "Colour",
    "Output",
    "PathLevel",
    "Scope",
    "Selected",
    "Settings",
    "Target",
    "Verdict",
]

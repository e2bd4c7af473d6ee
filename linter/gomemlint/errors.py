"""Every failure we anticipate.

Each message says what happened, to what, and what to do.
"""

from __future__ import annotations


class GomemlintError(Exception):
    """A failure that ends the run with a message instead of a traceback."""


class ConfigError(GomemlintError):
    """An option, a configuration file or a directive that we cannot honour."""


class ToolchainError(GomemlintError):
    """The `go` or `git` command is missing, too old, or failed as a whole."""


class NoGoError(ToolchainError):
    """There is no `go` command that can be used: none at all, or one that is too old."""


class GoCodeError(GomemlintError):
    """The Go code to analyse cannot be loaded at all: no module, no package, no file."""


class BadRule(GomemlintError):  # noqa: N818 - a rule is bad; nothing else went wrong
    """A rule breaks the contract between rules and engine."""

"""The memory linter for Go."""

"""The command on Go modules that are written for one test."""

from __future__ import annotations

from tests.e2e.modules import plain_environment, write

__all__ = ["plain_environment", "write"]

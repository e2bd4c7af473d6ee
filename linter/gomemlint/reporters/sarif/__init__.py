"""SARIF 2.1.0 for code review: GitHub, Azure DevOps, GitLab, editors."""

from gomemlint.reporters.sarif.document import render

__all__ = ["render"]

"""`python -m gomemlint`."""

from gomemlint.cli.main import entry

entry()

"""One HTML file that needs nothing else: no network, no server, no script to be read."""

from gomemlint.reporters.html.document import render

__all__ = ["render"]

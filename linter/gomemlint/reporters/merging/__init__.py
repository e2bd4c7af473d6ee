"""The report of a whole run, made of those of its shards."""

from gomemlint.reporters.merging.reading import Source, merged
from gomemlint.reporters.merging.whole import Merged

__all__ = ["Merged", "Source", "merged"]

"""A run, or what is remembered of an equal one."""

from __future__ import annotations

from gomemlint.config import Settings
from gomemlint.engine.advance import Advance
from gomemlint.engine.cache.records import Records
from gomemlint.engine.cache.runs import Runs
from gomemlint.engine.revision import located
from gomemlint.model.report import Report


def check(settings: Settings, advance: Advance) -> Report:
    """Return the report of the settings; nothing is analysed if nothing has changed.

    What git says is no part of a record: it is asked each time.
    """
    known = Runs(Records()).recall(settings) if settings.cache else None
    if known is not None:
        advance("repeating what a run before said of the same code", 0, 1)
        return located(known, settings.target.directory)
    # Rules, grammar and analyses take longer to import than a report takes to recall.
    from gomemlint.engine import run

    return located(run.check(settings, advance), settings.target.directory)

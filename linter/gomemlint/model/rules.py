"""What a rule is called, how sure and how grave it is, and what it needs."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Flag, auto

from gomemlint.model.findings import Confidence, Severity, Tier

# Codes of this form are of the rules that we ship, and of the engine's own.
OUR_PREFIX = "GML"
CODE = re.compile(r"[A-Z]{2,8}\d{3}")
NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")


class Needs(Flag):
    """The kinds of facts that a rule reads; the engine produces no others.

    `CALLEES` are compiler facts about everything that a package with contracts calls, the standard
    library included.
    """

    SYNTAX = auto()
    TYPES = auto()
    COMPILER = auto()
    CALLEES = auto()
    MODULE = auto()


@dataclass(frozen=True, slots=True)
class RuleMetadata:
    """The literals of `@rule`."""

    code: str
    name: str
    severity: Severity
    confidence: Confidence
    tier: Tier
    since: str
    needs: Needs

    @property
    def family(self) -> str:
        """The prefix that selects this rule's siblings: `GML3` of `GML301`."""
        return self.code[:-2]

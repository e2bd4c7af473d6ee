"""The identity of a finding across edits of the file around it."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace

from gomemlint.model.report import ReportedFinding

LENGTH = 32


def numbered(findings: Iterable[ReportedFinding]) -> Iterator[ReportedFinding]:
    """Give each finding its fingerprint; equal findings of a function are told apart by order."""
    seen: Counter[str] = Counter()
    for found in findings:
        key = identity(found)
        ordinal = seen[key]
        seen[key] += 1
        digest = hashlib.sha256(f"{key}\0{ordinal}".encode()).hexdigest()
        yield replace(found, fingerprint=digest[:LENGTH])


def identity(found: ReportedFinding) -> str:
    """Join what stays the same when lines move: rule, package, function and expression."""
    subject = found.finding.subject or "\n".join(found.excerpt)
    expression = "".join(subject.split())
    return "\0".join((found.rule.code, found.package, found.function, expression))

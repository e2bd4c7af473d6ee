"""What rules of others say and yield, checked before it is believed.

A span that points nowhere, or a value of the wrong type, would fail far away from its cause, in a
reporter or in an editor.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import is_dataclass

import msgspec

from gomemlint.contract import Rule
from gomemlint.errors import BadRule
from gomemlint.model.findings import Confidence, Finding, Severity, Tier
from gomemlint.model.rules import OUR_PREFIX, Needs
from gomemlint.model.spans import Span
from gomemlint.semantic.package import Package

METADATA = {
    "code": str,
    "name": str,
    "severity": Severity,
    "confidence": Confidence,
    "tier": Tier,
    "since": str,
    "needs": Needs,
}


def refuse_wrong_values(rule: Rule) -> None:
    """Raise `BadRule` for metadata of the wrong type, and options that cannot be left out."""
    for name, kind in METADATA.items():
        value: object = getattr(rule.metadata, name)
        if not isinstance(value, kind):
            raise BadRule(f"its {name} is {value!r}, no {kind.__name__}")
    if rule.options is None:
        return
    if not is_dataclass(rule.options):
        raise BadRule(f"its options are {rule.options.__name__}, no dataclass")
    try:
        msgspec.convert({}, rule.options)
    except (msgspec.ValidationError, TypeError) as error:
        raise BadRule(f"its options need a default each: {error}") from error


def trusted(rule: Rule, package: Package, found: object) -> Finding:
    """Return a finding that holds together; raise `BadRule` for one that does not."""
    if not isinstance(found, Finding):
        raise BadRule(f"it yields {type(found).__name__}, not a Finding")
    if rule.metadata.code.startswith(OUR_PREFIX):
        return found
    try:
        checked: Finding = msgspec.convert(msgspec.to_builtins(found), Finding)
    except (msgspec.ValidationError, TypeError) as error:
        raise BadRule(f"it yields a finding with a wrong value: {error}") from error
    if package.file(checked.span.path) is None:
        raise BadRule(f"its finding is in {checked.span.path!r}, no file of {package.path}")
    if not checked.message.strip():
        raise BadRule("its finding has no message")
    for span in _spans(checked):
        _refuse_nonsense(package, span)
    return checked


def _spans(found: Finding) -> Iterator[Span]:
    yield found.span
    yield from (evidence.span for evidence in found.evidence)
    yield from (place.span for place in (*found.related, *found.flow))
    if found.fix is not None:
        yield from (edit.span for edit in found.fix.edits)


def _refuse_nonsense(package: Package, span: Span) -> None:
    """Raise `BadRule` for a span that is not one of its file; other packages' files are unknown."""
    file = package.file(span.path)
    start, end = span.start, span.end
    fits = start.line >= 1 and start.column >= 1 and 0 <= start.offset <= end.offset
    if file is not None:
        fits = fits and file.lines.position(start.offset) == start
        fits = fits and file.lines.position(end.offset) == end
    if not fits:
        raise BadRule(
            f"its span {span.path}:{start.line}:{start.column} to {end.line}:{end.column} "
            f"(bytes {start.offset} to {end.offset}) is no place of that file"
        )

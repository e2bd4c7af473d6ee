"""Apply suppressions to findings, and report the ones that are wrong."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from gomemlint.engine.suppress import gml001_unexplained_suppression as unexplained
from gomemlint.engine.suppress import gml002_unused_suppression as unused
from gomemlint.model.findings import Basis, Evidence, Finding, Fix
from gomemlint.model.report import Hidden, HiddenBy, Notice, ReportedFinding
from gomemlint.model.rules import RuleMetadata
from gomemlint.model.spans import Span
from gomemlint.semantic.program.code import File
from gomemlint.syntax.directives import Directive, Ignore, Malformed, NoLint, directives

OWN_RULES = (unexplained.METADATA, unused.METADATA)
OURSELVES = "gomemlint"
DIGITS = "0123456789"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What is left of a package's findings; the rules on suppressions have added theirs."""

    findings: tuple[ReportedFinding, ...]
    notices: tuple[Notice, ...]
    hidden: tuple[Hidden, ...]


@dataclass(frozen=True, slots=True)
class Suppression:
    """A directive that silences findings in a part of a file. No codes means all of them."""

    file: File
    directive: Directive
    codes: tuple[str, ...]
    reason: str
    is_ours: bool

    def silences(self, found: ReportedFinding) -> bool:
        """Whether the directive is about this finding."""
        span = found.finding.span
        if span.path != self.file.path or span.start.offset not in self.directive.covers:
            return False
        return not self.codes or found.rule.code in self.codes or found.rule.name in self.codes

    @property
    def span(self) -> Span:
        start = self.directive.position
        return Span(self.file.path, start, self.file.lines.position(self.directive.end))


def suppressed(
    package: str,
    files: Sequence[File],
    found: Sequence[ReportedFinding],
    ran: Collection[str],
    known: Collection[str],
) -> Outcome:
    """Take out what directives silence.

    `ran` holds the codes of all rules of the run, `known` those of all rules that are installed.
    """
    read = [(file, each) for file in files for each in directives(file.tree)]
    suppressions = [s for file, each in read if (s := _suppression(file, each)) is not None]
    silencing = [(f, next((s for s in suppressions if s.silences(f)), None)) for f in found]
    kept = [f for f, by in silencing if by is None]
    hidden = [Hidden(f, HiddenBy.SOURCE, by.reason) for f, by in silencing if by is not None]
    own = [
        finding
        for suppression in suppressions
        if suppression.is_ours
        for finding in _judged(package, suppression, found, ran)
    ]
    notices = [_malformed(package, file, each) for file, each in read if _is_malformed(each)]
    notices += [
        _unknown(package, suppression, code)
        for suppression in suppressions
        for code in suppression.codes
        if code not in known and code.rstrip(DIGITS) in {each.rstrip(DIGITS) for each in known}
    ]
    return Outcome((*kept, *own), tuple(notices), tuple(hidden))


def _suppression(file: File, directive: Directive) -> Suppression | None:
    match directive.instruction:
        case Ignore(codes=codes, reason=reason):
            return Suppression(file, directive, codes, reason, is_ours=True)
        case NoLint(reason=reason) as comment if comment.speaks_to(OURSELVES):
            return Suppression(file, directive, (), reason, is_ours=not comment.is_general)
        case _:
            return None


def _judged(
    package: str,
    suppression: Suppression,
    found: Sequence[ReportedFinding],
    ran: Collection[str],
) -> Iterator[ReportedFinding]:
    rule = unexplained.METADATA
    if not suppression.reason and rule.code in ran:
        message = "this suppression does not say why; add the reason behind it"
        yield own_finding(package, suppression, rule, message)
    rule = unused.METADATA
    is_judgeable = rule.code in ran and all(code in ran for code in suppression.codes)
    if is_judgeable and not any(map(suppression.silences, found)):
        named = ", ".join(suppression.codes) or "anything"
        message = f"this suppression of {named} matches no finding; remove it"
        yield own_finding(package, suppression, rule, message)


def own_finding(
    package: str, suppression: Suppression, rule: RuleMetadata, message: str
) -> ReportedFinding:
    """Report a comment that silences; behind the semicolon, the message says what to do."""
    span = suppression.span
    text = suppression.directive.text
    finding = Finding(
        span=span,
        message=message,
        evidence=(Evidence(Basis.SYNTAX, span, f"the comment reads {text}"),),
        fix=Fix(message.split("; ")[1]),
        subject=text,
    )
    return ReportedFinding(
        rule=rule,
        finding=finding,
        severity=rule.severity,
        confidence=rule.confidence,
        tier=rule.tier,
        package=package,
        function="",
        fingerprint="",
        excerpt=(suppression.file.lines.line(span.start.line).decode("utf-8", "replace"),),
    )


def _unknown(package: str, suppression: Suppression, code: str) -> Notice:
    directive = suppression.directive
    return Notice(
        code="directive-malformed",
        message=f"{directive.text}: no rule has the code {code}; name each code as findings do",
        path=suppression.file.path,
        line=directive.position.line,
        package=package,
    )


def _is_malformed(directive: Directive) -> bool:
    return isinstance(directive.instruction, Malformed)


def _malformed(package: str, file: File, directive: Directive) -> Notice:
    instruction = directive.instruction
    assert isinstance(instruction, Malformed)
    return Notice(
        code="directive-malformed",
        message=f"{directive.text}: {instruction.problem}",
        path=file.path,
        line=directive.position.line,
        package=package,
    )

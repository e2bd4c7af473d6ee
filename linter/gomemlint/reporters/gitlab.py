"""GitLab Code Quality: the findings of a merge request.

The format has no place for remarks about a run, so a notice is an issue of the file that it is
about, or of go.mod.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator

import msgspec

from gomemlint.model.report import Notice, Report, ReportedFinding
from gomemlint.reporters.cleaning import one_line
from gomemlint.reporters.encoding import encode
from gomemlint.reporters.levels import LEVELS, Level
from gomemlint.reporters.places import MODULE_FILE, Viewpoint
from gomemlint.reporters.wording import notice_message

SEVERITIES = {Level.ERROR: "critical", Level.WARNING: "major", Level.NOTE: "minor"}


class Lines(msgspec.Struct, frozen=True):
    begin: int
    end: int


class Location(msgspec.Struct, frozen=True):
    path: str
    lines: Lines


class Issue(msgspec.Struct, frozen=True):
    description: str
    check_name: str
    fingerprint: str
    severity: str
    location: Location


def render(report: Report) -> Iterator[str]:
    """Encode findings and notices as one array."""
    viewpoint = Viewpoint.of_repository(report)
    digests = Digests()
    issues = [issue(found, viewpoint, digests) for found in report.findings]
    issues += [remark(notice, viewpoint, digests) for notice in report.notices]
    yield encode(issues)
    yield "\n"


class Digests:
    """Hashes that no other issue has: GitLab shows equal ones once."""

    def __init__(self) -> None:
        self._seen: Counter[tuple[str, ...]] = Counter()

    def digest(self, *parts: str) -> str:
        """Hash the parts and how often they came before."""
        self._seen[parts] += 1
        text = "\0".join((*parts, str(self._seen[parts])))
        return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def issue(found: ReportedFinding, viewpoint: Viewpoint, digests: Digests) -> Issue:
    """Return a finding."""
    finding, span = found.finding, found.finding.span
    instead = f" Instead: {finding.fix.description}" if finding.fix else ""
    path = viewpoint.path(span.path)
    return Issue(
        description=one_line(f"{found.rule.code}: {finding.message}.{instead}"),
        check_name=found.rule.code,
        fingerprint=digests.digest(found.rule.code, path, found.fingerprint),
        severity=SEVERITIES[LEVELS[found.severity]],
        location=Location(path, Lines(span.start.line, span.end.line)),
    )


def remark(notice: Notice, viewpoint: Viewpoint, digests: Digests) -> Issue:
    """Return a notice; an incomplete analysis is as grave as an error."""
    path = viewpoint.path(notice.path or MODULE_FILE)
    line = max(notice.line, 1)
    return Issue(
        description=one_line(f"{notice.code}: {notice_message(notice)}"),
        check_name=notice.code,
        fingerprint=digests.digest(notice.code, path, notice.package, notice.message),
        severity="critical" if notice.incomplete else "info",
        location=Location(path, Lines(line, line)),
    )
